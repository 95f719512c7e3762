"""The reference tracker: one replica of a tool in memory."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from connectors.memory.codec import Accounts, Asked, Codec, Overwrite
from connectors.memory.inspector import MemoryInspector
from connectors.memory.records import MemoryRecord, Native
from connectors.memory.tool import MemoryTool, tool_at
from syncline.domain.errors import (
    CannotRead,
    Rejected,
    ReplicaError,
    RetryLater,
    UnknownOutcome,
    Unmapped,
)  # fmt: skip
from syncline.domain.fields import Cannot, FieldType, Value
from syncline.domain.item import (
    Absent,
    FieldName,
    ItemId,
    Presence,
    RecordId,
    ReplicaName,
    Snapshot,
)
from syncline.domain.plan import (
    Archive,
    Change,
    Covered,
    Create,
    Operation,
    Receipt,
    Restore,
    Stamp,
    Update,
)
from syncline.domain.traits import Traits
from syncline.ports import Page, ReplicaSettings

OVERLAP = timedelta(minutes=1)
_NOT_SHOWN: Mapping[str, tuple[str, Presence]] = {
    "trashed": ("in the trash", "TRASHED"),
    "archived": ("archived", "ARCHIVED"),
    "forbidden": ("no permission to see it", "FORBIDDEN"),
}


class MemoryTracker(MemoryInspector):
    """Fulfil `Tracker` and `Inspector` over a MemoryTool, with nothing between."""

    def __init__(self, settings: ReplicaSettings, tool: MemoryTool) -> None:
        self.settings, self.tool = settings, tool
        self.codec = Codec(settings, tool.quirks, tool.has)

    @property
    def name(self) -> ReplicaName:
        """Return the replica's name."""
        return self.settings.name

    @property
    def traits(self) -> Traits:
        """Return what this tracker can do; no request."""
        quirks = self.tool.quirks
        fields = frozenset(n for n in self.settings.fields if self.tool.has(self.codec.native(n)))
        whys = {name: quirks.fixed.get(self.codec.native(name)) for name in fields}
        fixed = {name: why for name, why in whys.items() if why}
        return Traits(
            tool="memory",
            fields=fields,
            writable=fields - fixed.keys() if self.settings.access == "write" else frozenset(),
            fixed=fixed,
            lanes=quirks.lanes,
            later=quirks.later,
            batch=quirks.batch,
            visible_by=quirks.deadline + quirks.lag,
            markable=self.tool.has(self.codec.marker),
            archives=quirks.archives,
            mirrors="hidden" if quirks.mirrors else "",
            sweep=quirks.sweep,
            logged=quirks.changelog,
        )

    # -- reading ----------------------------------------------------------------------------

    def observe(self, cursor: str | None, now: datetime) -> Iterator[Page]:
        """Yield what may have changed since the cursor, with overlap; everything without one."""
        seen = datetime.fromisoformat(json.loads(cursor)["seen"]) if cursor else None
        since = seen and seen - max(OVERLAP, self.tool.quirks.lag)
        fresh = json.dumps({"seen": now.isoformat()})
        pages = iter(self.tool.listing(since))
        page = next(pages)
        for following in pages:
            yield self._page(page)
            page = following
        yield self._page(page, fresh if page or cursor is None else cursor)

    def _page(self, records: Sequence[MemoryRecord], cursor: str | None = None) -> Page:
        ours = [self._seen(r, body=False) for r in records if self.codec.kind(r)]
        return Page(
            snapshots=tuple(s for s in ours if isinstance(s, Snapshot)),
            unreadable=tuple(s for s in ours if isinstance(s, CannotRead)),
            cursor=cursor,
        )

    def read(
        self, records: Sequence[RecordId], fields: Collection[FieldName]
    ) -> Mapping[RecordId, Snapshot | Absent | CannotRead]:
        """Read records directly by id, at most `traits.batch` a request; `fields` are wanted."""
        batch, body = self.tool.quirks.batch, "description" in fields
        found: dict[RecordId, MemoryRecord] = {}
        for start in range(0, len(records), batch):
            found |= self.tool.fetch(records[start : start + batch])
        return {r: self._direct(r, found.get(r), body=body) for r in records}

    def _direct(
        self, wanted: RecordId, record: MemoryRecord | None, *, body: bool
    ) -> Snapshot | Absent | CannotRead:
        if record is None:
            return Absent(wanted, "no such record, or no permission to see it", "GONE")
        if record.place in _NOT_SHOWN:
            return Absent(wanted, *_NOT_SHOWN[record.place])
        if self.codec.kind(record) is None:
            return Absent(wanted, f"a {record.kind}, which {self.name} does not hold")
        return self._seen(record, body=body)

    def find(self, marker: ItemId) -> tuple[Snapshot, ...]:
        """Return the records that carry the marker, as far as the index shows them now."""
        found = (self._seen(r, body=False) for r in self.tool.search(self.codec.marker, marker))
        return tuple(s for s in found if isinstance(s, Snapshot))

    def _seen(self, record: MemoryRecord, *, body: bool) -> Snapshot | CannotRead:
        try:
            return self.codec.snapshot(record, self._accounts, body=body)
        except CannotRead as unreadable:
            return unreadable

    # -- writing ----------------------------------------------------------------------------

    def project(self, name: FieldName, value: Value) -> Value | Cannot:
        """Return what this tool would show of a canonical value; pure. Law: idempotent."""
        return self.codec.project(name, value)

    def apply(self, operation: Operation) -> Receipt:
        """Perform one operation once; see `Tracker.apply` for what it raises."""
        if self.settings.access == "read":
            raise Rejected("memory", operation.item, f"{self.name} is read only")
        match operation:
            case Create():
                return self._create(operation)
            case Update():
                return self._update(operation)
            case Stamp():
                stamp = {self.codec.marker: operation.item}
                stamped = self.tool.write(operation.record, lambda _held: stamp, call="stamp")
                return self._receipt(stamped, ())
            case Archive() | Restore():
                back = isinstance(operation, Restore)
                return self._receipt(self.tool.put_away(operation.record, back=back), ())

    def epoch(self) -> int | None:
        """Return the epoch that the tool keeps for this portfolio."""
        return self.tool.epoch(self.settings.portfolio)

    def keep_epoch(self, epoch: int) -> None:
        """Let the tool keep the epoch."""
        self.tool.keep_epoch(self.settings.portfolio, epoch)

    def _create(self, operation: Create) -> Receipt:
        kind = self.settings.kinds.get(operation.kind)
        if kind is None:
            raise Rejected("memory", operation.item, f"{self.name} holds no {operation.kind}")
        wanted = self._wanted(operation.item, operation.changes)
        fields = self.codec.written(wanted, {})
        marked = {self.codec.marker: operation.item} if self.tool.has(self.codec.marker) else {}
        made = self.tool.create(kind, {**fields, **marked, **operation.ties})
        body = any(change.field == "description" for change in operation.changes)
        return self._receipt(made, self.codec.shown(body=body))  # also what nobody asked for

    def _update(self, operation: Update) -> Receipt:
        wanted = self._wanted(operation.record, operation.changes)
        replaced: dict[str, Native] = {}

        def fields(held: Mapping[str, Native]) -> Mapping[str, Native]:
            replaced.update(held)
            try:
                return self.codec.written(wanted, held)
            except Overwrite as refused:
                raise Rejected("memory", operation.record, str(refused)) from None

        written = self.tool.write(operation.record, fields)
        receipt = self._receipt(written, [change.field for change in operation.changes])
        covered = self._covered(operation, replaced) if self.tool.quirks.changelog else {}
        return replace(receipt, covered=covered)

    def _covered(
        self, operation: Update, replaced: Mapping[str, Native]
    ) -> dict[FieldName, Covered]:
        """Return what the changelog shows that this write replaced, and nobody had read."""
        before = self.tool.history(operation.record)[-1]
        shown = self.codec.values(
            replace(before, fields=replaced), [c.field for c in operation.changes], self._accounts
        )
        return {
            c.field: Covered(shown[c.field])
            for c in operation.changes
            if c.field in shown and shown[c.field] not in (c.expect, c.ask)
        }

    def _wanted(self, record: RecordId, changes: Sequence[Change]) -> tuple[Asked, ...]:
        """Put what is asked into the tool's terms before anything is sent. Raises Unmapped."""
        asked = []
        for change in changes:
            shown = self.codec.project(change.field, change.ask)
            if isinstance(shown, Cannot):
                raise Unmapped("memory", record, shown.reason)
            kind, expect = self.settings.fields[change.field].type, change.expect
            if kind is FieldType.PERSON and shown is not None:
                shown = self._account(record, str(shown))
            if kind is FieldType.PEOPLE:
                shown, expect = (self._accounts_of(record, v) for v in (shown, expect))
            asked.append(Asked(change.field, shown, expect))
        return tuple(asked)

    def _accounts_of(self, record: RecordId, emails: Value) -> frozenset[str]:
        known = emails if isinstance(emails, frozenset) else frozenset()
        return frozenset(self._account(record, email) for email in known)

    def _account(self, record: RecordId, email: str) -> str:
        found = self.settings.people.account("memory", email) or self.tool.account(email)
        if found is None:
            raise Unmapped("memory", record, f"no account for {email}: name it in people.yaml")
        return found

    def _receipt(self, written: MemoryRecord, names: Sequence[FieldName]) -> Receipt:
        """Confirm what is stored in fields: from the answer, or from a read of its own."""
        answered = self.tool.quirks.answers
        if not answered:
            written = self._read_back(written)
        stored = self.codec.values(written, names, self._accounts)
        identity = self.codec.identity(written)
        return Receipt(*identity, stored, answered, str(written.revision))

    def _read_back(self, written: MemoryRecord) -> MemoryRecord:
        try:
            return self.tool.fetch([written.id])[written.id]
        except (RetryLater, ReplicaError, KeyError) as lost:
            told = f"the read after a write failed ({lost})"
            raise UnknownOutcome("memory", told, written.id) from lost

    @property
    def _accounts(self) -> Accounts:
        return Accounts(self.tool.people)


def open_tracker(settings: ReplicaSettings) -> MemoryTracker:
    """Open the replica over the tool of its URL, such as memory://roadmap."""
    return MemoryTracker(settings, tool_at(settings.url))
