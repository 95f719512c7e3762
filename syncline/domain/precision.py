"""Which rules people call useless: a verdict each, ninety days of them, and what is demoted."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from syncline.domain.outbox import LABEL, Answer
from syncline.domain.rules.shape import RuleId

WINDOW = timedelta(days=90)
ENOUGH = 20  # verdicts before a rule is judged by them
VERDICTS: Mapping[str, bool] = {"useful": True, "done": True, "useless": False, "mute": False}
"""Which signs are a verdict, and whether it is a good one. "Seen" and "not now" are none."""


@dataclass(frozen=True, slots=True)
class Precision:
    """How many of the verdicts on a rule, of the last ninety days, called it useful."""

    useful: int = 0
    judged: int = 0

    @property
    def is_low(self) -> bool:
        """Tell whether fewer than half did."""
        return 2 * self.useful < self.judged

    def and_then(self, count: int, *, good: bool) -> "Precision":
        """Return it with one verdict more (1), or one that is too old by now (-1)."""
        return Precision(self.useful + count * good, self.judged + count)


def demoted(answers: Sequence[Answer], now: datetime) -> dict[RuleId, Precision]:
    """Return the rules that are only recorded now, with their precision.

    `answers`: of one portfolio, oldest first.
    """
    of_rule: dict[RuleId, list[tuple[datetime, bool]]] = defaultdict(list)
    for answer in verdicts(a for a in answers if a.sign in VERDICTS and a.at <= now):
        of_rule[answer.rule].append((answer.at, VERDICTS[answer.sign]))
    found = {rule: _noisy(said, now) for rule, said in sorted(of_rule.items())}
    return {rule: precision for rule, precision in found.items() if precision}


def verdicts(answers: Iterable[Answer]) -> Iterable[Answer]:
    """Return what counts: the last word on an episode, and one word of a person and day on a rule.

    A sign below a digest is kept for each of its items, and still is one click of one person. A
    label is about its own item.
    """
    last = {(a.episode, a.by): a for a in answers}
    said = sorted(last.values(), key=lambda a: a.at)
    return {
        (a.rule, a.by, a.episode if a.place == LABEL else a.at.date()): a for a in said
    }.values()


def _noisy(verdicts: Iterable[tuple[datetime, bool]], now: datetime) -> Precision | None:
    """Return the precision of a rule that was demoted, and did not recover since.

    A rule that is not told earns few verdicts. Were twenty needed to stay demoted too, it would
    speak again as soon as one of them got old; so it stays until half of those left are good.
    """
    steps = [(at + old, -1 if old else 1, good)
             for at, good in verdicts for old in (timedelta(), WINDOW)]  # fmt: skip
    precision, is_demoted = Precision(), False
    for at, count, good in sorted(steps):
        if at > now:
            break
        precision = precision.and_then(count, good=good)
        is_demoted = precision.is_low and (is_demoted or precision.judged >= ENOUGH)
    return precision if is_demoted else None
