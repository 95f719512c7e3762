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
from tests.engine.rounds import AT_ONCE, DAILY, PAUL, Rounds
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


def closed(works: list[Work], *names: str) -> list[Work]:
    """Return the items with some of them done."""
    done = {"status": "done", "category": "done"}
    return [one._replace(**done) if one.id in names else one for one in works]


def dated(works: list[Work], name: str, days: int) -> list[Work]:
    """Return the items with one of them re-dated alone, to a day that lies so far back."""
    (one,) = (work for work in works if work.id == name)
    again = Move("target", one.target, ago(days), at(ago(days + 1)), by=INES)
    other = one._replace(moves=(*one.moves, again), fields={**one.fields, "target": ago(days)})
    return [other if work.id == name else work for work in works]


def owned(works: list[Work], *names: str) -> list[Work]:
    """Return the items with some of them Paul's."""
    of_paul = {"owner": PAUL}
    return [
        one._replace(fields={**one.fields, **of_paul}) if one.id in names else one for one in works
    ]


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


def test_an_item_that_is_mended_makes_no_news_of_the_others(rounds: Rounds) -> None:
    """The first one, which stood for all; and one more, of which too few are left for an event."""
    works = moved(26)
    assert len(lines(rounds, works)) == 1
    rounds.tomorrow()
    works = closed(works, "00", "07")
    assert len(lines(rounds, works)) == 1
    rounds.tomorrow()
    assert len(lines(rounds, closed(works, *(f"{n:02}" for n in range(25))))) == 1
    assert episodes(rounds) == 1
    assert rounds.store
    (left,) = rounds.store.portfolio(ALERTS).episodes("firing")
    assert left.item == "25", "what is left of it stands for it, with its links and labels"


def test_an_item_that_gets_another_date_is_told_alone(rounds: Rounds) -> None:
    """Where that has passed too; the event goes on as it was."""
    works = moved(26)
    lines(rounds, works)
    rounds.tomorrow()
    told = lines(rounds, dated(works, "13", 2))
    assert len(told) == 2
    assert "PAY-13" in told[1]
    assert episodes(rounds) == 2


def test_each_owner_hears_of_their_own(rounds: Rounds) -> None:
    """Half of thirty: neither is passed over, and neither hears of the other's."""
    rounds.people = People([*rounds.people.persons, Person(PAUL)])
    paul = {f"{n:02}" for n in range(1, 30, 2)}
    (mine,) = lines(rounds, owned(moved(30), *paul))
    (his,) = rounds.told(PAUL)
    assert ("PAY-00" in mine, "PAY-01" in his) == (True, True)
    assert ("14" in mine, "14" in his) == (True, True)
    rounds.tomorrow()
    lines(rounds, owned(moved(30), *paul - {"01"}))
    assert len(rounds.told(PAUL)) == 1
    assert episodes(rounds) == 2


def test_what_another_rule_explains_of_one_item_says_nothing_of_the_rest(rounds: Rounds) -> None:
    """The first one's parent is late itself: the others are told all the same."""
    works = moved(30)
    works[0] = works[0]._replace(fields={**works[0].fields, "parent": "p"})
    above = item("p", fields={"target": ago(6), "owner": PAUL}, touched=3)
    assert any("PAY-01" in line for line in lines(rounds, [*works, above]))
