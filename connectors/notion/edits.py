"""The smallest set of block writes that turns a page's body into a document; pure.

Blocks that nobody changed stay in place with their ids, comments and colours. New blocks are
written first and old ones deleted last: a body is never without a text that it keeps. A block that
the API cannot create is deleted only when the document has not got it any more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from connectors.notion.alignment import pairs
from connectors.notion.body import Held, Node, created
from connectors.notion.kinds import creatable
from connectors.notion.portions import content_of
from syncline.domain.text import Block

START, END = "start", "end"


@dataclass(frozen=True, slots=True)
class Insert:
    """Add these blocks under a page or a block: after the child of this id, at START or END."""

    parent: str
    after: str
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Change a block, which keeps its type, so that it reads like `block`."""

    id: str
    type: str
    block: Block
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Remove:
    """Delete one block with everything below it."""

    id: str


Step = Insert | Rewrite | Remove


@dataclass(frozen=True, slots=True)
class Edits:
    """The writes in their order; `exact` when the body then reads as it was asked."""

    steps: tuple[Step, ...]
    exact: bool


def edits(parent: str, old: Sequence[Held], new: Sequence[Node]) -> Edits:
    """Return the writes that turn one body into another: insert, rewrite, remove."""
    differ = _Differ(old, new)
    differ.compare(parent, old, new)
    ranks: dict[type, int] = {Insert: 0, Rewrite: 1, Remove: 2}
    return Edits(tuple(sorted(differ.steps, key=lambda s: ranks[type(s)])), differ.exact)


class _Differ:
    """Compare two lists of siblings, and those below them."""

    def __init__(self, old: Sequence[Held], new: Sequence[Node]) -> None:
        self.steps: list[Step] = []
        self.exact = True
        # What is created again, because it was moved, keeps the look that only Notion shows.
        self._former = {one.node: one.node for one in _all_held(old)}
        self._wanted = {node.block for node in _all_nodes(new) if not creatable(node.block)}

    def compare(self, parent: str, old: Sequence[Held], new: Sequence[Node]) -> None:
        """Collect the steps for one list; `parent` is the page or block that it is in."""
        matched = dict(pairs([one.node for one in old], new))
        waiting: list[Node] = []
        last: int | None = None
        for index, node in enumerate(new):
            if index in matched:
                self._insert(parent, old, last, waiting)
                last, waiting = matched[index], []
                self._rewrite(old[last], node)
            elif creatable(node.block):
                waiting.append(self._former.get(node, node))
            else:
                self.exact = False  # it is elsewhere, or nowhere any more
        self._insert(parent, old, last, waiting)
        self._clear(old, set(matched.values()))

    def _insert(
        self, parent: str, old: Sequence[Held], last: int | None, waiting: list[Node]
    ) -> None:
        if not waiting:
            return
        added = created(waiting)
        self.exact = self.exact and added == tuple(waiting)
        place = (parent, START) if last is None else _after(old, last)
        self.steps.append(Insert(*place, added))

    def _rewrite(self, one: Held, node: Node) -> None:
        if one.node.block != node.block:
            self._write(one, node.block, content_of(node))
        if one.node.below != node.below:
            self.compare(one.id, one.below, node.below)

    def _write(self, one: Held, block: Block, content: Mapping[str, Any]) -> None:
        before = content_of(one.node)
        changed = {key: value for key, value in content.items() if value != before.get(key)}
        self.steps.append(Rewrite(one.id, one.node.type, block, changed))

    def _clear(self, old: Sequence[Held], matched: set[int]) -> None:
        """Remove what is not in the document; one that something stays in is only emptied."""
        staying = [one for at, one in enumerate(old) if at in matched or self._stays(one)]
        needed = {name for one in staying for name in one.path}
        gone: set[str] = set()
        for at, one in enumerate(old):
            if at in matched or gone.intersection(one.path):
                continue
            if one.id in needed or self._stays(one):
                self._empty(one)
            else:
                gone.add(one.id)
                self.steps.append(Remove(one.id))

    def _stays(self, one: Held) -> bool:
        """Tell whether a block, or one below it, is wanted and could not be created again."""
        return one.node.block in self._wanted or any(map(self._stays, one.below))

    def _empty(self, one: Held) -> None:
        self.exact = self.exact and not self._stays(one)
        if one.node.block.runs and one.node.block.kind != "opaque":
            self._write(one, replace(one.node.block, runs=()), {"rich_text": []})
        self.compare(one.id, one.below, ())


def _after(old: Sequence[Held], last: int) -> tuple[str, str]:
    """Return the place after a block that stays: as far out as it is still before the next one."""
    one, following = old[last], old[last + 1].path if last + 1 < len(old) else ()
    path, after = one.path, one.id
    if following[: len(path) + 1] == (*path, after):
        return after, START
    while len(path) > 1 and following[: len(path)] != path:
        *outer, after = path
        path = tuple(outer)
    return path[-1], after


def _all_held(siblings: Sequence[Held]) -> Iterator[Held]:
    for one in siblings:
        yield one
        yield from _all_held(one.below)


def _all_nodes(siblings: Sequence[Node]) -> Iterator[Node]:
    for one in siblings:
        yield one
        yield from _all_nodes(one.below)
