"""Boards, lists, labels, fields, members and actions as JSON."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sandbox.clock import iso
from sandbox.people import Person
from sandbox.trello.positions import shown
from sandbox.trello.records import (
    Action,
    Attachment,
    Board,
    BoardList,
    CheckItem,
    Checklist,
    CustomField,
    FieldItem,
    Label,
    Membership,
    Option,
    Sticker,
    Webhook,
)

if TYPE_CHECKING:
    from sandbox.trello.state import TrelloState

SITE = "https://trello.com"
MEMBER = "avatarHash,avatarUrl,fullName,initials,username"  # what nested members show
CREATOR = f"activityBlocked,{MEMBER},idMemberReferrer,nonPublic,nonPublicAvailable"
Shown = dict[str, Any]


def picked(whole: Mapping[str, Any], fields: object) -> Shown:
    """Return the fields that are asked for, always with the id."""
    if fields in (None, "", "all"):
        return dict(whole)
    names = {"id", *(name.strip() for name in str(fields).split(","))}
    return {name: value for name, value in whole.items() if name in names}


def slug(name: str) -> str:
    """Return a name as it stands at the end of an address."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "-"


def board(state: TrelloState, one: Board) -> Shown:
    """Show a board."""
    named = {label.color: label.name for label in one.labels if label.color}
    return {
        "id": one.id,
        "name": one.name,
        "desc": one.desc,
        "descData": None,
        "closed": one.closed,
        "dateLastActivity": iso(one.active_at),
        "idMemberCreator": one.by.trello_id,
        "idOrganization": state.organization,
        "pinned": False,
        "starred": False,
        "subscribed": False,
        "url": f"{SITE}/b/{one.short_link}/{slug(one.name)}",
        "shortUrl": f"{SITE}/b/{one.short_link}",
        "shortLink": one.short_link,
        "prefs": {"permissionLevel": "org", "voting": "disabled", "comments": "members"},
        "labelNames": named,
        "memberships": [membership(each) for each in one.memberships],
    }


def a_list(one: BoardList) -> Shown:
    """Show a list."""
    return {
        "id": one.id,
        "name": one.name,
        "closed": one.closed,
        "idBoard": one.board.id,
        "pos": shown(one.pos),
        "softLimit": None,
        "subscribed": False,
    }


def label(one: Label) -> Shown:
    """Show a label."""
    return {"id": one.id, "idBoard": one.board.id, "name": one.name, "color": one.color}


def used_label(one: Label) -> Shown:
    """Show a label and on how many cards it is."""
    return label(one) | {"uses": sum(one in card.labels for card in one.board.cards)}


def option(field: CustomField, one: Option) -> Shown:
    """Show a choice of a custom field."""
    return {
        "id": one.id,
        "idCustomField": field.id,
        "value": {"text": one.text},
        "color": one.color,
        "pos": shown(one.pos),
    }


def custom_field(one: CustomField) -> Shown:
    """Show a custom field; only a list has options."""
    options = {"options": [option(one, each) for each in one.options]}
    return {
        "id": one.id,
        "idModel": one.board.id,
        "modelType": "board",
        "fieldGroup": sha256(one.id.encode()).hexdigest(),
        "display": {"cardFront": one.card_front},
        "name": one.name,
        "pos": shown(one.pos),
        **(options if one.type == "list" else {}),
        "type": one.type,
        "isSuggestedField": False,
    }


def field_item(card: str, one: FieldItem) -> Shown:
    """Show the value of a custom field on a card: a text under a key, or the id of an option."""
    choice = {"idValue": one.option} if one.option else {}
    return {
        "id": one.id,
        "value": one.value,
        **choice,
        "idCustomField": one.field.id,
        "idModel": card,
        "modelType": "card",
    }


def attachment(one: Attachment) -> Shown:
    """Show an attachment."""
    return {
        "id": one.id,
        "bytes": None if one.body is None else len(one.body),
        "date": iso(one.date),
        "edgeColor": None,
        "idMember": one.by.trello_id,
        "isUpload": one.body is not None,
        "mimeType": one.kind,
        "name": one.name,
        "previews": [],
        "url": one.url,
        "pos": shown(one.pos),
    }


def check_item(inside: Checklist, one: CheckItem) -> Shown:
    """Show one line of a checklist."""
    return {
        "id": one.id,
        "name": one.name,
        "nameData": {"emoji": {}},
        "pos": shown(one.pos),
        "state": "complete" if one.complete else "incomplete",
        "due": iso(one.due) if one.due else None,
        "dueReminder": None,
        "idMember": one.member.trello_id if one.member else None,
        "idChecklist": inside.id,
    }


def checklist(one: Checklist) -> Shown:
    """Show a checklist with its lines in order."""
    lines = sorted(one.items, key=lambda item: item.pos)
    return {
        "id": one.id,
        "name": one.name,
        "idBoard": one.card.board.id,
        "idCard": one.card.id,
        "pos": shown(one.pos),
        "checkItems": [check_item(one, item) for item in lines],
    }


def sticker(one: Sticker) -> Shown:
    """Show a sticker."""
    return {
        "id": one.id,
        "image": one.image,
        "imageUrl": f"{SITE}/images/stickers/{slug(one.image)}.png",
        "top": one.top,
        "left": one.left,
        "zIndex": one.z,
        "rotate": one.rotate,
    }


def membership(one: Membership) -> Shown:
    """Show who is on a board."""
    return {
        "id": one.id,
        "idMember": one.person.trello_id,
        "memberType": one.type,
        "unconfirmed": False,
        "deactivated": not one.person.active,
    }


def member(one: Person, fields: object = "all") -> Shown:
    """Show a member, never with an e-mail address."""
    whole: Shown = {
        "id": one.trello_id,
        "activityBlocked": False,
        "avatarHash": None,
        "avatarUrl": None,
        "bio": "",
        "confirmed": True,
        "fullName": one.name,
        "idMemberReferrer": None,
        "initials": "".join(part[0] for part in one.name.split()).upper(),
        "memberType": "normal",
        "nonPublic": {},
        "nonPublicAvailable": True,
        "status": "disconnected",
        "url": f"{SITE}/{one.trello_username}",
        "username": one.trello_username,
    }
    return picked(whole, fields)


def action(one: Action, *, creator: object = CREATOR, about: object = CREATOR) -> Shown:
    """Show an action with who did it and, if it is about a member, whom."""
    told = {"member": member(one.member, about)} if one.member and about else {}
    by = {"memberCreator": member(one.by, creator)} if creator else {}
    return {
        "id": one.id,
        "idMemberCreator": one.by.trello_id,
        "data": one.data,
        "type": one.type,
        "date": iso(one.date),
        "limits": None,
        "appCreator": None,
        **told,
        **by,
    }


def webhook(one: Webhook) -> Shown:
    """Show a webhook and how often in a row it could not be reached."""
    return {
        "id": one.id,
        "description": one.description,
        "idModel": one.model,
        "callbackURL": one.callback,
        "active": one.active,
        "consecutiveFailures": one.failures,
        "firstConsecutiveFailDate": iso(one.failing_since) if one.failing_since else None,
    }
