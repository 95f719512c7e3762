"""The `where` of a replica: which tasks of the project it takes; the others are left alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from connectors.asana.native import NativeTask
from connectors.asana.words import folded
from syncline.domain.errors import ConfigurationError
from syncline.ports import ReplicaSettings

_EXAMPLE = "write for example where: {section: {not: [Idées]}, Squad: [Payments, Data]}"
_WAYS = {"is": False, "in": False, "not": True}


@dataclass(frozen=True, slots=True)
class Condition:
    """A field shows one of these words, or with `negated` none of them; "" = empty."""

    field: str
    words: frozenset[str]
    negated: bool
    sole: str | None = None  # the one word that it must show, as written


def conditions(settings: ReplicaSettings) -> tuple[Condition, ...]:
    """Read the `where` of a replica. Raises ConfigurationError."""
    where = settings.where
    if not where:
        return ()
    if not isinstance(where, Mapping):
        raise _wrong(settings, f"{where!r} is not a mapping of fields to values")
    return tuple(
        condition
        for field, wanted in where.items()
        for condition in _conditions(settings, str(field), wanted)
    )


def _conditions(settings: ReplicaSettings, field: str, wanted: object) -> list[Condition]:
    ways = wanted if isinstance(wanted, Mapping) else {"is": wanted}
    if not ways or not ways.keys() <= _WAYS.keys():
        raise _wrong(settings, f"{field} has {', '.join(map(str, ways)) or 'nothing'}")
    return [_one(field, listed, _WAYS[way]) for way, listed in ways.items() if listed]


def _one(field: str, listed: object, negated: bool) -> Condition:  # noqa: FBT001  # a column of a table
    several = listed if isinstance(listed, list | tuple | set | frozenset) else (listed,)
    spelled = ["" if one is None else str(one) for one in several]
    sole = spelled[0] if len(spelled) == 1 and not negated else None
    return Condition(field, frozenset(map(folded, spelled)), negated, sole or None)


def _wrong(settings: ReplicaSettings, what: str) -> ConfigurationError:
    return ConfigurationError(f"replicas.{settings.name}.where: {what}; {_EXAMPLE}")


def outside(parts: tuple[Condition, ...], task: NativeTask, project: str) -> str | None:
    """Say which condition a task does not fulfil, None when it is in scope."""
    for part in parts:
        shown = _shown(task, part.field, project)
        if bool(shown & part.words) is part.negated:
            says = ", ".join(sorted(filter(None, shown))) or "empty"
            return f'outside of `where`: "{part.field}" is {says}'
    return None


def _shown(task: NativeTask, field: str, project: str) -> frozenset[str]:
    """Return the words that a field shows, in a form that can be compared."""
    place, held = task.place_in(project), task.custom_value(field)
    match folded(field):
        case "section":
            words = [place.section_name] if place else []
        case "completed":
            words = [str(task.completed)]
        case "tags":
            words = [tag.name for tag in task.tags or ()]
        case _ if held and isinstance(held.value, tuple):
            words = [one if isinstance(one, str) else one.name for one in held.value]
        case _:
            words = [(held.display or str(held.value or "")) if held else None]
    return frozenset(folded(word) for word in words if word) or frozenset({""})
