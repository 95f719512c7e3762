"""Date properties: a day, a moment or a range <-> the canonical days start and target; pure.

Of a range, `target` is the end and every other field is the start; a single day is both. Where
start and target share one property, a single day is the target and there is no start: a deadline
without a start is common, and Notion keeps no range without a start.
"""

import re
from collections.abc import Mapping
from datetime import date

from connectors.notion.native import Period
from connectors.notion.shapes import day
from syncline.domain.fields import Cannot

Written = dict[str, str | None]


def read_day(name: str, period: Period | None, *, shared: bool) -> date | None:
    """Return the day that a field shows; as written, without a time zone. Raises Malformed."""
    if period is None:
        return None
    if name == "target":
        return day(period.end or period.start, f"{period.path}.{'end' if period.end else 'start'}")
    if shared and period.end is None:
        return None
    return day(period.start, f"{period.path}.start")


def write_day(name: str, asked: date | None, held: Period | None) -> Written | None | Cannot:
    """Return the date to write for one field: the other end of a range, and times, are kept."""
    if held is None or (asked is None and held.end is None):
        return _range(asked.isoformat(), None) if asked else None
    if asked is None:
        return Cannot(_A_RANGE.format(name, held.start[:10], str(held.end)[:10]))
    if held.end is not None and name == "target":
        return _range(held.start, _on(asked, held.end), held.zone)
    return _range(_on(asked, held.start), held.end, held.zone)


def write_period(asked: Mapping[str, date | None], held: Period | None) -> Written | None | Cannot:
    """Return the range to write where start and target share one property."""
    start = asked.get("start", read_day("start", held, shared=True))
    target = asked.get("target", read_day("target", held, shared=True))
    if target is None:
        return None if start is None else Cannot(_NO_END.format(start))
    first, last = (held.start, held.end or held.start) if held else ("", "")
    zone = held.zone if held else None
    if start is None:
        return _range(_on(target, last), None, zone)
    return _range(_on(start, first), _on(target, last), zone)


_NO_END = (
    "start {} has no target, and the one date property of both cannot hold a start alone: "
    "set a target, or give start a property of its own"
)
_A_RANGE = (
    "{} is an end of the range {} to {}, and Notion would clear the other one with it: "
    "shorten or clear the range there"
)


def _on(day: date, former: str) -> str:
    """Return another day at the time of day that somebody typed, where there was one."""
    return day.isoformat() + former[10:]


def _range(start: str, end: str | None, zone: str | None = None) -> Written:
    """Return a range; with a zone of its own the times have no offset."""
    if zone is None:
        return {"start": start, "end": end}
    bare = [one and _OFFSET.sub(r"\1", one) for one in (start, end)]
    return {"start": bare[0], "end": bare[1], "time_zone": zone}


_OFFSET = re.compile(r"(?<=T.{5})(.*?)(Z|[+-]\d\d:?\d\d)$")
