"""The demo: three teams, eight initiatives, forty-four epics with their quarrels, 200 stories.

38 epics are in all three tools under one title: every second one the same everywhere, the others
with a description in one tool only, or a priority, a target or a status that differs. Three are
only in Notion, two only in Jira, one only in Asana.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from sandbox.notion.views import url
from sandbox.scenarios.bodies import Body, opaque_blocks
from sandbox.scenarios.containers import build
from sandbox.scenarios.planting import Epic, Planter
from sandbox.scenarios.stories import plant_stories
from sandbox.scenarios.texts import EPICS, IDEAS, Story

if TYPE_CHECKING:
    from sandbox.jira.records import Issue
    from sandbox.notion.records import Page
    from sandbox.world import World

SHARED, ONLY_NOTION, ONLY_JIRA = 38, 3, 2
TEAMS = {
    "Payments": ("karim", "sofia", "tom", "ines"),
    "Onboarding": ("aya", "maya", "paul"),
    "Data": ("luc", "nina", "maya"),
}
STATUSES = ("in_progress", "planned", "in_progress", "done", "in_review", "planned", "in_progress")
PRIORITIES = ("P1", "P2", "P0", "P2", "P3", "P1", "P4", "P2")
LEFT = 12  # the epic that still belongs to somebody who left the company
OPAQUE = {1: "table", 3: "callout", 5: "code"}  # bodies in Notion that can only be read there
LINES = {
    "table": ("Market", "France", "Germany"),
    "callout": ("Decision of the steering group: **no** new provider before summer.",),
    "code": ("select market, count(*)", "from charges group by market;"),
}
# The odd ones of the shared epics differ: where from, and in what.
IN_ONE = {1: "notion", 3: "notion", 5: "notion", 7: "jira", 9: "asana", 11: "jira", 13: "asana"}
PRIORITY = frozenset({15, 17, 19, 21})  # Jira has another one
TARGET = {23: -7, 25: 14, 27: 21, 29: 3}  # days that Asana is off
STATUS = frozenset({31, 33, 35, 37})  # Asana has another one


def demo(world: World) -> None:
    """Build the demo in an empty world."""
    planter = Planter(world, build(world))
    rng = Random(f"demo {world.seed}")
    pages = [_idea(planter, index) for index in range(len(IDEAS))]
    epics: list[tuple[Issue, Epic]] = []
    for index, story in enumerate(EPICS):
        epic = _epic(planter, index, story, rng)
        issue = _plant(planter, index, epic, pages[story.idea])
        if issue is not None:
            epics.append((issue, epic))
    plant_stories(planter, epics, rng)
    planter.finish()


def _idea(planter: Planter, index: int) -> Page:
    idea, created = IDEAS[index], _ago(planter, 150 - index)
    values = {
        "Name": idea.title,
        "Status": idea.status,
        "Priority": idea.priority,
        "Target date": planter.today + timedelta(weeks=idea.weeks),
        "PM": idea.pm,
        "Squad": idea.squad,
        "Delivery status": idea.delivery,
    }
    return planter.world.notion.add_page(
        planter.containers.roadmap,
        values,
        by=idea.pm,
        created=created,
        updated=_ago(planter, 20 - index),
    )


def _ago(planter: Planter, days: float) -> datetime:
    return planter.now - timedelta(days=days)


def _epic(planter: Planter, index: int, story: Story, rng: Random) -> Epic:
    """Say what the epic is where nobody quarrels about it."""
    status = STATUSES[index % len(STATUSES)]
    if status == "in_review" and story.squad == "Data":
        status = "in_progress"  # the Data team's workflow has no review
    if index == 28:
        status = "dropped"
    team = TEAMS[story.squad]
    start = planter.today - timedelta(days=rng.randrange(5, 60))
    length = rng.randrange(30, 100)
    if status == "done":
        start, length = start - timedelta(days=60), 50
    created = _ago(planter, rng.randrange(62, 120)).replace(minute=rng.randrange(60))
    return Epic(
        title=story.title,
        squad=story.squad,
        status=status,
        priority=PRIORITIES[index % len(PRIORITIES)],
        owner="leo" if index == LEFT else team[index % len(team)],
        start=start,
        target=start + timedelta(days=length),
        labels=story.labels,
        body=_body(story) if index % 6 != 4 else (),
        created=created,
        updated=_ago(planter, rng.randrange(2, 27) + 0.25),
    )


def _body(story: Story) -> Body:
    return (story.why, ("-", story.scope))


def _plant(planter: Planter, index: int, epic: Epic, page: Page) -> Issue | None:
    """Plant an epic where it lives; return its issue, if it has one."""
    link = url(page.id, page.title)
    if index < SHARED:
        return _everywhere(planter, index, epic, link if index % 4 != 3 else None)
    if index < SHARED + ONLY_NOTION:
        planter.notion(epic)
        return None
    if index < SHARED + ONLY_NOTION + ONLY_JIRA:
        return planter.jira(epic, link=link)
    planter.asana(epic)
    return None


def _everywhere(planter: Planter, index: int, epic: Epic, link: str | None) -> Issue:
    """Plant one epic three times, each time as that tool's people see it."""
    versions = dict.fromkeys(("notion", "jira", "asana"), epic)
    if index in IN_ONE:
        for tool in versions.keys() - {IN_ONE[index]}:
            versions[tool] = replace(epic, body=())
    if index in PRIORITY:
        versions["jira"] = replace(epic, priority=_other(epic.priority, "P0", "P3"))
    if index in TARGET and epic.target:
        moved = epic.target + timedelta(days=TARGET[index])
        versions["asana"] = replace(epic, target=moved)
    if index in STATUS:
        versions["asana"] = replace(epic, status=_other(epic.status, "in_progress", "done"))
    extra = opaque_blocks(OPAQUE[index], LINES[OPAQUE[index]]) if index in OPAQUE else ()
    planter.notion(versions["notion"], extra=extra)
    planter.asana(versions["asana"])
    return planter.jira(versions["jira"], link=link)


def _other(now: str, *choices: str) -> str:
    """Return the first choice that is not what it is now."""
    return next(choice for choice in choices if choice != now)
