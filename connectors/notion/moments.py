"""Date properties whose time of day counts <-> a moment, or a day where no time is said; pure.

The zone and the other end of a range stay as somebody typed them.
"""

from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

from connectors.notion.dates import Written, write_day
from connectors.notion.native import Period
from connectors.notion.shapes import day, expected
from syncline.domain.fields import Cannot, minute

DAY, BARE = 10, 23  # letters of a day, and of a moment without its offset


def read_moment(period: Period | None) -> date | None:
    """Return the start of a property as a moment, or as the day that it is. Raises Malformed."""
    if period is None:
        return None
    path = f"{period.path}.start"
    if len(period.start) == DAY:
        return day(period.start, path)
    try:
        read = datetime.fromisoformat(period.start)
    except ValueError:
        raise expected("a moment", period.start, path) from None
    if not read.utcoffset():  # with a zone of its own the times are those of its clocks
        return read.replace(tzinfo=_zone(period.zone))
    return read


def write_moment(name: str, asked: date | None, held: Period | None) -> Written | None | Cannot:
    """Return the date to write: the moment in the zone, or at the offset, that is there."""
    if not isinstance(asked, datetime):
        # A day takes the place of a moment whole: whoever asks for it took the time away.
        bare = Period(held.start[:DAY], held.end and held.end[:DAY], held.path) if held else None
        return write_day(name, asked, bare)
    end = held.end if held else None
    if end and len(end) == DAY:
        return Cannot(f"{name} begins a range of days that ends on {end}: shorten it in Notion")
    if held and held.zone and (local := _said(asked, _zone(held.zone))):
        return {"start": local, "end": end and end[:BARE], "time_zone": held.zone}
    former = read_moment(held)
    there = former.tzinfo if isinstance(former, datetime) and not (held and held.zone) else UTC
    return {"start": asked.astimezone(there).isoformat(timespec="milliseconds"), "end": end}


def _said(moment: datetime, zone: tzinfo) -> str | None:
    """Return what the clocks of a zone show; None where they show it twice, an hour apart."""
    local = moment.astimezone(zone)
    if minute(local.replace(fold=1 - local.fold)) != minute(local):
        return None
    return local.replace(tzinfo=None).isoformat(timespec="milliseconds")


def _zone(name: str | None) -> tzinfo:
    try:
        return ZoneInfo(name) if name else UTC
    except (KeyError, ValueError, OSError):
        return UTC
