"""A scale-up: a roadmap in Notion, five Jira projects that deliver it, launches in Asana."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sandbox.notion.records import Page
from sandbox.scenarios.containers import MARKER, PRIORITIES
from sandbox.scenarios.planting import JIRA_PRIORITY, ROADMAP_ITEM

if TYPE_CHECKING:
    from sandbox.world import World

PROJECTS = {
    "PAY": ("Payments", "classic"), "ONB": ("Onboarding", "open"), "DAT": ("Data", "french"),
    "MOB": ("Mobile", "open"), "PLA": ("Platform", "strict"),
}  # fmt: skip
ROADMAP, LAUNCHES = "Product roadmap", "Go to market"
STATUSES = {
    "To-do": ["Idea", "Discovery", "Planned"],
    "In progress": ["In progress"],
    "Complete": ["Shipped", "Dropped"],
}
DELIVERY = ("Planned", "In progress", "Done", "Dropped")


def scaleup(world: World) -> None:
    """Build four roadmap items, six epics below them, one epic of nobody's and a launch."""
    now = world.clock.now
    for key, (name, workflow) in PROJECTS.items():
        world.jira.add_project(key, name, workflow)
    world.notion.add_data_source(
        ROADMAP,
        {
            "Name": "title",
            "Status": {"status": STATUSES},
            "Priority": {"select": PRIORITIES},
            "Target": "date",
            "Launch": "date",
            "PM": "people",
            "Squad": {"select": [name for name, _ in PROJECTS.values()]},
            "Delivery status": {"select": DELIVERY},
            "Progress": "number",
            "Forecast": "date",
            MARKER: "rich_text",
        },
    )
    project = world.asana.add_project(LAUNCHES, ("À faire", "En cours", "Fait"))
    world.asana.attach(project, world.asana.add_field("Priority", "enum", PRIORITIES))
    world.asana.attach(project, world.asana.add_field(MARKER, "text"))
    _fill(world)
    world.clock.set(now)


def _fill(world: World) -> None:
    today = world.clock.now.date()
    checkout = _item(world, "One-click checkout", "In progress", "P1", "Payments", today)
    _item(world, "Faster onboarding", "Discovery", "P2", "Onboarding", today)
    search = _item(world, "Search that understands", "Planned", "P0", "Data", today)
    _item(world, "A pet idea", "Idea", "P4", "Mobile", today)
    due = (today + timedelta(days=42)).isoformat()  # two days after their roadmap items
    for key, title, above, status, priority in (
        ("PAY", "Card vault", checkout, "In Progress", "P1"),
        ("PAY", "Wallets", checkout, "To Do", "P3"),
        ("MOB", "Checkout sheet", checkout, "Done", "P1"),
        ("PLA", "Fraud rules", checkout, "To Do", "P1"),
        ("DAT", "Query parser", search, "À faire", "P0"),
        ("ONB", "Clean up", None, "To Do", "P4"),
    ):
        tie = f"https://www.notion.so/{above.id.replace('-', '')}" if above else None
        world.jira.add_issue(
            key, "Epic", title, status=status, priority=JIRA_PRIORITY[priority], due=due,
            assignee="karim", author="karim", custom={ROADMAP_ITEM: tie} if tie else {},
        )  # fmt: skip
    for status in ("In Progress", "In Review"):
        world.jira.add_issue("PLA", "Story", f"Fraud, {status}", status=status)


def _item(world: World, title: str, status: str, priority: str, squad: str, today: date) -> Page:
    source = next(s for s in world.notion.data_sources.values() if s.name == ROADMAP)
    values = {
        "Name": title, "Status": status, "Priority": priority, "Squad": squad, "PM": "ines",
        "Target": today + timedelta(days=40),
    }  # fmt: skip
    return world.notion.add_page(source, values, created=world.clock.now - timedelta(days=30))
