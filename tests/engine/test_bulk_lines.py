"""What one person changed together is one line of a digest, not one for each item."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from syncline.domain.people import People, Person
from syncline.domain.rules.work import Move, Work
from syncline.engine.desk import ALERTS
from syncline.engine.evaluate import judged
from tests.engine.rounds import AT_ONCE, DAILY, Rounds
from tests.rules.examples import INES, PORTFOLIO, ago, at, facts, item

RULES = replace(PORTFOLIO, name="p", alerts=replace(PORTFOLIO.alerts, digest=DAILY, hold=AT_ONCE))


@pytest.fixture(params=["en", "fr"])
def rounds(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Rounds]:
    """Give a store that has had its first round, and a reader of each language."""
    people = People([Person(INES, locale=request.param)])
    made = Rounds(tmp_path / "alerts.db", people=people, rules=RULES)
    made.begin()
    yield made
    assert made.store
    made.store.close()


def moved(count: int, apart: timedelta = timedelta(seconds=10)) -> list[Work]:
    """Return items whose target the same person has put on a day that has passed by now."""
    begin, day = at(ago(9)), ago(3)
    return [
        item(f"{n:02}", fields={"target": day},
             moves=(Move("target", None, day, begin + n * apart, by=INES),))
        for n in range(count)
    ]  # fmt: skip


def lines(rounds: Rounds, works: list[Work]) -> list[str]:
    """Go three rounds; return the lines that the reader got in all of them."""
    for _ in range(3):
        now = rounds.clock.now()
        found = judged(facts(*works, portfolio=RULES, people=rounds.people, now=now))
        rounds.run(*found.alerts, silent=found.silent)
        rounds.clock.pass_by(minutes=30)
    return rounds.told(INES)


def episodes(rounds: Rounds) -> int:
    """Count the episodes of the rule on passed targets."""
    assert rounds.store
    return [e.rule for e in rounds.store.portfolio(ALERTS).episodes()].count("C4")


def test_a_bulk_edit_is_one_line_that_says_how_many(rounds: Rounds) -> None:
    """Thirty items: one episode, one line, with the first of them and the number of the rest."""
    (line,) = lines(rounds, moved(30))
    assert "PAY-00" in line
    assert "29" in line
    assert not any(f"PAY-{n:02}" in line for n in range(1, 30))
    assert episodes(rounds) == 1


def test_as_many_edits_with_pauses_are_many_episodes(rounds: Rounds) -> None:
    """An hour lies between each: they are items of their own, and one line names some."""
    (line,) = lines(rounds, moved(30, timedelta(hours=1)))
    assert "PAY-01" in line
    assert episodes(rounds) == 30
