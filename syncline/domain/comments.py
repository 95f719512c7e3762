"""Comments: what people said about an Item, known by where it was said first.

A comment belongs to the tool it was written in. The others show a copy, with its author's name and
a link to the original, and that link is its identity. Only the original is edited or deleted; a
copy that somebody removes stays away from that tool alone.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from syncline.domain import homed
from syncline.domain.item import ReplicaName
from syncline.domain.plain import clean_line

LIMIT = 8_000  # characters of a copy's text, which every tool holds beside its last line
CUT = "… (cut: all of it is at the link below)"
_FOOT = re.compile(
    r"^— (?P<author>.+), (?P<at>\d{4}-\d\d-\d\d \d\d:\d\d) UTC, in (?P<home>.+): (?P<url>\S+)$"
)

_UNSAID = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]"
)  # what XML or databases refuse

Thread = frozenset[str]
"""The comments of one Item, each as its `element`: readable, comparable, and what a copy says."""


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment; `url` names it everywhere, `home` is the replica in which it was written."""

    url: str
    home: ReplicaName
    author: str
    at: datetime  # aware; to the minute
    text: str

    @property
    def key(self) -> str:
        """Return what names the comment in every tool."""
        return self.url

    @property
    def element(self) -> str:
        """Return the text of a copy: what was said, then who, when and where. Law: `copied`."""
        at = self.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M")
        author = " ".join(clean_line(self.author).split()) or "somebody"
        foot = f"— {author}, {at} UTC, in {self.home}: {self.url}"
        return f"{plain_comment(self.text)}\n\n{foot}"


def comment_of(element: str) -> Comment:
    """Read an element. Raises ValueError for a text that is none."""
    if (found := copied(element)) is None:
        raise ValueError(f"no comment, its last line does not tell where it is from: {element!r}")
    return found


def copied(text: str) -> Comment | None:
    """Read a copy as the comment that it shows; None for what a person wrote here."""
    *said, last = clean_line(text).strip().split("\n")
    if not (foot := _FOOT.match(last.strip())):
        return None
    words = "\n".join(said)
    return Comment(
        foot["url"], foot["home"], foot["author"], _moment(foot["at"]), plain_comment(words)
    )


def plain_comment(text: str) -> str:
    """Return the text of a comment as every tool can hold it. Law: idempotent."""
    lines = [line.rstrip() for line in _UNSAID.sub("", clean_line(text)).strip().split("\n")]
    paragraphs = "\n".join(lines)
    clean = re.sub(r"\n{2,}", "\n\n", paragraphs).strip()
    if len(clean) <= LIMIT:
        return clean
    return clean[: LIMIT - len(CUT)].removesuffix(CUT).rstrip() + CUT


def joined(agreed: Thread, shown: Thread, replica: ReplicaName) -> Thread:
    """Return the agreed comments after a replica was seen: of its own ones it alone decides."""
    return homed.joined(comment_of, agreed, shown, replica)


def copies(thread: Iterable[str], replica: ReplicaName) -> Thread:
    """Return the comments that were not written in this replica."""
    return homed.copies(comment_of, thread, replica)


@dataclass(frozen=True, slots=True)
class Copying:
    """What is to be done in one record: copies to write, to rewrite and to remove."""

    new: tuple[Comment, ...] = ()  # oldest first
    changed: tuple[Comment, ...] = ()
    gone: tuple[Comment, ...] = ()


def copying(ask: Thread, expect: Thread, held: Thread, replica: ReplicaName) -> Copying:
    """Return how a record comes from what it holds to what is asked; see `homed.steps`."""
    found = homed.steps(comment_of, ask, expect, held, replica)
    return Copying(*(tuple(in_order(part)) for part in (found.new, found.changed, found.gone)))


def in_order(thread: Iterable[str]) -> list[Comment]:
    """Return comments as they were written, oldest first."""
    return sorted(map(comment_of, thread), key=lambda c: (c.at, c.url))


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
