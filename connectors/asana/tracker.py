"""One Asana project as a Tracker."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from connectors.asana.board import BUILT_IN, CUSTOM, DEPENDENTS, LANES, CustomField, native_name
from connectors.asana.client import BATCH, AsanaClient
from connectors.asana.codec import Codec
from connectors.asana.comments import THREAD, spelled_note
from connectors.asana.directory import Directory
from connectors.asana.inspector import AsanaInspector
from connectors.asana.native import NativeTask
from connectors.asana.observation import Observer
from connectors.asana.scope import conditions
from connectors.asana.subtasks import Subtasks
from connectors.asana.writer import Writer
from connectors.epochs import epoch_in, keeping
from connectors.gateway import Gateway
from syncline.domain.errors import CannotRead, ConfigurationError, Rejected
from syncline.domain.fields import Cannot, Value
from syncline.domain.item import Absent, FieldName, ItemId, RecordId, ReplicaName, Snapshot
from syncline.domain.notes import Note
from syncline.domain.plan import Archive, Create, Operation, Receipt, Restore, Stamp, Update
from syncline.domain.traits import Traits
from syncline.ports import FieldMapping, Page, ReplicaSettings

_NO_ARCHIVE = (
    "Asana archives projects and no tasks, and its API brings nothing back from the trash: "
    "complete or delete the task by hand, or restore it there"
)
VISIBLE_BY = timedelta(minutes=2)  # 35 s for a call, a minute to land; lists are consistent


class AsanaTracker(AsanaInspector):
    """Fulfil `Tracker` and `Inspector` for a project."""

    def __init__(self, settings: ReplicaSettings, gateway: Gateway) -> None:
        self.settings = settings
        linked = DEPENDENTS in map(native_name, settings.fields.values())
        more = (f"{DEPENDENTS}.gid",) if linked else ()
        self.client = AsanaClient(settings.url, settings.secrets["token"], gateway, more)
        self.codec = Codec(settings, settings.container["project"][0], conditions(settings))
        self.directory = Directory(self.client, self.codec.project, settings.people)
        self.observer = Observer(self.client, self.codec, self.directory)
        self.subtasks = Subtasks(settings, gateway)
        self._writer = Writer(self.client, self.directory, self.codec, self.observer)

    @property
    def name(self) -> ReplicaName:
        """Return the replica's name."""
        return self.settings.name

    @property
    def traits(self) -> Traits:
        """Return what this tracker can do; reads the project's custom fields once."""
        mapped = self.settings.fields
        fields = frozenset(name for name, mapping in mapped.items() if self._holds(mapping))
        writes = self.settings.access == "write"
        markable = self._marker() is not None
        return Traits(
            tool="asana",
            fields=fields,
            writable=frozenset(n for n in fields if writes and not self._fixed(mapped[n])),
            fixed={n: why for n in fields if (why := self._fixed(mapped[n]))},
            lanes={n: LANES.get(native_name(mapped[n]), "edit") for n in fields},
            batch=BATCH,
            visible_by=VISIBLE_BY,
            mirrors="in sight" if writes and markable else "",
            markable=markable,
            # Events are told at most once, and not all that becomes of a comment moves a stamp.
            sweep=BATCH if THREAD in fields else 0,
        )

    def _marker(self) -> CustomField | None:
        """Return the field of the markers; a field of another type holds none."""
        field = self.directory.field(self.codec.marker) if self.codec.marker else None
        return field if field and field.type == "text" else None

    def _holds(self, mapping: FieldMapping) -> bool:
        native = native_name(mapping)
        if native in BUILT_IN:
            return BUILT_IN[native] is mapping.type
        field = self.directory.field(native)
        return field is not None and mapping.type in CUSTOM.get(field.type, ())

    def _fixed(self, mapping: FieldMapping) -> str | None:
        """Say why a field cannot be written by anybody, None where it can."""
        native = native_name(mapping)
        field = None if native in BUILT_IN else self.directory.field(native)
        return field.fixed if field else None

    def observe(self, cursor: str | None, now: datetime) -> Iterator[Page]:
        """Yield what may have changed since the cursor, with overlap; everything without one."""
        return self.observer.observe(cursor, now)

    def read(
        self,
        records: Sequence[RecordId],
        fields: Collection[FieldName],
    ) -> Mapping[RecordId, Snapshot | Absent | CannotRead]:
        """Read records directly by id, ten a request, which shows all but comments."""
        found = self.observer.read(records, comments=self.codec.commented and THREAD in fields)
        # Kept for the writes that follow: a move must know the tick, a start its due date.
        self._writer.latest = {r: t for r, t in found.items() if isinstance(t, NativeTask)}
        return {
            record: self.observer.snapshot(seen) if isinstance(seen, NativeTask) else seen
            for record, seen in found.items()
        }

    def find(self, marker: ItemId) -> tuple[Snapshot, ...]:
        """Return the records that carry the marker; a listing, because search is paid and late."""
        snapshots = (s for page in self.observer.everything() for s in page.snapshots)
        return tuple(s for s in snapshots if s.marker == marker)

    def project(self, name: FieldName, value: Value) -> Value | Cannot:
        """Return what Asana would show of a canonical value; pure. Law: idempotent."""
        return self.codec.projection(name, value)

    def apply(self, operation: Operation) -> Receipt:
        """Perform one operation once; see `Tracker.apply` for what it raises."""
        if self.settings.access == "read":
            raise Rejected("asana", operation.item, f"the replica {self.name} is read only")
        match operation:
            case Create():
                return self._writer.create(operation)
            case Update():
                return self._writer.update(operation)
            case Stamp():
                return self._writer.stamp(operation)
            case Archive() | Restore():
                raise Rejected("asana", operation.record, _NO_ARCHIVE)

    def note(self, record: RecordId, note: Note) -> None:
        """Let Syncline itself say something on a task. Raises as `apply` does."""
        self.client.comment(record, spelled_note(note), "html_text")

    def epoch(self) -> int | None:
        """Return the epoch that the description of the marker's field keeps for the portfolio."""
        field = self._marker()
        said = self.client.description(field.gid) if field else ""
        return epoch_in(said, self.settings.portfolio)

    def keep_epoch(self, epoch: int) -> None:
        """Let that description keep the epoch, beside what people and other portfolios say."""
        if field := self._marker():
            said = self.client.description(field.gid)
            self.client.describe(field.gid, keeping(said, self.settings.portfolio, epoch))


def open_tracker(settings: ReplicaSettings) -> AsanaTracker:
    """Open an Asana project. Raises ConfigurationError."""
    if len(settings.container.get("project", ())) != 1:
        raise ConfigurationError(f"{settings.name}: name one Asana project, by its gid")
    if not settings.secrets.get("token"):
        raise ConfigurationError(f"{settings.name}: the credentials have no token")
    return AsanaTracker(settings, Gateway("asana", settings.pace))
