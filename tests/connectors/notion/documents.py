"""Random documents, and a page of the emulated Notion without the wire in between."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import settings

from connectors.notion.blocks import Blocks
from connectors.notion.body import NativeBlock, created, nodes
from connectors.notion.opaque import read_opaque
from connectors.notion.richtext import canvas, projected
from sandbox.clock import Clock
from sandbox.notion import blocks
from sandbox.notion.records import Block as Stored
from sandbox.notion.records import Page, Stamp
from sandbox.notion.state import NotionState
from sandbox.people import People
from syncline.domain.text import Block, Document, Native, Run
from tests.domain.documents import DOCUMENTS as ANY
from tests.domain.documents import HOME

THOROUGH = settings(max_examples=150, derandomize=True, deadline=None, database=None)
CANVAS = canvas(HOME, "delivery")
STATE = NotionState(Clock(), Random(7), People())
INES = STATE.people["ines"]


def mention() -> Run:
    """Return Ines as Notion shows her."""
    user = {"type": "mention", "mention": {"type": "user", "user": {"id": INES.notion_id}}}
    return Run(f"@{INES.name}", native=Native(HOME, _line(user)))


def _line(data: object) -> str:
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def bookmark(number: int) -> Block:
    """Return a block that only Notion shows, and that can be created again."""
    return read_opaque("", "bookmark", {"url": f"https://example.org/{number}"}, HOME)


def of_notion(document: Document | None) -> Document | None:
    """Return a random document whose native parts are such as Notion has."""
    return document and Document(tuple(map(_of_notion, document.blocks)))


def _of_notion(block: Block) -> Block:
    if block.native:
        number = int(json.loads(block.native.source)["n"])
        return replace(bookmark(number), level=block.level)
    cells = tuple(tuple(map(_native_run, cell)) for cell in block.cells)
    return replace(block, runs=tuple(map(_native_run, block.runs)), cells=cells)


def _native_run(run: Run) -> Run:
    if len(run.text) % 2:  # one of Notion's colours beside one that it does not have
        red = {"color:#d44c47" if ":" in mark else mark for mark in run.marks}
        run = replace(run, marks=frozenset(red))
    if run.native is None:
        return run
    who = mention()
    if run.text.startswith("@"):
        return replace(run, text=who.text, native=who.native, link=None)
    formula = " ".join(run.text.split()) or "x"
    source = {"type": "equation", "equation": {"expression": formula}}
    return replace(run, text=formula, native=Native(HOME, _line(source)), link=None)


DOCUMENTS = ANY.map(of_notion)
SHOWN = DOCUMENTS.map(lambda document: document and projected(document, CANVAS))
"""Documents as Notion shows them."""


class Desk:
    """One page, and the calls that a client makes on it; refusals of the emulator are raised."""

    def __init__(self) -> None:
        now = STATE.clock.now
        self.page = Page(STATE.new_id(), None, Stamp(now, INES, now, INES))
        STATE.pages[self.page.id] = self.page
        self.writes: list[tuple[str, str]] = []
        self.blocks = Blocks(self, HOME)  # type: ignore[arg-type]  # the calls of a client

    def children(self, block: str, page: str) -> Iterator[dict[str, Any]]:
        """Yield the blocks right under a page or a block."""
        assert page == self.page.id
        alive = [one for one in STATE.block(block).children if not one.in_trash]
        return map(blocks.shown, alive)

    def append(
        self, block: str, page: str, children: Sequence[dict[str, Any]], after: str
    ) -> dict[str, Any]:
        """Add blocks under a page or a block."""
        assert page == self.page.id
        assert len(json.dumps(children, ensure_ascii=False).encode()) < 500_000
        place: dict[str, Any] = {"type": after}
        if after not in ("start", "end"):
            place = {"type": "after_block", "after_block": {"id": after}}
        parent = STATE.block(block)
        drafts = blocks.checked(STATE, [*children], "children")
        at = blocks.insertion(STATE, parent, {"position": place})
        made = blocks.append(STATE, parent, drafts, INES, at=at)
        self.writes += [("append", one.id) for one in made]
        return {"results": [*map(blocks.shown, made)]}

    def update_block(self, block: str, page: str, content: dict[str, Any]) -> dict[str, Any]:
        """Change a block."""
        assert page == self.page.id
        found = self.stored(block)
        blocks.update(STATE, found, content, INES)
        self.writes.append(("update", block))
        return blocks.shown(found)

    def delete_block(self, block: str, page: str) -> None:
        """Put a block into the trash."""
        assert page == self.page.id
        found = self.stored(block)
        blocks.check_editable(found)
        found.in_trash = True
        self.writes.append(("delete", block))

    def stored(self, block: str) -> Stored:
        """Return a block as the emulator keeps it."""
        found = STATE.block(block)
        assert isinstance(found, Stored)
        return found

    # -- what a test does with it ---------------------------------------------------------------

    def filled(self, document: Document | None) -> "Desk":
        """Create a body as a new page gets it."""
        if made := created(nodes(document)):
            assert self.blocks.fill(self.page.id, made)
        self.writes.clear()
        return self

    def by_hand(self, kind: str, content: dict[str, Any], under: str = "") -> str:
        """Let Ines make a block of any type in Notion itself; return its id."""
        parent = STATE.block(under) if under else self.page
        return blocks.placed(STATE, parent, kind, content, INES).id

    def read(self) -> tuple[NativeBlock, ...]:
        """Return the body."""
        return self.blocks.read(self.page.id)

    def write(self, document: Document | None) -> Document | None:
        """Turn the body into a document; return how it is said to read."""
        said = self.blocks.write(self.page.id, document, self.read())
        assert said is None or isinstance(said, Document)
        return said

    def raw(self) -> dict[str, str]:
        """Return every block that is there as JSON, by its id."""
        return {one.id: json.dumps(blocks.shown(one)) for one in _all(self.page.children)}


def _all(siblings: Sequence[Stored]) -> Iterator[Stored]:
    for one in siblings:
        if not one.in_trash:
            yield one
            yield from _all(one.children)


def lines(*texts: str) -> Document:
    """Return a document of paragraphs."""
    return Document(tuple(Block("paragraph", (Run(text),)) for text in texts))
