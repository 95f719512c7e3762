"""New blocks in portions that one call can carry; pure."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from connectors.notion.body import TABLE, Node, width
from connectors.notion.kinds import write_content

CHILDREN = 100  # blocks in one array
NESTING = 2  # levels below the blocks of one call
BLOCKS = 1_000  # in one call, with all that is below them
BYTES = 400_000  # of one call; Notion takes 500 KB


@dataclass(frozen=True, slots=True)
class Portion:
    """A block as a call carries it; `rest` is below it, and has to be sent after it."""

    node: Node
    data: dict[str, Any]
    rest: tuple[Node, ...]
    blocks: int
    bytes: int


def portions(nodes: Iterable[Node]) -> Iterator[list[Portion]]:
    """Yield what is sent, call by call."""
    call: list[Portion] = []
    blocks = size = 0
    for one in map(_portion, nodes):
        blocks, size = blocks + one.blocks, size + one.bytes
        if call and (blocks > BLOCKS or size > BYTES or len(call) == CHILDREN):
            yield call
            call, blocks, size = [], one.blocks, one.bytes
        call.append(one)
    if call:
        yield call


def _portion(node: Node) -> Portion:
    """Carry a block with all that is below it, or alone; a table has to have a row."""
    whole = _carried(node, len(node.below))
    if _nested(node) and whole.blocks <= BLOCKS and whole.bytes <= BYTES:
        return whole
    return _carried(node, 1 if node.type == TABLE else 0)


def _nested(node: Node, room: int = NESTING) -> bool:
    """Tell whether what is below a block is neither too deep for one call nor too much."""
    fits = len(node.below) <= CHILDREN and (room or not node.below)
    return bool(fits) and all(_nested(child, room - 1) for child in node.below)


def _carried(node: Node, below: int) -> Portion:
    data = written(node, below)
    count = 1 + sum(map(_size, node.below[:below]))
    size = len(json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return Portion(node, data, node.below[below:], count, size)


def _size(node: Node) -> int:
    return 1 + sum(map(_size, node.below))


def written(node: Node, below: int) -> dict[str, Any]:
    """Return a block as the API takes it, with the first blocks below it."""
    content = {**content_of(node), **node.look}
    if node.type == TABLE:
        content["table_width"] = width(node)
    children = [written(child, len(child.below)) for child in node.below[:below]]
    if children:
        content["children"] = children
    return {"object": "block", "type": node.type, node.type: content}


def content_of(node: Node) -> dict[str, Any]:
    """Return what of a block can be changed, as the API takes it."""
    if node.type == TABLE:
        return {"has_column_header": node.block.detail == "header"}
    return write_content(node.block)
