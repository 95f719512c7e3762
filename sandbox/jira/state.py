"""The state of a Jira site, with plain methods for routes, scenarios and boards.

Values are stored in the form that `parsing.py` returns: people by key, types, statuses and
priorities by id, the parent by id, dates as yyyy-MM-dd, rich text as ADF.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sandbox.jira import adf
from sandbox.jira.catalog import (
    PRIORITIES,
    RESOLUTIONS,
    Project,
    Status,
    issue_type,
    named,
)
from sandbox.jira.fields import FIELDS, START_DATE
from sandbox.jira.planning import Sprint, State
from sandbox.jira.records import Attachment, Change, Comment, Issue, Item
from sandbox.jira.tables import Tables

REMEMBERED = timedelta(hours=1)  # how far back the search index can lag


class JiraState(Tables):
    """Change issues the way people do, with the traces that Jira keeps of it."""

    def create(
        self, project: Project, values: Mapping[str, Any], author: str, key: str | None = None
    ) -> Issue:
        """Create an issue from stored values; what they leave out gets Jira's default."""
        now = self.clock.tick()
        first = project.workflow.statuses[0]
        default: dict[str, Any] = {
            "status": first.id,
            "priority": "3",
            "labels": (),
            "reporter": author,
            "creator": author,
        }
        issue = Issue(
            self.next_id(), key or self.burn(project), project.key, {**default, **values}, now, now
        )
        self._keys[issue.key] = issue.id
        self.changes[issue.id], self.comments[issue.id] = [], []
        self.properties[issue.id] = {}
        self.save(issue)
        return issue

    def edit(self, wanted: str | Issue, values: Mapping[str, Any], author: str) -> Issue:
        """Set stored values; what does not differ leaves no trace, not even in `updated`."""
        issue = self.the(wanted)
        changed = {name: new for name, new in values.items() if issue[name] != new}
        if not changed:
            return issue
        now = self.clock.tick()
        items = tuple(self._item(name, issue[name], new) for name, new in changed.items())
        self.changes[issue.id].append(Change(self.next_id(), author, now, items))
        return self.save(replace(issue, values={**issue.values, **changed}, updated=now))

    def _item(self, name: str, old: Any, new: Any) -> Item:
        field = FIELDS[name]
        title = field.changelog or (field.name if field.custom else name)
        return Item(title, name, field.custom, field.words(self, old), field.words(self, new))

    def enter(
        self, wanted: str | Issue, status: Status, author: str, values: Mapping[str, Any]
    ) -> Issue:
        """Put an issue into a status, with its post-function: the resolution follows."""
        issue = self.the(wanted)
        resolved: dict[str, Any] = {"resolution": status.resolution}
        if bool(status.resolution) != bool(issue["resolution"]):
            resolved["resolutiondate"] = self.clock.now if status.resolution else None
        return self.edit(issue, {**resolved, "status": status.id, **values}, author)

    def archive(self, wanted: str | Issue, author: str) -> int:
        """Put an issue and its sub-tasks away; return how many that is."""
        return self._put_away(self.the(wanted), self.clock.tick(), author)

    def unarchive(self, wanted: str | Issue) -> int:
        """Bring an issue and its sub-tasks back; return how many that is."""
        self.clock.tick()
        return self._put_away(self.the(wanted), None, None)

    def _put_away(self, issue: Issue, at: datetime | None, by: str | None) -> int:
        below = [child for child in self.children(issue.id) if self.kind(child).subtask]
        for one in (issue, *below):
            self.save(replace(one, archived_at=at, archived_by=by))
        return 1 + len(below)

    def add_comment(
        self, wanted: str | Issue, body: Mapping[str, Any] | str, author: str, **more: Any
    ) -> Comment:
        """Add a comment, plain text or ADF; the issue counts as updated."""
        issue = self.the(wanted)
        document = adf.paragraphs(body) if isinstance(body, str) else body
        stored = adf.normalised(document or {"content": []}, self.rng)
        now = self.clock.tick()
        comment = Comment(self.next_id(), author, stored, now, now, author, **more)
        self.comments[issue.id].append(comment)
        self.save(replace(issue, updated=now))
        return comment

    def edit_comment(
        self, wanted: str | Issue, comment: Comment, author: str, **changes: Any
    ) -> Comment:
        """Change a comment; the issue counts as updated."""
        issue, now = self.the(wanted), self.clock.tick()
        stored = self.comments[issue.id]
        edited = replace(comment, **changes, updated=now, updater=author)
        stored[stored.index(comment)] = edited
        self.save(replace(issue, updated=now))
        return edited

    def delete_comment(self, wanted: str | Issue, comment: Comment) -> None:
        """Remove a comment; the issue counts as updated."""
        issue = self.the(wanted)
        self.comments[issue.id].remove(comment)
        self.save(replace(issue, updated=self.clock.tick()))

    def add_attachment(
        self, wanted: str | Issue, name: str, body: bytes, author: str, kind: str
    ) -> Attachment:
        """Attach a file; the issue counts as updated."""
        issue, now = self.the(wanted), self.clock.tick()
        made = Attachment(self.next_id(), name, kind, author, now, body)
        self.attachments.setdefault(issue.id, []).append(made)
        self.save(replace(issue, updated=now))
        return made

    def remove_attachment(self, wanted: str | Issue, attachment: Attachment) -> None:
        """Delete a file; the issue counts as updated."""
        issue = self.the(wanted)
        self.attachments[issue.id].remove(attachment)
        self.save(replace(issue, updated=self.clock.tick()))

    def add_sprint(self, project: str, name: str, state: State = "future") -> Sprint:
        """Add a sprint to the board of a project."""
        made = Sprint(self.next_id(), name, state, self.projects[project].board)
        self.sprints[made.id] = made
        return made

    def add_part(self, project: str, name: str, *, version: bool = False) -> str:
        """Add a component, or a version, to a project; return its id."""
        made, table = self.next_id(), self.versions if version else self.components
        table.setdefault(project, {})[made] = name
        return made

    # --- for scenarios and boards: names in place of ids

    def add_issue(  # noqa: PLR0913  # what a person may say of an issue, by name
        self,
        project: str | Project,
        type_name: str,
        summary: str,
        *,
        description: Mapping[str, Any] | str | None = None,
        status: str | None = None,
        assignee: str | None = None,
        priority: str = "Medium",
        start: str | None = None,
        due: str | None = None,
        labels: Iterable[str] = (),
        parent: str | Issue | None = None,
        custom: Mapping[str, Any] | None = None,
        author: str = "ops",
    ) -> Issue:
        """Create an issue the way a person would say it: names, people's keys, ADF or text."""
        home = self.projects[project] if isinstance(project, str) else project
        kind = issue_type(type_name)
        if kind is None:
            raise KeyError(f"There is no issue type {type_name!r}.")
        entered = home.workflow.statuses[0] if status is None else home.workflow.status(status)
        if entered is None:
            raise KeyError(f"Project {home.key} has no status {status!r}.")
        values: dict[str, Any] = {
            "summary": summary,
            "issuetype": kind.id,
            "description": self._document(description),
            "status": entered.id,
            "resolution": entered.resolution,
            "assignee": assignee,
            "priority": named(PRIORITIES, priority),
            "duedate": due,
            START_DATE: start,
            "labels": tuple(sorted(set(labels))),
            "parent": self.the(parent).id if parent else None,
            **(custom or {}),
        }
        return self.create(home, values, author)

    def _document(self, text: Mapping[str, Any] | str | None) -> dict[str, Any] | None:
        document = adf.paragraphs(text) if isinstance(text, str) else text
        return adf.normalised(document, self.rng) if document else None

    def enter_named(self, wanted: str | Issue, status: str, author: str = "ops") -> Issue:
        """Put an issue into a status of its workflow, by name; KeyError when there is none."""
        issue = self.the(wanted)
        entered = self.projects[issue.project].workflow.status(status)
        if entered is None:
            raise KeyError(f"Project {issue.project} has no status {status!r}.")
        return self.enter(issue, entered, author, {})

    def resolution(self, issue: Issue) -> str | None:
        """Return the name of an issue's resolution, if any."""
        return RESOLUTIONS[issue["resolution"]] if issue["resolution"] else None
