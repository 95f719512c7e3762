"""Which rules are demoted: a truth table of verdicts, and what ends it."""

from datetime import UTC, datetime, timedelta

import pytest

from syncline.domain.outbox import LABEL, Answer
from syncline.domain.precision import Precision, demoted

NOW = datetime(2026, 3, 30, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def said(sign: str, count: int, ago: float = 1, rule: str = "A3", place: str = "") -> list[Answer]:
    """Return verdicts on as many episodes, so many days ago; of one person each, or on labels."""
    named = {f"{rule}-{sign}-{ago}-{n}": "ines" if place else f"{sign}-{n}" for n in range(count)}
    return [Answer(e, sign, by, NOW - ago * DAY, rule, place) for e, by in named.items()]


@pytest.mark.parametrize(
    ("good", "bad", "noisy"),
    [(0, 0, False), (0, 19, False), (0, 20, True), (9, 10, False), (9, 11, True), (10, 10, False),
     (10, 11, True), (11, 10, False), (8, 13, True), (0, 400, True), (200, 200, False)],
)  # fmt: skip
def test_fewer_than_half_of_twenty_demote(good: int, bad: int, *, noisy: bool) -> None:
    """Exactly half is enough to speak, and nineteen are too few to be judged by."""
    found = demoted([*said("useful", good), *said("useless", bad)], NOW)
    assert found == ({"A3": Precision(good, good + bad)} if noisy else {})


@pytest.mark.parametrize(
    ("sign", "counts"),
    [("useless", True), ("mute", True), ("ack", False), ("snooze", False), ("first", False)],
)
def test_only_a_verdict_counts(sign: str, *, counts: bool) -> None:
    """Who has seen it, or wants it later, has not said what it is worth."""
    assert bool(demoted(said(sign, 20), NOW)) is counts


@pytest.mark.parametrize(("sign", "noisy"), [("done", False), ("useful", False), ("ack", True)])
def test_done_is_as_good_as_useful(sign: str, *, noisy: bool) -> None:
    """And "seen" does not make up for anything."""
    assert bool(demoted([*said(sign, 20), *said("mute", 20)], NOW)) is noisy


def test_each_rule_is_judged_by_its_own() -> None:
    """One that is mostly right does not answer for another."""
    found = demoted([*said("useful", 30, rule="C4"), *said("useless", 20)], NOW)
    assert list(found) == ["A3"]


def test_who_changes_their_mind_is_counted_once_as_they_said_last() -> None:
    """Also where an item is muted by its label after a thumb went down."""
    first = said("useless", 20, ago=2)
    twice = [Answer(a.episode, "mute", a.by, a.at + DAY, a.rule) for a in first]
    better = [Answer(a.episode, "useful", a.by, a.at + DAY, a.rule) for a in first]
    assert demoted([*first, *twice], NOW) == {"A3": Precision(0, 20)}
    assert demoted([*first, *better], NOW) == {}


def test_one_sign_below_a_digest_of_many_items_is_one_verdict() -> None:
    """Or a single click would silence a rule for everybody; labels are set one by one."""
    click = said("useless", 30, place="slack")
    assert demoted(click, NOW) == {}
    assert demoted([*click, *said("useless", 19)], NOW) == {"A3": Precision(0, 20)}
    assert demoted(said("mute", 20, place=LABEL), NOW) == {"A3": Precision(0, 20)}


def test_too_old_verdicts_demote_nothing() -> None:
    """Twenty that never lay within ninety days of each other."""
    assert demoted([*said("useless", 10, ago=100), *said("useless", 10, ago=5)], NOW) == {}


def test_it_stays_demoted_when_fewer_than_twenty_are_left() -> None:
    """A rule that is not told earns no verdicts: else it would speak again within days."""
    answers = [*said("useless", 15, ago=85), *said("useless", 6, ago=10)]
    assert demoted(answers, NOW) == {"A3": Precision(0, 21)}
    assert demoted(answers, NOW + 20 * DAY) == {"A3": Precision(0, 6)}


def test_it_speaks_again_when_half_of_what_is_left_is_good_or_nothing_is() -> None:
    """And then twenty new verdicts are needed to demote it anew."""
    answers = [*said("useless", 20, ago=30), *said("useful", 4, ago=10)]
    assert demoted(answers, NOW + 59 * DAY) == {"A3": Precision(4, 24)}
    assert demoted(answers, NOW + 61 * DAY) == {}
    assert demoted(said("useless", 20, ago=30), NOW + 61 * DAY) == {}
    assert demoted([*answers, *said("useless", 15, ago=-61)], NOW + 62 * DAY) == {}


def test_what_is_said_later_is_not_known_yet() -> None:
    """The same moment asked again gives the same answer."""
    assert demoted(said("useless", 20, ago=-1), NOW) == {}
