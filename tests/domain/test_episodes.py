"""The life of an alert, step by step: what begins, lasts, rests, ends and begins again."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from syncline.domain.alerts import Alert
from syncline.domain.episodes import Look, Round, Stepped, hold_of, moved
from syncline.domain.outbox import Episode
from syncline.domain.rules.shape import AT_ONCE, Finding, Hold, Severity

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)  # a Monday
HOLD = Hold(2, 4, 1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def alert(item: str = "i", *, severity: Severity = "S3", days: int = 3) -> Alert:
    """Return silence on an item of Ines."""
    return Alert("p", item, f"PAY-{item}", "ines@acme.fr", Finding("A3", severity, {"days": days}))


def step(
    *known: Episode, firing: Iterable[Alert] = (), at: datetime = NOW, run: str = "r1",
    look: Look | None = None, hold: Hold = HOLD,
) -> list[Stepped]:  # fmt: skip
    """Do one round over these episodes."""
    looks = [look or Look("p", run)]
    going = Round(looks, lambda _: hold, lambda a: (f"{a.name} {a.finding.severity}", "Do."), at)
    return going.steps(firing, known)


def only(steps: list[Stepped]) -> Episode:
    """Return the one episode that took a step."""
    (one,) = steps
    return one.episode


def firing(**more: object) -> Episode:
    """Return an episode that fires."""
    return replace(only(step(firing=[alert()], hold=AT_ONCE)), **more)  # type: ignore[arg-type]


def test_it_fires_when_it_was_true_in_two_runs_and_for_four_hours() -> None:
    """Neither two looks at one sync, nor two syncs in a minute, are enough."""
    pending = only(step(firing=[alert()]))
    assert pending.state == "pending"
    assert step(pending, firing=[alert()], at=NOW + 5 * HOUR, run="r1") == []
    early = only(step(pending, firing=[alert()], at=NOW + HOUR, run="r2"))
    assert (early.state, early.runs) == ("pending", 2)
    (sure,) = step(early, firing=[alert()], at=NOW + 5 * HOUR, run="r3")
    assert (sure.episode.state, sure.episode.id) == ("firing", pending.id)
    assert sure.step
    assert (sure.step.was, sure.step.became) == ("pending", "firing")


def test_a_rule_that_speaks_at_once_does() -> None:
    """Whatever the configuration says for the others."""
    assert firing().state == "firing"
    assert hold_of({"G7": AT_ONCE}, Hold(9))("G7") == AT_ONCE
    assert hold_of({"A3": HOLD}, Hold(9))("A3") == Hold(9)
    assert hold_of({"A3": HOLD}, None)("A3") == HOLD


def test_what_is_over_before_it_is_sure_is_told_nobody() -> None:
    """A pending one ends without a word."""
    pending = only(step(firing=[alert()]))
    assert only(step(pending, at=NOW + HOUR, run="r2")).state == "resolved"


def test_it_ends_a_working_day_after_it_was_over() -> None:
    """And when it is true again meanwhile, nothing has happened."""
    over = only(step(firing(), at=NOW + HOUR))
    assert (over.state, over.cleared_at) == ("firing", NOW + HOUR)
    back = only(step(over, firing=[alert()], at=NOW + 2 * HOUR))
    assert (back.id, back.cleared_at) == (over.id, None)
    assert step(over, at=NOW + 3 * HOUR) == []
    ended = only(step(over, at=NOW + DAY + HOUR))
    assert (ended.state, ended.resolved_at) == ("resolved", NOW + DAY + HOUR)


def test_a_weekend_is_no_working_day() -> None:
    """What is over on Friday evening has not ended on Sunday."""
    friday = NOW + 4 * DAY
    over = only(step(firing(), at=friday))
    assert step(over, at=friday + 2 * DAY) == []
    assert only(step(over, at=friday + 3 * DAY)).state == "resolved"


@pytest.mark.parametrize(
    "look", [Look("p", "r9", complete=False), Look("p", "r9", frozen=frozenset({"i"})), Look("q")]
)
@pytest.mark.parametrize("state", ["pending", "firing", "acknowledged", "snoozed", "muted"])
def test_missing_data_changes_nothing(look: Look, state: str) -> None:
    """It neither ends, nor begins, nor counts: not for an item, not for a portfolio."""
    known = firing(state=state, until=NOW)
    assert step(known, look=look, at=NOW + 9 * DAY) == []
    assert step(known, firing=[alert()], look=look, at=NOW + 9 * DAY) == []
    assert step(firing=[alert()], look=look) == []


def test_of_a_bulk_edit_missing_data_changes_nothing_either() -> None:
    """Its items may be those that nobody sees now; one of them may stand for it instead."""
    event = alert().finding._replace(event="b-1")
    one = replace(alert(), finding=event)
    known = only(step(firing=[one], hold=AT_ONCE))
    frozen = Look("p", "r2", frozen=frozenset({"j"}))
    assert step(known, look=frozen, at=NOW + 9 * DAY) == []
    assert step(known, at=NOW + 9 * DAY, run="r2") != []
    other = replace(alert("j"), finding=event)
    moved_on = only(step(known, firing=[other], look=Look("p", "r2", frozen=frozenset({"i"}))))
    assert (moved_on.id, moved_on.item) == (known.id, "j")


def test_an_episode_begins_once_whatever_its_values_are() -> None:
    """The fingerprint holds no values."""
    known = firing()
    assert step(known, firing=[alert(days=4)], run="r2") == []
    assert len(step(firing=[alert(days=3), alert(days=4)])) == 1


def test_it_says_what_is_severe_now() -> None:
    """The words follow the severity; the episode stays the same."""
    worse = only(step(firing(), firing=[alert(severity="S1")], run="r2"))
    assert (worse.severity, worse.text) == ("S1", "PAY-i S1")


@pytest.mark.parametrize("state", ["acknowledged", "snoozed"])
def test_a_rest_ends_in_a_new_episode(state: str) -> None:
    """So that each is told once, and no more."""
    resting = firing(state=state, until=NOW + 2 * DAY)
    assert step(resting, firing=[alert()], at=NOW + DAY, run="r2") == []
    ended, again = step(resting, firing=[alert()], at=NOW + 2 * DAY, run="r3")
    assert ended.episode.state == "resolved"
    assert (again.episode.state, again.episode.reopens) == ("firing", resting.id)
    assert again.episode.id != resting.id


@pytest.mark.parametrize("state", ["acknowledged", "muted"])
def test_what_rests_without_an_end_stays_silent(state: str) -> None:
    """Until it is over."""
    resting = firing(state=state)
    assert step(resting, firing=[alert()], at=NOW + 99 * DAY, run="r2") == []
    over = only(step(resting, at=NOW + 99 * DAY))
    assert only(step(over, at=NOW + 102 * DAY)).state == "resolved"


def test_what_is_so_again_after_its_end_is_another_episode() -> None:
    """The old one stays as it ended."""
    ended = firing(state="resolved", resolved_at=NOW)
    again = only(step(ended, firing=[alert()], at=NOW + DAY, hold=AT_ONCE))
    assert again.id != ended.id


def test_every_step_says_from_where_and_why() -> None:
    """Who moved it, too."""
    one = moved(firing(), "snoozed", "💤", NOW, by="ines@acme.fr", until=NOW + DAY)
    assert one.step
    assert (one.step.was, one.step.became, one.step.by) == ("firing", "snoozed", "ines@acme.fr")
    assert one.episode.until == NOW + DAY
