"""The scale-up of `config/examples`: a roadmap decides, five projects deliver, launches follow."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox import Sandbox
from sandbox.scenarios.scaleup import LAUNCHES, ROADMAP
from syncline.engine import verdicts
from syncline.engine.explain import explain
from syncline.engine.session import Session
from tests.proof.archetypes import Archetype

HIGHEST, HIGH, LOWEST = "1", "2", "5"  # of Jira


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Archetype]:
    """Give the organisation as it is before its first run."""
    with Sandbox(scenario="scaleup") as sandbox:
        world = sandbox.world
        source = next(s for s in world.notion.data_sources.values() if s.name == ROADMAP)
        project = next(p for p in world.asana.projects.values() if p.name == LAUNCHES)
        containers = {"roadmap": {"data_source": source.id}, "launches": {"project": project.gid}}
        yield Archetype(sandbox, tmp_path, "scaleup", containers)


def priority(place: Archetype, title: str) -> str:
    """Return the priority of an issue, by its number in Jira."""
    return str(place.issue(title)["priority"])


def shown(place: Archetype, title: str) -> tuple[object, object]:
    """Return what the roadmap shows of the delivery of an item."""
    page = place.page(title)
    return place.cell(page, "Delivery status"), place.cell(page, "Progress")


def accept(place: Archetype, proposal: str) -> None:
    """Let a person accept a proposal."""
    with place.house() as house, house.leased() as session:
        assert isinstance(session, Session)
        verdicts.accept(session, proposal, by="ines@acme.example")


def test_a_roadmap_is_delivered(place: Archetype) -> None:
    """What is written first waits; priorities flow down, progress up, launches are made once."""
    held = place.begun()
    assert held.plan
    assert any("give way" in why for why in held.plan.waits)
    assert priority(place, "Wallets") == HIGH
    assert priority(place, "Clean up") == LOWEST
    assert shown(place, "One-click checkout") == ("In progress", 0.25)
    assert shown(place, "Search that understands") == ("Planned", 0)
    assert shown(place, "Faster onboarding") == (None, None)
    made = {t.name: t.subtype for t in place.world.asana.tasks.values()}
    expected = ("One-click checkout", "Search that understands", "Faster onboarding")
    assert made == dict.fromkeys(expected, "milestone")


def test_edits_go_where_they_are_decided(place: Archetype) -> None:
    """A priority of the roadmap into its epics, a status of an epic up, a launch date across."""
    place.begun()
    due = place.issue("Card vault")["duedate"]
    checkout = place.page("One-click checkout").id
    place.by("ines").edit_in_notion(checkout, {"Priority": {"select": {"name": "P0"}}})
    for title in ("Card vault", "Wallets", "Fraud rules"):
        place.world.jira.enter_named(place.issue(title), "Won't do", "karim")
    launch = next(t for t in place.world.asana.tasks.values() if t.name == "One-click checkout")
    place.by("paul").edit_in_asana(launch.gid, {"due_on": "2026-05-04"})
    place.carried()
    assert {priority(place, t) for t in ("Card vault", "Wallets", "Fraud rules")} == {HIGHEST}
    assert shown(place, "One-click checkout") == ("Done", 1)
    assert place.cell(place.page("One-click checkout"), "Launch") == "2026-05-04"
    assert place.issue("Card vault")["duedate"] == due  # target: compare
    assert place.quiet()


def test_an_epics_own_priority_waits_for_the_roadmaps_owner(place: Archetype) -> None:
    """Accepted it is the roadmap item's, and every epic's."""
    place.begun()
    wallets = place.issue("Wallets").key
    place.by("karim").edit_in_jira(wallets, {"priority": {"name": "Lowest"}})
    place.carried()
    with place.house() as house:
        (asked,) = house.store.proposals()
        explained = explain(house.loaded.portfolio, house.store, asked.item)
    assert (asked.value, asked.against, asked.replica) == ("P4", "P1", "delivery")
    told = {f.field: f for f in explained.fields}
    assert "One-click checkout, which it delivers" in told["priority"].decided_by
    assert told["target"].why.endswith("within the tolerance")
    assert place.quiet()
    accept(place, asked.id)
    place.carried()
    assert place.cell(place.page("One-click checkout"), "Priority") == "P4"
    assert {priority(place, t) for t in ("Card vault", "Wallets", "Fraud rules")} == {LOWEST}
    assert place.quiet()


def test_an_epic_that_moves_to_another_squad_is_the_same_item(place: Archetype) -> None:
    """Under its new key, in a project with another workflow; nothing is doubled or lost."""
    place.begun()
    jira, wallets = place.world.jira, place.issue("Wallets")
    jira.move(wallets, jira.projects["ONB"])
    place.carried()
    with place.house() as house:
        item = house.store.find(place.issue("Wallets").key)
        assert item
        assert house.store.count("delivery") == 8
        record = house.store.load([item])[item].records["delivery"]
    assert (record.id, record.key) == (wallets.id, place.issue("Wallets").key)
    assert record.key.startswith("ONB-")
    assert shown(place, "One-click checkout") == ("In progress", 0.25)
    assert place.quiet()
