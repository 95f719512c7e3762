"""people.yaml: read, checked for people who are named twice, and made into People."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from syncline.config.checks import unknown_zone
from syncline.config.days import calendar, place, unknown_place
from syncline.config.persons import PEOPLE, PersonSheet
from syncline.config.problems import BrokenConfiguration, Problem, quoted
from syncline.config.reading import Source, read
from syncline.config.schema import people_schema
from syncline.config.sentences import problems
from syncline.config.sheet import Sheet
from syncline.config.view import Found
from syncline.domain.calendar import Calendar
from syncline.domain.people import People, Person


def load_people(path: Path, sheet: Sheet, today: date) -> People:
    """Read the people beside a portfolio. Raises BrokenConfiguration."""
    source = read(path)
    try:
        persons = PEOPLE.validate_python(source.value)
    except ValidationError as error:
        found = problems(source, error, people_schema())
        raise BrokenConfiguration([*source.problems, *found]) from None
    wrong = [*source.problems, *_problems(source, persons)]
    if wrong:
        raise BrokenConfiguration(wrong)
    return People(_person(person, sheet, today) for person in persons)


def _problems(source: Source, persons: Sequence[PersonSheet]) -> Iterator[Problem]:
    for found in (*_doubles(persons), *_strangers(persons)):
        yield source.problem(*found)


def _doubles(persons: Sequence[PersonSheet]) -> Iterator[Found]:
    addresses: dict[str, int] = {}
    accounts: dict[tuple[str, str], int] = {}
    for index, person in enumerate(persons):
        for address in {person.email.lower(), *map(str.lower, person.aliases)}:
            former = addresses.setdefault(address, index)
            if former != index:
                message = f"{quoted(address)} already is person {former + 1} of the list"
                yield Found((index, "email"), message, "Keep one, and put the rest together.")
        for tool, account in _accounts(person).items():
            former = accounts.setdefault((tool, account), index)
            if former != index:
                message = f"{quoted(account)} already belongs to {persons[former].email}"
                yield Found((index, "accounts", tool), message, "One account is one person.")


def _strangers(persons: Sequence[PersonSheet]) -> Iterator[Found]:
    known = {p.email.lower() for p in persons} | {a.lower() for p in persons for a in p.aliases}
    for index, person in enumerate(persons):
        if person.delegate and person.delegate.lower() not in known:
            message = f"{quoted(person.delegate)} is not in this file"
            yield Found((index, "delegate"), message, "Write the e-mail of somebody who is.")
        if person.calendar and (wrong := unknown_place(place(person.calendar))):
            yield Found((index, "calendar"), *wrong)
        if person.timezone and (wrong := unknown_zone(person.timezone)):
            yield Found((index, "timezone"), *wrong)


def _accounts(person: PersonSheet) -> dict[str, str]:
    return {tool: str(account) for tool, account in person.accounts if account is not None}


def _calendar(person: PersonSheet, sheet: Sheet, today: date) -> Calendar | None:
    """Return the working days of a person who lives by another calendar than the portfolio."""
    if person.calendar is None:
        return None
    return calendar(place(person.calendar), sheet.closures, today)


def _person(person: PersonSheet, sheet: Sheet, today: date) -> Person:
    return Person(
        email=person.email.lower(),
        name=person.name,
        accounts=_accounts(person),
        aliases=frozenset(map(str.lower, person.aliases)),
        active=person.active,
        locale=person.locale or sheet.locale,
        timezone=person.timezone or sheet.timezone,
        delegate=person.delegate.lower() if person.delegate else None,
        contract_end=person.contract_end,
        calendar=_calendar(person, sheet, today),
        away=person.away,
        channel=person.channel,
        digest=person.digest,
    )
