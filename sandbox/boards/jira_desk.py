"""Jira's side of the boards: one board per project, epics first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.boards.cards import Board, Card, Desk, Edit
from sandbox.clock import iso
from sandbox.jira import adf
from sandbox.jira.catalog import PRIORITIES
from sandbox.jira.errors import missing, wrong
from sandbox.jira.fields import START_DATE
from sandbox.jira.records import Issue
from sandbox.people import Person

if TYPE_CHECKING:
    from sandbox.world import World


def boards(world: World) -> list[Board]:
    """Return one board per project, with the statuses of its workflow."""
    jira = world.jira
    live = (issue for issue in jira.issues.values() if not issue.archived_at)
    issues = sorted(live, key=lambda issue: -jira.kind(issue).level)
    return [
        Board(
            "jira",
            project.name,
            tuple(status.name for status in project.workflow.statuses),
            tuple(_card(world, issue) for issue in issues if issue.project == project.key),
        )
        for project in jira.projects.values()
    ]


def _issue(world: World, wanted: str) -> Issue:
    found = world.jira.find(wanted)
    if found is None:
        raise missing(f"Issue {wanted} does not exist.")
    return found


def card(world: World, wanted: str) -> Card:
    """Return one issue."""
    return _card(world, _issue(world, wanted))


def _card(world: World, issue: Issue) -> Card:
    jira, owner = world.jira, issue["assignee"]
    parent = jira.find(issue["parent"]) if issue["parent"] else None
    return Card(
        tool="jira",
        id=issue.id,
        key=issue.key,
        title=issue["summary"],
        status=jira.status(issue).name,
        owner=world.people[owner] if owner else None,
        start=issue[START_DATE] or "",
        due=issue["duedate"] or "",
        labels=tuple(issue["labels"] or ()),
        kind=jira.kind(issue).name,
        changed=iso(issue.updated),
        more=(
            ("Priority", PRIORITIES.get(issue["priority"] or "", "")),
            ("Parent", f"{parent.key} {parent['summary']}" if parent else ""),
            ("Description", adf.plain(issue["description"]) if issue["description"] else ""),
        ),
    )


def statuses(world: World, wanted: str) -> tuple[str, ...]:
    """Return the issue's status and those that a transition leads to from there."""
    issue = _issue(world, wanted)
    flow, now = world.jira.projects[issue.project].workflow, world.jira.status(issue)
    targets = {now.id, *(transition.to for transition in flow.offered(now.id))}
    return tuple(status.name for status in flow.statuses if status.id in targets)


def edit(world: World, wanted: str, asked: Edit, by: Person) -> None:
    """Change the issue's fields, and then take the transition to its column."""
    issue = _issue(world, wanted)
    values: dict[str, Any] = {
        "summary": asked.title,
        "assignee": asked.owner or None,
        START_DATE: asked.start or None,
        "duedate": asked.due or None,
    }
    if asked.status not in statuses(world, wanted):
        raise wrong(f"No transition leads to {asked.status!r} from here.")
    world.jira.edit(issue, values, by.key)
    world.jira.enter_named(issue.id, asked.status, by.key)


DESK = Desk(boards, card, statuses, edit)
