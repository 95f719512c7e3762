"""What a rule is, what it may find, and after how much of what it fires."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from syncline.domain.rules.facts import Facts

RuleId = str
Severity = Literal["S1", "S2", "S3", "S4"]
"""S1: the same day, by direct message. S2: the next morning. S3: the digest. S4: reports only."""

Group = Literal[
    "Staleness and flow", "Cross-tool disagreement", "Dates and forecast", "Structure and links",
    "People and access", "Priority, dependency, scope", "Sync integrity", "Knowledge",
]  # fmt: skip
Role = Literal["owner", "pm", "lead", "both_pms", "both_leads", "steward", "editor", "team"]
"""Who can act. `both_*`: of the teams of all items of a Finding. `editor`: `Finding.person`."""

Unit = Literal["wd", "days", "share", "count", "percentile"]
Guard = Literal["ignored", "grace", "stale", "freeze", "bulk"]
GUARDS: tuple[Guard, ...] = ("ignored", "grace", "stale", "freeze", "bulk")
"""ignored: cancelled, deleted everywhere, or labelled ops:ignore. grace: the item is new, or was
edited within the hour. stale: a tool of it could not be read. freeze: the firm is closed. bulk:
what it fires on came with one bulk edit."""

Said = str | int | float | date
"""A value for the words. Text stays text: nothing in it is ever read as a placeholder."""
Values = dict[str, Said]
NO_VALUES: Mapping[str, Said] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Limit:
    """One threshold, with its unit; `by`: other numbers for a team, a priority or a kind."""

    number: float
    unit: Unit = "wd"
    by: Mapping[str, float] = field(default_factory=dict)

    def of(self, *words: str | None) -> float:
        """Return the number for an item; the first word that has one of its own decides."""
        return next((self.by[word] for word in words if word and word in self.by), self.number)

    def revised(self, number: float | None, by: Mapping[str, float]) -> "Limit":
        """Return this limit with what a configuration says otherwise."""
        return replace(self, number=self.number if number is None else number, by={**self.by, **by})


class Hit(NamedTuple):
    """What a check yields; everything that is left out is as the rule has it.

    `items`: the first one is what the message is about. `variant` tells two Hits on the same items
    apart; it never holds a value, or an episode would begin anew with every change of it.
    """

    items: tuple[str, ...]
    values: Mapping[str, Said] = NO_VALUES
    severity: Severity | None = None
    role: Role | None = None
    person: str | None = None
    since: date | datetime | None = None
    variant: str = ""
    team: str | None = None  # whose it is, where the first item is none
    covers: tuple[str, ...] = ()  # items that it explains beside `items`


class Finding(NamedTuple):
    """A rule that fires; `values` fill the words of the message."""

    rule: RuleId
    severity: Severity
    values: Mapping[str, Said]
    items: tuple[str, ...] = ()
    variant: str = ""
    role: Role = "owner"
    person: str | None = None  # an e-mail, where one person alone can act
    since: date | datetime | None = None
    team: str | None = None  # whose it is, where the first item is none
    covers: tuple[str, ...] = ()  # items that it explains beside `items`
    event: str = ""  # the bulk edit that it is of, and that names it in place of an item

    @property
    def fingerprint(self) -> str:
        """Name what fires on what; never a value."""
        named = (self.event,) if self.event else self.items
        return "|".join((self.rule, *named, *filter(None, [self.variant])))


Check = Callable[["Facts", Mapping[str, Limit]], Iterator[Hit]]


@dataclass(frozen=True, slots=True)
class Hold:
    """Prometheus' `for` and `keep_firing_for`: how long it must be true, and be over."""

    runs: int = 2  # complete runs in a row
    hours: int = 4  # by the clock, or what a date brings about at midnight would miss the morning
    keep_wd: int = 1


AT_ONCE = Hold(1, 0, 0)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it watches, why it exists, who hears, and after how much."""

    id: RuleId
    name: str
    group: Group
    definition: str
    why: str
    severity: Severity
    role: Role
    check: Check
    limits: Mapping[str, Limit] = field(default_factory=dict)  # the first is the main one
    guards: tuple[Guard, ...] = GUARDS
    mutes: tuple[RuleId, ...] = ()  # what it explains, on the same item
    mutes_below: tuple[RuleId, ...] = ()  # ... and on what is part of it
    trigger: str | None = None  # the field whose bulk edit is one event, not many
    hold: Hold = Hold()
    is_private: bool = False  # about a person: not told to them, nor in the channel of a team
    source: str = ""  # the practice that it follows

    @property
    def action(self) -> str:
        """Return the key of what to do, in the words."""
        return f"{self.id}-do"

    def finding(self, hit: Hit) -> Finding:
        """Return a Hit with everything that the rule itself says."""
        return Finding(
            self.id, hit.severity or self.severity, hit.values, hit.items, hit.variant,
            hit.role or self.role, hit.person, hit.since, hit.team, hit.covers,
        )  # fmt: skip
