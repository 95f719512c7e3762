"""Messages say what is true when they are sent, in the language of whoever reads them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from syncline.domain.alerts import Alert
from syncline.domain.people import People, Person
from syncline.domain.schedule import Digest
from tests.engine.rounds import INES, MONDAY, PAUL, RULES, Rounds, alert

WEEKLY = replace(RULES, alerts=replace(RULES.alerts, digest=Digest()))


@pytest.fixture
def rounds(tmp_path: Path) -> Iterator[Rounds]:
    """Give a store that has had its first round, and one on Monday."""
    made = Rounds(tmp_path / "s.db", rules=WEEKLY)
    made.begin()
    made.run()
    yield made
    assert made.store
    made.store.close()


def apart(last: date, days: int) -> Alert:
    """Return two dates of one item in two tools."""
    one = alert("1", rule="C3")
    values = {"one": "roadmap", "first": date(2026, 3, 20), "other": "delivery", "last": last}
    return replace(one, finding=one.finding._replace(values={**values, "days": days}))


def test_a_digest_says_what_is_so_on_its_day(rounds: Rounds) -> None:
    """The date was moved on Wednesday; what was so on Tuesday would send people astray."""
    rounds.tomorrow()
    rounds.run(apart(date(2026, 3, 27), 5))
    rounds.clock.at = MONDAY + timedelta(days=7)
    rounds.run(apart(date(2026, 5, 29), 50))
    (line,) = rounds.told(INES)
    assert "29 May" in line
    assert "27 Mar" not in line


def test_an_item_is_called_by_its_title_of_today(rounds: Rounds) -> None:
    """Also where it is one of several on a line."""
    rounds.tomorrow()
    rounds.run(*map(alert, "123"))
    rounds.clock.at = MONDAY + timedelta(days=7)
    rounds.run(*(replace(alert(n), name=f"PAY-{n} Pay in 3") for n in "123"))
    (line,) = rounds.told(INES)
    assert (line.count("Pay in 3"), "Pay later" in line) == (3, False)


def test_who_stands_in_reads_every_word_in_their_own_language(rounds: Rounds) -> None:
    """An English owner is away, and the delegate reads French."""
    away = ((date(2026, 3, 1), date(2026, 3, 30)),)
    people = [Person(INES, away=away, delegate=PAUL), Person(PAUL, locale="fr")]
    rounds.people = People(people)
    rounds.clock.at = MONDAY + timedelta(days=7)
    rounds.run(alert("1"))
    (line,) = rounds.told(PAUL)
    assert "rien n’a bougé depuis 3 jours ouvrés" in line
    assert "helps" not in line
