"""Owners are told once, also across days on which a tool cannot be read."""

from contextlib import closing
from sqlite3 import connect

from tests.e2e.office import Office

STEWARD = "ops@acme.example"
HELD = 3  # the exit code


def told(office: Office) -> dict[str, list[str]]:
    """Do a round; return what was told whom."""
    found: dict[str, list[str]] = office.run("alerts", "--no-prefect", "--json").document["told"]
    return found


def episodes(office: Office) -> dict[str, str]:
    """Return the state of every episode that is not about a tool itself, by its id."""
    with closing(connect(office.database)) as connection:
        rows = connection.execute("select id, state from episodes where item not like '%:%'")
        return dict(rows.fetchall())


def test_days_without_asana_end_no_alert_and_tell_none_again(office: Office) -> None:
    """The steward hears of the tool, and nobody of an item; healed, all is as it was."""
    office.later(days=63)  # a Monday
    assert office.sync().code in {0, 1}
    assert len(told(office)) > 1
    before = episodes(office)
    assert "firing" in before.values()

    office.down("asana")
    heard: list[str] = []
    for _ in range(3):
        office.later(days=1)
        assert office.sync().code == 1
        now = told(office)
        assert now.keys() <= {STEWARD}
        heard += [line for line in now.get(STEWARD, ()) if line.startswith("•")]
        assert episodes(office) == before
    (tool,) = heard
    assert "launches cannot be read" in tool

    office.sandbox.world.faults.clear()
    office.later(days=1)
    assert office.sync().code in {0, 1}
    assert not told(office)
    assert episodes(office) == before


def test_of_a_plan_over_the_hard_limit_the_steward_hears_meanwhile(office: Office) -> None:
    """Nothing waits for an approval then, and nothing is written until somebody looks."""
    office.later(days=63)
    assert office.sync().code in {0, 1}
    told(office)
    for page in office.records("specs"):
        title = {"title": [{"text": {"content": f"Renamed {page}"}}]}
        office.hands("nina").edit_in_notion(page, {"title": title})
    office.later(days=1)
    assert office.sync().code == HELD
    ((who, lines),) = told(office).items()
    assert who == STEWARD
    assert "Nothing is written" in " ".join(lines)


def test_of_a_first_plan_the_steward_hears_while_it_waits(fresh: Office) -> None:
    """And nobody else of anything."""
    fresh.later(hours=2)
    assert fresh.sync().code == HELD
    ((who, lines),) = told(fresh).items()
    assert who == STEWARD
    assert "then approve" in " ".join(lines)
