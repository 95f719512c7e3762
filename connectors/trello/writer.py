"""One operation as calls: everything is looked up first, then the calls are made in order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from connectors.trello.board import BUILT_IN
from connectors.trello.checklist import CHECKLIST
from connectors.trello.client import Json, TrelloClient
from connectors.trello.codec import CANNOT_SAY, Codec
from connectors.trello.commenting import Copies
from connectors.trello.comments import THREAD
from connectors.trello.covered import LOGGED, History
from connectors.trello.directory import Directory
from connectors.trello.drafting import Drafts, Setting
from connectors.trello.listing import Listing
from connectors.trello.marker import ATTACHED, marker_url
from connectors.trello.native import FieldItem, NativeCard, read_card, read_item
from connectors.trello.observation import Observer
from connectors.trello.shapes import Malformed
from connectors.trello.writing import Body, Wanted, former
from syncline.domain.errors import (
    CannotRead,
    Gone,
    ItemError,
    Rejected,
    ReplicaError,
    RetryLater,
    SynclineError,
    UnknownOutcome,
)
from syncline.domain.fields import Cannot, Value, is_empty
from syncline.domain.item import Absent, FieldName, RecordId
from syncline.domain.plan import Covered, Create, Receipt, Stamp, Update

NEWEST = 20  # actions of a card that are looked at after a write
Told = Mapping[FieldName, Value]
Step = Callable[[], Told]
"""A call; it returns what its answer tells of the fields."""


class Writer:
    """Perform operations; `latest` holds the cards as they were read just before."""

    def __init__(
        self, client: TrelloClient, directory: Directory, codec: Codec, observer: Observer
    ) -> None:
        self._client, self._directory = client, directory
        self._codec, self._observer = codec, observer
        self._drafts = Drafts(codec, directory)
        self.latest: dict[RecordId, NativeCard] = {}

    # -- creating and stamping --------------------------------------------------------------

    def create(self, operation: Create) -> Receipt:
        """Make a card with its marker in one call; its custom fields take one each."""
        settings = self._codec.settings
        if settings.kinds.get(operation.kind) not in ("*", "card"):
            reason = (
                f'{settings.name} holds no {operation.kind}: write kinds: {{{operation.kind}: "*"}}'
            )
            raise Rejected("trello", operation.item, reason)
        fields = self._drafts.wanted(operation.item, operation.changes)
        customs = [f for f in fields if f.native not in BUILT_IN and not is_empty(f.value)]
        given = list(map(self._drafts.setting, customs))
        marker = {"urlSource": marker_url(operation.item)} if self._codec.marked else {}
        body = {**self._drafts.card(fields), **marker}
        made = _answered(self._client.create_card(body, operation.item))
        card = self._filled(made, given, [one for one in fields if one.native == CHECKLIST])
        # What Trello fills in by itself is told too: it is nobody's edit.
        return _receipt(card, self._codec.snapshot(card, self._directory.board).fields)

    def _filled(
        self, made: NativeCard, given: Sequence[Setting], listed: Sequence[Wanted]
    ) -> NativeCard:
        """Give a new card its custom fields and its checklist, of which it has none yet."""
        try:
            items = [self._set(made.id, setting) for setting in given]
            for field in listed:
                _ = [call() for call in Listing(self._client, made).calls(field)]
        except SynclineError as lost:
            seen = f"card {made.id} was created, then: {lost}"
            raise UnknownOutcome("trello", seen, made.id) from lost
        shown = made.shown | {"customFieldItems"}
        return replace(made, shown=shown, items=tuple(filter(None, items)))

    def stamp(self, operation: Stamp) -> Receipt:
        """Attach the marker to a card."""
        if not self._codec.marked:
            reason = f"{self._codec.settings.name} keeps its records unmarked (marker: none)"
            raise Rejected("trello", operation.record, reason)
        card = self._read(operation.record)
        self._client.attach(card.id, marker_url(operation.item), ATTACHED)
        return _receipt(card, {})

    def put_away(self, record: RecordId, *, away: bool) -> Receipt:
        """Archive a card, from where people bring it back whenever they like, or bring it back."""
        card = _answered(self._client.update_card(record, {"closed": away}))
        if card.closed is not away:
            verb = "archive" if away else "bring back"
            raise Rejected("trello", record, f"Trello did not {verb} the card: do it by hand")
        return _receipt(card, {})

    # -- changing ---------------------------------------------------------------------------

    def update(self, operation: Update) -> Receipt:
        """Write the fields of one card. A failure after the first call is an UnknownOutcome."""
        fields = self._drafts.wanted(operation.record, operation.changes)
        card = self._known(operation.record, fields)
        for field in fields:
            held = self._codec.shown(card, field.mapping, self._directory.board)
            if isinstance(held, Cannot):
                raise Rejected("trello", card.id, f"{field.mapping.name}: {held.reason}")
        steps = self._steps(card, fields)
        # What the answers do not tell is as asked.
        stored: dict[FieldName, Value] = {field.mapping.name: field.value for field in fields}
        for done, step in enumerate(steps):
            stored |= self._made(step, f"{done} of {len(steps)} calls for {card.id}", done=done)
        receipt = _receipt(card, stored)
        return self._looked_back(receipt, card, fields) if steps else receipt

    def _looked_back(self, receipt: Receipt, card: NativeCard, fields: Sequence[Wanted]) -> Receipt:
        """Add what the write covered, as far as the actions of the card tell."""
        logged = [field for field in fields if field.native in LOGGED]
        if not logged:
            return receipt
        try:
            actions = self._client.told(card.id, "updateCard", limit=NEWEST)
        except (ItemError, ReplicaError, RetryLater) as trouble:
            return replace(receipt, note=f"what it may have covered could not be read: {trouble}")
        typed = History(self._codec, self._directory.board, card, actions).covered(logged)
        author = self._directory.author
        covered = {
            name: Covered(one.value, author(one.account) if one.account else None, one.at)
            for name, one in typed.items()
        }
        return replace(receipt, covered=covered)

    def _made(self, step: Step, progress: str, *, done: int) -> Told:
        try:
            return step()
        except (ItemError, ReplicaError, RetryLater) as trouble:
            if isinstance(trouble, ItemError):
                self._directory.forget()  # a list, label or option may be gone
            if not done:
                raise
            raise UnknownOutcome("trello", f"{progress} were applied, then: {trouble}") from trouble

    def _steps(self, card: NativeCard, fields: Sequence[Wanted]) -> list[Step]:
        """Prepare the calls. Raises ItemError before anything is written."""
        steps: list[Step] = []
        edits = [field for field in fields if field.lane == "edit"]
        if body := self._drafts.edit(edits, card):
            steps.append(partial(self._edit, card, edits, body))
        for field in (field for field in fields if field.lane != "edit"):
            if field.native == "labels":
                steps += self._taggings(card, field)
            elif field.native == CHECKLIST:
                calls = Listing(self._client, card).calls(field)
                steps += [partial(_untold, call) for call in calls]
            elif field.native == THREAD:
                copies = Copies(self._client, self._directory, self._codec.settings.name, card)
                steps += [partial(_untold, call) for call in copies.calls(field)]
            else:
                steps.append(partial(self._give, card, field, self._drafts.setting(field)))
        return steps

    def _edit(self, card: NativeCard, fields: Sequence[Wanted], body: Body) -> Told:
        """Change a card; one that was archived meanwhile gets back what it had.

        Trello lets archived cards be edited, and tells only in the answer that it did.
        """
        answer = _answered(self._client.update_card(card.id, body))
        if answer.closed:
            try:
                self._client.update_card(card.id, former(card, body))
            except SynclineError as lost:
                seen = f"card {card.id} was archived meanwhile, and keeps our edit: {lost}"
                raise UnknownOutcome("trello", seen) from lost
            reason = "somebody has just archived it, so it was left as it was: restore it first"
            raise Rejected("trello", card.id, reason)
        return {field.mapping.name: self._stored(field, answer) for field in fields}

    def _taggings(self, card: NativeCard, field: Wanted) -> list[Step]:
        tagging, client = self._drafts.tagging(field, card), self._client
        calls = [partial(client.add_label, card.id, label) for label in tagging.added]
        calls += [partial(client.remove_label, card.id, label) for label in tagging.removed]
        return [partial(_untold, call) for call in calls]

    def _give(self, card: NativeCard, field: Wanted, setting: Setting) -> Told:
        item = self._set(card.id, setting)
        items = (item,) if item else ()
        answer = replace(card, shown=card.shown | {"customFieldItems"}, items=items)
        return {field.mapping.name: self._stored(field, answer)}

    def _set(self, card: RecordId, setting: Setting) -> FieldItem | None:
        answer = self._client.set_field(card, setting.field, setting.body)
        try:
            return read_item({"idCustomField": setting.field, **answer})
        except Malformed as wrong:
            raise UnknownOutcome("trello", f"the answer to a write has {wrong}", card) from None

    def _stored(self, field: Wanted, card: NativeCard) -> Value:
        shown = self._codec.shown(card, field.mapping, self._directory.board)
        return field.value if isinstance(shown, Cannot) or shown is CANNOT_SAY else shown

    # -- reading before ---------------------------------------------------------------------

    def _known(self, record: RecordId, fields: Sequence[Wanted]) -> NativeCard:
        """Return a card as it was read last, or as it is where no answer will tell.

        The answer to an edit shows that a card was archived meanwhile; no other answer does.
        """
        latest = self.latest.pop(record, None)
        if latest and all(field.lane == "edit" for field in fields):
            return latest
        return self._read(record, comments=any(field.native == THREAD for field in fields))

    def _read(self, record: RecordId, *, comments: bool = False) -> NativeCard:
        match self._observer.read([record], comments=comments)[record]:
            case NativeCard() as card:
                return card
            case Absent(reason=reason, presence="GONE"):
                raise Gone("trello", record, reason)
            case Absent(reason=reason):
                raise Rejected("trello", record, reason)
            case CannotRead() as unreadable:
                raise unreadable


def _untold(call: Callable[[], None]) -> Told:
    call()
    return {}


def _answered(answer: Json) -> NativeCard:
    try:
        return read_card(answer)
    except CannotRead as unreadable:
        raise UnknownOutcome("trello", f"the answer to a write has {unreadable.reason}") from None


def _receipt(card: NativeCard, stored: Told) -> Receipt:
    revision = card.active.isoformat() if card.active else ""
    return Receipt(card.id, card.key, card.url, stored, answered=True, revision=revision)
