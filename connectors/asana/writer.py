"""One operation as calls: everything is looked up first, then the calls are made in order."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from connectors.asana.answers import Json
from connectors.asana.board import DUE_AT, CustomField
from connectors.asana.client import AsanaClient
from connectors.asana.codec import CANNOT_SAY, Codec, subtype
from connectors.asana.commenting import Copies
from connectors.asana.comments import THREAD
from connectors.asana.directory import Directory
from connectors.asana.native import NativeTask, read_task
from connectors.asana.observation import Observer
from connectors.asana.placing import Placing
from connectors.asana.writing import Wanted, edit_body, named_in, spoken, wanted
from syncline.domain.errors import (
    CannotRead,
    Gone,
    ItemError,
    Rejected,
    ReplicaError,
    RetryLater,
    UnknownOutcome,
    Unmapped,
)  # fmt: skip
from syncline.domain.fields import Cannot, Value, normal
from syncline.domain.item import Absent, FieldName, RecordId
from syncline.domain.plain import one_line
from syncline.domain.plan import Change, Create, Receipt, Stamp, Update

Call = Callable[[], Json | None]


class Writer:
    """Perform operations; `latest` holds the tasks as they were read just before."""

    def __init__(
        self, client: AsanaClient, directory: Directory, codec: Codec, observer: Observer
    ) -> None:
        self._client, self._directory = client, directory
        self._codec, self._observer = codec, observer
        self._placing = Placing(codec, directory)
        self.latest: dict[RecordId, NativeTask] = {}

    # -- creating and stamping --------------------------------------------------------------

    def create(self, operation: Create) -> Receipt:
        """Make a task; one call that also carries the marker."""
        native = self._codec.settings.kinds.get(operation.kind)
        if native is None:
            reason = f"{self._codec.settings.name} holds no {operation.kind}"
            raise Rejected("asana", operation.item, reason)
        fields = self._wanted(operation.item, operation.changes)
        body = self._body(fields)
        if "due_on" not in body:
            body.pop("start_on", None)  # Asana refuses a start without a due date
        body |= self._placing.of(fields)
        within = self._placing.customs()
        customs = within | body.get("custom_fields", {}) | self._marking(operation.item)
        for name, text in operation.ties.items():
            field = self._text_field(operation.item, name, "add it, or name another as the tie")
            customs[field.gid] = text
        if customs:
            body["custom_fields"] = customs
        if native != "*":
            body["resource_subtype"] = subtype(native)
        made = _answered(self._client.create_task(body, operation.item))
        # What Asana fills in by itself is told too: it is nobody's edit.
        return _receipt(made, self._codec.snapshot(made).fields)

    def stamp(self, operation: Stamp) -> Receipt:
        """Write the marker into a task."""
        marking = self._marking(operation.item)
        if not marking:
            reason = f"{self._codec.settings.name} keeps its records unmarked (marker: none)"
            raise Rejected("asana", operation.record, reason)
        body = {"custom_fields": marking}
        stamped = _answered(self._client.update_task(operation.record, body))
        return _receipt(stamped, {})

    def _marking(self, item: str) -> dict[str, str]:
        marker = self._codec.marker
        if marker is None:
            return {}
        return {self._text_field(item, marker, "`doctor --fix` adds it").gid: item}

    def _text_field(self, item: str, name: str, remedy: str) -> CustomField:
        field = self._directory.field(name)
        if field is None or field.type != "text":
            reason = f"the project has no text field {name}: {remedy}"
            raise Rejected("asana", item, reason)
        return field

    # -- changing ---------------------------------------------------------------------------

    def update(self, operation: Update) -> Receipt:
        """Write the fields of one task. A failure after the first call is an UnknownOutcome."""
        record = operation.record
        fields = self._wanted(record, operation.changes)
        calls = self._calls(record, fields)
        task, told = self.latest.pop(record, None) or self._known(record), False
        for done, call in enumerate(calls):
            answer = self._called(call, f"{done} of {len(calls)} calls for {record}", done=done)
            if answer is not None:
                task, told = _answered(answer), True
        if told:
            self.latest[record] = task
        # What the answers do not tell is as asked.
        stored = {f.mapping.name: self._stored(f, task) if told else f.value for f in fields}
        return _receipt(task, stored)

    def _called(self, call: Call, progress: str, *, done: int) -> Json | None:
        try:
            return call()
        except (ItemError, ReplicaError, RetryLater) as trouble:
            if isinstance(trouble, ItemError):
                self._directory.forget()  # a section, tag or option may be gone
            if not done:
                raise
            raise UnknownOutcome("asana", f"{progress} were applied, then: {trouble}") from trouble

    def _calls(self, record: RecordId, fields: Sequence[Wanted]) -> list[Call]:
        """Prepare the calls. Raises ItemError before anything is written."""
        if any(field.native == THREAD for field in fields):
            (self.latest[record],) = self._observer.stories.told([self._known(record)])
        self._check(record, fields)
        body = self._body(fields, self._known(record).html_notes)
        if not any(field.native == DUE_AT for field in fields):
            body = self._dated(record, body)
        calls: list[Call] = []
        after: list[Call] = []
        for field in fields:
            match field.lane:
                case "section":
                    calls += self._moves(record, field, body)
                case "tags":
                    calls += self._taggings(record, field)
                case "links":
                    calls += self._linkings(record, field)
                case "parent":
                    parent = None if field.value is None else str(field.value)
                    after.append(partial(self._client.set_parent, record, parent))
                case "comments":
                    calls += self._copies(record).calls(field)
        if body:
            calls.append(partial(self._client.update_task, record, body))
        return calls + after

    def _check(self, record: RecordId, fields: Sequence[Wanted]) -> None:
        """Refuse to write over what cannot be read."""
        for field in fields:
            held = self._codec.shown(self._known(record), field.mapping)
            if isinstance(held, Cannot):
                raise Rejected("asana", record, f"{field.mapping.name}: {held.reason}")

    def _moves(self, record: RecordId, field: Wanted, body: dict[str, Any]) -> list[Call]:
        """Return the move, and put the tick into the edit; none of it for the same word."""
        task = self._known(record)
        if self._codec.shown(task, field.mapping) == field.value:
            return []
        native = spoken(self._codec.settings, field.mapping.name, str(field.value))
        if native.completed is not None and native.completed != task.completed:
            body["completed"] = native.completed
        return (
            [partial(self._client.move, record, self._placing.section(native.text))]
            if native.text
            else []
        )

    def _copies(self, record: RecordId) -> Copies:
        comments, home = self._known(record).comments, self._codec.settings.name
        assert not isinstance(comments, Cannot)
        return Copies(self._client, self._directory, home, record, comments)

    def _taggings(self, record: RecordId, field: Wanted) -> list[Call]:
        """Return the additions and removals by which `expect` becomes `value`."""
        before, after = _elements(field.expect), _elements(field.value)
        added = [self._directory.tag(name) for name in sorted(after - before)]
        tags = (self._known(record).tags or ()) if before - after else ()
        gone = [tag.gid for tag in tags if one_line(tag.name) in before - after]
        return [
            *(partial(self._client.add_tag, record, gid) for gid in added),
            *(partial(self._client.remove_tag, record, gid) for gid in gone),
        ]

    def _linkings(self, record: RecordId, field: Wanted) -> list[Call]:
        """Return the calls by which other tasks begin or cease to wait for one."""
        before, after = _elements(field.expect), _elements(field.value)
        held = frozenset(self._known(record).dependents)
        added, gone = sorted(after - before - held), sorted((before - after) & held)
        calls: list[Call] = [partial(self._client.add_dependents, record, added)] if added else []
        return calls + ([partial(self._client.remove_dependents, record, gone)] if gone else [])

    def _dated(self, record: RecordId, body: dict[str, Any]) -> dict[str, Any]:
        """Complete dates: Asana takes a start only with its due date, and drops it without one.

        A due date with a time of day keeps it on another day.
        """
        task = self._known(record) if body.keys() & {"due_on", "start_on"} else None
        if task and task.due_at and task.due_on and isinstance(body.get("due_on"), str):
            later = date.fromisoformat(body.pop("due_on")) - task.due_on
            body["due_at"] = (datetime.fromisoformat(task.due_at) + later).isoformat()
            return body
        if "start_on" in body and "due_on" not in body:
            task = self._known(record)
            due = task.due_on.isoformat() if task.due_on else None
            return body | ({"due_at": task.due_at} if task.due_at else {"due_on": due})
        clears = "due_on" in body and body["due_on"] is None and "start_on" not in body
        if clears and self._known(record).start_on:
            reason = "Asana would clear the start date with the due date: clear the start first"
            raise Rejected("asana", record, reason)
        return body

    # -- in common --------------------------------------------------------------------------

    def _wanted(self, record: str, changes: Sequence[Change]) -> tuple[Wanted, ...]:
        fields = []
        for change in changes:
            shown = self._codec.projection(change.field, change.ask)
            if isinstance(shown, Cannot):
                raise Unmapped("asana", record, f"{change.field}: {shown.reason}")
            fields.append(wanted(change, self._codec.settings.fields[change.field], shown))
        return tuple(fields)

    def _body(self, fields: Sequence[Wanted], notes: str | None = None) -> dict[str, Any]:
        accounts = {one: self._account(one) for field in fields for one in named_in(field)}
        settings, choice = self._codec.settings, self._directory.choice
        return edit_body(fields, settings, choice, accounts, notes)

    def _account(self, email: str) -> str:
        account = self._directory.account(email)
        if account is None:
            raise Unmapped("asana", email, f"no Asana account for {email}: name it in people.yaml")
        return account

    def _known(self, record: RecordId) -> NativeTask:
        """Return a task as it was read last; read it when it was not."""
        if record not in self.latest:
            match self._observer.read([record])[record]:
                case NativeTask() as task:
                    self.latest[record] = task
                case Absent(reason=reason):
                    raise Gone("asana", record, reason)
                case CannotRead() as unreadable:
                    raise unreadable
        return self.latest[record]

    def _stored(self, field: Wanted, task: NativeTask) -> Value:
        shown = self._codec.shown(task, field.mapping)
        if isinstance(shown, Cannot) or shown is CANNOT_SAY:
            return field.value
        return normal(field.mapping.type, shown)


def _answered(answer: Json) -> NativeTask:
    try:
        return read_task(answer)
    except CannotRead as unreadable:
        raise UnknownOutcome("asana", f"the answer to a write has {unreadable.reason}") from None


def _receipt(task: NativeTask, stored: Mapping[FieldName, Value]) -> Receipt:
    revision = task.modified.isoformat() if task.modified else ""
    return Receipt(task.gid, task.gid, task.url, stored, answered=True, revision=revision)


def _elements(value: Value) -> frozenset[str]:
    return value if isinstance(value, frozenset) else frozenset()
