"""The board as it was discovered: its lists, custom fields and members."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from connectors.trello.checklist import CHECKLIST
from connectors.trello.native import NativeCard
from connectors.trello.shapes import flag, identifier, record, records, text
from connectors.trello.words import folded
from syncline.domain.fields import FieldType
from syncline.domain.people import People
from syncline.ports import FieldMapping

DEFAULTS: Mapping[str, str] = {
    "title": "name", "description": "desc", "status": "list", "owner": "members",
    "start": "start", "target": "due", "labels": "labels", "priority": "Priority",
    "comments": "comments", "subtasks": CHECKLIST,
}  # fmt: skip
"""The native field of a canonical one where the configuration names none."""

BUILT_IN: Mapping[str, FieldType] = {
    "name": FieldType.TEXT, "desc": FieldType.RICH, "list": FieldType.OPTION,
    "members": FieldType.PERSON, "start": FieldType.DATE, "due": FieldType.DATE,
    "labels": FieldType.SET, "comments": FieldType.THREAD, CHECKLIST: FieldType.SET,
}  # fmt: skip
"""The properties that every card has; any other native name is a custom field."""

CUSTOM: Mapping[str, frozenset[FieldType]] = {
    "text": frozenset({FieldType.TEXT, FieldType.URL, FieldType.OPTION}),
    "number": frozenset({FieldType.NUMBER}),
    "date": frozenset({FieldType.DATE, FieldType.MOMENT}),
    "list": frozenset({FieldType.OPTION}),
    "checkbox": frozenset({FieldType.OPTION, FieldType.CHECKBOX}),
}
"""What a type of custom field can hold; a checkbox that is not ticked is empty."""


_ALSO = {
    ("members", FieldType.PEOPLE), ("start", FieldType.MOMENT), ("due", FieldType.MOMENT),
}  # fmt: skip


def holds(native: str, kind: FieldType) -> bool:
    """Tell whether a property of every card holds a type; members are one person, or several."""
    return BUILT_IN[native] is kind or (native, kind) in _ALSO


AT_BIRTH = BUILT_IN.keys() - {CHECKLIST}
"""What a card can be given in the call that makes it."""
_OF_ITS_OWN = frozenset({"labels", "comments", CHECKLIST})  # each element is written by a call
_ALIASES = {"idList": "list", "idMembers": "members", "idLabels": "labels"}


def native_name(mapping: FieldMapping) -> str:
    """Return the native name (or id) of a mapped field."""
    native = mapping.native or DEFAULTS.get(mapping.name, mapping.name)
    return _ALIASES.get(native, native)


def lane(mapping: FieldMapping) -> str:
    """Return the kind of call that writes a field: one for the card, one for each other thing."""
    native = native_name(mapping)
    return "edit" if native in BUILT_IN and native not in _OF_ITS_OWN else native


@dataclass(frozen=True, slots=True)
class BoardList:
    """A column of the board; an archived one keeps its cards, which stay open."""

    id: str
    name: str
    closed: bool


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a custom field."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class CustomField:
    """The definition of a custom field."""

    id: str
    name: str
    type: str
    options: tuple[Option, ...] = ()

    def option(self, name: str) -> Option | None:
        """Return the choice of this name."""
        return next((o for o in self.options if folded(o.name) == folded(name)), None)


@dataclass(frozen=True, slots=True)
class Member:
    """A person on the board; Trello shows the address of the token's own account alone."""

    id: str
    username: str
    email: str | None = None

    def canonical(self, people: People) -> str | None:
        """Return the canonical address: people.yaml may name the account by id or by username."""
        known = people.canonical("trello", self.id, None)
        return known or people.canonical("trello", self.username, self.email)


@dataclass(frozen=True, slots=True)
class Board:
    """A board; custom fields are found by id or by name."""

    id: str
    name: str
    closed: bool
    lists: tuple[BoardList, ...]
    fields: tuple[CustomField, ...]
    members: tuple[Member, ...]

    def column(self, identity: str | None) -> BoardList | None:
        """Return a list by its id."""
        return next((one for one in self.lists if one.id == identity), None)

    def open_list(self, name: str) -> BoardList | None:
        """Return the first list of this name that is not archived."""
        found = (one for one in self.lists if folded(one.name) == folded(name))
        return next((one for one in found if not one.closed), None)

    def field(self, native: str) -> CustomField | None:
        """Return the custom field with this id or name."""
        wanted = folded(native)
        return next((f for f in self.fields if f.id == native or folded(f.name) == wanted), None)

    def member(self, account: str) -> Member | None:
        """Return a member by id or by username."""
        wanted = account.removeprefix("@").casefold()
        found = (m for m in self.members if wanted in (m.id, m.username.casefold()))
        return next(found, None)

    def strange(self, card: NativeCard) -> frozenset[str]:
        """Return the ids on a card that the board did not have when it was discovered."""
        options = {item.text for item in card.items if item.kind == "option"}
        shown = {card.list or "", *card.members, *(item.field for item in card.items), *options}
        known = {one.id for part in (self.lists, self.fields, self.members) for one in part}
        known |= {option.id for field in self.fields for option in field.options}
        return frozenset(shown - known - {""})

    def row(self) -> list[Any]:
        """Return what a cursor remembers."""
        return [
            self.id,
            self.name,
            self.closed,
            [[one.id, one.name, one.closed] for one in self.lists],
            [[f.id, f.name, f.type, [[o.id, o.name] for o in f.options]] for f in self.fields],
            [[m.id, m.username, m.email] for m in self.members],
        ]


def from_row(row: Any) -> Board:
    """Read what `Board.row` wrote. Raises ValueError and TypeError."""
    board, name, closed, lists, fields, members = row
    return Board(
        str(board),
        str(name),
        bool(closed),
        tuple(BoardList(str(i), str(n), bool(c)) for i, n, c in lists),
        tuple(
            CustomField(str(i), str(n), str(t), tuple(Option(str(k), str(v)) for k, v in options))
            for i, n, t, options in fields
        ),
        tuple(Member(str(i), str(n), e and str(e)) for i, n, e in members),
    )


def read_board(data: Mapping[str, Any]) -> Board:
    """Read a board with its lists, customFields and members. Raises Malformed."""
    return Board(
        identifier(data, "id"),
        text(data, "name") or "",
        flag(data, "closed"),
        tuple(map(_list, records(data, "lists"))),
        tuple(map(_field, records(data, "customFields"))),
        tuple(map(read_member, records(data, "members"))),
    )


def _list(data: Mapping[str, Any]) -> BoardList:
    return BoardList(identifier(data, "id"), text(data, "name") or "", flag(data, "closed"))


def _field(data: Mapping[str, Any]) -> CustomField:
    # The specification has the name and the options inside of `display`; the API has them beside.
    beside = {**record(data, "display"), **data}
    options = (
        Option(identifier(one, "id"), text(record(one, "value"), "text") or "")
        for one in records(beside, "options")
    )
    name, kind = text(beside, "name"), text(beside, "type")
    return CustomField(identifier(data, "id"), name or "", kind or "", tuple(options))


def read_member(data: Mapping[str, Any]) -> Member:
    """Read a member. Raises Malformed."""
    return Member(identifier(data, "id"), text(data, "username") or "", text(data, "email") or None)
