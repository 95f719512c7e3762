"""The thirty squads of `config/examples`: 28 projects of one category, and those that join."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox import Sandbox
from sandbox.jira.customs import HEALTH
from sandbox.scenarios.squads import CATEGORY, PORTFOLIO, PROGRAMME, squad
from syncline.engine import verdicts
from syncline.engine.session import Session
from tests.proof.archetypes import Archetype

HIGHEST, HIGH, MEDIUM = "1", "2", "3"  # of Jira


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Archetype]:
    """Give the organisation as it is before its first run."""
    with Sandbox(scenario="squads") as sandbox:
        world = sandbox.world
        containers = {
            "programme": {"project": next(p.gid for p in world.asana.projects.values()
                                          if p.name == PROGRAMME)},
            "portfolio_page": {"data_source": next(s.id for s in world.notion.data_sources.values()
                                                   if s.name == PORTFOLIO)},
        }  # fmt: skip
        yield Archetype(sandbox, tmp_path, "thirty-squads", containers)


def test_twenty_eight_projects_are_one_portfolio(place: Archetype) -> None:
    """Initiatives reach the other tools, progress flows up, priorities are suggested down."""
    held = place.begun()
    assert held.plan
    assert {t.name for t in place.world.asana.tasks.values()} == {
        f"Initiative {tribe}" for tribe in ("BUY", "SELL", "PLAT", "DATA")
    }
    page = place.page("Initiative BUY")
    assert place.cell(page, "Delivery status") == "Committed"
    assert place.cell(page, "Progress") == 0
    assert place.cell(page, "Health") == "On track"
    with place.house() as house:
        asked = house.store.proposals()
        assert house.store.count("delivery") == 28
        (epic,) = [p for p in asked if house.store.load([p.item])[p.item].name.endswith("BUY3")]
    assert {(p.replica, p.field, p.value, p.against) for p in asked} == {
        ("↑planning", "priority", "High", "Medium")
    }
    assert len(asked) == 28
    assert place.issue("Epic BUY3")["priority"] == MEDIUM
    with place.house() as house, house.leased() as session:
        assert isinstance(session, Session)
        verdicts.accept(session, epic.id, by="karim@acme.example")
    place.carried()
    assert place.issue("Epic BUY3")["priority"] == HIGH
    assert place.issue("Epic BUY4")["priority"] == MEDIUM
    assert place.quiet()


def test_edits_go_where_they_are_decided(place: Archetype) -> None:
    """Health from the leadership's page, status from Jira alone, whatever somebody types."""
    place.begun()
    page = place.page("Initiative BUY")
    place.by("ines").edit_in_notion(page.id, {
        "Health": {"select": {"name": "At risk"}}, "Status": {"status": {"name": "Released"}},
        "Target": {"date": {"start": "2026-09-01"}},
    })  # fmt: skip
    for number in range(1, 8):
        issue = place.issue(f"Epic BUY{number}")
        place.world.jira.enter_named(issue, "Done" if number < 4 else "In Progress", "karim")
    place.carried()
    initiative = place.issue("Initiative BUY")
    assert initiative[HEALTH] == "10132"
    assert place.cell(page, "Status") == "Committed"
    assert place.cell(page, "Progress") == 0.43
    assert place.cell(page, "Delivery status") == "Started"
    with place.house() as house:
        (asked,) = [p for p in house.store.proposals() if p.field == "target"]
    assert str(asked.value) == "2026-09-01"
    assert place.quiet()


def test_a_squad_that_joins_is_read_without_a_change_here(place: Archetype) -> None:
    """Its alerts are only recorded; a project of another category is never read."""
    place.begun()
    place.world.jira.add_project("NEW", "Squad NEW", category=CATEGORY)
    squad(place.world, "NEW", "Epic NEW", place.issue("Initiative BUY").key)
    place.carried()
    assert place.cell(place.page("Initiative BUY"), "Progress") == 0
    with place.house() as house:
        assert house.loaded.portfolio.newcomers["delivery"] == "shadow"
        assert house.store.count("delivery") == 29
        assert house.store.find(place.issue("Epic NEW").key)
        assert house.store.find(place.issue("Move offices").key) is None
    assert place.quiet()
