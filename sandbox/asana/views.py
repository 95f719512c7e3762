"""Show resources as JSON: what opt_fields asks for, or else a full or a compact record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sandbox.asana.fields import SCHEMAS
from sandbox.asana.schema import MISSING, Schema
from sandbox.clock import iso

if TYPE_CHECKING:
    from sandbox.asana.state import AsanaState

Tree = Mapping[str, Any]  # the opt_fields as nested names; an empty one is a leaf


def tree(paths: list[str]) -> dict[str, Any]:
    """Nest dotted opt_fields: `memberships.section.name` becomes three levels."""
    root: dict[str, Any] = {}
    for path in paths:
        level = root
        for name in path.removeprefix("this.").split("."):
            level = level.setdefault(name, {})
    return root


def show(state: AsanaState, thing: Any, wanted: Tree | None, *, full: bool = False) -> Any:
    """Return a resource as JSON: the wanted fields, or else all, or else the compact ones."""
    schema = SCHEMAS[type(thing)]
    if wanted:
        return _picked(state, thing, schema, wanted)
    names = schema.full if full else schema.compact
    return _picked(state, thing, schema, dict.fromkeys(names))


def _picked(
    state: AsanaState, thing: Any, schema: Schema, wanted: Mapping[str, Tree | None]
) -> dict[str, Any]:
    picked: dict[str, Any] = {}
    if gid := schema.fields.get("gid"):
        picked["gid"] = gid(state, thing)
    for name, below in wanted.items():
        getter = schema.fields.get(name)
        if getter is None:
            continue
        value = getter(state, thing)
        if value is not MISSING:
            picked[name] = _nested(state, value, below)
    return picked


def _nested(state: AsanaState, value: Any, wanted: Tree | None) -> Any:
    """Show a value inside a resource: wanted None is its compact form, {} a bare reference."""
    if isinstance(value, list):
        return [_nested(state, one, wanted) for one in value]
    schema = SCHEMAS.get(type(value))
    if schema is None:
        return _plain(value)
    if wanted is None:
        return _picked(state, value, schema, dict.fromkeys(schema.compact))
    names = wanted or dict.fromkeys(schema.bare)
    return _picked(state, value, schema, names)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value)
    return value.isoformat() if isinstance(value, date) else value
