"""What is said on a task: by people, and in copies of what was said in other tools; pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from connectors.asana.richtext import decode
from connectors.asana.shapes import expected, moment, record, text
from syncline.domain.comments import Comment, copied
from syncline.domain.fields import Cannot
from syncline.domain.notes import Note, is_note
from syncline.domain.text import Block, BlockKind, Document

THREAD = "comments"  # the native field, and the canonical one
COMMENT = "comment_added"  # the stories that people write; all others are activity
STORY_FIELDS = "resource_subtype,created_at,created_by.name,text,html_text,sticker_name"
"""The opt_fields with which stories are asked for."""

UNTOLD = "[a comment without text]"
_JOINER = "\u2060"  # nobody sees it, and what it stands in is no address
_LISTED: frozenset[BlockKind] = frozenset({"bullet", "number", "row"})
_PROFILE = re.compile(r"(?i)(?<=://)(?=app\.asana\.com/(?:0/(?:profile|\d+/list)|1/\d+/profile))")
"""The address of a person, of which Asana may make a mention."""
_UNKEPT = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # by XML


@dataclass(frozen=True, slots=True)
class NativeComment:
    """One comment as Asana shows it; `account` wrote it, whose visible name is `author`."""

    gid: str
    account: str | None
    author: str
    at: datetime
    text: str
    html: str | None
    sticker: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """A comment of a task, and what it is everywhere; `own`: it was written in this task."""

    native: NativeComment
    comment: Comment
    own: bool


def read_comment(story: Mapping[str, Any], path: str) -> NativeComment | None:
    """Read a story; None for activity. Raises Malformed."""
    if text(story, "resource_subtype", path) != COMMENT:
        return None
    gid, at = text(story, "gid", path), moment(story, "created_at")
    if not gid or at is None:
        raise expected("a gid and a moment", None, f"{path}gid, {path}created_at")
    creator = record(story, "created_by", path)
    return NativeComment(
        gid,
        text(creator, "gid", f"{path}created_by."),
        text(creator, "name", f"{path}created_by.") or "",
        at,
        text(story, "text", path) or "",
        text(story, "html_text", path),
        text(story, "sticker_name", path),
    )


def all_said(comments: Sequence[NativeComment], task: str, home: str) -> tuple[Said, ...]:
    """Return what the comments of a task are, oldest first, but Syncline's own notes."""
    said = (_said(one, task, home) for one in comments)
    return tuple(one for one in said if not (one.own and is_note(one.comment.text)))


def elements(said: Sequence[Said]) -> frozenset[str]:
    """Return the comments as the thread has them; of two copies of one the older counts."""
    return frozenset({one.comment.url: one.comment.element for one in reversed(said)}.values())


def _said(native: NativeComment, task: str, home: str) -> Said:
    """Return what a comment is; only one of elsewhere is a copy."""
    copy = copied(native.text)
    if copy and copy.home != home:
        return Said(native, copy, own=False)
    # This form of the address names no project, of which a task may change.
    url = f"https://app.asana.com/0/0/{task}/{native.gid}/f"
    return Said(native, Comment(url, home, native.author, native.at, _words(native)), own=True)


def _words(native: NativeComment) -> str:
    """Return the words of a comment; the names of those it mentions are in its rich text alone."""
    document = decode(native.html, "") if native.html else None
    shown = native.text if isinstance(document, Cannot) or not native.html else _plain(document)
    if shown.strip():
        return shown
    return f"[a sticker: {native.sticker.replace('_', ' ')}]" if native.sticker else UNTOLD


def _plain(document: Document | None) -> str:
    return "".join(_spaced(document.blocks if document else ()))


def _spaced(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Yield the text of blocks with a blank line between paragraphs, as it was typed."""
    for before, block in zip([None, *blocks], blocks, strict=False):
        if before:
            yield "\n" if {before.kind, block.kind} <= _LISTED else "\n\n"
        yield str(Document((block,)))


def spelled(comment: Comment) -> str:
    """Return the plain text of a copy, in which nothing is live but addresses."""
    words, gap, foot = _UNKEPT.sub("", comment.element).rpartition("\n\n")
    return f"{_PROFILE.sub(_JOINER, words)}{gap}{foot}"


def spelled_note(note: Note) -> str:
    """Return the rich text of a note: a mention of its reader, and bare texts."""
    words = escape(_UNKEPT.sub("", "\n\n".join(note.paragraphs)))
    return f"<body><a data-asana-gid={quoteattr(note.account)}/> {words}</body>"
