"""A page's body over the wire: read as a tree, and changed step by step."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from connectors.notion.body import (
    CHILDREN,
    NativeBlock,
    Node,
    native,
    nodes,
    read_block,
    read_body,
    unreadable,
)
from connectors.notion.client import NotionClient
from connectors.notion.codec import Body
from connectors.notion.edits import Insert, Remove, Rewrite, Step, node_of, steps
from connectors.notion.richtext import write_runs
from syncline.domain.errors import CannotRead, Rejected, SynclineError, UnknownOutcome
from syncline.domain.fields import Cannot
from syncline.domain.text import Document, Run

DEEPEST = 20  # levels below a page; more is no list that a person wrote


class Blocks:
    """Read and write page bodies."""

    def __init__(self, client: NotionClient) -> None:
        self._client = client

    def read(self, page: str) -> tuple[NativeBlock, ...]:
        """Return the blocks of a page with everything below them that a document can hold."""
        return self._below(page, page, 0)

    def _below(self, parent: str, page: str, level: int) -> tuple[NativeBlock, ...]:
        """Read one level; where it holds what no document can, nothing further is asked for."""
        found = tuple(map(read_block, self._client.children(parent, page)))
        if level >= DEEPEST or any(unreadable(block, level) for block in found):
            return found
        return tuple(
            replace(block, children=self._below(block.id, page, level + 1))
            if block.has_children
            else block
            for block in found
        )

    def write(self, page: str, document: Document | None, held: Sequence[NativeBlock]) -> Body:
        """Turn a body into a document, and return how it reads after the writes.

        Raises UnknownOutcome when a write fails after another one was done.
        """
        shown = read_body(held)
        if isinstance(shown, Cannot):
            raise Rejected("notion", page, f"{shown.reason}, so the body is only read")
        wanted = steps(page, held, nodes(document))
        return document if self._perform(page, wanted) else read_body(self.read(page))

    def fill(self, page: str, rest: Sequence[Node]) -> bool:
        """Append what a create call had no room for; tell whether it was stored as asked.

        Raises UnknownOutcome: the page is there already.
        """
        try:
            return self._perform(page, (Insert(page, None, tuple(rest)),))
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
                content = {step.type: {"rich_text": write_runs(step.runs)}}
                answer = self._client.update_block(step.block, page, content)
                yield _reads(answer, step.runs)
            case Remove():
                self._client.delete_block(step.block, page)
                yield True

    def _insert(self, page: str, step: Insert) -> Iterator[bool]:
        after = step.after
        for at in range(0, len(step.nodes), CHILDREN):
            batch = step.nodes[at : at + CHILDREN]
            children = [native(node) for node in batch]
            made = self._client.append(step.parent, page, children, after).get("results")
            made = made if isinstance(made, list) else []
            pairs = zip(made, batch, strict=False)
            yield len(made) == len(batch) and all(_reads(one, node.runs) for one, node in pairs)
            if after is not None and at + CHILDREN < len(step.nodes):
                after = _last(made, page)


def _reads(answer: Any, runs: tuple[Run, ...]) -> bool:
    """Tell whether a block of an answer shows these runs."""
    try:
        shown = node_of(read_block(answer))
    except CannotRead:
        return False
    return shown is not None and shown.runs == runs


def _last(made: Sequence[Any], page: str) -> str:
    """Return the id after which the next blocks belong. Raises UnknownOutcome."""
    try:
        return str(made[-1]["id"])
    except (IndexError, KeyError, TypeError):
        raise UnknownOutcome("notion", f"page {page}: added blocks were not named") from None


def _partly(page: str, failed: SynclineError) -> UnknownOutcome:
    return UnknownOutcome("notion", f"the body of page {page} is written in part ({failed})")
