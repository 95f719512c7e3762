"""Cards as JSON: their own fields, and what a call wants nested in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sandbox.clock import iso
from sandbox.trello import views
from sandbox.trello.arguments import Given, wants
from sandbox.trello.positions import shown
from sandbox.trello.records import Card
from sandbox.trello.views import MEMBER, SITE, Shown, picked

if TYPE_CHECKING:
    from sandbox.trello.state import TrelloState

COVER = {
    "idAttachment": None,
    "color": None,
    "idUploadedBackground": None,
    "size": "normal",
    "brightness": "dark",
}


def _iso(moment: datetime | None) -> str | None:
    return iso(moment) if moment else None


def url(card: Card) -> str:
    """Return the address of a card for people."""
    return f"{SITE}/c/{card.short_link}/{card.number}-{views.slug(card.name)}"


def badges(card: Card) -> Shown:
    """Return what the front of a card counts."""
    lines = [item for checklist in card.checklists for item in checklist.items]
    places = [urlsplit(one.url) for one in card.attachments]
    inside = [place.path[:3] for place in places if place.hostname == "trello.com"]
    kinds = {"board": inside.count("/b/"), "card": inside.count("/c/")}
    return {
        "attachments": len(card.attachments),
        "attachmentsByType": {"trello": kinds},
        "checkItems": len(lines),
        "checkItemsChecked": sum(line.complete for line in lines),
        "comments": card.comments,
        "description": bool(card.desc),
        "due": _iso(card.due),
        "dueComplete": card.due_complete,
        "fogbugz": "",
        "location": False,
        "start": _iso(card.start),
        "subscribed": False,
        "viewingMemberVoted": False,
        "votes": 0,
    }


def whole(card: Card) -> Shown:
    """Show every field of a card."""
    return {
        "id": card.id,
        "badges": badges(card),
        "cardRole": card.role,
        "checkItemStates": [],
        "closed": card.closed,
        "cover": COVER,
        "dateLastActivity": iso(card.active_at),
        "desc": card.desc,
        "descData": {"emoji": {}},
        "due": _iso(card.due),
        "dueComplete": card.due_complete,
        "dueReminder": card.due_reminder,
        "idAttachmentCover": None,
        "idBoard": card.board.id,
        "idChecklists": [checklist.id for checklist in card.checklists],
        "idLabels": [label.id for label in card.labels],
        "idList": card.column.id,
        "idMembers": [member.trello_id for member in card.members],
        "idMembersVoted": [],
        "idShort": card.number,
        "isTemplate": False,
        "labels": [views.label(label) for label in card.labels],
        "manualCoverAttachment": False,
        "mirrorSourceId": card.mirrors,
        "name": card.name,
        "pos": shown(card.pos),
        "shortLink": card.short_link,
        "shortUrl": f"{SITE}/c/{card.short_link}",
        "start": _iso(card.start),
        "subscribed": False,
        "url": url(card),
    }


def items(card: Card) -> list[Shown]:
    """Show the values of the custom fields that have one."""
    return [views.field_item(card.id, item) for item in card.items.values()]


def _attachments(card: Card, asked: Given) -> list[Shown]:
    fields = asked.get("attachment_fields")
    return [picked(views.attachment(one), fields) for one in card.attachments]


def _checklists(card: Card, asked: Given) -> list[Shown]:
    fields = asked.get("checklist_fields")
    names = None if fields in (None, "all") else f"{fields},checkItems"
    return [picked(views.checklist(one), names) for one in card.checklists]


def _members(card: Card, asked: Given) -> list[Shown]:
    fields = asked.get("member_fields", MEMBER)
    return [views.member(person, fields) for person in card.members]


_NESTED: Mapping[str, Callable[[Card, Given], Any]] = {
    "attachments": _attachments,
    "checklists": _checklists,
    "customFieldItems": lambda card, _: items(card),
    "list": lambda card, _: views.a_list(card.column),
    "members": _members,
    "stickers": lambda card, _: [views.sticker(one) for one in card.stickers],
}
MADE: Given = {"attachments": "true", "stickers": "true"}  # what the answer to a create has


def show(state: TrelloState, card: Card, asked: Given) -> Shown:
    """Show a card: `fields` of it, and nested what `attachments`, `members`, … ask for."""
    answer = picked(whole(card), asked.get("fields"))
    for name, nested in _NESTED.items():
        if wants(asked, name):
            answer[name] = nested(card, asked)
    if wants(asked, "board"):
        answer["board"] = picked(views.board(state, card.board), asked.get("board_fields"))
    return answer
