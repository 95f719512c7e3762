"""Moving issues: one transition, a path of a few, and the walk of a new issue to its status."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from connectors.jira.accounts import Accounts
from connectors.jira.binding import Binding
from connectors.jira.client import JiraClient, Json
from connectors.jira.codec import Codec
from connectors.jira.native import Issue, read_issue
from connectors.jira.paths import Atlas, path_to
from connectors.jira.receipts import Receipts, plainly
from connectors.jira.screens import filled
from connectors.jira.words import Words
from connectors.jira.workflow import Way, step_towards, way_to, ways
from syncline.domain.errors import Rejected, SynclineError, UnknownOutcome
from syncline.domain.item import RecordId
from syncline.domain.plan import Change, Receipt
from syncline.ports import ReplicaSettings

STEPS = 4  # transitions that a new issue may take to the status that it is created for


@dataclass(frozen=True, slots=True)
class Walker:
    """The transitions of one replica."""

    settings: ReplicaSettings
    client: JiraClient
    binding: Binding
    codec: Codec
    words: Words
    accounts: Accounts
    receipts: Receipts
    atlas: Atlas

    # -- a new issue ------------------------------------------------------------------------

    def walk(self, made: RecordId, status: Change) -> Issue:
        """Take a new issue to its status, over others where the workflow has no direct way."""
        been: set[str] = set()
        for _ in range(STEPS):
            raw = self._raw(made, "transitions", "changelog")
            issue, offered = read_issue(raw), ways(raw)
            if self.codec.snapshot(issue).fields.get(status.field) == status.ask:
                return issue
            been.add(_status(raw))
            direct = way_to(str(status.ask), offered, self.words, status.field)
            step = direct or step_towards(offered, been)
            if step is None or not self._taken(made, step, str(status.ask)):
                return issue
        return self._issue(made)

    def _taken(self, made: RecordId, way: Way, word: str) -> bool:
        """Take a step; one that is refused ends the walk, and the create stands all the same."""
        try:
            self._transit(made, way, word)
        except UnknownOutcome:
            raise
        except SynclineError:
            return False
        return True

    # -- an issue of people's ---------------------------------------------------------------

    def move(self, record: RecordId, changes: Sequence[Change]) -> Receipt:
        """Take an issue to another status. Raises Rejected where nothing leads there."""
        raw = self._raw(record, "transitions")
        shown, change = self.codec.snapshot(read_issue(raw)), changes[0]
        if shown.fields.get(change.field) == change.ask:
            return plainly(shown, changes)
        word, offered = str(change.ask), ways(raw)
        if way := way_to(word, offered, self.words, change.field):
            self._transit(record, way, word)
            return self._confirmed(record, changes)
        if shown.marker and self._untouched(record):
            return self._walked_on(record, change)
        path = self._path(raw, offered, change)
        if path is None:
            raise Rejected("jira", shown.key, self._closed(raw, change))
        return self._walked(record, path, change)

    def _path(self, raw: Json, offered: Sequence[Way], change: Change) -> tuple[Way, ...] | None:
        issue = read_issue(raw)
        status = issue.values.get("status")
        if status is None or not status.id or not issue.project:
            return None
        at = (issue.project, issue.kind, status.id)
        self.atlas.learn(at, offered)
        return path_to(str(change.ask), at, self.atlas, self.words, change.field)

    def _walked(self, record: RecordId, path: Sequence[Way], change: Change) -> Receipt:
        """Take an issue along a path; every hop is looked for again in what is open then."""
        word = str(change.ask)
        self._transit(record, path[0], word)
        for taken, hop in pairwise(path):
            raw = self._again(record)
            issue = read_issue(raw)
            here = issue.values.get("status")
            way = next((way for way in ways(raw) if way.to.id == hop.to.id), None)
            try:
                if here is None or here.id != taken.to.id:
                    raise Rejected("jira", issue.key, "somebody has moved it meanwhile")
                if way is None:
                    raise Rejected("jira", issue.key, self._closed(raw, change))
                self._transit(record, way, word)
            except UnknownOutcome:
                raise
            except SynclineError as ended:
                return self._halfway(raw, hop, ended)
        return self._confirmed(record, [change], steps=True)

    def _halfway(self, raw: Json, hop: Way, ended: SynclineError) -> Receipt:
        """Say where a walk has ended: what is shown there is our own doing, and nobody's edit."""
        shown = self.codec.snapshot(read_issue(raw))
        why = getattr(ended, "reason", None) or str(ended)
        stopped = f"{shown.key} is in {_status(raw)} now, on its way to {hop.to.name}: {why}"
        status = next(n for n, bound in self.binding.fields.items() if bound.id == "status")
        stored = {status: shown.fields[status]} if status in shown.fields else {}
        return replace(plainly(shown, ()), stored=stored, stopped=stopped)

    def _again(self, record: RecordId) -> Json:
        try:
            return self._raw(record, "transitions")
        except SynclineError as lost:
            raise UnknownOutcome("jira", f"issue {record} was on its way, then: {lost}") from lost

    def _untouched(self, record: RecordId) -> bool:
        """Tell whether an issue was born with its marker and never moved by a person.

        Such a one may still be on the walk of its create, which was cut off.
        """
        touches = self._issue(record).touches
        movers = {touch.by.id if touch.by else "" for touch in touches if touch.field == "status"}
        stampers = {touch.by.id for touch in touches if touch.by and touch.field == "labels"}
        return movers <= {self.accounts.own} and self.accounts.own not in stampers

    def _walked_on(self, record: RecordId, status: Change) -> Receipt:
        """Take an issue on to the status that it was created for."""
        try:
            return self.receipts.of(self.walk(record, status), [status], steps=True)
        except SynclineError as lost:
            raise UnknownOutcome("jira", f"issue {record} was on its way, then: {lost}") from lost

    def _closed(self, raw: Any, change: Change) -> str:
        wanted = next(iter(self.words.natives(change.field, str(change.ask))), change.ask)
        others = ", ".join(way.to.name for way in ways(raw)) or "none"
        return (
            f"no transition from {_status(raw)} to {wanted} is open to this account, and no path "
            f"of a few is known; open are: {others}. "
            "Move the issue in Jira, or add the transition to its workflow"
        )

    # -- the calls --------------------------------------------------------------------------

    def _transit(self, record: RecordId, way: Way, word: str) -> None:
        """Take one transition, with what its screen requires. Raises Rejected."""
        fields: Json = {}
        if way.screen:
            made = filled(self.client.screen(record, way.id), self.settings.screens, word)
            if isinstance(made, str):
                raise Rejected("jira", record, f"the transition to {way.to.name}: {made}")
            fields = made
        self.client.transit(record, way.id, fields)

    def _raw(self, record: RecordId, *expand: Any) -> Json:
        return self.client.issue(record, self.binding.ids, *expand)

    def _issue(self, record: RecordId) -> Issue:
        return read_issue(self._raw(record, "changelog"))

    def _confirmed(
        self, record: RecordId, changes: Sequence[Change], *, steps: bool = False
    ) -> Receipt:
        """Confirm a move by one read, whose changelog tells what was covered."""
        try:
            return self.receipts.of(self._issue(record), changes, steps=steps)
        except SynclineError as lost:
            seen = f"issue {record} was written, and the read after it failed ({lost})"
            raise UnknownOutcome("jira", seen) from lost


def _status(raw: Any) -> str:
    status = read_issue(raw).values.get("status")
    return status.name if status else "no status"
