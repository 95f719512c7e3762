"""What a Trello card natively says, in every shape that the API documents."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from connectors.trello.checklist import Listed, read_listed
from connectors.trello.comments import NativeComment, read_comment
from connectors.trello.shapes import (
    Malformed,
    expected,
    flag,
    identifier,
    moment,
    record,
    records,
    text,
    texts,
)
from syncline.domain.errors import CannotRead

CARD_FIELDS = (
    "name,desc,idBoard,idList,closed,cardRole,isTemplate,idMembers,labels,due,dueComplete,start,"
    "shortLink,shortUrl,dateLastActivity"
)
"""The fields with which cards are listed."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label of a card; many have a colour and no name, and two may have one name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class FieldItem:
    """The value of one custom field on a card.

    `kind`: text, number, date, checked, or option, whose text is the option's id. Trello shows
    every value as a text.
    """

    field: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class NativeCard:
    """One card; `shown` names the properties that the payload had."""

    id: str
    shown: frozenset[str]
    name: str | None
    desc: str | None
    board: str | None
    list: str | None
    closed: bool
    role: str
    members: tuple[str, ...]
    labels: tuple[Label, ...] | None
    due: datetime | None
    due_complete: bool
    start: datetime | None
    items: tuple[FieldItem, ...]
    links: tuple[str, ...]  # the addresses of its attachments
    key: str
    url: str
    active: datetime | None
    comments: tuple[NativeComment, ...] | None = None  # None: the payload does not show them
    listed: Listed = field(default_factory=Listed)  # the checklist that Syncline keeps on it

    @property
    def created(self) -> datetime | None:
        """Return when the card was made: its id begins with that second."""
        try:
            return datetime.fromtimestamp(int(self.id[:8], 16), UTC)
        except ValueError:
            return None

    def item(self, field: str) -> FieldItem | None:
        """Return the value of a custom field, by the field's id."""
        return next((item for item in self.items if item.field == field), None)


def read_card(data: Any) -> NativeCard:
    """Read a card. Raises CannotRead with the path inside the payload."""
    card = ""
    try:
        if not isinstance(data, dict):
            raise expected("an object", data, "card")
        card = identifier(data, "id")
        return _card(data, card)
    except Malformed as wrong:
        raise CannotRead("trello", card or "(no id)", str(wrong)) from None


def _card(data: Mapping[str, Any], card: str) -> NativeCard:
    key = text(data, "shortLink") or card
    return NativeCard(
        id=card,
        shown=frozenset(data),
        name=text(data, "name"),
        desc=text(data, "desc"),
        board=text(data, "idBoard"),
        list=text(data, "idList"),
        closed=flag(data, "closed"),
        role=_role(data),
        members=texts(data, "idMembers"),
        labels=_labels(data),
        due=moment(data, "due"),
        due_complete=flag(data, "dueComplete"),
        start=moment(data, "start"),
        items=read_items(data, "customFieldItems"),
        links=tuple(text(one, "url") or "" for one in records(data, "attachments")),
        key=key,
        # The long address holds the title, and changes with it.
        url=text(data, "shortUrl") or f"https://trello.com/c/{key}",
        active=moment(data, "dateLastActivity"),
        comments=_comments(data),
        listed=read_listed(data),
    )


def _role(data: Mapping[str, Any]) -> str:
    """Return what sort of card it is; most have no role."""
    return "template" if flag(data, "isTemplate") else text(data, "cardRole") or "card"


def _labels(data: Mapping[str, Any]) -> tuple[Label, ...] | None:
    """Return the labels; None where they are absent, or shown by their ids alone."""
    listed = data.get("labels")
    if "labels" not in data or (isinstance(listed, list) and any(map(_is_text, listed))):
        return None
    rows = enumerate(records(data, "labels"))
    return tuple(
        Label(text(one, "id", f"labels[{i}].") or "", text(one, "name", f"labels[{i}].") or "")
        for i, one in rows
    )


def _comments(data: Mapping[str, Any]) -> tuple[NativeComment, ...] | None:
    """Return the comments; a card that counts none has none."""
    if "actions" in data:
        rows = enumerate(records(data, "actions"))
        return tuple(read_comment(one, f"actions[{index}].") for index, one in rows)
    return () if record(data, "badges").get("comments") == 0 else None


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def read_items(data: Mapping[str, Any], key: str) -> tuple[FieldItem, ...]:
    """Return the values of custom fields; those that were cleared are left out."""
    rows = enumerate(records(data, key))
    found = (read_item(one, f"{key}[{index}].") for index, one in rows)
    return tuple(item for item in found if item)


def read_item(data: Mapping[str, Any], path: str = "") -> FieldItem | None:
    """Read the value of a custom field, None where it is cleared. Raises Malformed."""
    field = identifier(data, "idCustomField", path)
    if option := text(data, "idValue", path):
        return FieldItem(field, "option", option)
    if data.get("value") == "":
        return None
    for kind, value in record(data, "value", path).items():
        if not isinstance(value, str):
            raise expected("text", value, f"{path}value.{kind}")
        return FieldItem(field, kind, value)
    return None
