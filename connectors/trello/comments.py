"""What is said on a card: by people, and in copies of what was said in other tools; pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.trello.markdown.mentions import JOINER
from connectors.trello.richtext import read_markdown, write_markdown
from connectors.trello.shapes import identifier, instant, record, text
from syncline.domain.comments import Comment, Thread, copied
from syncline.domain.fields import Cannot
from syncline.domain.notes import Note, is_note
from syncline.domain.text import Block, BlockKind, Document, Run

THREAD = "comments"  # the native field, and the canonical one
LIMIT = 16_384  # characters of one comment, in UTF-16 units
UNTOLD = "[a comment without text]"
_LIVE = re.compile(rf"@(?!{JOINER})|:(?=[^\s:]+:)")  # in an address, or begins an emoji's name
_AT = re.compile(f"@(?!{JOINER})")
_LISTED: frozenset[BlockKind] = frozenset({"bullet", "number", "task", "row"})


@dataclass(frozen=True, slots=True)
class NativeComment:
    """One comment as Trello shows it; `account` wrote it, whose visible name is `author`."""

    id: str
    account: str | None
    author: str
    at: datetime
    markdown: str


@dataclass(frozen=True, slots=True)
class Said:
    """A comment of a card, and what it is everywhere; `own`: it was written in this card."""

    native: NativeComment
    comment: Comment
    own: bool


def read_comment(action: Mapping[str, Any], path: str) -> NativeComment:
    """Read an action of type commentCard. Raises Malformed."""
    creator = record(action, "memberCreator", path)
    return NativeComment(
        identifier(action, "id", path),
        text(action, "idMemberCreator", path),
        text(creator, "fullName", path) or text(creator, "username", path) or "",
        instant(action.get("date"), f"{path}date"),
        text(record(action, "data", path), "text", f"{path}data.") or "",
    )


def said(native: NativeComment, card: str, home: str) -> Said:
    """Return what a comment is on the card with this address; only one of elsewhere is a copy."""
    words = plain(native.markdown)
    copy = copied(words)
    if copy and copy.home != home:
        return Said(native, copy, own=False)
    url = f"{card}#comment-{native.id}"
    return Said(native, Comment(url, home, native.author, native.at, words or UNTOLD), own=True)


def shown(here: Iterable[Said]) -> Thread:
    """Return what a card shows, given newest first; of two copies the older one counts.

    Syncline's own notes are left out: they concern this card alone.
    """
    said = (one for one in here if not (one.own and is_note(one.comment.text)))
    return frozenset({one.comment.url: one.comment.element for one in said}.values())


def plain(markdown: str) -> str:
    """Return the text of a comment without its markup, with a blank line between paragraphs."""
    read = read_markdown(markdown, "")
    if isinstance(read, Cannot):
        return markdown
    return "".join(_spaced(read.blocks if read else ()))


def _spaced(blocks: tuple[Block, ...]) -> Iterator[str]:
    for before, block in zip([None, *blocks], blocks, strict=False):
        if before:
            yield "\n" if {before.kind, block.kind} <= _LISTED else "\n\n"
        yield str(Document((block,)))


def spelled(comment: Comment) -> str:
    """Return the Markdown of a copy, in which nothing is live but the link to the original.

    What paragraphs would not give back, or what is too long with all its signs escaped, is
    shown as it was typed.
    """
    words, _, foot = comment.element.rpartition("\n\n")
    lead = foot.removesuffix(comment.url).rstrip()
    link = _written(Run(comment.url, link=comment.url.replace("@", "%40")))
    last = f"{_inert(_written(Run(lead)))} {_AT.sub(f'@{JOINER}', link)}"
    paragraphs = [_inert(_written(Run(part))) for part in words.split("\n\n") if part]
    markdown = "\n\n".join([*paragraphs, last])
    if _size(markdown) <= LIMIT and _reads_as(markdown, comment):
        return markdown
    return f"{_inert(_written(Run(words), kind='code'))}\n\n{last}"


def spelled_note(note: Note, username: str) -> str:
    """Return the Markdown of a note: a mention of its reader, and bare texts."""
    words = "\n\n".join(_inert(_written(Run(part))) for part in note.paragraphs)
    return f"@{username} {words}"


def _written(run: Run, kind: BlockKind = "paragraph") -> str:
    return write_markdown(Document((Block(kind, (run,)),)))


def _inert(markdown: str) -> str:
    return _LIVE.sub(rf"\g<0>{JOINER}", markdown)


def _reads_as(markdown: str, comment: Comment) -> bool:
    read = copied(plain(markdown))
    return read is not None and read.element == comment.element


def _size(markdown: str) -> int:
    return len(markdown.encode("utf-16-le", "surrogatepass")) // 2
