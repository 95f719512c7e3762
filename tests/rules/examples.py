"""Examples of rules: what is so, and what a rule says of it. The page of all rules shows them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any, Literal

from syncline.domain.calendar import Calendar
from syncline.domain.fields import CORE_FIELDS
from syncline.domain.item import Kind
from syncline.domain.people import People, Person
from syncline.domain.policy import Delivers, FieldPolicy, Portfolio, Team
from syncline.domain.rules.evaluation import findings
from syncline.domain.rules.facts import Facts
from syncline.domain.rules.registry import BY_ID
from syncline.domain.rules.shape import Finding, Said, Severity
from syncline.domain.rules.work import Move, Work

TODAY = date(2026, 3, 2)  # a Monday
NOW = datetime.combine(TODAY, time(8), UTC)
WEEK = Calendar()
CATEGORIES = {
    "planned": "unstarted", "started": "started", "done": "done", "dropped": "cancelled",
}  # fmt: skip
INES, PAUL, KARIM, OPS = (f"{name}@acme.example" for name in ("ines", "paul", "karim", "ops"))
PORTFOLIO = Portfolio(
    "product",
    ("roadmap", "delivery", "launches"),
    CORE_FIELDS,
    delivers=(Delivers("roadmap", {"delivery": "epic"}),),
    categories=CATEGORIES,  # type: ignore[arg-type]  # as a configuration says them
    teams={
        "payments": Team("payments", INES, KARIM, "#payments", "on"),
        "data": Team("data", PAUL, "luc@acme.example", "#data", "on"),
    },
    steward=OPS,
)
PEOPLE = People([Person(INES, "Ines"), Person(PAUL, "Paul"), Person(KARIM, "Karim")])

What = Literal["fires", "near miss", "guard", "resolved", "missing"]


@dataclass(frozen=True)
class Example:
    """What is so, in a sentence and as facts, and what the rule must find: nothing, if None."""

    rule: str
    what: What
    said: str
    facts: Facts
    finds: Mapping[str, Said] | None = None
    severity: Severity | None = None

    @property
    def found(self) -> list[Finding]:
        """Return what the rule finds, alone."""
        return list(findings(self.facts, [BY_ID[self.rule]], self.facts.portfolio.alerts.rules))


def ago(working_days: int) -> date:
    """Return the day that lies so many working days back; ahead, when negative."""
    return WEEK.add_working_days(TODAY, -working_days)


def at(day: date, hour: int = 12) -> datetime:
    """Return a moment of a day."""
    return datetime.combine(day, time(hour), UTC)


def move(name: str, old: Any, new: Any, days: int, **more: Any) -> Move:
    """Return a change of a field, so many working days ago."""
    return Move(name, old, new, at(ago(days)), **more)


def item(
    name: str = "i", *, status: str | None = "started", kind: Kind = "story",
    touched: int | None = None, moves: tuple[Move, ...] = (), seen: int = 100,
    fields: Mapping[str, Any] | None = None, **more: Any,
) -> Work:  # fmt: skip
    """Return an Item; `touched` and `seen` are working days ago."""
    values = {"title": f"Item {name}", "status": status, "owner": INES, **(fields or {})}
    made = Work(
        name, kind, f"PAY-{name} Item {name}", "payments", status, CATEGORIES.get(status or ""),
          # type: ignore[arg-type]  # as above
        values, homes=frozenset({"delivery"}), known_in=frozenset({"delivery"}),
        seen_on=ago(seen), touched_at=None if touched is None else at(ago(touched)), moves=moves,
    )  # fmt: skip
    return made._replace(**more)


def facts(*works: Work, **more: Any) -> Facts:
    """Return what is known of these Items on Monday, 2 March 2026."""
    known = {work.id: work for work in works}
    return Facts(**{"portfolio": PORTFOLIO, "now": NOW, "works": known, "people": PEOPLE, **more})


def decided(**policies: FieldPolicy) -> dict[str, Any]:
    """Return a world in which these fields are decided so."""
    return {"portfolio": replace(PORTFOLIO, policies=policies)}


def fires(
    rule: str, said: str, *works: Work, world: Mapping[str, Any] | None = None,
    severity: Severity | None = None, **finds: Said,
) -> Example:  # fmt: skip
    """Say that a rule fires, with these values among others."""
    return Example(rule, "fires", said, facts(*works, **(world or {})), finds, severity)


def quiet(what: What, rule: str, said: str, *works: Work, **world: Any) -> Example:
    """Say that a rule finds nothing."""
    return Example(rule, what, said, facts(*works, **world))


def near(rule: str, said: str, *works: Work, **world: Any) -> Example:
    """Say that it is nearly so."""
    return quiet("near miss", rule, said, *works, **world)


def guard(rule: str, said: str, *works: Work, **world: Any) -> Example:
    """Say that it is so, and that a guard keeps the rule quiet."""
    return quiet("guard", rule, said, *works, **world)


def resolved(rule: str, said: str, *works: Work, **world: Any) -> Example:
    """Say what ends it."""
    return quiet("resolved", rule, said, *works, **world)


def missing(rule: str, said: str, *works: Work, **world: Any) -> Example:
    """Say what nobody can tell."""
    return quiet("missing", rule, said, *works, **world)
