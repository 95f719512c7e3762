"""The checklist that lists the Items below a card: ours by its name, a line by its address; pure.

People may write lines into it, and have checklists of their own: those are nobody's business here.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.trello.markdown.escaping import escaped
from connectors.trello.shapes import identifier, records, text
from syncline.domain.parts import Part
from syncline.domain.plain import one_line

CHECKLIST = "checklist"  # the native field
NAMED = "Sub-tasks · Syncline"
_OURS = "· Syncline"  # people may put another word before it
_LINE = re.compile(r"^(?P<title>.+) ↗ (?P<url>\S+)$")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of our checklist, and the part that it shows."""

    id: str
    part: Part


@dataclass(frozen=True, slots=True)
class Listed:
    """Our checklist on a card; `id`: None where there is none. A second one is read as well."""

    id: str | None = None
    lines: tuple[Line, ...] = ()

    @property
    def elements(self) -> frozenset[str]:
        """Return the value of the field."""
        return frozenset(line.part.element for line in self.lines)


def spelled(part: Part) -> str:
    """Return the text of a line, in which nothing but the address is live."""
    return f"{escaped(part.title)} ↗ {part.url}"


def read_line(name: str, *, done: bool) -> Part | None:
    """Read a line; None for one that a person wrote."""
    found = _LINE.match(one_line(name))
    if found is None:
        return None
    return Part(one_line(_ESCAPE.sub(r"\1", found["title"])), found["url"], done)


def read_listed(data: Mapping[str, Any]) -> Listed:
    """Read the checklists of a card. Raises Malformed."""
    shown = enumerate(records(data, "checklists"))
    ours = [
        (identifier(one, "id", f"checklists[{index}]."), one, f"checklists[{index}].")
        for index, one in shown
        if one_line(text(one, "name", f"checklists[{index}].") or "").endswith(_OURS)
    ]
    lines = (line for _, one, path in ours for line in _lines(one, path))
    return Listed(ours[0][0] if ours else None, tuple(lines))


def _lines(one: Mapping[str, Any], path: str) -> Iterator[Line]:
    for index, item in enumerate(records(one, "checkItems", path)):
        where = f"{path}checkItems[{index}]."
        done = text(item, "state", where) == "complete"
        if part := read_line(text(item, "name", where) or "", done=done):
            yield Line(identifier(item, "id", where), part)


@dataclass(frozen=True, slots=True)
class Redrawing:
    """What our checklist needs so that it shows what is asked."""

    added: tuple[Part, ...]
    changed: tuple[tuple[Line, Part], ...]
    removed: tuple[Line, ...]


def redrawing(held: Listed, wanted: Iterable[Part]) -> Redrawing:
    """Compare the lines by their addresses; one that is not wanted, or stands twice, goes."""
    asked = {part.url: part for part in wanted}
    seen: set[str] = set()
    changed, removed = [], []
    for line in held.lines:
        part = asked.get(line.part.url)
        if part is None or line.part.url in seen:
            removed.append(line)
        elif line.part != part:
            changed.append((line, part))
        seen.add(line.part.url)
    return Redrawing(
        tuple(part for url, part in asked.items() if url not in seen),
        tuple(changed),
        tuple(removed),
    )
