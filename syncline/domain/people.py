"""People: one person, the accounts it has in each tool, and how it is reached."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from syncline.domain.calendar import Calendar
from syncline.domain.fields import Value
from syncline.domain.schedule import Digest


@dataclass(frozen=True, slots=True)
class Person:
    """One person; `email` is its canonical name in Items."""

    email: str
    name: str = ""
    accounts: Mapping[str, str] = field(default_factory=dict)  # tool -> native account id
    aliases: frozenset[str] = frozenset()  # other e-mail addresses, lower case
    active: bool = True
    locale: str = "en"
    timezone: str = "UTC"
    delegate: str | None = None
    contract_end: date | None = None
    calendar: Calendar | None = None  # where it differs from the portfolio's
    away: tuple[tuple[date, date], ...] = ()  # leave, from the first day to the last
    channel: str | None = None  # where this person wants to be written to
    digest: Digest | None = None

    def is_here(self, day: date) -> bool:
        """Tell whether this person still belongs here on a day: active, and under contract."""
        return self.active and (self.contract_end is None or day <= self.contract_end)


class People:
    """Find a person by e-mail or by native account."""

    def __init__(self, persons: Iterable[Person] = ()) -> None:
        self.persons = tuple(persons)
        self._by_email = {
            alias: person
            for person in self.persons
            for alias in {person.email.lower(), *person.aliases}
        }
        self._by_account = {
            (tool, account): person
            for person in self.persons
            for tool, account in person.accounts.items()
        }

    def by_email(self, email: str | None) -> Person | None:
        """Return the person of an address or of one of its aliases."""
        return self._by_email.get(email.lower()) if email else None

    def is_same(self, one: str, other: str | None) -> bool:
        """Tell whether two addresses are those of one person."""
        return other is not None and self._address(one) == self._address(other)

    @property
    def calendars(self) -> dict[str, Calendar]:
        """Return the working days of those who have their own, by each of their addresses."""
        return {who: p.calendar for who, p in self._by_email.items() if p.calendar}

    def addressed(self, who: Value) -> Value:
        """Return one person, or a set of several, by their canonical addresses in lower case."""
        if isinstance(who, frozenset):
            return frozenset(map(self._address, who))
        return self._address(who) if isinstance(who, str) else who

    def _address(self, email: str) -> str:
        person = self.by_email(email)
        return (person.email if person else email).lower()

    def canonical(self, tool: str, account: str, email: str | None) -> str | None:
        """Return the canonical e-mail of a native account; `None` when nobody can tell.

        The account map wins over the address, because tools hide and change addresses.
        """
        person = self._by_account.get((tool, account)) or self.by_email(email)
        if person:
            return person.email
        return email.lower() if email else None

    def account(self, tool: str, email: str) -> str | None:
        """Return the mapped native account of a person in a tool, if people.yaml names one."""
        person = self.by_email(email)
        return person.accounts.get(tool) if person else None
