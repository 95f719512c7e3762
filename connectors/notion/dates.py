"""Date properties: a day, a moment or a range <-> the canonical days start and target; pure.

Of a range, `target` is the end and every other field is the start; a single day is both. Where
start and target share one property, a single day is the target and there is no start: a deadline
without a start is common, and Notion keeps no range without a start.
"""

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


def write_day(name: str, asked: date | None, held: Period | None) -> Written | None:
    """Return the date to write for one field, keeping the other end of a range."""
    if asked is None:
        return None
    if held is None or held.end is None:
        return _range(asked.isoformat(), None)
    if name == "target":
        return _range(held.start[:10], asked.isoformat())
    return _range(asked.isoformat(), held.end[:10])


def write_period(asked: Mapping[str, date | None], held: Period | None) -> Written | None | Cannot:
    """Return the range to write where start and target share one property."""
    start = asked.get("start", read_day("start", held, shared=True))
    target = asked.get("target", read_day("target", held, shared=True))
    if target is None:
        return None if start is None else Cannot(_NO_END.format(start))
    if start is None:
        return _range(target.isoformat(), None)
    return _range(start.isoformat(), target.isoformat())


_NO_END = (
    "start {} has no target, and the one date property of both cannot hold a start alone: "
    "set a target, or give start a property of its own"
)


def _range(start: str, end: str | None) -> Written:
    return {"start": start, "end": end}
