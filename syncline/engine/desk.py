"""The desk from which people are told: the alerts' own store and lease, channels, people, time."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from syncline.domain.people import People, Person
from syncline.domain.policy import Portfolio
from syncline.domain.reader import HOURS, Reader
from syncline.domain.state import Lease, LeaseTaken, Row
from syncline.engine.session import Session
from syncline.ports import COMMENT, Channel, Clock, Store

ALERTS = "(alerts)"  # the store namespace of episodes and outbox, over all portfolios


@dataclass(frozen=True)
class Told:
    """What one round of alerts did."""

    opened: int = 0
    resolved: int = 0
    sent: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # person -> lines
    failed: tuple[str, ...] = ()
    waiting: int = 0  # alerts that will be told at the hour of their reader
    held: str = ""  # why this round told nobody


@dataclass(frozen=True)
class Uptime:
    """A clock that nobody sets: seconds since one start of one machine."""

    seconds: float
    boot: str


Deciding = Callable[[str], AbstractContextManager[Session | LeaseTaken]]
"""Holds the lease of a portfolio for one decision, or tells who holds it."""


def whose(address: str, people: People, rules: Portfolio) -> Person:
    """Return who has an address, as far as anybody knows."""
    unknown = Person(address, locale=rules.locale, timezone=rules.timezone)
    return people.by_email(address) or unknown


def reading(person: Person, rules: Portfolio) -> Reader:
    """Return a person as a reader, with the days and hours of a portfolio where they say none."""
    return Reader(
        person,
        person.calendar or rules.calendar,
        person.digest or rules.alerts.digest,
        rules.alerts.quiet or HOURS,
    )


@dataclass(frozen=True)
class Desk:
    """What telling needs. `channels`: the preferred one first."""

    store: Store
    lease: Lease
    channels: tuple[Channel, ...]
    people: People
    clock: Clock
    portfolios: Mapping[str, Portfolio] = field(default_factory=dict)
    uptime: Uptime | None = None
    stores: Mapping[str, Store] = field(default_factory=dict)  # of the portfolios
    deciding: Deciding | None = None

    def commit(self, rows: Iterable[Row]) -> None:
        """Put rows in one transaction."""
        self.store.commit(self.lease, tuple(rows), self.clock.wall())

    def portfolio(self, home: str) -> Portfolio:
        """Return the configuration of a portfolio."""
        return self.portfolios.get(home) or Portfolio(home, (), {})

    def person(self, address: str, home: str) -> Person:
        """Return who has an address, as far as anybody knows."""
        return whose(address, self.people, self.portfolio(home))

    def reader(self, address: str, home: str) -> Reader:
        """Return whoever reads under an address, with days and hours."""
        return reading(self.person(address, home), self.portfolio(home))

    def ways(self, person: Person) -> tuple[Channel, ...]:
        """Return the channels to a person: the one they wish first.

        Comments can be read by anybody, so they are only for those who wish them.
        """
        wished = (c for c in self.channels if c.name == person.channel or c.name != COMMENT)
        return tuple(sorted(wished, key=lambda one: one.name != person.channel))
