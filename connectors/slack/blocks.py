"""A memo as Block Kit: structured text, so that nothing in it is ever parsed; pure.

Limits: docs.slack.dev, Block Kit reference; 13,200 characters over all blocks as seen in practice.
"""

import re
from collections.abc import Iterator
from typing import Any

from connectors.slack.text import escaped
from syncline.domain.memo import Line, Memo, inert
from syncline.domain.people import Person

HEAD_LIMIT = 150
ROOM = 12_000  # characters over all blocks
_ACCOUNT = re.compile(r"[UW][A-Z0-9]{5,20}")

Block = dict[str, Any]


def blocks(memo: Memo) -> list[Block]:
    """Return header, one list and a footer; what does not fit is left to the plain text."""
    head = {"type": "header", "text": _plain(inert(memo.head)[:HEAD_LIMIT] or "Syncline")}
    made: list[Block] = [head]
    items = list(_fitting(memo))
    if items:
        listed = {"type": "rich_text_list", "style": "bullet", "elements": items}
        made.append({"type": "rich_text", "elements": [listed]})
    if memo.foot:
        made.append({"type": "context", "elements": [_plain(inert(f)) for f in memo.foot[:10]]})
    return made


def _fitting(memo: Memo) -> Iterator[Block]:
    room = ROOM
    for line in memo.lines:
        room -= len(line.text) + len(line.action) + len(line.link)
        if room < 0:
            return
        yield {"type": "rich_text_section", "elements": list(_section(line))}


def _section(line: Line) -> Iterator[Block]:
    yield {"type": "text", "text": inert(line.text) or "…"}
    for person in line.people:
        yield {"type": "text", "text": " "}
        yield _mention(person)
    if line.action:
        yield {"type": "text", "text": " " + inert(line.action), "style": {"italic": True}}
    if line.address:
        yield {"type": "text", "text": " "}
        yield {"type": "link", "url": line.address, "text": "↗"}


def _mention(person: Person) -> Block:
    """Mention a person by the account of people.yaml; anybody else is only named."""
    account = person.accounts.get("slack", "")
    if _ACCOUNT.fullmatch(account):
        return {"type": "user", "user_id": account}
    return {"type": "text", "text": inert(person.name or person.email)}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": escaped(text), "emoji": False}
