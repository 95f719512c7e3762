"""The tables of a Jira site: what is in them now, and what its search index shows of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from sandbox.clock import Clock
from sandbox.jira.catalog import STATUSES, WORKFLOWS, IssueType, Project, Status, issue_type
from sandbox.jira.records import Attachment, Change, Comment, Issue, RemoteLink
from sandbox.people import People, Person

REMEMBERED = timedelta(hours=1)  # how far back the search index can lag

if TYPE_CHECKING:
    from sandbox.jira.links import IssueLink
    from sandbox.jira.mass import Task
    from sandbox.jira.planning import Sprint
    from sandbox.jira.worklogs import Worklog


class Tables:
    """Hold projects, issues with their changelog, comments, properties and old versions."""

    def __init__(self, clock: Clock, rng: Random, people: People) -> None:
        self.clock, self.rng, self.people = clock, rng, people
        self.projects: dict[str, Project] = {}
        self.issues: dict[str, Issue] = {}
        self.changes: dict[str, list[Change]] = {}
        self.comments: dict[str, list[Comment]] = {}
        self.attachments: dict[str, list[Attachment]] = {}
        self.remote_links: dict[str, list[RemoteLink]] = {}
        self.properties: dict[str, dict[str, Any]] = {}
        self.links: dict[str, IssueLink] = {}
        self.sprints: dict[str, Sprint] = {}
        self.components: dict[str, dict[str, str]] = {}  # a project's key: id -> name
        self.versions: dict[str, dict[str, str]] = {}
        self.tasks: dict[str, Task] = {}
        self.worklogs: dict[str, list[Worklog]] = {}
        self.user_properties: dict[str, dict[str, Any]] = {}  # a person's key: what is kept there
        self._keys: dict[str, str] = {}  # every key that an issue has or had: its id
        self._children: dict[str, dict[str, None]] = {}
        self._versions: dict[str, list[tuple[datetime, Issue | None]]] = {}
        self._numbers: dict[str, int] = {}
        self._last_id = 10_000

    def add_project(
        self,
        key: str,
        name: str,
        workflow: str = "classic",
        *,
        lead: str = "ops",
        kind: str = "software",
        category: str = "",
    ) -> Project:
        """Add a project; its workflow is one of classic, open (all to all), french and strict."""
        number = str(10_000 + len(self.projects))
        project = Project(number, key, name, WORKFLOWS[workflow], lead, category, kind)
        self.projects[key] = project
        self._numbers[key] = 0
        return project

    def project(self, wanted: str) -> Project | None:
        """Return the project with this key (any case) or id, if any."""
        found = self.projects.get(wanted.upper())
        return found or next((p for p in self.projects.values() if p.id == wanted), None)

    def account(self, account_id: str) -> Person | None:
        """Return the person with this Jira accountId, if any."""
        person = self.people.by_account(account_id)
        return person if person and person.jira_id == account_id else None

    def find(self, wanted: str) -> Issue | None:
        """Return the issue with this id, key or former key (any case), if any."""
        return self.issues.get(wanted) or self.issues.get(self._keys.get(wanted.upper(), ""))

    def the(self, wanted: str | Issue) -> Issue:
        """Return the issue that is known to exist; KeyError otherwise."""
        found = self.find(wanted.id if isinstance(wanted, Issue) else wanted)
        if found is None:
            raise KeyError(f"There is no issue {wanted}.")
        return found

    def status(self, issue: Issue) -> Status:
        """Return the status that an issue is in."""
        return STATUSES[issue["status"]]

    def kind(self, issue: Issue) -> IssueType:
        """Return the type of an issue."""
        found = issue_type(issue["issuetype"])
        assert found is not None
        return found

    def children(self, issue_id: str) -> list[Issue]:
        """Return the issues whose parent this is, oldest first."""
        return [self.issues[child] for child in self._children.get(issue_id, ())]

    def indexed(self, lag: float) -> Iterable[Issue]:
        """Return the issues as the search index shows them, `lag` seconds late; none archived."""
        if lag <= 0:
            return [issue for issue in self.issues.values() if not issue.archived_at]
        horizon = self.clock.now - timedelta(seconds=lag)
        seen = (_at(versions, horizon) for versions in self._versions.values())
        return [issue for issue in seen if issue is not None and not issue.archived_at]

    def next_id(self) -> str:
        """Return an id that nothing else has."""
        self._last_id += 1
        return str(self._last_id)

    def burn(self, project: Project) -> str:
        """Take the next key of a project; a failed create takes one too."""
        self._numbers[project.key] += 1
        return f"{project.key}-{self._numbers[project.key]}"

    def save(self, issue: Issue) -> Issue:
        """Make this the newest version of an issue."""
        old = self.issues.get(issue.id)
        if old and old["parent"] and old["parent"] != issue["parent"]:
            self._children[old["parent"]].pop(issue.id, None)
        if issue["parent"]:
            self._children.setdefault(issue["parent"], {})[issue.id] = None
        self.issues[issue.id] = issue
        self._remember(issue.id, issue)
        return issue

    def _remember(self, issue_id: str, issue: Issue | None) -> None:
        versions = self._versions.setdefault(issue_id, [])
        versions.append((self.clock.now, issue))
        horizon = self.clock.now - REMEMBERED
        while len(versions) > 1 and versions[1][0] < horizon:
            del versions[0]

    def delete(self, wanted: str | Issue) -> None:
        """Remove an issue and its sub-tasks for good; other children lose their parent."""
        issue = self.the(wanted)
        for child in self.children(issue.id):
            if self.kind(child).subtask:
                self.delete(child)
            else:
                self.save(replace(child, values={**child.values, "parent": None}))
        self.clock.tick()
        self._children.get(issue["parent"] or "", {}).pop(issue.id, None)
        self._remember(issue.id, None)
        for table in (self.issues, self.changes, self.comments, self.properties):
            table.pop(issue.id)
        ends = ((link.id, {link.source, link.target}) for link in self.links.values())
        for link in [number for number, both in ends if issue.id in both]:
            del self.links[link]

    def move(self, wanted: str | Issue, project: Project) -> Issue:
        """Move an issue to another project: a new key, the same id; the old key still leads."""
        issue = self.the(wanted)
        category = self.status(issue).category
        statuses = project.workflow.statuses
        status = next((s for s in statuses if s.category == category), statuses[0])
        moved = replace(
            issue, key=self.burn(project), project=project.key, updated=self.clock.tick()
        )
        self._keys[moved.key] = moved.id
        return self.save(replace(moved, values={**moved.values, "status": status.id}))


def _at(versions: list[tuple[datetime, Issue | None]], horizon: datetime) -> Issue | None:
    """Return the last version that is not younger than the horizon allows."""
    for time, issue in reversed(versions):
        if time <= horizon:
            return issue
    return None
