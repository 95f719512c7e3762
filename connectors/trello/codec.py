"""From a native card to a Snapshot; pure."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Literal

from connectors.trello.board import BUILT_IN, CUSTOM, Board, CustomField, holds, native_name
from connectors.trello.checklist import CHECKLIST
from connectors.trello.comments import THREAD, said, shown
from connectors.trello.dates import due_day, start_day
from connectors.trello.marker import UNMARKED, read_marker, without_markers
from connectors.trello.native import FieldItem, NativeCard
from connectors.trello.richtext import read_markdown
from connectors.trello.shapes import Malformed, instant
from connectors.trello.words import read_word
from syncline.domain.fields import Cannot, FieldType, Value, normal
from syncline.domain.item import FieldName, Kind, Snapshot
from syncline.domain.plain import one_line
from syncline.ports import FieldMapping, ReplicaSettings

TICKED = "true"  # the native word of a ticked checkbox
_SKIPPED = {"mirror", "separator", "template"}
"""Cards that are no work of their own: another card shown again, a line, a form to be copied."""


class _Unsaid(Enum):
    CANNOT_SAY = 0


CANNOT_SAY: Literal[_Unsaid.CANNOT_SAY] = _Unsaid.CANNOT_SAY
Shown = Value | Cannot | Literal[_Unsaid.CANNOT_SAY]


@dataclass(frozen=True, slots=True)
class Codec:
    """The reading of one replica's cards in canonical terms."""

    settings: ReplicaSettings

    @property
    def marked(self) -> bool:
        """Tell whether records carry a marker."""
        return self.settings.marker != UNMARKED

    @property
    def commented(self) -> bool:
        """Tell whether comments are carried; only then may they cost a request."""
        return THREAD in self.settings.fields

    @property
    def listed(self) -> bool:
        """Tell whether a checklist shows what is below a card; only then it is read."""
        return any(native_name(one) == CHECKLIST for one in self.settings.fields.values())

    def kind(self, card: NativeCard) -> Kind | None:
        """Return what a card is, None when this replica does not take it."""
        kinds: dict[str, Kind] = {native: kind for kind, native in self.settings.kinds.items()}
        return kinds.get(card.role, None if card.role in _SKIPPED else kinds.get("*"))

    def outside(self, card: NativeCard, board: Board) -> str | None:
        """Say why a card is none of this replica's, None when it is."""
        if card.board != board.id:
            return f"it is on another board than {board.name}"
        if self.kind(card) is None:
            return f"{self.settings.name} takes no {card.role}"
        return None

    def snapshot(self, card: NativeCard, board: Board) -> Snapshot:
        """Return what a card shows of every mapped field."""
        fields: dict[FieldName, Value] = {}
        refused: dict[FieldName, str] = {}
        for name, mapping in self.settings.fields.items():
            shown = self.shown(card, mapping, board)
            if isinstance(shown, Cannot):
                refused[name] = shown.reason
            elif shown is not CANNOT_SAY:
                fields[name] = shown
        return Snapshot(
            replica=self.settings.name,
            id=card.id,
            key=card.key,
            url=card.url,
            kind=self.kind(card) or "task",
            fields=fields,
            revision=card.active.isoformat() if card.active else "",
            marker=read_marker(card.links),
            refused=refused,
            deferred=frozenset({THREAD} if self.commented and card.comments is None else ()),
            ties=_texts(card, board, self.settings.ties),
            hints=_texts(card, board, self.settings.hints),
            created=card.created,
            updated=card.active,
        )

    def shown(self, card: NativeCard, mapping: FieldMapping, board: Board) -> Shown:
        """Return one mapped field in normal form, that it is unsaid, or why it cannot be read."""
        shown = self._raw(card, mapping, board)
        if shown is CANNOT_SAY or isinstance(shown, Cannot):
            return shown
        return normal(mapping.type, shown)

    def _raw(self, card: NativeCard, mapping: FieldMapping, board: Board) -> Shown:
        native = native_name(mapping)
        if native not in BUILT_IN:
            return self._custom(card, mapping, board)
        if not holds(native, mapping.type):
            return Cannot(f"{native} holds a {BUILT_IN[native]}, not a {mapping.type}")
        key, read = _READERS[native]
        return read(self, card, mapping, board) if key in card.shown else CANNOT_SAY

    def status(self, card: NativeCard, mapping: FieldMapping, board: Board) -> Shown:
        """Return the word of the list that a card is on, and of its tick."""
        found = board.column(card.list)
        if found is None:
            return CANNOT_SAY
        return read_word(self.settings, mapping.name, found.name, completed=card.due_complete)

    def owner_account(self, card: NativeCard, board: Board) -> str | None:
        """Return the account of the member that is shown as the owner."""
        return next((one for one in card.members if self._person(one, board)), None)

    def _person(self, account: str, board: Board) -> str | None:
        people, member = self.settings.people, board.member(account)
        return member.canonical(people) if member else people.canonical("trello", account, None)

    def owner(self, card: NativeCard, mapping: FieldMapping, board: Board) -> Shown:
        """Return the first member of a card that is a known person, or all of several."""
        if mapping.type is FieldType.PEOPLE:
            return self._people(card, board)
        account = self.owner_account(card, board)
        if account or not card.members:
            return self._person(account, board) if account else None
        return _hidden(card.members, board)

    def _people(self, card: NativeCard, board: Board) -> Shown:
        """Return all members; one whom nobody knows is not nobody."""
        known = {one: self._person(one, board) for one in card.members}
        hidden = [one for one, email in known.items() if email is None]
        return _hidden(hidden, board) if hidden else frozenset(filter(None, known.values()))

    def _custom(self, card: NativeCard, mapping: FieldMapping, board: Board) -> Shown:
        field = board.field(native_name(mapping))
        if field is None or "customFieldItems" not in card.shown:
            return CANNOT_SAY
        item = card.item(field.id)
        return self.held(item, field, mapping) if item else normal(mapping.type, None)

    def held(self, item: FieldItem, field: CustomField, mapping: FieldMapping) -> Shown:
        """Return the value of a custom field, or why it cannot be read."""
        text = _said(item, field)
        if mapping.type in CUSTOM.get(field.type, ()) and text is not None:
            with suppress(Malformed, ValueError):
                return self._typed(text, mapping)
        return Cannot(
            f"the custom field {field.name} ({field.type or 'of unknown type'}) shows "
            f'"{text or item.text}", which is not one {mapping.type}: map another field'
        )

    def _typed(self, text: str, mapping: FieldMapping) -> Value | Cannot:
        """Read the text of a custom field. Raises Malformed and ValueError."""
        match mapping.type:
            case FieldType.OPTION:
                return read_word(self.settings, mapping.name, text)
            case FieldType.CHECKBOX:
                return text == TICKED
            case FieldType.NUMBER:
                return finite(text)
            case FieldType.MOMENT:
                return instant(text, "value.date")
            case FieldType.DATE:
                return due_day(instant(text, "value.date"))
            case _:
                return text

    def native_text(self, card: NativeCard, mapping: FieldMapping, board: Board) -> str | None:
        """Return the native word of an option field, as Trello shows it."""
        native = native_name(mapping)
        return _texts(card, board, (native,)).get(native)


def _hidden(accounts: Iterable[str], board: Board) -> Cannot:
    members = [(one, board.member(one)) for one in accounts]
    names = ", ".join(f"@{member.username}" if member else one for one, member in members)
    return Cannot(f"Trello shows no e-mail address of {names}: name the account in people.yaml")


def finite(text: str) -> float:
    """Return a number. Raises ValueError for anything else, such as "nan"."""
    number = float(text)
    if number - number != 0:
        raise ValueError(text)
    return number


def _said(item: FieldItem, field: CustomField) -> str | None:
    """Return what a custom field says as a text, None where it is of another type than its own."""
    kinds = {"list": "option", "checkbox": "checked"}
    if item.kind != kinds.get(field.type, field.type):
        return None
    if item.kind != "option":
        return item.text
    return next((option.name for option in field.options if option.id == item.text), None)


def _texts(card: NativeCard, board: Board, names: tuple[str, ...]) -> dict[str, str]:
    """Return the raw texts of native fields that tie a record or tell its team."""
    home = board.column(card.list)
    own = {"list": home.name if home else None, "board": board.name, "name": card.name}
    found = {}
    for name in names:
        field = board.field(name)
        item = card.item(field.id) if field else None
        text = own.get(name) or (_said(item, field) if item and field else None)
        if text:
            found[name] = text
    return found


def _description(codec: Codec, card: NativeCard, _: FieldMapping, __: Board) -> Shown:
    return read_markdown(card.desc or "", codec.settings.name)


def _labels(_: Codec, card: NativeCard, __: FieldMapping, ___: Board) -> Shown:
    if card.labels is None:
        return CANNOT_SAY
    return without_markers(one_line(one.name) for one in card.labels)


def _comments(codec: Codec, card: NativeCard, _: FieldMapping, __: Board) -> Shown:
    if card.comments is None:
        return CANNOT_SAY
    return shown(said(one, card.url, codec.settings.name) for one in card.comments)


def _start(_: Codec, card: NativeCard, mapping: FieldMapping, ___: Board) -> date | None:
    if mapping.type is FieldType.MOMENT:
        return card.start
    return start_day(card.start) if card.start else None


def _due(_: Codec, card: NativeCard, mapping: FieldMapping, ___: Board) -> date | None:
    if mapping.type is FieldType.MOMENT:
        return card.due
    return due_day(card.due) if card.due else None


_Reader = Callable[[Codec, NativeCard, FieldMapping, Board], Shown]
_READERS: Mapping[str, tuple[str, _Reader]] = {
    "name": ("name", lambda _, card, __, ___: one_line(card.name or "") or None),
    "desc": ("desc", _description),
    "list": ("idList", Codec.status),
    "members": ("idMembers", Codec.owner),
    "start": ("start", _start),
    "due": ("due", _due),
    "labels": ("labels", _labels),
    "comments": ("id", _comments),
    CHECKLIST: ("checklists", lambda _, card, __, ___: card.listed.elements),
}
"""Native field -> the property that shows it, and how it is read."""
