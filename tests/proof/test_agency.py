"""The agency of `config/examples`: a client's Jira that is only read, a hub, a board, a portal."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox import Sandbox
from sandbox.asana.records import Task
from sandbox.scenarios.client import BOARD, HUB, PORTAL
from sandbox.trello.records import Card
from tests.proof.archetypes import Archetype


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Archetype]:
    """Give the client as it is before the first run."""
    with Sandbox(scenario="client") as sandbox:
        world = sandbox.world
        containers = {
            "hub": {"project": next(p.gid for p in world.asana.projects.values() if p.name == HUB)},
            "freelancers": {"board": next(b.id for b in world.trello.boards.values()
                                          if b.name == BOARD)},
            "portal": {"data_source": next(s.id for s in world.notion.data_sources.values()
                                           if s.name == PORTAL)},
        }  # fmt: skip
        yield Archetype(sandbox, tmp_path, "agency-acme", containers)


def task(place: Archetype, title: str) -> Task:
    """Return a task of the hub."""
    return next(t for t in place.world.asana.tasks.values() if t.name == title)


def section(place: Archetype, title: str) -> str:
    """Return the section of a task of the hub."""
    return task(place, title).memberships[0].section.name


def card(place: Archetype, title: str) -> Card:
    """Return a card of the freelancers."""
    return next(c for c in place.world.trello.cards.values() if c.name == title)


def test_the_clients_tool_is_read_and_never_written(place: Archetype) -> None:
    """Whatever happens elsewhere; its open tickets reach the hub and the portal."""
    mark = place.mark()
    place.begun()
    assert section(place, "Header") == "À faire"
    assert place.cell(place.page("Basket"), "Status") == "En cours"
    place.by("aya").edit_in_asana(task(place, "Header").gid, {"name": "Header, renamed"})
    place.by("tom").move_in_trello(card(place, "Basket").id, "Livré")
    place.carried()
    assert place.quiet()
    assert not place.writes(mark, "jira")
    titles = {i["summary"] for i in place.world.jira.issues.values()}
    assert titles == {"Header", "Basket", "Blog"}


def test_the_client_decides_and_then_the_freelancers(place: Archetype) -> None:
    """A card that is moved moves the task; a ticket that is moved wins over it."""
    place.begun()
    place.by("tom").move_in_trello(card(place, "Basket").id, "Validation client")
    place.carried()
    assert section(place, "Basket") == "Validation client"
    assert place.cell(place.page("Basket"), "Status") == "En validation"
    place.world.jira.enter_named(place.issue("Basket"), "Done", "paul")
    place.by("tom").move_in_trello(card(place, "Basket").id, "À faire")
    place.carried()
    assert section(place, "Basket") == "Livré"
    assert card(place, "Basket").column.name == "Livré"
    assert place.quiet()


def test_the_hub_names_things_until_the_client_does(place: Archetype) -> None:
    """Of two that decide the first one wins; what the freelancers call it is a proposal."""
    place.begun()
    place.by("aya").edit_in_asana(task(place, "Basket").gid, {"name": "Cart"})
    place.by("aya").edit_in_asana(task(place, "Invoice Acme").gid, {"name": "Invoice March"})
    place.carried()
    assert place.page("Cart")
    assert place.page("Invoice March")
    place.world.jira.edit(place.issue("Basket"), {"summary": "Shopping bag"}, "paul")
    place.by("aya").edit_in_asana(task(place, "Cart").gid, {"name": "Trolley"})
    place.carried()
    assert task(place, "Shopping bag")
    assert place.page("Shopping bag")
    place.by("tom").edit_in_trello(card(place, "Shopping bag").id, {"name": "Bag!"})
    place.carried()
    with place.house() as house:
        (asked,) = house.store.proposals()
    assert (asked.replica, asked.field, asked.value) == ("freelancers", "title", "Bag!")
    assert task(place, "Shopping bag")
    assert place.quiet()


def test_only_three_fields_reach_the_clients_page_and_the_freelancers(place: Archetype) -> None:
    """Owners, priorities and bodies stay in the hub."""
    place.begun()
    page = place.page("Header")
    assert page.source
    named = {page.source.properties[key].name for key, value in page.values.items() if value}
    assert named <= {"Name", "Status", "Target", "Syncline"}
    assert not page.children
    shown = card(place, "Basket")
    assert (shown.desc, shown.members, shown.labels) == ("", [], [])
