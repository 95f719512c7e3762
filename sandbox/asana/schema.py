"""What a resource can show: every field with its getter, and the usual selections."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.asana.state import AsanaState

Getter = Callable[["AsanaState", Any], Any]

MISSING = object()  # what a getter returns for a field that this one resource does not have


@dataclass(frozen=True)
class Schema:
    """List a resource's fields, and which of them three kinds of record show.

    compact: in listings and inside other resources; full: a resource of its own;
    bare: where opt_fields names only the field that refers to it.
    """

    fields: Mapping[str, Getter]
    compact: tuple[str, ...]
    full: tuple[str, ...] = ()
    bare: tuple[str, ...] = ("gid", "resource_type")


def attributes(*names: str) -> dict[str, Getter]:
    """Return getters of attributes that are called as the fields are."""
    return {name: _attribute(name) for name in names}


def _attribute(name: str) -> Getter:
    return lambda _, thing: getattr(thing, name)


def constant(value: Any) -> Getter:
    """Return a getter that always shows one value."""
    return lambda _state, _thing: value


def has_type(name: str) -> dict[str, Getter]:
    """Return the getters of gid and resource_type."""
    return {**attributes("gid"), "resource_type": constant(name)}


def names(text: str) -> tuple[str, ...]:
    """Return the words of a text as a selection of fields."""
    return tuple(text.split())
