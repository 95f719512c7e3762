"""Measures: shares of teams, medians, verdicts of people, and an anonymous pulse."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from syncline.domain.downward import agree
from syncline.domain.fields import CORE_FIELDS
from syncline.domain.measures import Scene, hours_apart, measured, neutral, pulse
from syncline.domain.outbox import Answer, Episode, Message, Score
from syncline.domain.policy import FieldPolicy, Portfolio
from syncline.domain.rules.work import Move, Work
from tests.injection.corpus import CORPUS

NOW = datetime(2026, 3, 30, 9, tzinfo=UTC)
BEFORE = NOW - timedelta(days=3)


def work(name: str, team: str, a: object, b: object) -> Work:
    """Return an item that two tools show."""
    return Work(
        id=name, kind="epic", name=name, team=team, status="s", category="started",
        shown={"title": {"A": a, "B": b}, "status": {"A": "x", "B": "x"}},
        homes=frozenset({"A", "B"}),
    )  # fmt: skip


def episode(name: str, *, resolved: bool = False) -> Episode:
    """Return one that was told three days ago."""
    ended = NOW - timedelta(days=1) if resolved else None
    return Episode(name, "p", name, "A3", name, "x@a.fr", "S3", "", "", BEFORE,
                   "resolved" if resolved else "firing", ended, team="web")  # fmt: skip


def values(scene: Scene) -> dict[tuple[str, str], tuple[float, int]]:
    """Return value and size by team and name."""
    return {(one.team, one.name): (one.value, one.size) for one in measured(scene)}


def test_consistency_is_strict_for_items_and_counted_for_fields() -> None:
    """One of two items agrees in all; three of four fields do."""
    works = (work("1", "web", "T", "T"), work("2", "app", "T", "U"))
    found = values(Scene("p", NOW, works, frozenset({"title", "status"})))
    assert found["", "consistency_strict"] == (0.5, 2)
    assert found["", "consistency_fields"] == (0.75, 4)
    assert found["web", "consistency_strict"] == (1.0, 1)
    assert found["app", "consistency_strict"] == (0.0, 1)


def dated(one: date, other: date, *moves: Move) -> Work:
    """Return an item that two tools date."""
    return work("1", "web", "T", "T")._replace(
        shown={"target": {"A": one, "B": other}}, moves=moves
    )


@pytest.mark.parametrize(("tolerance", "share"), [(None, 0.0), (1, 0.0), (2, 1.0)])
def test_what_a_field_tolerates_is_consistent(tolerance: int | None, share: float) -> None:
    """As in `explain`: dates two working days apart are the same where two are tolerated."""
    policies = {"target": FieldPolicy(tolerance_wd=tolerance)}
    rules = Portfolio("p", (), CORE_FIELDS, policies)
    works = (dated(date(2026, 4, 3), date(2026, 4, 7)),)
    scene = Scene("p", NOW, works, frozenset({"target"}), alike=partial(agree, rules))
    assert values(scene)["", "consistency_strict"] == (share, 1)


@pytest.mark.parametrize(("minutes", "size"), [(59, None), (60, 1)])
def test_what_was_edited_within_the_hour_is_on_its_way(minutes: int, size: int | None) -> None:
    """The next sync carries it; until then it says nothing."""
    moved = Move("target", None, date(2026, 4, 7), NOW - timedelta(minutes=minutes))
    works = (dated(date(2026, 4, 3), date(2026, 4, 7), moved),)
    found = values(Scene("p", NOW, works, frozenset({"target"})))
    assert found.get(("", "consistency_fields")) == (None if size is None else (0.0, size))


def test_coverage_is_shown_beside_it() -> None:
    """Or unlinking would make everything consistent; and from below, of the work in progress."""
    works = (work("1", "web", "T", "T"), work("2", "web", "T", "T"))
    scene = Scene("p", NOW, works, roadmap=frozenset({"1", "2"}), delivered=frozenset({"1"}),
                  started=(("web", True), ("app", False), ("app", True)))  # fmt: skip
    assert values(scene)["web", "coverage"] == (0.5, 2)
    assert values(scene)["app", "coverage_reverse"] == (0.5, 2)
    assert values(scene)["web", "coverage_reverse"] == (1.0, 1)


def lines(person: str, count: int, at: datetime = BEFORE, episode: str = "1") -> list[Message]:
    """Return so many lines of one message."""
    return [Message(episode, person, "slack", "OK", at, "", "digest", n + 1) for n in range(count)]


def test_load_is_that_of_the_median_person_and_of_the_one_in_twenty() -> None:
    """Of this portfolio alone: what another one's people read is not theirs."""
    messages = [m for n in range(20) for m in lines(f"{n}@a.fr", 9 if n > 17 else 2)]
    scene = Scene(
        "p", NOW, episodes=[episode("1")], messages=[*messages, *lines("x", 50, BEFORE, "?")]
    )
    assert values(scene)["", "lines_a_person_and_week_median"] == (2.0, 20)
    assert values(scene)["web", "lines_a_person_and_week_p95"] == (9.0, 20)


def test_what_came_out_of_hours_is_counted() -> None:
    """By the reader's own clock; the share should be nothing."""
    messages = [*lines("x", 3), *lines("x", 1, BEFORE - timedelta(hours=7))]
    scene = Scene("p", NOW, episodes=[episode("1")], messages=messages,
                  in_hours=lambda m: m.at == BEFORE)  # fmt: skip
    assert values(scene)["", "out_of_hours_share"] == (0.25, 4)


def test_what_sync_carried_by_itself_stands_beside_what_took_people() -> None:
    """Three changes without a question, and one question."""
    found = values(Scene("p", NOW, ages={"web": [5.0]}, carried=("web", "web", "app")))
    assert found["", "automatic_share"] == (0.75, 4)
    assert found["web", "automatic_share"] == (2 / 3, 3)


def test_precision_counts_verdicts_and_action_what_ended_after_it_was_told() -> None:
    """Silence is no verdict, and neither is "seen": it is in the judged share alone."""
    episodes = (*map(episode, "12"), episode("3", resolved=True), *map(episode, "45"))
    messages = [Message(e.id, "x@a.fr", "slack", "OK", BEFORE, "", "digest", n)
                for n, e in enumerate(episodes, 1)]  # fmt: skip
    signs = {"1": "done", "2": "useless", "5": "ack"}
    answers = tuple(Answer(name, sign, "x", NOW, "A3") for name, sign in signs.items())
    found = values(Scene("p", NOW, episodes=episodes, messages=messages, answers=answers))
    assert found["web", "alert_precision"] == (0.5, 2)
    assert found["web", "action_rate"] == (0.4, 5)
    assert found["web", "judged_share"] == (0.6, 5)
    assert found["", "lines_a_person_and_week_median"] == (5.0, 1)


def test_time_to_consistency_is_a_median() -> None:
    """Of each team, and of all."""
    found = values(Scene("p", NOW, ages={"web": [1.0, 3.0, 50.0], "app": [2.0]}))
    assert found["web", "hours_to_consistency_median"] == (3.0, 3)
    assert found["", "hours_to_consistency_median"] == (2.5, 4)


def test_tools_were_apart_from_the_first_episode_to_when_they_agreed() -> None:
    """Through a rest in between, and to when it cleared; what is about one tool is none of it."""
    first = replace(episode("1", resolved=True), rule="B1", opened_at=NOW - timedelta(hours=90))
    again = replace(first, id="2", reopens="1", opened_at=NOW - timedelta(hours=50))
    ended = replace(again, cleared_at=NOW - timedelta(hours=40), resolved_at=NOW)
    others = (
        episode("3", resolved=True),
        replace(episode("4"), rule="C3"),
        replace(first, id="5", opened_at=NOW, team=None, cleared_at=NOW, resolved_at=NOW),
        replace(first, id="6", resolved_at=NOW - timedelta(days=30)),
    )
    since = NOW - timedelta(days=28)
    assert list(hours_apart((first, ended, *others), since)) == [("web", 50.0), ("", 0.0)]
    assert list(hours_apart((first, replace(again, resolved_at=None)), since)) == []


def test_nobody_can_be_told_apart_in_the_pulse() -> None:
    """Four answers are not shown; five are."""
    four = [Score("2026-03", "web", 1, 5)] * 4
    assert pulse(four) == []
    (one,) = pulse([*four, Score("2026-03", "web", 1, 1)])
    assert (one.answers, one.average, one.satisfied) == (5, 4.2, 0.8)


@pytest.mark.parametrize("said", CORPUS, ids=range(len(CORPUS)))
def test_no_cell_is_a_formula(said: str) -> None:
    """Whatever stands before it, in half or full width."""
    cell = neutral(said)
    begins = cell.lstrip(" \u00a0\u200b\u3000\ufeff")[:1]
    assert begins not in set("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20") or not begins
