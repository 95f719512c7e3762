"""One client of an agency: its Jira, the agency's hub, a board for freelancers, a portal."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox.scenarios.containers import MARKER, PRIORITIES

if TYPE_CHECKING:
    from sandbox.world import World

PROJECT, HUB, BOARD, PORTAL = "WEB", "Acme", "Acme, freelancers", "Acme portal"
SECTIONS = ("À faire", "En cours", "Validation client", "Livré", "Abandonné")
STATUSES = {
    "To-do": ["À venir"],
    "In progress": ["En cours", "En validation"],
    "Complete": ["Livré", "Abandonné"],
}


def client(world: World) -> None:
    """Build three tickets of the client, one of them in the hub and on the board already."""
    now = world.clock.now
    today = now.date()
    world.jira.add_project(PROJECT, "Acme web", "open")
    hub = world.asana.add_project(HUB, SECTIONS)
    world.asana.attach(hub, world.asana.add_field("Priority", "enum", PRIORITIES))
    world.asana.attach(hub, world.asana.add_field(MARKER, "text"))
    board = world.trello.add_board(BOARD, SECTIONS)
    world.notion.add_data_source(
        PORTAL,
        {"Name": "title", "Status": {"status": STATUSES}, "Target": "date", MARKER: "rich_text"},
    )
    for title, status in (("Header", "To Do"), ("Basket", "In Progress"), ("Blog", "Done")):
        due = (today + timedelta(days=20)).isoformat()
        world.jira.add_issue(
            PROJECT, "Task", title, status=status, priority="High", due=due, author="paul"
        )
    world.asana.add_task(hub, "Basket", section="En cours", assignee="aya",
                         due=today + timedelta(days=20))  # fmt: skip
    world.asana.add_task(hub, "Invoice Acme", section="À faire", assignee="ops")
    doing = next(one for one in board.lists if one.name == "En cours")
    world.trello.add_card(doing, "Basket", due=today + timedelta(days=20))
    world.clock.set(now)
