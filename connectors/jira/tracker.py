"""The Jira tracker: reading, and the contract of the port."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import Any

from connectors.jira import changelog
from connectors.jira.accounts import Accounts
from connectors.jira.binding import (
    COMMENTS,
    LINKS,
    SPRINT,
    Binding,
    bind,
    needs_discovery,
    worth_remembering,
)
from connectors.jira.changelog import Mark
from connectors.jira.client import JiraClient, Json
from connectors.jira.codec import Codec
from connectors.jira.comments import FIELD
from connectors.jira.encoder import Encoder
from connectors.jira.inspector import JiraInspector
from connectors.jira.issuelinks import FIELD as ISSUELINKS
from connectors.jira.links import Linker
from connectors.jira.mirror import Mirror
from connectors.jira.native import ARCHIVAL, read_issue
from connectors.jira.paths import Atlas
from connectors.jira.projection import Projection
from connectors.jira.query import Cursor, Described, fingerprint, read_cursor, scope
from connectors.jira.reading import BATCH, Reader, Shown, identity
from connectors.jira.receipts import Receipts
from connectors.jira.sprints import Sprinter
from connectors.jira.talk import Talk
from connectors.jira.walking import Walker
from connectors.jira.words import Words
from connectors.jira.workflow import Way, ways
from connectors.jira.writer import Writer
from syncline.domain.errors import CannotRead, ConfigurationError, Rejected, Unreadable
from syncline.domain.fields import Cannot, Value
from syncline.domain.item import Absent, FieldName, ItemId, RecordId, ReplicaName, Snapshot
from syncline.domain.notes import Note
from syncline.domain.plan import Operation, Receipt, Update
from syncline.domain.traits import Traits
from syncline.ports import Finding, Page, ReplicaSettings

SWEEP = 100  # issues that are read directly in each run, in turn: a link may move no stamp
VISIBLE_BY = timedelta(minutes=3)  # 35 s for a call, its landing, and a minute of index lag


class JiraTracker:
    """Fulfil `Tracker` and `Inspector` for issues of some projects, or of a JQL."""

    def __init__(self, settings: ReplicaSettings, client: JiraClient) -> None:
        self.settings, self.client = settings, client
        self.scope = scope(settings)
        self.words = Words(settings)
        self.projection = Projection(settings, self.words)
        self._bodies = dict[RecordId, Json]()  # the rich texts of issues that were just read
        self._marks = dict[RecordId, Mark]()  # where their changelogs ended at that read

    @property
    def name(self) -> ReplicaName:
        """Return the replica's name."""
        return self.settings.name

    @cached_property
    def binding(self) -> Binding:
        """Return the native fields; asks Jira once, and only for fields known by name."""
        found = bind(self.settings, self._described)
        self.client.aliases.homes = found.homes
        return found

    @cached_property
    def _described(self) -> tuple[Described, ...]:
        wanted = needs_discovery(self.settings)
        return worth_remembering(self.settings, self.client.fields()) if wanted else ()

    @cached_property
    def codec(self) -> Codec:
        """Return the codec over the native fields."""
        return Codec(self.settings, self.binding, self.words)

    @property
    def traits(self) -> Traits:
        """Return what this tracker can do; finds the native fields when it is first asked."""
        fields = self.binding.fields
        writes = self.settings.access == "write"
        return Traits(
            tool="jira",
            fields=frozenset(fields),
            writable=frozenset(n for n, bound in fields.items() if writes and not bound.fixed),
            fixed={n: bound.fixed for n, bound in fields.items() if bound.fixed},
            lanes={n: lane for n, bound in fields.items() if (lane := bound.lane)},
            batch=BATCH,
            visible_by=VISIBLE_BY,
            markable=self.settings.marker != "none",
            archives=writes,
            mirrors="hidden" if writes else "",
            logged=True,
            sweep=SWEEP if any(bound.id == ISSUELINKS for bound in fields.values()) else 0,
            later=frozenset(n for n, bound in fields.items() if bound.later),
        )

    # -- reading ----------------------------------------------------------------------------

    def observe(self, cursor: str | None, now: datetime) -> Iterator[Page]:
        """Yield what may have changed since the cursor, with overlap; everything without one."""
        known = read_cursor(cursor)
        asked = self._remembered(known, now)
        mark = fingerprint(self.scope, self.binding.ids)
        start = known.seen if known and known.scope == mark else None
        seen: set[RecordId] = set()
        pages = self._pages(self.scope.listing(start), seen)
        held = next(pages)
        for page in pages:
            yield held
            held = page
        moved = bool(seen) or start is None or asked == now
        fresh = Cursor(now, mark, asked, self._described).dumps() if moved else cursor
        yield Page(held.snapshots, held.unreadable, fresh)

    def _remembered(self, known: Cursor | None, now: datetime) -> datetime:
        """Take the site's fields over from a cursor; return when they were asked for."""
        if known is None or not known.knows(now):
            return now
        if "_described" not in self.__dict__:
            if bind(self.settings, known.fields).problems:
                return now  # the configuration, or the site, is not what it was
            self._described = known.fields
        return known.asked if self._described == known.fields else now

    def _pages(self, jql: str, seen: set[RecordId]) -> Iterator[Page]:
        """Yield the pages of a search, each issue once: one that is edited meanwhile moves on."""
        token, used = None, set[str]()
        while True:
            found = self.client.search(jql, self.binding.ids, token)
            issues = [i for i in found["issues"] if identity(i) not in seen]
            seen.update(map(identity, issues))
            yield self._page(issues)
            token = found.get("nextPageToken")
            if not token:
                return
            if token in used:
                raise Unreadable(
                    "jira", f"page token {token!r:.40} came twice while listing", "Try again later"
                )
            used.add(token)

    def _page(self, issues: Sequence[Any]) -> Page:
        shown = [self._seen(issue) for issue in issues]
        return Page(
            snapshots=tuple(s for s in shown if isinstance(s, Snapshot)),
            unreadable=tuple(s for s in shown if isinstance(s, CannotRead)),
        )

    def _seen(self, raw: Any, *, comments: bool = False) -> Shown:
        try:
            issue = read_issue(raw)
            if mark := changelog.mark(issue):
                self._marks[issue.id] = mark
                self._bodies[issue.id] = self.codec.bodies(issue)
            if issue.archived:
                return Absent(issue.id, "archived in Jira", "ARCHIVED")
            reason = self.codec.outside(issue)
            if reason:
                return Absent(issue.id, reason)
            return self.codec.snapshot(self._talk.whole(issue) if comments else issue)
        except CannotRead as unreadable:
            return unreadable

    def read(
        self, records: Sequence[RecordId], fields: Collection[FieldName]
    ) -> Mapping[RecordId, Snapshot | Absent | CannotRead]:
        """Read issues by id, 100 a request, with who changed what; `fields` are all wanted.

        One that such a request leaves out is asked for by itself, so that it says why; so are
        the comments of one that has many.
        """
        wanted = (*self.binding.ids, *ARCHIVAL)
        for record in records:
            self._marks.pop(record, None)
            self._bodies.pop(record, None)
        commented = any(b.id == FIELD for n, b in self.binding.fields.items() if n in fields)
        seen = partial(self._seen, comments=commented)
        found = Reader(self.client, wanted, seen).read(records)
        for record in list(self._bodies)[:-BATCH]:
            del self._bodies[record]
        return found

    def find(self, marker: ItemId) -> tuple[Snapshot, ...]:
        """Return the issues that carry the marker, as far as the index shows them now."""
        pages = self._pages(self.scope.marked(marker), set())
        return tuple(snapshot for page in pages for snapshot in page.snapshots)

    # -- writing ----------------------------------------------------------------------------

    def project(self, name: FieldName, value: Value) -> Value | Cannot:
        """Return what Jira would show of a canonical value; pure. Law: idempotent."""
        return self.projection.of(name, value)

    def apply(self, operation: Operation) -> Receipt:
        """Perform one operation once; see `Tracker.apply` for what it raises."""
        if self.settings.access == "read":
            raise Rejected("jira", operation.item, f"{self.name} is read only")
        if isinstance(operation, Update) and (update := self._updates.get(operation.lane)):
            return update(operation)
        return self._writer.apply(operation)

    @cached_property
    def _updates(self) -> Mapping[str, Callable[[Update], Receipt]]:
        """Return what writes a lane, apart from edits and transitions."""
        sprinter = self._writer.sprinter
        return {COMMENTS: self._talk.update, LINKS: self._linker.update, SPRINT: sprinter.update}

    def note(self, record: RecordId, note: Note) -> None:
        """Let Syncline itself say something on an issue. Raises as `apply` does."""
        self._talk.note(record, note)

    @cached_property
    def _accounts(self) -> Accounts:
        return Accounts(self.settings.people, self.client)

    @cached_property
    def _linker(self) -> Linker:
        return Linker(self.client, self.codec, self.binding.ids)

    @cached_property
    def _talk(self) -> Talk:
        return Talk(self.client, self.codec, self.binding.ids, self._accounts)

    @cached_property
    def _writer(self) -> Writer:
        return Writer(
            settings=self.settings,
            client=self.client,
            binding=self.binding,
            codec=self.codec,
            encoder=Encoder(self.name, self.binding, self.words),
            projection=self.projection,
            accounts=self._accounts,
            receipts=self._receipts,
            walker=self._walker,
            sprinter=Sprinter(self.client, self.codec, self.binding, self.words),
            bodies=self._bodies,
        )

    @cached_property
    def _walker(self) -> Walker:
        return Walker(
            settings=self.settings,
            client=self.client,
            binding=self.binding,
            codec=self.codec,
            words=self.words,
            accounts=self._accounts,
            receipts=self._receipts,
            atlas=Atlas(self._ways_of_some),
        )

    def _ways_of_some(self, jql: str) -> Sequence[Way] | None:
        """Return the ways out of one issue that a query finds."""
        found = self.client.search(jql, ["status"], None)["issues"]
        if not found:
            return None
        return ways(self.client.issue(identity(found[0]), ["status"], "transitions"))

    @property
    def _receipts(self) -> Receipts:
        email = self.settings.secrets["email"]
        return Receipts(self.binding, self.codec, self._accounts, email, self._marks)

    # -- the epoch --------------------------------------------------------------------------

    def epoch(self) -> int | None:
        """Return the epoch that this account keeps in Jira for the portfolio."""
        return self._mirror.epoch()

    def keep_epoch(self, epoch: int) -> None:
        """Let this account keep the epoch, as a property that no page of Jira shows."""
        if self.settings.access == "read":
            raise Rejected("jira", self.name, f"{self.name} is read only")
        self._mirror.keep(epoch)

    @property
    def _mirror(self) -> Mirror:
        return Mirror(self.client, self._accounts, self.settings.portfolio)

    # -- inspecting -------------------------------------------------------------------------

    def inspect(self) -> tuple[Finding, ...]:
        """Check token, projects, words and fields; only reads."""
        return JiraInspector(
            self.settings, self.client, self.scope, self.words, lambda: self.binding
        ).inspect()

    def mend(self, finding: Finding) -> str:
        """Refuse: the marker is a label, which needs nothing to be set up."""
        raise ConfigurationError(f"{finding.what}: this cannot be mended from here")
