"""The commands about alert rules, as a person types them."""

from datetime import timedelta

from flows.runtime import open_house
from syncline.domain.outbox import Answer, Episode
from syncline.domain.state import Lease
from syncline.engine.desk import ALERTS
from syncline.engine.session import holding
from tests.e2e.office import Office


def test_rules_are_listed_and_explained(office: Office) -> None:
    """With the thresholds and states of a portfolio, or as they come."""
    listed = office.run("rules", "list", "--json")
    assert (listed.code, len(listed.document)) == (0, 64)
    shown = office.run("rules", "show", "C3", "--config", "demo", "--json").document
    assert shown["limits"] == {"tolerance": "3 wd"}
    assert shown["packs"] == ["scrum", "kanban", "portfolio"]
    assert shown["guards"] == ["ignored", "grace", "stale", "freeze", "bulk"]
    assert shown["words"]["fr"]["says"].startswith("{name}\u202f: {one} indique {first}")
    said = office.run("rules", "show", "C3")
    assert said.code == 0
    assert "quiet: cancelled" in said.out
    assert "says (en): {name}: {one} says {first}, {other} says {last}" in said.out


def test_a_team_of_its_own_mind_is_shown(office: Office) -> None:
    """Beside the state that a rule has for all."""
    text = office.config.read_text(encoding="utf-8")
    own = text.replace("alerts: pilot}", "alerts: pilot, rules: {C5: pilot}}", 1)
    office.config.write_text(own, encoding="utf-8")
    said = office.run("rules", "show", "C5", "--config", "demo")
    assert "state: shadow; onboarding: pilot" in said.out
    (row,) = [r for r in office.run("rules", "list", "--config", "demo", "--json").document
              if r["rule"] == "C5"]  # fmt: skip
    assert row["teams"] == {"onboarding": "pilot"}


def test_a_rule_that_is_none_is_refused(office: Office) -> None:
    """Exit 2, with the command that lists them."""
    ended = office.run("rules", "show", "Z9")
    assert ended.code == 2
    assert "syncline rules list" in ended.err
    assert office.run("rules", "backtest", "demo", "--rule", "Z9").code == 2


def test_a_backtest_tells_what_would_have_been_said_and_tells_nobody(office: Office) -> None:
    """Two months in which nothing moved: targets passed, week by week."""
    office.later(days=63)
    assert office.sync().code in {0, 1}
    before = office.state()
    found = office.run("rules", "backtest", "demo", "--weeks", "6", "--json").document
    assert found["weeks"] == 6
    assert {line["rule"] for line in found["lines"]}
    assert "C3" in found["skipped"]
    said = office.run("rules", "backtest", "demo")
    assert said.code == 0
    assert "by rule and person" in said.out
    assert office.state() == before


def test_a_demoted_rule_is_shown_with_its_verdicts(office: Office) -> None:
    """To people as a sentence, to programs as numbers; without a portfolio it is as it comes."""
    assert office.sync().code in {0, 1}
    with open_house("demo") as house:
        now, home = house.clock.now(), house.portfolio.name
        alerts = house.database.portfolio(ALERTS)
        with holding(alerts, house.clock, "test", lambda _: False) as lease:
            assert isinstance(lease, Lease)
            for n in range(21):
                told = Episode(
                    f"e{n}", home, f"f{n}", "C4", f"i{n}", f"p{n}@x.org", "S3", "", "", now
                )
                sign = "useful" if n < 8 else "useless"
                alerts.commit(lease, [told, Answer(told.id, sign, told.owner, now, "C4")], now)
    shown = office.run("rules", "list", "--config", "demo", "--json").document
    rows = {row["rule"]: row for row in shown}
    assert rows["C4"]["state"] == "demoted"
    assert rows["C4"]["verdicts"] == {"useful": 8, "judged": 21}
    assert rows["C3"]["verdicts"] is None
    assert "demoted: 8 of 21 useful" in office.run("rules", "list", "--config", "demo").out
    assert "demoted: 8 of 21 useful" in office.run("rules", "show", "C4", "--config", "demo").out
    assert "demoted" not in office.run("rules", "list").out


def test_a_comment_on_an_item_is_made_once_and_no_sync_carries_it(office: Office) -> None:
    """A second round is silent, and the sync after it writes nothing: our own word is no edit."""
    people = office.config.with_name("people.yaml")
    told = people.read_text("utf-8").replace("  timezone:", "  channel: comment\n  timezone:")
    people.write_text(told, "utf-8")
    written = office.config.read_text("utf-8")
    written = written.replace("channels:\n", "channels:\n  comment: {}\n")
    written = written.replace("  title: ", "  comments: {}\n  title: ")
    office.config.write_text(written, "utf-8")
    assert office.sync().code in {0, 3}
    office.later(days=7)
    assert office.sync().code in {0, 1}
    assert office.run("alerts", "--no-prefect").code == 0, "a first round is a summary"
    past = (office.sandbox.world.clock.now - timedelta(days=5)).date().isoformat()
    for issue in office.records("delivery")[:6]:
        office.hands("ines").edit_in_jira(issue, {"duedate": past})
    for hours in (0, 24):
        office.later(hours=hours, minutes=10)
        assert office.sync().code in {0, 1}
    world = office.sandbox.world
    assert world.notion.comments == []
    assert office.run("alerts", "--no-prefect", "--json").document["told"]
    assert len(world.notion.comments) > 0, "where the item is first, by the file"
    before = office.writes()
    office.later()
    again = office.run("alerts", "--no-prefect", "--json")
    assert not again.document["told"]
    assert office.sync("--json").document["applied"] == 0
    assert office.writes() == before
