"""The smallest set of block writes that turns a page's body into a document; pure.

Blocks that nobody changed stay in place with their ids, comments and colours. New blocks are
written first and old ones deleted last: a body is never without a text that it keeps.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from connectors.notion.body import KINDS, NativeBlock, Node
from syncline.domain.fields import Cannot
from syncline.domain.text import Block, Document, Run, normal_document


@dataclass(frozen=True, slots=True)
class Insert:
    """Append these blocks under a page or a block, after one of its children, or at the end."""

    parent: str
    after: str | None
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Replace the text of one block, which keeps its type."""

    block: str
    type: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Remove:
    """Delete one block with everything below it."""

    block: str


Step = Insert | Rewrite | Remove


def steps(parent: str, old: Sequence[NativeBlock], new: Sequence[Node]) -> tuple[Step, ...]:
    """Return the writes in their order: insert, rewrite, remove."""
    found = _Differ().compared(parent, old, new)
    ranks: dict[type, int] = {Insert: 0, Rewrite: 1, Remove: 2}
    return tuple(sorted(found, key=lambda step: ranks[type(step)]))


def node_of(block: NativeBlock) -> Node | None:
    """Return how a block reads; None for an empty one, which no document shows."""
    if isinstance(block.runs, Cannot):  # never in a body that is written
        return None
    kind = KINDS[block.type]
    normal = normal_document(Document((Block(kind, block.runs),)))
    below = tuple(filter(None, map(node_of, block.children)))
    return Node(kind, normal.blocks[0].runs, below) if normal else None


class _Differ:
    """Compare two levels of a tree, and those below them."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def compared(self, parent: str, old: Sequence[NativeBlock], new: Sequence[Node]) -> list[Step]:
        """Collect the steps for the children of one parent."""
        shown = [(block, node) for block in old if (node := node_of(block))]
        matcher = SequenceMatcher(None, [node for _, node in shown], list(new), autojunk=False)
        regions = [_Region(*r[1:]) for r in matcher.get_opcodes() if r[0] != "equal"]
        for region in _anchored(regions, len(shown)):
            anchor = shown[region.start - 1][0].id if region.start else None
            place = _Place(parent, anchor)
            self._replace(place, shown[region.start : region.end], new[region.first : region.last])
        return self.steps

    def _replace(
        self, place: "_Place", old: Sequence[tuple[NativeBlock, Node]], new: Sequence[Node]
    ) -> None:
        """Rewrite pair by pair; where the kinds differ, insert beside the old block."""
        for (block, was), node in zip(old, new, strict=False):
            if was.kind == node.kind:
                self.steps += place.flush()
                self._rewrite(block, was, node)
                place.after = block.id
            else:
                if not place.waiting:
                    place.after = block.id
                place.waiting.append(node)
                self.steps.append(Remove(block.id))
        place.waiting += new[len(old) :]
        self.steps += place.flush()
        self.steps += [Remove(block.id) for block, _ in old[len(new) :]]

    def _rewrite(self, block: NativeBlock, was: Node, node: Node) -> None:
        if was.runs != node.runs:
            self.steps.append(Rewrite(block.id, block.type, node.runs))
        self.compared(block.id, block.children, node.children)


class _Place:
    """Where new blocks gather until they are inserted."""

    def __init__(self, parent: str, after: str | None) -> None:
        self.parent, self.after = parent, after
        self.waiting: list[Node] = []

    def flush(self) -> list[Step]:
        """Return the insert of what gathered here, if anything."""
        gathered, self.waiting = tuple(self.waiting), []
        return [Insert(self.parent, self.after, gathered)] if gathered else []


@dataclass(frozen=True, slots=True)
class _Region:
    """`old[start:end]` becomes `new[first:last]`."""

    start: int
    end: int
    first: int
    last: int


def _anchored(regions: list[_Region], shown: int) -> list[_Region]:
    """Let an insert before the first block replace that block: the API inserts only after one."""
    if not regions or not shown or regions[0].end > 0:
        return regions
    head = _Region(0, 1, 0, regions[0].last + 1)
    rest = regions[1:]
    if rest and rest[0].start == head.end:
        head = _Region(0, rest[0].end, 0, rest[0].last)
        rest = rest[1:]
    return [head, *rest]
