"""Three alert rules: pure functions of an Item's facts that return a Finding or nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from syncline.domain.calendar import Calendar
from syncline.domain.item import ReplicaName
from syncline.domain.policy import Threshold
from syncline.domain.state import ItemState

ONE_DAY = Threshold(1)
URGENT_AFTER = 5  # working days past the target

Severity = Literal["S1", "S2", "S3", "S4"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a rule may know of one Item; ages are counted in working days of `calendar`."""

    state: ItemState
    categories: Mapping[str, str]  # status word -> category
    shown_status: Mapping[ReplicaName, str]  # what each replica shows, as a status word
    today: date
    calendar: Calendar
    active_on: date | None  # the last day on which a person changed it or one of its children
    status_changed: date | None
    rolled_up: str | None = None  # the status word of its deliverers together
    limit: Threshold = ONE_DAY

    @property
    def category(self) -> str | None:
        """Return the category of the agreed status."""
        return self.categories.get(str(self.state.value("status")))

    def age(self, since: date | datetime) -> int:
        """Return the working days from `since` to today."""
        day = since.date() if isinstance(since, datetime) else since
        return self.calendar.working_days_between(day, self.today)


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that fires on an Item; `values` fill the words of the message."""

    rule: str
    severity: Severity
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it watches and why it exists; `policy.DEFAULT_RULES` has its threshold."""

    id: str
    name: str
    why: str
    check: Callable[[Facts], Finding | None]


def silent_work(facts: Facts) -> Finding | None:
    """Fire on started work that nobody has touched for longer than its priority allows."""
    if facts.category != "started" or facts.active_on is None:
        return None
    limit = facts.limit.of(str(facts.state.value("priority") or ""))
    days = facts.age(facts.active_on)
    return Finding("A3", "S3", {"days": str(days)}) if days > limit else None


def status_disagreement(facts: Facts) -> Finding | None:
    """Fire when tools, or an item and its deliverers, show statuses of different categories."""
    shown = dict(facts.shown_status)
    if facts.rolled_up:
        shown["its epics"] = facts.rolled_up
    categories = {facts.categories.get(word) for word in shown.values()} - {None}
    if len(categories) == 1 or not categories or facts.status_changed is None:
        return None
    if facts.age(facts.status_changed) <= facts.limit.days:
        return None
    sides = ", ".join(f"{where}: {word}" for where, word in sorted(shown.items()))
    return Finding("B1", "S3", {"sides": sides})


def target_passed(facts: Facts) -> Finding | None:
    """Fire on open work whose target date is behind us."""
    target = facts.state.value("target")
    if not isinstance(target, date) or facts.category in {"done", "cancelled", None}:
        return None
    late = facts.age(target)
    if late < facts.limit.days or target >= facts.today:
        return None
    severity: Severity = "S2" if late >= URGENT_AFTER else "S3"
    return Finding("C4", severity, {"target": target.isoformat(), "days": str(late)})


RULES: tuple[Rule, ...] = (
    Rule(
        "A3",
        "Silent work",
        "Work in progress that nobody touches is forgotten, blocked, or finished without a word.",
        silent_work,
    ),
    Rule(
        "B1",
        "Status disagreement",
        "Two tools that tell different stories make every meeting start with a search.",
        status_disagreement,
    ),
    Rule(
        "C4",
        "Target passed",
        "A date behind us that nobody moved no longer tells anyone anything.",
        target_passed,
    ),
)
