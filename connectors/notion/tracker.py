"""One Notion data source as a replica, spoken to in canonical terms."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.epochs import epoch_in, keeping
from connectors.gateway import Forbidden, Gateway
from connectors.notion.bindings import THREAD, Bindings, data_source
from connectors.notion.blocks import Blocks
from connectors.notion.body import read_body
from connectors.notion.client import NotionClient
from connectors.notion.codec import Codec, with_value
from connectors.notion.commenting import Comments
from connectors.notion.comments import Here, spelled_note, thread
from connectors.notion.directory import Directory
from connectors.notion.inspector import NotionInspector
from connectors.notion.listing import Cursor, Listing, ending, read_cursor
from connectors.notion.longlists import completed
from connectors.notion.native import NativePage, read_page
from connectors.notion.recent import Recent
from connectors.notion.scope import conditions, filters, outside
from connectors.notion.shapes import dashed, is_uuid
from connectors.notion.writer import Seen, Writer
from syncline.domain.errors import (
    CannotRead,
    ConfigurationError,
    Gone,
    ItemError,
    ReplicaError,
    RetryLater,
)
from syncline.domain.fields import Cannot, Value
from syncline.domain.item import Absent, FieldName, ItemId, RecordId, ReplicaName, Snapshot
from syncline.domain.notes import Note
from syncline.domain.plan import Archive, Create, Operation, Receipt, Restore, Update
from syncline.domain.traits import Traits
from syncline.ports import Page, ReplicaSettings

VISIBLE_BY = timedelta(seconds=30 + 30 + 30)  # call deadline, landing time, lag of the query
EMPTIED = 30  # days after which Notion deletes for good what is in the trash
SWEEP = 15  # pages whose comments are read in each run, in turn: they move no stamp
_CHOICES = frozenset({"select", "status", "multi_select"})
_LANES = {"description": "body", THREAD: THREAD}
_UNKNOWN = datetime.min.replace(tzinfo=UTC)


class NotionTracker(NotionInspector):
    """Fulfil `Tracker` and `Inspector`."""

    def __init__(self, settings: ReplicaSettings, client: NotionClient) -> None:
        self._settings, self._client = settings, client
        self._listing = Listing(client, data_source(settings))
        self._bindings = Bindings(settings)
        self._codec = Codec(settings, self._bindings)
        self._scope = conditions(settings)
        self._blocks = Blocks(client, settings.name)
        self._recent: Recent[Seen] = Recent()
        people = Directory(client, settings.people)
        self._comments = Comments(client, settings.name, people)
        self._writer = Writer(
            self._listing, self._codec, client, people, self._blocks, self._comments
        )
        self._now = _UNKNOWN
        self._paged: dict[RecordId, NativePage] = {}  # the page of a listing that is being taken in

    @property
    def name(self) -> ReplicaName:
        """Return the replica's name."""
        return self._settings.name

    @property
    def traits(self) -> Traits:
        """Return what this tracker can do.

        Only a tracker that has observed nothing yet asks for the schema, once.
        """
        bound = self._known()
        mapped = self._settings.fields
        fields = frozenset(filter(bound.readable, mapped))
        write = self._settings.access == "write"
        return Traits(
            tool="notion",
            fields=fields,
            writable=frozenset(filter(bound.writable, fields)) if write else frozenset(),
            fixed={name: why for name in fields if (why := bound.fixed(name))},
            lanes={name: _LANES[name] for name in bound.apart},
            batch=1,
            visible_by=VISIBLE_BY,
            markable=bound.marked() is not False,
            archives=write,
            emptied=EMPTIED,
            mirrors="in sight" if write and bound.marked() else "",
            sweep=SWEEP if bound.said else 0,
            later=frozenset({"description"} if bound.body else ()),
        )

    @property
    def client(self) -> NotionClient:
        """Return the client, for what hangs on pages."""
        return self._client

    def _known(self) -> Bindings:
        """Return the bindings with their schema; without one while the tool cannot tell it."""
        if self._listing.schema is None:
            with suppress(ReplicaError, RetryLater):  # the observation will say what is wrong
                self._listing.discovered()
        return self._bound()

    def _bound(self) -> Bindings:
        self._bindings.schema = self._listing.schema
        return self._bindings

    # -- reading ----------------------------------------------------------------------------

    def observe(self, cursor: str | None, now: datetime) -> Iterator[Page]:
        """Yield what may have changed since the cursor, with overlap; everything without one.

        The cursor carries the schema, so that a quiet round is one request.
        """
        since = read_cursor(cursor, self._listing.source)
        if since:
            self._listing.remember(since.schema)
        schema = self._listing.schema or self._listing.discovered()
        self._now = max(self._now, now)
        wanted = [*filters(self._scope, schema, self.name), *([since.filter] if since else [])]
        seen = False
        for rows, last in ending(self._listing.rows(wanted)):
            seen = seen or bool(rows)
            page = self._page(rows)
            quiet = since is not None and not seen
            fresh = str(Cursor(now, self._listing.schema or schema))
            yield replace(page, cursor=cursor if quiet else fresh) if last else page
        self._paged.clear()

    def _page(self, rows: Sequence[Any]) -> Page:
        self._paged.clear()
        shown = [found for row in rows if (found := self._listed(row))]
        return Page(
            tuple(s for s in shown if isinstance(s, Snapshot)),
            tuple(s for s in shown if isinstance(s, CannotRead)),
        )

    def _listed(self, row: Any) -> Snapshot | CannotRead | None:
        try:
            page = read_page(row)
            self._paged[page.id] = page
            return None if page.trashed or page.archived else self._shown(page)
        except CannotRead as unreadable:
            return unreadable

    def _shown(self, page: NativePage) -> Snapshot | None:
        """Decode a page; None for one out of scope, or of a kind that this replica has not."""
        self._listing.explain(page)
        self._bound()
        kind = self._codec.kind(page)
        if kind is None or outside(self._scope, page, self._bindings):
            return None
        return self._codec.snapshot(page, kind, self._now)

    def read(
        self, records: Sequence[RecordId], fields: Collection[FieldName]
    ) -> Mapping[RecordId, Snapshot | Absent | CannotRead]:
        """Read records directly by id, at most `traits.batch` a request; `fields` are wanted.

        For a page that a listing has just shown, and of which only the body or the comments are
        wanted, it is these alone that are read.
        """
        wanted = self._bindings.apart.intersection(fields)
        listed = self._paged if wanted and wanted.issuperset(fields) else {}
        return {r: self._direct(r, listed.get(r), wanted) for r in records}

    def _direct(
        self, record: RecordId, listed: NativePage | None, wanted: Collection[FieldName]
    ) -> Snapshot | Absent | CannotRead:
        try:
            found = listed or self._fetched(record)
            if isinstance(found, Absent):
                return found
            found = found if listed else self._whole(found)
            snapshot = self._shown(found)
            if snapshot is None:
                why = outside(self._scope, found, self._bindings)
                return Absent(record, why or "of a kind that this replica does not hold")
            blocks = self._blocks.read(found.id) if "description" in wanted else None
            here = self._comments.read(found.id) if THREAD in wanted else None
        except CannotRead as unreadable:
            return unreadable
        except ItemError as refused:
            return CannotRead("notion", record, refused.reason)
        self._recent.keep(record, Seen(found, blocks, here))
        if blocks is not None:
            snapshot = with_value(snapshot, "description", read_body(blocks))
        return snapshot if here is None else with_value(snapshot, THREAD, _told(here))

    def _whole(self, page: NativePage) -> NativePage:
        """Add what a page cuts off of its long lists. Raises CannotRead."""
        for prop in self._bound().cut(page).values():
            items = self._client.property_items(page.id, prop.id)
            page = completed(page, prop, list(items))
        return page

    def _fetched(self, record: RecordId) -> NativePage | Absent:
        if not is_uuid(record):
            return Absent(record, "not the id of a Notion page")
        try:
            page = read_page(self._client.page(record))
        except Gone as gone:
            return Absent(record, gone.reason, "GONE")
        except Forbidden as refused:
            return Absent(record, refused.reason, "FORBIDDEN")
        return self._left(page) or page

    def _left(self, page: NativePage) -> Absent | None:
        """Say why a page that Notion shows is none of this replica's any more."""
        if page.trashed:
            return Absent(page.id, "in the trash", "TRASHED")
        if page.archived:
            return Absent(page.id, "archived in Notion", "ARCHIVED")
        if page.source not in (None, dashed(self._listing.source)):
            return Absent(page.id, "moved out of the data source")
        return None

    def find(self, marker: ItemId) -> tuple[Snapshot, ...]:
        """Return the records that carry the marker, as far as the index shows them now."""
        bound = self._bound()
        if bound.marked() is False:
            return ()
        known = self._listing.schema and self._listing.schema.find(bound.marker)
        key = known.id if known else bound.marker
        equals = {"property": key, "rich_text": {"equals": marker}}
        rows = (row for rows in self._listing.rows([equals]) for row in rows)
        found = [read_page(row) for row in rows]
        alive = (page for page in found if not page.trashed and not page.archived)
        shown = [(page, self._codec.kind(page)) for page in alive]
        return tuple(self._codec.snapshot(p, k, self._now) for p, k in shown if k)

    # -- writing ----------------------------------------------------------------------------

    def project(self, name: FieldName, value: Value) -> Value | Cannot:
        """Return what this tool would show of a canonical value; pure. Law: idempotent."""
        return self._codec.project(name, value)

    def apply(self, operation: Operation) -> Receipt:
        """Perform one operation once; see `Tracker.apply` for what it raises."""
        if self._chooses(operation):
            self._listing.discovered()
        self._bound()
        seen = None if isinstance(operation, Create) else self._recent.take(operation.record)
        return self._writer.apply(operation, seen)

    def note(self, record: RecordId, note: Note) -> None:
        """Let Syncline itself say something on a page. Raises as `apply` does."""
        self._client.comment(record, spelled_note(note))

    def epoch(self) -> int | None:
        """Return the epoch that the description of the marker's property keeps."""
        said = self._client.description(self._listing.source, self._bindings.marker)
        return epoch_in(said or "", self._settings.portfolio)

    def keep_epoch(self, epoch: int) -> None:
        """Let that description keep the epoch, beside what people and other portfolios say."""
        name, source = self._bindings.marker, self._listing.source
        said = self._client.description(source, name)
        if said is not None:
            kept = keeping(said, self._settings.portfolio, epoch)
            self._client.describe(source, name, kept)

    def _chooses(self, operation: Operation) -> bool:
        """Tell whether a write needs the options that are open now; a cursor knows none."""
        if isinstance(operation, Archive | Restore) or _is_talk(operation):
            return False
        schema = self._listing.schema
        if schema is None or not isinstance(operation, Update):
            return True
        keys = [self._bindings.key(change.field) for change in operation.changes]
        found = [schema.find(key) for key in keys if key is not None]
        return any(one is None or one.type in _CHOICES for one in found)


def _is_talk(operation: Operation) -> bool:
    return isinstance(operation, Update) and operation.lane == _LANES[THREAD]


def _told(here: Here | Cannot) -> Value | Cannot:
    return here if isinstance(here, Cannot) else thread(here)


def open_tracker(settings: ReplicaSettings) -> NotionTracker:
    """Open a replica. Raises ConfigurationError; no request is made."""
    token = settings.secrets.get("token", "")
    if not token.strip():
        raise ConfigurationError(
            f"replicas.{settings.name}: there is no Notion token; set it as <credentials>_TOKEN"
        )
    gateway = Gateway("notion", settings.pace)
    return NotionTracker(settings, NotionClient(settings.url, token, gateway))
