"""Random documents, and blocks as Notion would show what it was sent."""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from hypothesis import strategies as st

from connectors.notion.body import KINDS, NativeBlock, Node, native, read_block
from connectors.notion.edits import Insert, Remove, Rewrite, Step
from syncline.domain.text import Block, BlockKind, Document, Mark, Run

MARKS: tuple[Mark, ...] = ("strong", "em", "underline", "strike", "code")
WORDS = st.text(st.sampled_from("ab é\n \u00a0<&,😀\t"), min_size=1, max_size=6)
LINKS = st.sampled_from([None, None, "https://acme.example/a?b=1&c=2", "mailto:ines@acme.example"])
RUNS = st.builds(Run, WORDS, st.frozensets(st.sampled_from(MARKS), max_size=3), LINKS)
_KINDS: tuple[BlockKind, ...] = ("paragraph", "bullet", "number")
BLOCKS = st.builds(
    Block,
    st.sampled_from(_KINDS),
    st.lists(RUNS, min_size=1, max_size=3).map(tuple),
    st.integers(0, 2),
)
DOCUMENTS = st.builds(lambda blocks: Document(tuple(blocks)), st.lists(BLOCKS, max_size=7))

_numbers = count(1)


def shown(data: dict[str, Any]) -> NativeBlock:
    """Return a block as Notion shows what it was sent: with an id, children apart."""
    kind = data["type"]
    content = dict(data[kind])
    below = content.pop("children", [])
    number = f"00000000-0000-4000-8000-{next(_numbers):012d}"
    read = read_block(
        {"object": "block", "id": number, "type": kind, kind: content, "has_children": bool(below)}
    )
    return with_children(read, [shown(child) for child in below])


def with_children(block: NativeBlock, children: Iterable[NativeBlock]) -> NativeBlock:
    """Return a block with others below it."""
    below = tuple(children)
    return NativeBlock(block.id, block.type, block.runs, bool(below), below)


def stored(nodes: Iterable[Node]) -> tuple[NativeBlock, ...]:
    """Return the body of a page that was created with these blocks."""
    return tuple(shown(native(node)) for node in nodes)


def performed(
    page: str, blocks: Sequence[NativeBlock], steps: Sequence[Step]
) -> tuple[NativeBlock, ...]:
    """Return the body after some writes, as Notion performs them."""
    for step in steps:
        match step:
            case Insert(parent, after, nodes):
                new = [shown(native(node)) for node in nodes]
                blocks = _inserted(page, tuple(blocks), parent, after, new)
            case Rewrite(target, kind, runs):
                assert kind in KINDS
                blocks = [_rewritten(b, target, kind, runs) for b in blocks]
            case Remove(target):
                blocks = _removed(blocks, target)
    return tuple(blocks)


def _inserted(
    here: str,
    blocks: tuple[NativeBlock, ...],
    parent: str,
    after: str | None,
    new: list[NativeBlock],
) -> tuple[NativeBlock, ...]:
    if here == parent:
        ids = [block.id for block in blocks]
        at = len(blocks) if after is None else ids.index(after) + 1
        return (*blocks[:at], *new, *blocks[at:])
    return tuple(with_children(b, _inserted(b.id, b.children, parent, after, new)) for b in blocks)


def _rewritten(block: NativeBlock, target: str, kind: str, runs: tuple[Run, ...]) -> NativeBlock:
    if block.id == target:
        assert block.type == kind, "a block keeps its type"
        return NativeBlock(block.id, kind, runs, block.has_children, block.children)
    return with_children(block, [_rewritten(b, target, kind, runs) for b in block.children])


def _removed(blocks: Sequence[NativeBlock], target: str) -> list[NativeBlock]:
    left = [b for b in blocks if b.id != target]
    return [with_children(b, _removed(b.children, target)) for b in left]
