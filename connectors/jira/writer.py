"""Writing issues: one operation, its calls, and the read that confirms it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from connectors.jira import richtext
from connectors.jira.accounts import Accounts
from connectors.jira.archival import put_away
from connectors.jira.binding import Binding
from connectors.jira.client import JiraClient, Json
from connectors.jira.codec import Codec
from connectors.jira.encoder import Encoder
from connectors.jira.native import ARCHIVAL, Issue, read_issue
from connectors.jira.projection import Projection
from connectors.jira.receipts import Receipts, plainly
from connectors.jira.sprints import Sprinter
from connectors.jira.walking import Walker
from syncline.domain.errors import Rejected, SynclineError, UnknownOutcome, Unmapped
from syncline.domain.fields import Cannot, FieldType
from syncline.domain.item import Kind, RecordId, Snapshot
from syncline.domain.plan import Archive, Change, Create, Operation, Receipt, Restore, Stamp, Update
from syncline.ports import ReplicaSettings


@dataclass(frozen=True, slots=True)
class Writer:
    """The writes of one replica."""

    settings: ReplicaSettings
    client: JiraClient
    binding: Binding
    codec: Codec
    encoder: Encoder
    projection: Projection
    accounts: Accounts
    receipts: Receipts
    walker: Walker
    sprinter: Sprinter
    bodies: dict[RecordId, Json]  # the rich texts of issues that were just read

    def apply(self, operation: Operation) -> Receipt:
        """Perform one operation once."""
        match operation:
            case Create():
                return self._create(operation)
            case Update(lane="transition"):
                return self._move(operation)
            case Update():
                return self._edit(operation)
            case Stamp():
                return self._stamp(operation)
            case Archive():
                return self._archive(operation.record)
            case Restore():
                put_away(self.client, operation.record, back=True)
                return self._read_back(operation.record)

    # -- create -----------------------------------------------------------------------------

    def _create(self, operation: Create) -> Receipt:
        changes = self._wanted(operation.item, operation.changes)
        accounts = self._accounts(operation.item, changes)
        home = self._home(operation.item, changes)
        sprint = self.sprinter.planned(changes, home)
        fields = {
            **self.encoder.create(changes, accounts, operation.item),
            "project": {"key": home},
            "issuetype": {"name": self._type(operation.item, operation.kind)},
            **{self.binding.ties[name]: text for name, text in operation.ties.items()},
        }
        made = str(self.client.create(fields, item=operation.item)["id"])
        status = next((c for c in changes if self.binding.fields[c.field].id == "status"), None)
        try:
            if sprint:
                self.sprinter.put(made, sprint)
            issue = self.walker.walk(made, status) if status else self._issue(made)
            shown = self.codec.snapshot(issue)
        except SynclineError as lost:
            raise UnknownOutcome("jira", f"issue {made} was created, then: {lost}", made) from lost
        # Nobody else knows the issue yet: what differs from what was asked, and what was filled
        # in without being asked, is Jira's own doing.
        return replace(plainly(shown, changes, answered=True), stored=shown.fields)

    def _home(self, item: str, changes: Sequence[Change]) -> str:
        """Return the project of a new issue: its parent's, else the first of the replica."""
        projects = self.settings.container.get("projects", ())
        if not projects:
            reason = f"{self.settings.name} names no project to create in: add `projects`"
            raise Unmapped("jira", item, reason)
        parent = next((c.ask for c in changes if c.field == "parent"), None)
        if isinstance(parent, str) and len(projects) > 1:
            found = read_issue(self.client.issue(parent, self.binding.ids)).project
            return found if found in projects else projects[0]
        return projects[0]

    def _type(self, item: str, kind: Kind) -> str:
        found = self.settings.kinds.get(kind, "*")
        if found == "*":
            reason = f"no issue type of {self.settings.name} is a {kind}: name one under `kinds`"
            raise Unmapped("jira", item, reason)
        return found

    # -- update -----------------------------------------------------------------------------

    def _edit(self, operation: Update) -> Receipt:
        changes = self._wanted(operation.record, operation.changes)
        accounts = self._accounts(operation.record, changes)
        body = self.encoder.edit(changes, accounts, self._bodies_under(operation.record, changes))
        if not body:
            return plainly(self._shown(operation.record), changes)
        self.client.edit(operation.record, body)
        return self._read_back(operation.record, changes)

    def _bodies_under(self, record: RecordId, changes: Iterable[Change]) -> Json:
        """Return the rich texts that are about to be written over, by field id. Raises Rejected."""
        rich = [c.field for c in changes if self._kind(c) is FieldType.RICH]
        if not rich:
            return {}
        known = self.bodies.pop(record, None)
        if known is None:
            issue = read_issue(self.client.issue(record, self.binding.ids))
            known = self.codec.bodies(issue)
        for name in rich:
            there = richtext.decode(known.get(self.binding.fields[name].id), self.settings.name)
            if isinstance(there, Cannot):
                raise Rejected("jira", record, there.reason)
        return known

    def _move(self, operation: Update) -> Receipt:
        changes = self._wanted(operation.record, operation.changes)
        return self.walker.move(operation.record, changes)

    def _stamp(self, operation: Stamp) -> Receipt:
        self.client.edit(operation.record, {"update": {"labels": [{"add": operation.item}]}})
        return self._read_back(operation.record)

    def _archive(self, record: RecordId) -> Receipt:
        """Put an issue away; its key and address are read before, as they may not be after."""
        raw = self.client.issue(record, (*self.binding.ids, *ARCHIVAL))
        issue = read_issue(raw)
        if not issue.archived:
            put_away(self.client, record, back=False)
        return plainly(self.codec.snapshot(issue), (), answered=True)

    # -- what all of them need --------------------------------------------------------------

    def _wanted(self, record: str, changes: Iterable[Change]) -> tuple[Change, ...]:
        """Put what is asked into what Jira can show. Raises Unmapped."""
        wanted = []
        for change in changes:
            asked = self.projection.of(change.field, change.ask)
            if change.field not in self.binding.fields:
                asked = Cannot(f"{change.field} is on no field of {self.settings.name}")
            if isinstance(asked, Cannot):
                raise Unmapped("jira", record, asked.reason)
            wanted.append(replace(change, ask=asked))
        return tuple(wanted)

    def _accounts(self, record: str, changes: Iterable[Change]) -> dict[str, str]:
        """Look up the people that are asked for, before anything is written. Raises Unmapped."""
        found = {}
        for email in sorted({one for change in changes for one in self._named(change)}):
            account = self.accounts.of(email)
            if account is None:
                reason = f"no Jira account for {email}: name it in people.yaml"
                raise Unmapped("jira", record, reason)
            found[email] = account
        return found

    def _named(self, change: Change) -> frozenset[str]:
        """Return the people whom a change adds or takes away."""
        match self._kind(change), change.ask, change.expect:
            case FieldType.PERSON, str(email), _:
                return frozenset({email})
            case FieldType.PEOPLE, frozenset() as asked, expected:
                return asked ^ (expected if isinstance(expected, frozenset) else frozenset())
        return frozenset()

    def _kind(self, change: Change) -> FieldType:
        return self.binding.fields[change.field].mapping.type

    def _shown(self, record: RecordId) -> Snapshot:
        return self.codec.snapshot(read_issue(self.client.issue(record, self.binding.ids)))

    def _issue(self, record: RecordId) -> Issue:
        return read_issue(self.client.issue(record, self.binding.ids, "changelog"))

    def _read_back(self, record: RecordId, changes: Sequence[Change] = ()) -> Receipt:
        """Confirm a write by one read, whose changelog tells what was covered."""
        try:
            return self.receipts.of(self._issue(record), changes)
        except SynclineError as lost:
            seen = f"issue {record} was written, and the read after it failed ({lost})"
            raise UnknownOutcome("jira", seen) from lost
