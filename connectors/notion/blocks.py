"""A page's body over the wire: read as a tree, and changed step by step."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from connectors.notion.body import NativeBlock, Node, held, nodes, read_block, read_body
from connectors.notion.client import NotionClient
from connectors.notion.codec import Body
from connectors.notion.edits import END, Insert, Remove, Rewrite, Step, edits
from connectors.notion.kinds import READ_ON
from connectors.notion.portions import portions
from connectors.notion.richtext import DEPTH
from syncline.domain.errors import CannotRead, Rejected, SynclineError, UnknownOutcome
from syncline.domain.fields import Cannot
from syncline.domain.text import Block, Document


class Blocks:
    """Read and write the page bodies of one replica, whose name is `home`."""

    def __init__(self, client: NotionClient, home: str) -> None:
        self._client, self._home = client, home

    def read(self, page: str) -> tuple[NativeBlock, ...]:
        """Return the blocks of a page with everything below them that a document can hold."""
        return self._below(page, page, 1)

    def _below(self, parent: str, page: str, level: int) -> tuple[NativeBlock, ...]:
        """Read one level; one request for each block that has another one below it."""
        found = (read_block(data, self._home) for data in self._client.children(parent, page))
        return tuple(
            replace(block, children=self._below(block.id, page, level + 1))
            if block.has_children and block.type in READ_ON and level < DEPTH
            else block
            for block in found
        )

    def write(self, page: str, document: Document | None, there: Sequence[NativeBlock]) -> Body:
        """Turn a body into a document, and return how it reads after the writes.

        Raises UnknownOutcome when a write fails after another one was done.
        """
        shown = read_body(there)
        if isinstance(shown, Cannot):
            raise Rejected("notion", page, f"{shown.reason}, so the body is only read")
        wanted = edits(page, held(there, page), nodes(document))
        if not wanted.steps:
            return shown
        as_asked = self._perform(page, wanted.steps)
        return document if as_asked and wanted.exact else read_body(self.read(page))

    def fill(self, page: str, rest: Sequence[Node]) -> bool:
        """Append what a create call had no room for; tell whether it was stored as asked.

        Raises UnknownOutcome: the page is there already.
        """
        try:
            return self._perform(page, (Insert(page, END, tuple(rest)),))
        except SynclineError as failed:
            raise _partly(page, failed) from failed

    def _perform(self, page: str, wanted: Sequence[Step]) -> bool:
        """Make the writes in order; tell whether every answer shows what was asked."""
        as_asked, done = True, False
        for step in wanted:
            try:
                for answered in self._calls(page, step):
                    as_asked, done = as_asked and answered, True
            except SynclineError as failed:
                raise (_partly(page, failed) if done else failed) from failed
        return as_asked

    def _calls(self, page: str, step: Step) -> Iterator[bool]:
        """Make the calls of one step, and yield for each whether it was stored as asked."""
        match step:
            case Insert():
                yield from self._insert(page, step)
            case Rewrite():
                content = {step.type: step.content}
                answer = self._client.update_block(step.id, page, content)
                yield self._reads(answer, step.block)
            case Remove():
                self._client.delete_block(step.id, page)
                yield True

    def _insert(self, page: str, step: Insert) -> Iterator[bool]:
        """Add blocks call by call; what is too deep for one is added to its block after it."""
        after = step.after
        for call in portions(step.nodes):
            answer = self._client.append(step.parent, page, [one.data for one in call], after)
            made = _named(answer.get("results"), page, len(call))
            shown = zip(made, call, strict=True)
            yield all(self._reads(data, one.node.block) for data, one in shown)
            for data, one in zip(made, call, strict=True):
                if one.rest:
                    yield from self._insert(page, Insert(data["id"], END, one.rest))
            after = END if after == END else made[-1]["id"]

    def _reads(self, answer: Any, block: Block) -> bool:
        """Tell whether a block of an answer reads like this one."""
        try:
            return read_block(answer, self._home).block == block
        except CannotRead:
            return False


def _named(made: Any, page: str, size: int) -> list[dict[str, Any]]:
    """Return the blocks that were added, each with its id. Raises UnknownOutcome."""
    shown = made if isinstance(made, list) else []
    named = [one for one in shown if isinstance(one, dict) and isinstance(one.get("id"), str)]
    if len(named) != size:
        raise UnknownOutcome("notion", f"page {page}: added blocks were not named")
    return named


def _partly(page: str, failed: SynclineError) -> UnknownOutcome:
    return UnknownOutcome("notion", f"the body of page {page} is written in part ({failed})")
