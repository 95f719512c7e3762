"""The writes of one data source: create, update, stamp; each with its receipt."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from connectors.notion.bindings import KIND, THREAD
from connectors.notion.blocks import Blocks
from connectors.notion.body import NativeBlock, created, document, nodes, read_body
from connectors.notion.client import Json, NotionClient
from connectors.notion.codec import Body, Codec, revision
from connectors.notion.commenting import Comments
from connectors.notion.comments import Here
from connectors.notion.directory import Directory
from connectors.notion.encode import Encoder, Properties, Refused
from connectors.notion.listing import Listing
from connectors.notion.native import NativePage, read_page
from connectors.notion.portions import portions
from connectors.notion.runs import write_text
from connectors.notion.scope import conditions, lying_within
from syncline.domain.errors import (
    CannotRead,
    Gone,
    Rejected,
    SynclineError,
    UnknownOutcome,
    Unmapped,
)
from syncline.domain.fields import Cannot, Value
from syncline.domain.item import FieldName
from syncline.domain.normaltext import normal_document
from syncline.domain.plan import Archive, Change, Create, Operation, Receipt, Restore, Stamp, Update
from syncline.domain.text import Document

Asked = Mapping[FieldName, Value]
_PAGE = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")  # in the address of a page


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as it was just read; what was not asked for is None."""

    page: NativePage
    blocks: tuple[NativeBlock, ...] | None = None
    comments: Here | Cannot | None = None


class Writer:
    """Perform operations; the schema must be known."""

    def __init__(
        self,
        listing: Listing,
        codec: Codec,
        client: NotionClient,
        people: Directory,
        blocks: Blocks,
        comments: Comments,
    ) -> None:
        self._listing, self._codec, self._client, self._directory = listing, codec, client, people
        self._blocks, self._comments = blocks, comments
        self._settings, self._bindings = codec.settings, codec.bindings
        self._scope = conditions(codec.settings)

    def apply(self, operation: Operation, seen: Seen | None) -> Receipt:
        """Perform one operation once; `seen` is what was read just before it."""
        if self._settings.access == "read":
            raise Rejected("notion", operation.item, f"{self._settings.name} is read only")
        match operation:
            case Create():
                return self._create(operation)
            case Update():
                return self._update(operation, seen)
            case Stamp():
                marked = self._marked(operation.record, operation.item)
                return self._receipt(self._client.update_page(operation.record, marked), ())
            case Archive() | Restore():
                return self._put_away(operation.record, away=isinstance(operation, Archive))

    def _put_away(self, record: str, *, away: bool) -> Receipt:
        """Move a page to the trash, from where people restore it for a month, or take it out."""
        page = self._answer(self._client.put_away(record, away=away))
        if page.trashed is not away or (page.archived and not away):
            shown = "in the trash" if page.trashed else "archived" if page.archived else "in place"
            raise Rejected("notion", record, f"Notion left the page {shown}: move it there by hand")
        return self._confirmed(page, (), None)

    # -- create -----------------------------------------------------------------------------

    def _create(self, operation: Create) -> Receipt:
        asked = self._creatable({c.field: c.ask for c in operation.changes})
        tree = created(nodes(self._body(operation.item, asked)))
        first = next(portions(tree), [])
        # The answer does not name the blocks, so that nothing can be added below one of them.
        whole = [one.data for one in takewhile(lambda one: not one.rest, first)]
        data: dict[str, Any] = {
            "parent": {"type": "data_source_id", "data_source_id": self._listing.source},
            "properties": {
                **lying_within(self._scope, self._listing.discovered()),
                **self._properties(operation.item, asked, None),
                **self._kind(operation),
                **self._marked(operation.item, operation.item),
                **self._tied(operation),
            },
        }
        if whole:
            data["children"] = whole
        made = self._answer(self._client.create_page(data))
        shown: Body = document(tree)
        if (rest := tree[len(whole) :]) and not self._blocks.fill(made.id, rest):
            shown = self._read_back(made.id)
        receipt = self._confirmed(made, tuple(asked), shown)
        # What Notion fills in by itself is told too: it is nobody's edit.
        return replace(receipt, stored={**self._codec.readable(made), **receipt.stored})

    def _creatable(self, asked: dict[FieldName, Value]) -> Asked:
        """Leave out what a new page cannot hold yet: the start of a range without an end."""
        alone = self._bindings.shares_period("start") and asked.get("target") is None
        return {n: v for n, v in asked.items() if not (alone and n == "start")}

    def _kind(self, operation: Create) -> Properties:
        named = self._settings.kinds.get(operation.kind)
        if named is None:
            reason = f"{self._settings.name} holds no {operation.kind}"
            raise Rejected("notion", operation.item, reason)
        if named == "*":
            return {}
        found = self._listing.discovered().find(KIND)
        if found is None or found.type not in ("select", "status"):
            reason = f'kinds names "{named}", and there is no select property "{KIND}" to hold it'
            raise Rejected("notion", operation.item, reason)
        return {found.id: {found.type: {"name": named}}}

    def _tied(self, operation: Create) -> Properties:
        """Return the properties that say what a new page delivers."""
        written: Properties = {}
        for name, address in operation.ties.items():
            found = self._listing.discovered().find(name)
            kind, page = found.type if found else "", _PAGE.search(address)
            values = {"rich_text": write_text(address), "url": address}
            if page:
                values["relation"] = [{"id": page[0]}]
            if found is None or kind not in values:
                reason = f'there is no text, URL or relation property "{name}" that holds {address}'
                raise Rejected("notion", operation.item, f"{reason}: add it, or name another tie")
            written[found.id] = {kind: values[kind]}
        return written

    def _marked(self, record: str, item: str) -> Properties:
        """Return the marker property. Raises Rejected when there is none: add it by `doctor`."""
        if self._bindings.marker == "none":
            return {}
        found = self._listing.discovered().find(self._bindings.marker)
        if found is None or found.type != "rich_text":
            found = self._listing.discovered(fresh=True).find(self._bindings.marker)
        if found is None or found.type != "rich_text":
            reason = (
                f'there is no text property "{self._bindings.marker}" for the marker: '
                "`syncline doctor --fix` adds it"
            )
            raise Rejected("notion", record, reason)
        return {found.id: {"rich_text": write_text(item)}}

    # -- update -----------------------------------------------------------------------------

    def _update(self, operation: Update, seen: Seen | None) -> Receipt:
        asked = {c.field: c.ask for c in operation.changes}
        seen = seen or self._seen(operation.record)
        if THREAD in asked:
            return self._say(operation, seen)
        page, record = seen.page, operation.record
        before = {c.field: c.expect for c in operation.changes if isinstance(c.expect, frozenset)}
        properties = self._properties(record, asked, page, before)
        shown: Body = None
        written = any(map(self._bindings.in_body, asked))
        if written:
            wanted = self._body(record, asked)
            shown = self._blocks.write(record, wanted, self._held(seen, operation.changes))
        if properties:
            try:
                page = self._answer(self._client.update_page(record, properties))
            except SynclineError as failed:
                if not written:
                    raise
                raise UnknownOutcome(
                    "notion", f"page {record} is half written: {failed}"
                ) from failed
        return self._confirmed(page, tuple(asked), shown)

    def _say(self, operation: Update, seen: Seen) -> Receipt:
        """Write copies of comments: a lane of their own, which moves no stamp of the page."""
        change = next(c for c in operation.changes if c.field == THREAD)
        self._comments.write(operation.record, change, seen.comments)
        page = seen.page
        stored = {THREAD: change.ask}
        return Receipt(page.id, page.number or page.id, page.url, stored, answered=True)

    def _seen(self, record: str) -> Seen:
        page = read_page(self._client.page(record))
        if page.trashed or page.archived:
            raise Gone("notion", record, "it is in the trash, or archived")
        return Seen(page)

    def _held(self, seen: Seen, changes: Sequence[Change]) -> tuple[NativeBlock, ...]:
        """Return the blocks to change: as just read, when they are still what is expected."""
        expected = next(c.expect for c in changes if self._bindings.in_body(c.field))
        blocks = seen.blocks
        if blocks is None or read_body(blocks) != _document(expected):
            return self._blocks.read(seen.page.id)
        return blocks

    # -- values -----------------------------------------------------------------------------

    def _properties(
        self,
        record: str,
        asked: Asked,
        page: NativePage | None,
        before: Mapping[FieldName, frozenset[str]] | None = None,
    ) -> Properties:
        """Return the properties of a write. Raises Unmapped, before anything is sent."""
        encoder = Encoder(
            self._bindings, self._codec, lambda email: self._directory.account(record, email), page,
            before or {},
        )  # fmt: skip
        try:
            return encoder.properties(
                {n: v for n, v in asked.items() if not self._bindings.in_body(n)}
            )
        except Refused as refused:
            raise Unmapped("notion", record, str(refused)) from None

    def _body(self, record: str, asked: Asked) -> Document | None:
        if not any(map(self._bindings.in_body, asked)):
            return None
        shown = self._codec.project("description", asked["description"])
        if isinstance(shown, Cannot):
            raise Unmapped("notion", record, shown.reason)
        return _document(shown)

    # -- receipts ---------------------------------------------------------------------------

    def _answer(self, answer: Json) -> NativePage:
        try:
            return read_page(answer)
        except CannotRead as unreadable:
            raise UnknownOutcome("notion", f"a write was answered with: {unreadable}") from None

    def _receipt(self, answer: Json, names: Sequence[FieldName]) -> Receipt:
        return self._confirmed(self._answer(answer), names, None)

    def _confirmed(self, page: NativePage, names: Sequence[FieldName], body: Body) -> Receipt:
        """Return what was stored, read from the write's own answer."""
        try:
            stored = self._codec.values(page, names)
        except CannotRead as unreadable:
            raise UnknownOutcome("notion", f"a write was answered with: {unreadable}") from None
        if any(map(self._bindings.in_body, names)) and not isinstance(body, Cannot):
            stored["description"] = body
        key = page.number or page.id
        return Receipt(page.id, key, page.url, stored, answered=True, revision=revision(page, None))

    def _read_back(self, page: str) -> Body:
        try:
            return read_body(self._blocks.read(page))
        except SynclineError as lost:
            raise UnknownOutcome("notion", f"the body of new page {page}: {lost}", page) from lost


def _document(value: Value) -> Document | None:
    return normal_document(value) if isinstance(value, Document) else None
