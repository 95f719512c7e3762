"""What is said on a page: by people, and in copies of what was said in other tools; pure.

Carried are the open comments of the page itself. A discussion on a block is read by that block's
id, a request for each, so it stays in Notion. The API lists no resolved comment: to Syncline one
that was resolved is deleted, and its copies go as well, until it is opened again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.notion.native import read_user
from connectors.notion.runs import SITE, plain_text, safe_link, write_text
from connectors.notion.shapes import expected, identifier, moment, record, records, text
from syncline.domain.comments import Comment, Thread, copied
from syncline.domain.notes import Note, is_note

UNTOLD = "[a comment without text]"


@dataclass(frozen=True, slots=True)
class NativeComment:
    """One comment as Notion shows it; `account` wrote it, whose visible name is `author`."""

    id: str
    discussion: str
    account: str
    author: str  # "" where Notion shows the id alone
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """A comment of a page, and what it is everywhere; `own`: it was written in this page."""

    native: NativeComment
    comment: Comment
    own: bool


Here = tuple[Said, ...]


def read_comment(data: Mapping[str, Any], path: str) -> NativeComment | None:
    """Read a comment object; None for one on a block of the page. Raises Malformed."""
    if "page_id" not in record(data.get("parent"), f"{path}.parent"):
        return None
    at = moment(data.get("created_time"), f"{path}.created_time")
    if at is None:
        raise expected("a moment", None, f"{path}.created_time")
    user = read_user(data.get("created_by"), f"{path}.created_by")
    shown = record(data.get("display_name"), f"{path}.display_name").get("resolved_name")
    return NativeComment(
        identifier(data.get("id"), f"{path}.id"),
        identifier(data.get("discussion_id"), f"{path}.discussion_id"),
        user.id,
        text(shown, f"{path}.display_name") or user.name,
        at,
        _words(data, path),
    )


def _words(data: Mapping[str, Any], path: str) -> str:
    """Return the text with mentions by their names, or in brackets what is there instead."""
    said = plain_text(records(data.get("rich_text"), f"{path}.rich_text"))
    if said.strip():
        return said
    held = records(data.get("attachments"), f"{path}.attachments")
    kinds = [text(one.get("category"), f"{path}.attachments") or "file" for one in held]
    return f"[attached: {', '.join(kinds)}]" if kinds else UNTOLD


def placed(native: NativeComment, page: str, home: str) -> Said:
    """Return what a comment of this page is everywhere; only one of elsewhere is a copy.

    The API tells no link to a comment, so this is the one that Notion's own window makes.
    """
    copy = copied(native.text)
    if copy and copy.home != home:
        return Said(native, copy, own=False)
    url = f"{SITE}/{_bare(page)}?d={_bare(native.discussion)}#{_bare(native.id)}"
    return Said(native, Comment(url, home, native.author, native.at, native.text), own=True)


def _bare(uuid: str) -> str:
    return uuid.replace("-", "")


def thread(here: Iterable[Said]) -> Thread:
    """Return the comments of a page; of two copies of one comment the older one counts.

    Syncline's own notes are left out: they concern this page alone.
    """
    said = [one for one in here if not (one.own and is_note(one.comment.text))]
    return frozenset({one.comment.url: one.comment.element for one in reversed(said)}.values())


def spelled(comment: Comment) -> list[dict[str, Any]]:
    """Return a copy as runs of plain text, in which nothing is live but the link."""
    if safe_link(comment.url) != comment.url:
        return write_text(comment.element)
    link = {"content": comment.url, "link": {"url": comment.url}}
    lead = comment.element.removesuffix(comment.url)
    return [*write_text(lead), {"type": "text", "text": link}]


def spelled_note(note: Note) -> list[dict[str, Any]]:
    """Return a note as runs: a mention of its reader, and bare texts."""
    called = {"type": "user", "user": {"id": note.account}}
    words = "\n\n".join(note.paragraphs)
    return [{"type": "mention", "mention": called}, *write_text(f" {words}")]
