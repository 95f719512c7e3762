"""The commands about alert rules, as a person types them."""

from tests.e2e.office import Office


def test_rules_are_listed_and_explained(office: Office) -> None:
    """With the thresholds and states of a portfolio, or as they come."""
    listed = office.run("rules", "list", "--json")
    assert (listed.code, len(listed.document)) == (0, 62)
    shown = office.run("rules", "show", "C3", "--config", "demo", "--json").document
    assert shown["limits"] == {"tolerance": "3 wd"}
    assert shown["packs"] == ["scrum", "kanban", "portfolio"]
    assert office.run("rules", "show", "C3").code == 0


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
    assert office.run("rules", "backtest", "demo").code == 0
    assert office.state() == before
