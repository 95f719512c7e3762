"""Escalation: what stays severe goes on to lead and steward, where a portfolio wants that."""

from dataclasses import replace

from syncline.domain.people import People, Person
from syncline.domain.policy import AlertSettings
from tests.engine.rounds import AT_ONCE, DAILY, INES, LEAD, OPS, Rounds, alert


def test_what_stays_severe_is_told_to_lead_and_steward_only_where_that_is_on(
    rounds: Rounds,
) -> None:
    """Five and ten working days later, privately, and once each."""
    severe = alert("1", severity="S2")
    for on in (False, True):
        settings = AlertSettings(digest=DAILY, hold=AT_ONCE, escalation=on)
        rounds.rules = replace(rounds.rules, alerts=settings)
        for _ in range(16):
            rounds.run(severe)
            rounds.tomorrow()
        others = [sent for sent in rounds.channel.sent if sent.email != INES]
        assert [sent.email for sent in others] == ([LEAD, OPS] if on else [])
    assert "For you alone" in others[0].lines[1]
    assert len(rounds.told(INES)) == 1


def test_a_lead_who_has_left_is_not_waited_for(rounds: Rounds) -> None:
    """What stays severe waits for nobody who never comes; the steward hears in time."""
    settings = AlertSettings(digest=DAILY, hold=AT_ONCE, escalation=True)
    rounds.rules = replace(rounds.rules, alerts=settings)
    rounds.people = People([Person(INES), Person(LEAD, active=False), Person(OPS)])
    waited = []
    for _ in range(16):
        waited.append(rounds.run(alert("1", severity="S2")).waiting)
        rounds.tomorrow()
    assert [sent.email for sent in rounds.channel.sent] == [INES, OPS]
    assert waited[7:9] == [0, 0]
