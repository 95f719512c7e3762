"""What happened on the board, and who changed what and when, as its actions tell it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from connectors.trello.shapes import Malformed, moment, record, text

_CHANGED: Mapping[str, str] = {
    "name": "name", "desc": "desc", "due": "due", "start": "start", "idList": "list",
    "dueComplete": "list",
}  # fmt: skip
"""What an updateCard says was changed -> the native field that shows it."""
_OF_ITS_OWN: Mapping[str, str] = {
    "addMemberToCard": "members", "removeMemberFromCard": "members",
    "addLabelToCard": "labels", "removeLabelFromCard": "labels",
    "commentCard": "comments", "updateComment": "comments", "deleteComment": "comments",
}  # fmt: skip
"""Types of action that are about one native field."""
_NEW = frozenset({"createLabel", "createList", "addMemberToBoard"})
"""Types of action after which no card shows anything else: what is new is on no card yet."""

Touch = tuple[str | None, datetime | None]
Touches = Mapping[str, Mapping[str, Touch]]
"""Card -> native field, or a custom field's id -> the member that changed it last, and when."""


@dataclass(frozen=True, slots=True)
class Happened:
    """What some actions name.

    `board`: one of them is about the board itself, such as a list or a label with another name, so
    that every card may show something else.
    """

    count: int = 0
    cards: frozenset[str] = frozenset()
    board: bool = False
    touches: Touches = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Action:
    type: str = ""
    card: str | None = None
    natives: tuple[str, ...] = ()
    touch: Touch = (None, None)


def happened(actions: Collection[object]) -> Happened:
    """Return what actions tell, given newest first; one that cannot be read is of the board."""
    read = [_attempt(action) for action in actions]
    touches: dict[str, dict[str, Touch]] = {}
    for action in read:
        for native in action.natives:
            touches.setdefault(action.card or "", {}).setdefault(native, action.touch)
    return Happened(
        count=len(read),
        cards=frozenset(action.card for action in read if action.card),
        board=any(not action.card and action.type not in _NEW for action in read),
        touches=touches,
    )


def _attempt(action: object) -> _Action:
    try:
        return _read(action if isinstance(action, dict) else {})
    except Malformed:
        return _Action()


def _read(action: Mapping[str, Any]) -> _Action:
    data, kind = record(action, "data"), text(action, "type") or ""
    return _Action(
        kind,
        text(record(data, "card", "data."), "id", "data.card."),
        _natives(kind, data),
        (text(action, "idMemberCreator"), moment(action, "date")),
    )


def _natives(kind: str, data: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what was changed on the card: native fields, or the id of a custom field."""
    if kind == "updateCustomFieldItem":
        custom = text(record(data, "customField", "data."), "id", "data.customField.")
        return (custom,) if custom else ()
    if kind == "updateCard":
        return tuple(_CHANGED[key] for key in record(data, "old", "data.") if key in _CHANGED)
    return (_OF_ITS_OWN[kind],) if kind in _OF_ITS_OWN else ()
