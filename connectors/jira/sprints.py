"""Planning an issue into a sprint, which is a call of Jira Software and no edit of a field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from connectors.jira.binding import SPRINT, Binding
from connectors.jira.client import JiraClient, Json
from connectors.jira.codec import Codec
from connectors.jira.native import read_issue
from connectors.jira.receipts import plainly
from connectors.jira.words import Words
from syncline.domain.errors import SynclineError, UnknownOutcome, Unmapped
from syncline.domain.item import RecordId
from syncline.domain.plan import Change, Receipt, Update

BACKLOG = ""  # no sprint


@dataclass(frozen=True)
class Sprinter:
    """The writing of sprints; those that are open are asked for once for each project."""

    client: JiraClient
    codec: Codec
    binding: Binding
    words: Words
    _open: dict[str, Sequence[Json]] = field(default_factory=dict)

    def update(self, operation: Update) -> Receipt:
        """Plan an issue into another sprint, or into none."""
        (change,), record = operation.changes, operation.record
        home = ""
        if change.ask is not None:
            home = read_issue(self.client.issue(record, self.binding.ids)).project or ""
        self.put(record, self.sought(change, home))
        try:
            issue = read_issue(self.client.issue(record, self.binding.ids))
        except SynclineError as lost:
            seen = f"issue {record} was planned, and the read after it failed ({lost})"
            raise UnknownOutcome("jira", seen) from lost
        return plainly(self.codec.snapshot(issue), operation.changes)

    def planned(self, changes: Sequence[Change], home: str) -> str | None:
        """Return the sprint that a new issue goes into, None for the backlog. Raises Unmapped."""
        asked = (c for c in changes if self.binding.fields[c.field].type == SPRINT and c.ask)
        change = next(asked, None)
        return self.sought(change, home) if change else None

    def put(self, record: RecordId, sprint: str) -> None:
        """Move an issue into a sprint, or into the backlog."""
        self.client.plan(record, f"sprint/{sprint}/issue" if sprint else "backlog/issue")

    def sought(self, change: Change, project: str) -> str:
        """Return the id of the open sprint that is asked for. Raises Unmapped."""
        if change.ask is None:
            return BACKLOG
        name = next(iter(self.words.natives(change.field, str(change.ask))), str(change.ask))
        found = self._named(project, name)
        if not found and project in self._open:
            del self._open[project]  # somebody may just have made it
            found = self._named(project, name)
        if len(found) == 1:
            return next(iter(found))
        raise Unmapped("jira", change.field, self._refusal(project, name, len(found)))

    def _named(self, project: str, name: str) -> Mapping[str, str]:
        """Return the open sprints of a name by id; one may be on several boards."""
        if project not in self._open:
            boards = self._listed("board", {"projectKeyOrId": project, "type": "scrum"})
            places = [f"board/{one.get('id')}/sprint" for one in boards]
            found = (self._listed(place, {"state": "active,future"}) for place in places)
            self._open[project] = [one for listed in found for one in listed]
        wanted = name.casefold()
        shown = ((str(one.get("id")), str(one.get("name"))) for one in self._open[project])
        return {number: text for number, text in shown if text.casefold() == wanted}

    def _listed(self, path: str, query: Json) -> Sequence[Json]:
        """Return all that is listed there, page by page."""
        found: list[Json] = []
        while True:
            asked = {**query, "startAt": len(found)}
            page = self.client.planning(path, f"list what {path} has", asked)
            rows = [one for one in page.get("values") or () if isinstance(one, dict)]
            found += rows
            if page.get("isLast", True) or not rows:
                return found

    def _refusal(self, project: str, name: str, several: int) -> str:
        if several:
            return f'{several} open sprints of {project} are called "{name}": rename all but one'
        known = ", ".join(sorted({str(one.get("name")) for one in self._open[project]})) or "none"
        return (
            f'{project} has no active or future sprint "{name}" (it has {known}): make it on the '
            "board, or plan into another one"
        )
