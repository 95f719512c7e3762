"""Dates that are behind us, close, or on a day off."""

from collections.abc import Iterator, Mapping

from syncline.domain.rules.facts import Facts
from syncline.domain.rules.shape import Hit, Limit, Rule, Severity, Values


def passed(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield open work whose target date is behind us."""
    for work in facts.open:
        target = work.target
        if target is None or target >= facts.today:
            continue
        late = facts.age(target, work)
        if late >= facts.limit(limits["after"], work):
            severe = late >= facts.limit(limits["urgent"], work)
            severity: Severity = "S2" if severe else "S3"
            yield Hit((work.id,), {"target": target, "days": late}, severity, since=target)


def close(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield work that is due sooner than half of such work takes, and has not begun."""
    for work in facts.among("unstarted"):
        target = work.target
        if target is None or target < facts.today:
            continue
        left = facts.between(facts.today, target, work)
        default = int(facts.limit(limits["before"], work))
        pace = facts.paces.pace(work, 50, 0)
        needed = default if pace.basis == "default" else max(3, pace.days * 5 // 7)
        if left < needed:
            values: Values = {
                "target": target,
                "days": left,
                "usual": needed,
                "basis": pace.basis,
            }
            yield Hit((work.id,), values)


def on_a_day_off(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:  # noqa: ARG001  # the shape of every check
    """Yield open work whose target, still ahead, is a weekend or a holiday of its owner."""
    for work in facts.open:
        target, calendar = work.target, facts.calendar(work)
        if target is None or target < facts.today or calendar.is_working_day(target):
            continue
        if "launch" not in work.labels:
            before = calendar.add_working_days(target, -1)
            yield Hit((work.id,), {"target": target, "before": before})


PASSED = Rule(
    "C4", "Target passed", "Dates and forecast",
    "Open, and its target date is behind us; S2 after some days more.",
    "A date behind us that nobody moved no longer tells anyone anything.",
    "S3", "owner", passed, {"after": Limit(1), "urgent": Limit(5)}, mutes=("C7",),
    mutes_below=("C4",), trigger="target",
    source="Asana's overdue trigger; Jira's timeline warnings",
)  # fmt: skip
CLOSE = Rule(
    "C7", "Close, and not begun", "Dates and forecast",
    "Not started, and due sooner than half of such work takes the team (at least three days).",
    "While there is time, a word is enough; on the day itself, only an apology is left.",
    "S3", "owner", close, {"before": Limit(5)}, source="Asana's due-date trigger",
)  # fmt: skip
ON_A_DAY_OFF = Rule(
    "C9", "Due on a day off", "Dates and forecast",
    "The target is a weekend or a holiday of the owner's calendar, or the firm is closed.",
    "It means the working day before to one reader, and the one after to another.",
    "S4", "owner", on_a_day_off,
)  # fmt: skip
