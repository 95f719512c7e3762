"""Attachments: files that people put on an Item, known by where they were put first.

The identity of a file is an address that never expires, built from ids; the address from which it
is fetched is asked for when it is fetched, and kept nowhere. A copy carries home and identity in
its name, so that it is known as one by whoever reads the tool, with nothing else to remember.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syncline.domain.plain import clean_line

if TYPE_CHECKING:
    from syncline.domain.item import ReplicaName

ATTACHMENTS = "attachments"  # the field
LIMIT = 100  # characters of a file's name, the fewest that a tool takes
DIGITS = 10  # hex digits of an address that name a file: two of one record never meet
_ELEMENT = re.compile(r"^(?P<name>.*) in (?P<home>\S+): (?P<url>\S+)$")
_COPY = re.compile(
    r"^(?P<stem>.*) \[(?P<home>[^\s\[\]]+) (?P<mark>[0-9a-f]{10})\](?P<ending>\.\w{1,10})?$"
)
_ENDING = re.compile(r"\.\w{1,10}$")
_RESERVED = re.compile(r'[<>:"|?*\\/]')


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file; `url` names it everywhere. Of a copy it is "#" and the mark in its name."""

    name: str
    home: ReplicaName
    url: str

    @property
    def mark(self) -> str:
        """Return what stands for the address where there is room for a few digits."""
        if self.url.startswith("#"):
            return self.url[1:]
        return hashlib.sha256(self.url.encode()).hexdigest()[:DIGITS]

    @property
    def key(self) -> str:
        """Return what names the file in every tool."""
        return f"{self.home} #{self.mark}"

    @property
    def element(self) -> str:
        """Return the file as a text, such as "plan.pdf in roadmap: https://..."."""
        return f"{self.name} in {self.home}: {self.url}"

    @property
    def copy_name(self) -> str:
        """Return what a copy is called. Law: `copied` reads home and mark back."""
        ending = _ENDING.search(self.name)
        last = ending[0] if ending else ""
        stem, tail = self.name.removesuffix(last), f" [{self.home} {self.mark}]{last}"
        room = LIMIT - len(tail)
        return f"{stem if len(stem) <= room else stem[: room - 1] + '…'}{tail}"


def attachment_of(element: str) -> Attachment:
    """Read an element. Raises ValueError for a text that is none."""
    if not (found := _ELEMENT.match(element)):
        raise ValueError(f"no attachment: {element!r}")
    return Attachment(found["name"], found["home"], found["url"])


def copied(name: str) -> Attachment | None:
    """Read the name of a copy; None for the name of what a person put here."""
    if not (found := _COPY.match(name)):
        return None
    called = f"{found['stem']}{found['ending'] or ''}"
    return Attachment(called, found["home"], f"#{found['mark']}")


def key_of(text: str) -> str:
    """Return the key of an element; a key is its own. Law: idempotent."""
    return attachment_of(text).key if _ELEMENT.match(text) else text


def file_name(said: str) -> str:
    """Return a name that leads nowhere and hides nothing. Law: idempotent.

    No folder, no control or direction sign, no sign that some system reserves; at most 100
    characters, of which the ending stays.
    """
    last = re.split(r"[/\\]", clean_line(said))[-1]
    shown = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    plain = " ".join(_RESERVED.sub("_", shown).split()).strip(". ")
    if len(plain) > LIMIT:
        ending = _ENDING.search(plain)
        kept = ending[0] if ending else ""
        plain = plain.removesuffix(kept)[: LIMIT - len(kept)].rstrip(". ") + kept
    return plain or "file"
