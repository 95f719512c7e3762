"""What is said on an issue: by people, and in copies of what was said in other tools; pure.

The address of a comment names the issue by its id: a key changes when the issue is moved to
another project, and Jira leads people from the id to wherever the issue is now.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from connectors.jira import richtext
from connectors.jira.shapes import Malformed, account, identifier, listed, moment, record
from syncline.domain.comments import Comment, Thread, copied
from syncline.domain.fields import Cannot
from syncline.domain.item import RecordId, ReplicaName
from syncline.domain.notes import Note, is_note
from syncline.domain.text import Block, BlockKind, Document, Run

FIELD = "comment"  # the native field
UNTOLD = "[a comment without text]"
UNREAD = "[a comment that cannot be read as text]"
INTERNAL: Mapping[str, Any] = {
    "properties": [{"key": "sd.public.comment", "value": {"internal": True}}]
}
"""What makes a new comment one for the team: customers of a service project see all others."""

_LISTED: frozenset[BlockKind] = frozenset({"bullet", "number", "task", "row"})
_BLANK = re.compile(r"\n\n(?=\S)")  # a paragraph would not give back the space that it begins with
_EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class NativeComment:
    """One comment as Jira shows it; `account` wrote it, whose visible name is `author`.

    `visibility`: the group or role that it is for, as in the JSON; `internal`: customers of a
    service project do not see it. `parent`: the comment that it answers.
    """

    id: str
    account: str | None
    author: str
    at: datetime
    body: Any
    visibility: Any = None
    internal: bool = False
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class CommentPage:
    """Comments of one issue, and how many it has."""

    comments: tuple[NativeComment, ...]
    total: int

    @property
    def whole(self) -> bool:
        """Tell whether these are all."""
        return len(self.comments) == self.total


@dataclass(frozen=True, slots=True)
class Said:
    """A comment of an issue, and what it is everywhere; `own`: it was written in this issue."""

    native: NativeComment
    comment: Comment
    own: bool


# -- reading ------------------------------------------------------------------------------------


def read_page(path: str, raw: Any) -> CommentPage:
    """Read the comments in an issue, or a page of their own. Raises Malformed."""
    page = record(path, raw)
    total = page.get("total")
    if isinstance(total, bool) or not isinstance(total, int):
        raise Malformed(f"{path}.total: expected a number, got {total!r:.40}")
    rows = enumerate(listed(f"{path}.comments", page.get("comments")))
    return CommentPage(tuple(_comment(f"{path}.comments[{n}]", row) for n, row in rows), total)


def _comment(path: str, raw: Any) -> NativeComment:
    row = record(path, raw)
    author = account(f"{path}.author", row.get("author"))
    parent = row.get("parentId")
    return NativeComment(
        id=identifier(f"{path}.id", row.get("id")),
        account=author.id if author else None,
        author=author.name if author else "",
        at=moment(f"{path}.created", row.get("created")) or _EPOCH,
        body=row.get("body"),
        visibility=row.get("visibility"),
        internal=row.get("jsdPublic") is False,
        parent=identifier(f"{path}.parentId", parent) if parent else None,
    )


def heard(
    natives: Sequence[NativeComment], site: str, issue: RecordId, home: ReplicaName
) -> list[Said]:
    """Return what is said on an issue, oldest first, but what is not meant for everybody.

    Syncline's own notes are left out: they concern this issue alone.
    """
    hidden = set[str]()
    found = []
    for native in natives:
        if native.visibility is not None or native.internal or native.parent in hidden:
            hidden.add(native.id)
        one = _said(native, f"{site}/secure/ViewIssue.jspa?id={issue}", home)
        if not one.own or not (native.id in hidden or is_note(one.comment.text)):
            found.append(one)
    return found


def thread(here: Sequence[Said]) -> Thread:
    """Return the elements of comments; of two copies of one comment the older one counts."""
    return frozenset({s.comment.url: s.comment.element for s in reversed(here)}.values())


def _said(native: NativeComment, issue: str, home: ReplicaName) -> Said:
    words = plain(native.body, home)
    copy = copied(words)
    if copy and copy.home != home:
        return Said(native, copy, own=False)
    url = f"{issue}&focusedCommentId={native.id}"
    return Said(native, Comment(url, home, native.author, native.at, words), own=True)


def plain(body: Any, home: ReplicaName) -> str:
    """Return the text of a comment, with a blank line between paragraphs."""
    if isinstance(body, str):  # wiki text, of an older version of the API
        return body.strip() or UNTOLD
    read = richtext.decode(body, home)
    if isinstance(read, Cannot):
        return UNREAD
    return "".join(_spaced(read.blocks)) if read else UNTOLD


def _spaced(blocks: tuple[Block, ...]) -> Iterator[str]:
    for before, block in zip([None, *blocks], blocks, strict=False):
        if before:
            yield "\n" if {before.kind, block.kind} <= _LISTED else "\n\n"
        yield str(Document((block,)))


# -- writing ------------------------------------------------------------------------------------


def spelled(comment: Comment) -> dict[str, Any]:
    """Return the body of a copy: bare texts, in which nothing is live but the link at its end.

    Law: it reads back as the same element.
    """
    words, _, foot = comment.element.rpartition("\n\n")
    last = (Run(foot.removesuffix(comment.url)), Run(comment.url, link=comment.url))
    texts = [(Run(part),) for part in _BLANK.split(words) if part]
    blocks = tuple(Block("paragraph", runs) for runs in (*texts, last))
    return richtext.encode(Document(blocks), comment.home)


def spelled_note(note: Note) -> dict[str, Any]:
    """Return the body of a note: a mention of its reader, and bare texts."""
    blocks = tuple(Block("paragraph", (Run(part),)) for part in note.paragraphs)
    body = richtext.encode(Document(blocks), "")
    called = {"type": "mention", "attrs": {"id": note.account, "text": f"@{note.name}"}}
    body["content"][0]["content"][:0] = [called, {"type": "text", "text": " "}]
    return body
