"""One Trello board as a Tracker."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from connectors.gateway import Gateway
from connectors.trello.board import AT_BIRTH, BUILT_IN, CUSTOM, holds, lane, native_name
from connectors.trello.client import BATCH, TrelloClient
from connectors.trello.codec import Codec
from connectors.trello.comments import THREAD, spelled_note
from connectors.trello.directory import Directory
from connectors.trello.inspector import TrelloInspector
from connectors.trello.native import NativeCard
from connectors.trello.observation import Observer
from connectors.trello.projection import projection
from connectors.trello.writer import Writer
from syncline.domain.errors import CannotRead, ConfigurationError, Rejected
from syncline.domain.fields import Cannot, Value
from syncline.domain.item import Absent, FieldName, ItemId, RecordId, ReplicaName, Snapshot
from syncline.domain.notes import Note
from syncline.domain.plan import Archive, Create, Operation, Receipt, Restore, Stamp, Update
from syncline.domain.traits import Traits
from syncline.ports import FieldMapping, Page, ReplicaSettings

VISIBLE_BY = timedelta(minutes=2)  # 35 s for a call, a minute to land; lists are consistent
_SECRET = re.compile(r"[!#-~]+")  # what can stand between the quotes of the header


class TrelloTracker(TrelloInspector):
    """Fulfil `Tracker` and `Inspector` for a board."""

    def __init__(self, settings: ReplicaSettings, client: TrelloClient) -> None:
        self.settings, self.client = settings, client
        self.codec = Codec(settings)
        self.directory = Directory(client, settings.container["board"][0], settings.people)
        self.observer = Observer(client, self.codec, self.directory)
        self._writer = Writer(client, self.directory, self.codec, self.observer)

    @property
    def name(self) -> ReplicaName:
        """Return the replica's name."""
        return self.settings.name

    @property
    def traits(self) -> Traits:
        """Return what this tracker can do; asks for the board once, where a cursor told none."""
        mapped, write = self.settings.fields, self.settings.access == "write"
        fields = frozenset(name for name, mapping in mapped.items() if self._holds(mapping))
        return Traits(
            tool="trello",
            fields=fields,
            writable=fields if write else frozenset(),
            lanes={name: lane(mapped[name]) for name in fields},
            batch=BATCH,
            visible_by=VISIBLE_BY,
            markable=self.codec.marked,
            archives=write,
            later=frozenset(n for n in fields if native_name(mapped[n]) not in AT_BIRTH),
        )

    def _holds(self, mapping: FieldMapping) -> bool:
        native = native_name(mapping)
        if native in BUILT_IN:
            return holds(native, mapping.type)
        field = self.directory.board.field(native)
        return field is not None and mapping.type in CUSTOM.get(field.type, ())

    def observe(self, cursor: str | None, now: datetime) -> Iterator[Page]:
        """Yield what may have changed since the cursor, with overlap; everything without one."""
        return self.observer.observe(cursor, now)

    def read(
        self,
        records: Sequence[RecordId],
        fields: Collection[FieldName],
    ) -> Mapping[RecordId, Snapshot | Absent | CannotRead]:
        """Read records directly by id, ten a request, which shows all but many comments."""
        found = self.observer.read(records, comments=self.codec.commented and THREAD in fields)
        # Kept for the writes that follow: a move must know the tick, an owner the other members.
        self._writer.latest = {r: c for r, c in found.items() if isinstance(c, NativeCard)}
        return {
            record: self.observer.snapshot(seen) if isinstance(seen, NativeCard) else seen
            for record, seen in found.items()
        }

    def find(self, marker: ItemId) -> tuple[Snapshot, ...]:
        """Return the records that carry the marker; a listing, which is never late."""
        snapshots = (s for page in self.observer.everything() for s in page.snapshots)
        return tuple(s for s in snapshots if s.marker == marker)

    def project(self, name: FieldName, value: Value) -> Value | Cannot:
        """Return what Trello would show of a canonical value; pure. Law: idempotent."""
        return projection(self.settings, name, value)

    def apply(self, operation: Operation) -> Receipt:
        """Perform one operation once; see `Tracker.apply` for what it raises."""
        if self.settings.access == "read":
            raise Rejected("trello", operation.item, f"the replica {self.name} is read only")
        match operation:
            case Create():
                return self._writer.create(operation)
            case Update():
                return self._writer.update(operation)
            case Stamp():
                return self._writer.stamp(operation)
            case Archive() | Restore():
                away = isinstance(operation, Archive)
                return self._writer.put_away(operation.record, away=away)

    def note(self, record: RecordId, note: Note) -> None:
        """Let Syncline itself say something on a card. Raises as `apply` does."""
        member = self.directory.member(note.account)
        if member is None:
            raise Rejected("trello", record, f"{note.account} is no member of the board")
        self.client.comment(record, spelled_note(note, member.username))

    def epoch(self) -> int | None:
        """Return None: whatever Trello keeps through its API, people see on the board."""
        return None

    def keep_epoch(self, epoch: int) -> None:
        """Keep nothing, as `traits.mirrors` says."""


def open_tracker(settings: ReplicaSettings) -> TrelloTracker:
    """Open a Trello board. Raises ConfigurationError; no request is made."""
    if len(settings.container.get("board", ())) != 1:
        raise ConfigurationError(f"{settings.name}: name one Trello board, by its id")
    key, token = (settings.secrets.get(name, "") for name in ("key", "token"))
    if not _SECRET.fullmatch(key) or not _SECRET.fullmatch(token):
        raise ConfigurationError(
            f"{settings.name}: Trello wants a key and a token: give both with "
            "`credentials: env:TRELLO` as TRELLO_KEY and TRELLO_TOKEN"
        )
    gateway = Gateway("trello", settings.pace)
    return TrelloTracker(settings, TrelloClient(settings.url, key, token, gateway))
