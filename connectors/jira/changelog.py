"""What a changelog says of one write: what came after the last read, and what it means; pure."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from connectors.jira import shapes
from connectors.jira.binding import Bound
from connectors.jira.native import Issue, Side, Touch
from connectors.jira.shapes import Account, Choice
from syncline.domain.fields import Cannot, FieldType
from syncline.domain.text import plain


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in a changelog: the time of an entry, and its number where times are equal."""

    at: datetime
    number: int


_BEGINNING = Mark(datetime.min.replace(tzinfo=UTC), 0)


def mark(issue: Issue) -> Mark | None:
    """Return the place of the newest entry; None when the changelog was not shown."""
    places = (place for place in map(_place, issue.touches) if place)
    return max(places, default=_BEGINNING) if issue.logged else None


def trail(issue: Issue, field: str, since: Mark | None) -> list[Touch]:
    """Return what was done to a field after a mark, oldest first; nothing without a mark."""
    if since is None:
        return []
    placed = [(_place(touch), touch) for touch in issue.touches if touch.field == field]
    newer = [(place, touch) for place, touch in placed if place and place > since]
    return [touch for _, touch in sorted(newer, key=lambda one: one[0])]


def _place(touch: Touch) -> Mark | None:
    return Mark(touch.at, int(touch.entry) if touch.entry.isdecimal() else 0) if touch.at else None


def seen(bound: Bound, side: Side) -> Any | Cannot:
    """Return a value of the changelog as the field itself would show it, None when it is empty."""
    number, words = side
    match bound.mapping.type, number or words:
        case _, None:
            return None
        case FieldType.OPTION | FieldType.CHECKBOX as kind, found:
            choice = Choice(words or found, number)
            return choice if kind is FieldType.OPTION else (choice,)
        case FieldType.PERSON, found:
            return Account(found, words or found, None)
        case FieldType.REF, _:
            return number or Cannot(f"the changelog names {words} without its id")
        case FieldType.DATE | FieldType.MOMENT | FieldType.NUMBER, _:
            return _counted(bound, side)
    return plain(words or "") if bound.mapping.type is FieldType.RICH else words


def _counted(bound: Bound, side: Side) -> Any | Cannot:
    number, words = side
    try:
        if bound.mapping.type is FieldType.NUMBER:
            return float(words or "")
        read = shapes.moment if bound.mapping.type is FieldType.MOMENT else shapes.day
        return read(bound.id, number or words)
    except (ValueError, shapes.Malformed):
        return Cannot(f"{bound.id} was {words} in the changelog, which cannot be read")
