"""A tracker with what hangs on its records: links to siblings, and files.

It stands around the tracker of any tool, which knows nothing of it: a listing costs nothing more,
a direct read asks for what is attached, and each of the two fields is written by itself.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from connectors.hung.files import Files
from connectors.hung.places import Checks, fix_of
from connectors.hung.shelf import HeldOf, Inspected, Shelf
from connectors.hung.walking import walk
from syncline.domain.attachments import ATTACHMENTS
from syncline.domain.errors import CannotRead, Rejected, SynclineError
from syncline.domain.fields import HUNG_FIELDS, Cannot, Value
from syncline.domain.item import Absent, FieldName, ItemId, RecordId, ReplicaName, Snapshot
from syncline.domain.ledger import elements
from syncline.domain.notes import Note
from syncline.domain.plan import Operation, Receipt, Update
from syncline.domain.siblings import SIBLINGS, sibling
from syncline.domain.traits import Traits
from syncline.ports import Finding, Noting, Page, ReplicaSettings

CARRYING = timedelta(minutes=3)  # that fetching, sending and fetching again may take together
Seen = Snapshot | Absent | CannotRead


class HungTracker:
    """Fulfil `Tracker` and `Inspector` over another one."""

    def __init__(self, inner: Inspected, shelf: Shelf, settings: ReplicaSettings) -> None:
        self.inner, self.shelf, self.settings = inner, shelf, settings
        self.files = Files(shelf, settings)
        self._hung = frozenset(HUNG_FIELDS.keys() & settings.fields.keys())

    @property
    def name(self) -> ReplicaName:
        """Return the replica's name."""
        return self.settings.name

    @property
    def traits(self) -> Traits:
        """Return what the tool can do, and that links and files can be written, each by itself."""
        traits = self.inner.traits
        written = self._hung if self.settings.access == "write" else frozenset[FieldName]()
        longer = CARRYING if ATTACHMENTS in self._hung else timedelta(0)
        return replace(
            traits,
            fields=traits.fields | self._hung,
            writable=traits.writable | written,
            lanes={**traits.lanes, **{name: name for name in self._hung}},
            visible_by=traits.visible_by + longer,
        )

    # -- reading ----------------------------------------------------------------------------

    def observe(self, cursor: str | None, now: datetime) -> Iterator[Page]:
        """Yield what the tool lists; what is attached needs a direct read."""
        for page in self.inner.observe(cursor, now):
            yield replace(page, snapshots=tuple(map(self._listed, page.snapshots)))

    def _listed(self, shown: Snapshot) -> Snapshot:
        """Add the link to a record, which is its own part of the field, and defer its files."""
        fields = dict(shown.fields)
        if SIBLINGS in self._hung:
            url = self.shelf.address(shown.id, shown.url)
            link = sibling(self.name, shown.id, shown.key, url)
            fields[SIBLINGS] = frozenset({link.element})
        if ATTACHMENTS not in self._hung:
            return replace(shown, fields=fields)
        # A record whose other fields were read before anybody asked for files is read once more.
        revision = f"{shown.revision}, files" if shown.revision else ""
        deferred = shown.deferred | {ATTACHMENTS}
        return replace(shown, fields=fields, revision=revision, deferred=deferred)

    def read(
        self, records: Sequence[RecordId], fields: Collection[FieldName]
    ) -> Mapping[RecordId, Seen]:
        """Read records directly by id; what is attached only where one of the two is wanted."""
        wanted = self._hung.intersection(fields)
        found = self.inner.read(records, frozenset(fields) - self._hung)
        shown = [record for record, seen in found.items() if isinstance(seen, Snapshot)]
        held = self.shelf.held(shown) if wanted and shown else {}
        return {record: self._whole(seen, wanted, held) for record, seen in found.items()}

    def _whole(self, seen: Seen, wanted: Collection[FieldName], held: HeldOf) -> Seen:
        if not isinstance(seen, Snapshot):
            return seen
        shown = self._listed(seen)
        if SIBLINGS in wanted:
            links = self.shelf.signs.shown(shown.id, held)
            there = links if isinstance(links, Cannot) else elements(shown.fields[SIBLINGS]) | links
            shown = _with(shown, SIBLINGS, there)
        if ATTACHMENTS in wanted:
            here = held[shown.id]
            files = here if isinstance(here, Cannot) else self.files.shown(here)
            shown = _with(shown, ATTACHMENTS, files)
        return shown

    def find(self, marker: ItemId) -> tuple[Snapshot, ...]:
        """Return the records that carry the marker, as far as the index shows them now."""
        return tuple(map(self._listed, self.inner.find(marker)))

    # -- writing ----------------------------------------------------------------------------

    def project(self, name: FieldName, value: Value) -> Value | Cannot:
        """Return what the tool would show of a canonical value; pure. Law: idempotent."""
        return elements(value) if name in self._hung else self.inner.project(name, value)

    def apply(self, operation: Operation) -> Receipt:
        """Perform one operation once; see `Tracker.apply` for what it raises."""
        if not isinstance(operation, Update) or operation.lane not in self._hung:
            return self.inner.apply(operation)
        if self.settings.access == "read":
            raise Rejected(self.settings.tool, operation.item, f"{self.name} is read only")
        (change,) = operation.changes
        ask, expect, record = elements(change.ask), elements(change.expect), operation.record
        told: list[str] = []
        if change.field == SIBLINGS:
            calls = self.shelf.signs.calls(record, ask, expect)
        else:
            calls = self.files.calls(record, ask, expect, told)
        walk(self.settings.tool, f"{change.field} of {record}", calls)
        stored = {change.field: change.ask}
        return Receipt(record, record, "", stored, answered=True, note="; ".join(told))

    def note(self, record: RecordId, note: Note) -> None:
        """Let Syncline itself say something on a record. Raises as `apply` does."""
        if not isinstance(self.inner, Noting):
            raise Rejected(self.settings.tool, record, "its records take no comments of Syncline")
        self.inner.note(record, note)

    def epoch(self) -> int | None:
        """Return the epoch that the tool keeps for this portfolio."""
        return self.inner.epoch()

    def keep_epoch(self, epoch: int) -> None:
        """Let the tool keep the epoch."""
        self.inner.keep_epoch(epoch)

    # -- inspecting -------------------------------------------------------------------------

    def inspect(self) -> tuple[Finding, ...]:
        """Check what the tool's own tracker checks, and the properties of what hangs; only reads.

        A tool that cannot be read says so once.
        """
        found = self.inner.inspect()
        with suppress(SynclineError):
            return (*found, *Checks(self.settings).of(self.shelf.places()))
        return found

    def mend(self, finding: Finding) -> str:
        """Do what `finding.fix` says; return a sentence."""
        for place in self.shelf.places() if finding.fix else ():
            if finding.fix == fix_of(place):
                self.shelf.make(place)
                return f'Added the {place.label} "{place.native}", for {place.field}.'
        return self.inner.mend(finding)


def _with(shown: Snapshot, name: FieldName, value: frozenset[str] | Cannot) -> Snapshot:
    """Return a snapshot with one more field, or with the reason why it has none."""
    deferred = shown.deferred - {name}
    if isinstance(value, Cannot):
        others = {key: held for key, held in shown.fields.items() if key != name}
        refused = {**shown.refused, name: value.reason}
        return replace(shown, fields=others, refused=refused, deferred=deferred)
    return replace(shown, fields={**shown.fields, name: value}, deferred=deferred)
