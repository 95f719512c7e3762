"""One epic, written down once, and how it is planted in each of the tools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sandbox.asana.records import Task
from sandbox.jira.records import Issue
from sandbox.notion.records import Page
from sandbox.scenarios.bodies import Body, to_adf, to_blocks, to_html, to_markdown
from sandbox.scenarios.containers import MARKER, Containers
from sandbox.trello.records import Board, Card

if TYPE_CHECKING:
    from sandbox.world import World

PROJECTS = {"Payments": "PAY", "Onboarding": "ONB", "Data": "DAT"}
JIRA_PRIORITY = {"P0": "Highest", "P1": "High", "P2": "Medium", "P3": "Low", "P4": "Lowest"}
ROADMAP_ITEM = "customfield_10050"

_ENGLISH = {
    "planned": "To Do",
    "in_progress": "In Progress",
    "in_review": "In Review",
    "done": "Done",
    "dropped": "Won't do",
}
_FRENCH = {
    "planned": "À faire",
    "in_progress": "En cours",
    "done": "Terminé",
    "dropped": "Abandonné",
}
JIRA_STATUS: Mapping[str, Mapping[str, str]] = {"PAY": _ENGLISH, "ONB": _ENGLISH, "DAT": _FRENCH}
NOTION_STATUS = {
    "planned": "Planned",
    "in_progress": "In progress",
    "in_review": "Review",
    "done": "Done",
    "dropped": "Dropped",
}
SECTION = {
    "planned": "À faire",
    "in_progress": "En cours",
    "in_review": "En revue",
    "done": "Fait",
    "dropped": "Abandonné",
}

LIST = {
    "planned": "To do",
    "in_progress": "Doing",
    "in_review": "Review",
    "done": "Done",
    "dropped": "Dropped",
}


@dataclass(frozen=True)
class Epic:
    """Say what one epic is, in the product's words rather than in any tool's."""

    title: str
    squad: str
    status: str
    priority: str
    owner: str | None
    start: date | None
    target: date | None
    labels: tuple[str, ...]
    body: Body
    created: datetime
    updated: datetime


class Planter:
    """Put records into the tools as if people had typed them in the past."""

    def __init__(self, world: World, containers: Containers) -> None:
        self.world, self.containers = world, containers
        self.now = world.clock.now
        self.today = self.now.date()

    def finish(self) -> None:
        """Set the clock, which Jira's records are dated by, back to now."""
        self.world.clock.set(self.now)

    def jira(self, epic: Epic, *, marker: str | None = None, link: str | None = None) -> Issue:
        """Plant an epic in its squad's Jira project; entering its status is its last change."""
        labels = epic.labels + ((marker,) if marker else ())
        return self.issue(
            PROJECTS[epic.squad],
            "Epic",
            epic,
            {"labels": labels, "custom": {ROADMAP_ITEM: link} if link else {}},
        )

    def issue(self, key: str, kind: str, epic: Epic, more: Mapping[str, Any]) -> Issue:
        """Plant an issue of any type: created without an owner, later assigned and moved on."""
        jira, clock, by = self.world.jira, self.world.clock, epic.owner or "ops"
        clock.set(epic.created)
        issue = jira.add_issue(
            key,
            kind,
            epic.title,
            description=to_adf(epic.body) if epic.body else None,
            priority=JIRA_PRIORITY[epic.priority],
            start=epic.start.isoformat() if epic.start else None,
            due=epic.target.isoformat() if epic.target else None,
            **more,
        )
        clock.set(epic.updated)
        issue = jira.edit(issue, {"assignee": epic.owner}, by)
        return jira.enter_named(issue, JIRA_STATUS[key][epic.status], by)

    def notion(
        self, epic: Epic, *, marker: str | None = None, extra: Sequence[dict[str, Any]] = ()
    ) -> Page:
        """Plant an epic in the data source Epics; extra blocks follow its body."""
        values: dict[str, Any] = {
            "Name": epic.title,
            "Status": NOTION_STATUS[epic.status],
            "Priority": epic.priority,
            "Owner": epic.owner,
            "Start date": epic.start,
            "Target date": epic.target,
            "Labels": epic.labels,
            "Squad": epic.squad,
            MARKER: marker or "",
        }
        return self.world.notion.add_page(
            self.containers.epics,
            values,
            blocks=[*to_blocks(epic.body), *extra],
            created=epic.created,
            updated=epic.updated,
            edited_by=epic.owner or "ops",
        )

    def asana(self, epic: Epic, *, marker: str | None = None) -> Task:
        """Plant an epic in the project Launches."""
        custom = {"Priority": epic.priority} | ({MARKER: marker} if marker else {})
        return self.world.asana.add_task(
            self.containers.launches,
            epic.title,
            section=SECTION[epic.status],
            html_notes=to_html(epic.body),
            assignee=epic.owner,
            due=epic.target,
            start=epic.start,
            completed=epic.status == "done",
            custom=custom,
            tags=epic.labels,
            created=epic.created,
            updated=epic.updated,
        )

    def trello(self, board: Board, epic: Epic) -> Card:
        """Plant an epic on a board, in the list of its status."""
        column = next(one for one in board.lists if one.name == LIST[epic.status])
        return self.world.trello.add_card(
            column,
            epic.title,
            desc=to_markdown(epic.body),
            members=(epic.owner,) if epic.owner else (),
            due=epic.target,
            start=epic.start,
            due_complete=epic.status == "done",
            custom={"Priority": epic.priority},
            labels=epic.labels,
            created=epic.created,
            updated=epic.updated,
        )
