"""Who wrote is a hint and never a filter: an edit under our own account is an edit."""

from connectors.memory.tool import API
from tests.engine.conftest import Team3
from tests.engine.moves import seeded, shows


def test_an_edit_under_our_own_account_is_carried(three: Team3) -> None:
    """Another integration may use the same account, and a person its token."""
    ids = seeded(three)
    three.tools["A"].edit(ids["A"][0], "priority", "high", by=API)
    assert three.sync().summary.applied == 2
    assert shows(three, "Epic 0", "priority") == dict.fromkeys("ABC", "high")


def test_our_own_write_that_comes_back_is_no_edit(three: Team3) -> None:
    """It is compared with what was confirmed, whoever is named as its author."""
    ids = seeded(three)
    three.tools["A"].edit(ids["A"][0], "priority", "high")
    three.sync()
    for name in "BC":  # the tool names somebody else for what was just written
        three.tools[name].edit(ids[name][0], "priority", "high", by="ann@acme.example")
    three.clock.pass_by(minutes=10)
    assert three.sync().summary.operations == 0
