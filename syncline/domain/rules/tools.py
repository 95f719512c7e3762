"""Tools and people that cannot be reached, refused writes, and rules that people call useless."""

from collections.abc import Iterator, Mapping

from syncline.domain.rules.facts import Facts
from syncline.domain.rules.shape import AT_ONCE, Hit, Limit, Rule, Values


def refused(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield every write that its tool has refused several times."""
    for one in facts.postponed:
        work = facts.works.get(one.item)
        if work and not work.is_deleted and one.attempts >= limits["times"].number:
            values: Values = {"replica": one.replica, "times": one.attempts, "reason": one.reason}
            yield Hit((one.item,), values, variant=f"{one.replica}.{one.lane}")


def unreadable(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:  # noqa: ARG001  # the shape of every check
    """Yield each replica that cannot be read; once, however long it lasts."""
    for trouble in facts.troubles:
        since = f"{trouble.since:%Y-%m-%d %H:%M}"
        yield Hit((f"replica:{trouble.replica}",), {"since": since}, since=trouble.since)


def unseen(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield that no run has read everything for longer than a day."""
    if facts.read_at is None or facts.troubles:  # what cannot be read is told by itself
        return
    if facts.is_unread(limits["after"].number) and facts.works:
        yield Hit(("portfolio:history",), {"day": facts.day(facts.read_at)}, since=facts.read_at)


def noisy(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:  # noqa: ARG001  # the shape of every check
    """Yield each rule that is only recorded because people call it useless."""
    for rule, said in facts.demoted.items():
        yield Hit((f"rule:{rule}",), {"useful": said.useful, "judged": said.judged})


def out_of_reach(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:  # noqa: ARG001  # the shape of every check
    """Yield each person, or channel of a team, whom no message reaches."""
    for address, reason in facts.unreached.items():
        yield Hit((f"reader:{address}",), {"reason": reason})


REFUSED = Rule(
    "G3", "Write refused", "Sync integrity",
    "A tool has refused the same write three times: a required field, a transition, a permission.",
    "That tool falls behind, and nobody who looks at it can tell.",
    "S2", "steward", refused, {"times": Limit(3, "count")}, guards=("ignored",), hold=AT_ONCE,
)  # fmt: skip
UNREADABLE = Rule(
    "G7", "Tool unreadable", "Sync integrity",
    "A replica could not be read whole in the last run: a token that expired, an outage, a "
    "container that went away.",
    "What is not read is not known: nothing is inferred about it until somebody looks.",
    "S1", "steward", unreadable, guards=(), hold=AT_ONCE,
)  # fmt: skip
UNSEEN = Rule(
    "G9", "Gap in the history", "Sync integrity",
    "No run has read every tool for longer than a day, and of none is it known why (that is G7).",
    "What is so now is not known: until a run has read everything, nobody is told of an item.",
    "S3", "steward", unseen, {"after": Limit(1, "days")}, guards=(), hold=AT_ONCE,
)  # fmt: skip
NOISY = Rule(
    "G11", "Noisy rule", "Sync integrity",
    "Of 20 verdicts or more on a rule within 90 days, fewer than half called it useful: it is only "
    "recorded until half of them do, 90 days have passed, or the configuration names its state.",
    "What is mostly wrong teaches people to read nothing of it.",
    "S3", "steward", noisy, guards=(), hold=AT_ONCE, source="an alert is actionable, or deleted",
)  # fmt: skip
OUT_OF_REACH = Rule(
    "G12", "Out of reach", "Sync integrity",
    "No channel took the last message to somebody who belongs here, or to the channel of a team; "
    "they are tried again a week later.",
    "What was meant for one person goes to others meanwhile, and neither of them can tell why.",
    "S2", "steward", out_of_reach, guards=(), hold=AT_ONCE,
)  # fmt: skip
