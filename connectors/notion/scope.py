"""The `where` of a replica: as a filter of a query, and as a test of a page; both say the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.notion.bindings import Bindings
from connectors.notion.native import Choices, NativePage, Property, RichText, Users
from connectors.notion.runs import write_text
from connectors.notion.schema import Definition, Schema
from syncline.domain.errors import ConfigurationError, ReplicaError
from syncline.ports import ReplicaSettings

Wanted = str | float | bool | None
_OPERATORS: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("status", "select", "number", "checkbox"), ("equals", "does_not_equal")),
    **dict.fromkeys(("rich_text", "title", "url", "email"), ("equals", "does_not_equal")),
    **dict.fromkeys(("multi_select",), ("contains", "does_not_contain")),
}
_EXAMPLE = "write for example where: {Status: {not: [Idea]}, Squad: [Payments, Data]}"


@dataclass(frozen=True, slots=True)
class Condition:
    """A property is one of these values, or with `negated` none of them; None = empty."""

    key: str
    wanted: tuple[Wanted, ...]
    negated: bool = False


def conditions(settings: ReplicaSettings) -> tuple[Condition, ...]:
    """Read the `where` of a replica. Raises ConfigurationError."""
    where = settings.where
    if where is None:
        return ()
    if not isinstance(where, Mapping):
        raise _wrong(settings, f"{where!r} is not a mapping of properties to values")
    return tuple(_condition(settings, str(key), value) for key, value in where.items())


def _condition(settings: ReplicaSettings, key: str, value: object) -> Condition:
    negated = False
    if isinstance(value, Mapping):
        if len(value) != 1 or not value.keys() <= {"not", "in"}:
            raise _wrong(settings, f"{key} has {', '.join(map(str, value)) or 'nothing'}")
        negated = "not" in value
        value = next(iter(value.values()))
    listed = value if isinstance(value, list | tuple | set | frozenset) else (value,)
    wanted = tuple(_wanted(settings, key, one) for one in listed)
    if not wanted:
        raise _wrong(settings, f"{key} names no value")
    return Condition(key, wanted, negated)


def _wanted(settings: ReplicaSettings, key: str, value: object) -> Wanted:
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int | float):
        return float(value)
    raise _wrong(settings, f"{key}: {value!r} is neither a text, a number, true, false nor null")


def _wrong(settings: ReplicaSettings, what: str) -> ConfigurationError:
    return ConfigurationError(f"replicas.{settings.name}.where: {what}; {_EXAMPLE}")


def filters(parts: tuple[Condition, ...], schema: Schema, replica: str) -> list[dict[str, Any]]:
    """Return the filter objects, all of which must hold. Raises ReplicaError."""
    found: list[dict[str, Any]] = []
    for part in parts:
        prop = schema.find(part.key)
        if prop is None or prop.type not in _OPERATORS:
            raise ReplicaError("notion", _unfit(part, prop), f"Correct replicas.{replica}.where")
        each = [_filter(prop, wanted, negated=part.negated) for wanted in part.wanted]
        found += each if part.negated or len(each) == 1 else [{"or": each}]
    return found


def _unfit(part: Condition, prop: Definition | None) -> str:
    if prop is None:
        return f'`where` names "{part.key}", and there is no such property'
    return f'`where` names "{part.key}", a {prop.type}, which cannot be compared'


def _filter(prop: Definition, wanted: Wanted, *, negated: bool) -> dict[str, Any]:
    if wanted is None:
        return {"property": prop.id, prop.type: {_EMPTY[negated]: True}}
    return {"property": prop.id, prop.type: {_OPERATORS[prop.type][negated]: wanted}}


_EMPTY = {False: "is_empty", True: "is_not_empty"}


def lying_within(parts: tuple[Condition, ...], schema: Schema) -> dict[str, Any]:
    """Return the properties of a new page that must be one word to be in scope, filled in.

    Of several words nobody knows which; what must not be a word is left empty.
    """
    found = ((schema.find(p.key), p.wanted[0]) for p in parts if _only(p) is not None)
    return {
        prop.id: {prop.type: _FILLED[prop.type](wanted)}
        for prop, wanted in found
        if prop is not None and prop.type in _FILLED
    }


def _only(part: Condition) -> Wanted:
    """Return the one value that a condition asks for; None where there is no such value."""
    return part.wanted[0] if len(part.wanted) == 1 and not part.negated else None


_FILLED: Mapping[str, Callable[[Wanted], Any]] = {
    **dict.fromkeys(("status", "select"), lambda word: {"name": word}),
    **dict.fromkeys(("number", "checkbox", "url", "email"), lambda value: value),
    "multi_select": lambda word: [{"name": word}],
    "rich_text": lambda word: write_text(str(word)),
}


def outside(parts: tuple[Condition, ...], page: NativePage, bindings: Bindings) -> str | None:
    """Say which condition a page does not fulfil, None when it is in scope."""
    for part in parts:
        prop = bindings.on(page, part.key)
        shown = _shown(prop)
        met = bool(shown & {_folded(one) for one in part.wanted})
        if met is part.negated:
            says = ", ".join(sorted(str(one) for one in shown if one is not None)) or "empty"
            return f'outside of `where`: "{part.key}" is {says}'
    return None


def _folded(wanted: Wanted) -> Wanted:
    return wanted.casefold() if isinstance(wanted, str) else wanted


def _shown(prop: Property | None) -> set[Wanted]:
    """Return what a property says, in a form that can be compared; {None} when it is empty."""
    value = prop.value if prop else None
    shown: set[Wanted] = set()
    match value:
        case Choices():
            shown |= {name.casefold() for name in value.names}
        case RichText():
            shown |= {str(value).casefold()} - {""}
        case Users():
            shown |= {user.id for user in value.users}
        case str():
            shown |= {value.casefold()} - {""}
        case bool() | float():
            shown.add(value)
    return shown or {None}
