"""Thirty squads: 28 projects of one category, four initiatives, a page for leadership."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox.jira.catalog import PRIORITIES
from sandbox.jira.customs import HEALTH, INITIATIVE, TARGET_END, TRIBE
from sandbox.scenarios.containers import MARKER

if TYPE_CHECKING:
    from sandbox.world import World

TRIBES = ("BUY", "SELL", "PLAT", "DATA")
CATEGORY, PROGRAMME, PORTFOLIO = "Product", "Programme", "Portfolio"
WORKFLOWS = ("classic", "open", "french", "strict")
STATUSES = {
    "To-do": ["Committed", "Next"],
    "In progress": ["In delivery", "Now"],
    "Complete": ["Released", "Stopped"],
}
PER_TRIBE = 7


def squads(world: World) -> None:
    """Build an initiative a tribe, an epic in every project of it, and one that is no product."""
    now = world.clock.now
    project = world.asana.add_project(PROGRAMME, ("Planned", "Running", "Done"))
    world.asana.attach(project, world.asana.add_field(MARKER, "text"))
    world.notion.add_data_source(
        PORTFOLIO,
        {
            "Name": "title",
            "Status": {"status": STATUSES},
            "Priority": {"select": tuple(PRIORITIES.values())},
            "Owner": "people",
            "Target": "date",
            "Health": {"select": ("On track", "At risk", "Off track")},
            "Objective": "rich_text",
            "Tribe": {"select": TRIBES},
            "Delivery status": {"select": ("Committed", "Started", "Released", "Stopped")},
            "Progress": "number",
            MARKER: "rich_text",
        },
    )
    for number, tribe in enumerate(TRIBES):
        _tribe(world, tribe, WORKFLOWS[number])
    world.jira.add_project("ADM", "Administration", category="Internal")
    world.jira.add_issue("ADM", "Epic", "Move offices")
    world.clock.set(now)


def _tribe(world: World, tribe: str, workflow: str) -> None:
    end = (world.clock.now + timedelta(days=60)).date().isoformat()
    for number in range(1, PER_TRIBE + 1):
        key = f"{tribe}{number}"
        world.jira.add_project(key, f"Squad {key}", workflow, category=CATEGORY)
    initiative = world.jira.add_issue(
        f"{tribe}1", "Initiative", f"Initiative {tribe}", priority="High", author="ines",
        custom={TARGET_END: end, TRIBE: tribe, HEALTH: "10131"},
    )  # fmt: skip
    for number in range(1, PER_TRIBE + 1):
        squad(world, f"{tribe}{number}", f"Epic {tribe}{number}", initiative.key, tribe)


def squad(world: World, key: str, title: str, initiative: str, tribe: str | None = None) -> None:
    """Let a squad plan an epic for an initiative."""
    custom = {INITIATIVE: initiative, **({TRIBE: tribe} if tribe else {})}
    world.jira.add_issue(key, "Epic", title, priority="Medium", custom=custom, author="karim")
