"""Working days: of a country, with or without a region, and the days on which a firm is closed."""

from collections.abc import Iterable
from datetime import date

import holidays

from syncline.config.problems import one_of, quoted
from syncline.domain.calendar import Calendar, days_from

YEARS = (-1, 2)  # before and after the current one, of which holidays are known


def calendar(
    place: tuple[str, str | None] | None, closures: Iterable[tuple[date, date]], today: date
) -> Calendar:
    """Return the working days of a place that exists; without one, of any week."""
    closed = frozenset(day for first, last in closures for day in days_from(first, last))
    if place is None:
        return Calendar(holidays=closed)
    years = range(today.year + YEARS[0], today.year + YEARS[1] + 1)
    found = holidays.country_holidays(place[0], subdiv=place[1], years=years)
    return Calendar(frozenset(found.weekend), closed | frozenset(found))


def place(text: str) -> tuple[str, str | None]:
    """Read a country, with or without a region: FR, ES-MD."""
    code, _, region = text.partition("-")
    return code, region or None


def unknown_place(code: tuple[str, str | None]) -> tuple[str, str] | None:
    """Return what is wrong with a place, and the remedy; None when it has a calendar."""
    known = holidays.list_supported_countries()
    if code[0] not in known:
        message = f"{quoted(code[0])} is no country of the calendar"
        return message, f"{one_of(known, code[0])[:-1]} (ISO 3166 codes)."
    if code[1] and code[1] not in known[code[0]]:
        return f"{quoted(code[1])} is no region of {code[0]}", one_of(known[code[0]], code[1])
    return None
