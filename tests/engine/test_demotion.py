"""A rule that people call useless: told no more, the steward hears once, and it may recover."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from syncline.domain.people import People, Person
from syncline.domain.policy import Portfolio, Reach, RuleSetting
from syncline.domain.precision import Precision
from syncline.domain.rules.work import Work
from syncline.engine.demotion import demotions
from syncline.engine.desk import ALERTS
from syncline.engine.evaluate import judged
from syncline.ports import Store
from tests.engine.rounds import AT_ONCE, DAILY, OPS, Rounds
from tests.rules.examples import PORTFOLIO, ago, facts, item

READERS = [f"reader{n:02}@acme.example" for n in range(24)]
SETTINGS = replace(PORTFOLIO.alerts, digest=DAILY, hold=AT_ONCE)
RULES = replace(PORTFOLIO, name="p", alerts=SETTINGS)


def named(state: Reach) -> Portfolio:
    """Return a configuration that names the state of the rule."""
    return replace(RULES, alerts=replace(SETTINGS, rules={"C4": RuleSetting(state=state)}))


def late(reader: str, name: str = "") -> Work:
    """Return an item whose target passed: rule C4 fires."""
    return item(name or reader[:8], fields={"owner": reader, "target": ago(3)})


@pytest.fixture
def rounds(tmp_path: Path) -> Iterator[Rounds]:
    """Give a store that has had its first round, and many readers."""
    people = People([*map(Person, READERS), Person(OPS)])
    made = Rounds(tmp_path / "alerts.db", people=people, rules=RULES)
    made.begin()
    yield made
    assert made.store
    made.store.close()


def alerts(rounds: Rounds) -> Store:
    """Return the alerts' own store."""
    assert rounds.store
    return rounds.store.portfolio(ALERTS)


def verdicts(rounds: Rounds) -> dict[str, Precision]:
    """Return which rules are demoted now."""
    return dict(demotions(rounds.rules, alerts(rounds), rounds.clock.now()))


def go(rounds: Rounds, *works: Work) -> set[str]:
    """Look, and go a round; return who has just been told."""
    before, now = len(rounds.channel.sent), rounds.clock.now()
    known = facts(*works, portfolio=rounds.rules, people=rounds.people, now=now)
    found = judged(replace(known, demoted=verdicts(rounds)))
    rounds.run(*found.alerts, silent=found.silent)
    return {sent.email for sent in rounds.channel.sent[before:]}


def noisy(rounds: Rounds) -> list[Work]:
    """Let 21 people be told of a late item each, and thirteen of them call that useless."""
    works = [late(reader) for reader in READERS[:21]]
    assert go(rounds, *works) == set(READERS[:21])
    for number in range(1, 22):
        rounds.channel.react(number, "+1" if number <= 8 else "-1")
    go(rounds, *works)
    rounds.tomorrow()
    assert verdicts(rounds) == {"C4": Precision(8, 21)}
    return works


def test_a_noisy_rule_is_only_recorded_and_the_steward_hears_once(rounds: Rounds) -> None:
    """The next late item is nobody's message, and still an episode."""
    works = [*noisy(rounds), late(READERS[22])]
    assert go(rounds, *works) == {OPS}
    assert "8 of 21 answers" in str(rounds.channel.sent[-1].lines)
    for _ in range(3):
        rounds.tomorrow()
        assert go(rounds, *works) == set()
    known = alerts(rounds).episodes("firing")
    assert READERS[22] in {episode.owner for episode in known if episode.rule == "C4"}
    assert [episode.owner for episode in known if episode.rule == "G11"] == [OPS]


def test_a_rule_recovers_and_tells_what_waited(rounds: Rounds) -> None:
    """Once its verdicts are ninety days old; the steward's episode ends."""
    works = [*noisy(rounds), late(READERS[22])]
    go(rounds, *works)
    rounds.clock.pass_by(days=91)
    assert READERS[22] in go(rounds, *works)
    rounds.tomorrow()
    go(rounds, *works)
    assert {e.state for e in alerts(rounds).episodes() if e.rule == "G11"} == {"resolved"}


def test_a_state_that_the_configuration_names_holds(rounds: Rounds) -> None:
    """Who wrote `state: "on"` has decided; the next one is told, and the steward is not."""
    works = [*noisy(rounds), late(READERS[22])]
    rounds.rules = named("on")
    assert go(rounds, *works) == {READERS[22]}
    rounds.rules = named("shadow")
    assert verdicts(rounds) == {}, "it is recorded because somebody said so"


def test_another_portfolio_is_judged_by_its_own_readers(rounds: Rounds) -> None:
    """What one team calls useless may be what another waits for."""
    noisy(rounds)
    other = replace(RULES, name="other")
    assert demotions(other, alerts(rounds), rounds.clock.now()) == {}


@pytest.mark.parametrize("rule", ["G7", "E8", "B9"])
def test_what_is_about_syncline_itself_is_never_demoted(rounds: Rounds, rule: str) -> None:
    """Nor is a rule demoted that was told to nobody in the first place."""
    noisy(rounds)
    with rounds.store.portfolio(ALERTS)._database.writing() as transaction:  # type: ignore[union-attr]
        transaction.driver.execute(f"UPDATE answers SET rule = '{rule}'")  # noqa: S608  # ours
    assert verdicts(rounds) == {}
