"""Items and rows into the lists and tables that they stand in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.jira.richtext.grammar import Node
from connectors.jira.richtext.leaves import order
from connectors.jira.richtext.nodes import attributes
from syncline.domain.text import Block


@dataclass(frozen=True, slots=True)
class Entry:
    """Nodes to write; `frame`: the type of the node around them, `old`: that node as it is now.

    `block`: None when there is nothing to see.
    """

    nodes: tuple[Node, ...]
    frame: str | None
    old: Node | None
    block: Block | None


def framed(entries: Sequence[Entry], local_id: Callable[[], str]) -> list[Node]:
    """Return the nodes, with those that belong together in one frame each."""
    groups: list[list[Entry]] = []
    for entry in entries:
        if groups and entry.frame and _joins(groups[-1], entry):
            groups[-1].append(entry)
        else:
            groups.append([entry])
    used: list[Node] = []
    nodes: list[Node] = []
    for group in groups:
        nodes += [_frame(group, used, local_id)] if group[0].frame else group[0].nodes
    return nodes


def _joins(group: Sequence[Entry], entry: Entry) -> bool:
    old = _old(group)
    if group[0].frame != entry.frame:
        return False
    if entry.block is None or not any(e.block for e in group):
        return entry.old is old
    if entry.frame in ("bulletList", "taskList"):
        return entry.old is old or entry.old is None or old is None
    return not _starts(entry.block)


def _old(group: Sequence[Entry]) -> Node | None:
    return next((entry.old for entry in group if entry.old is not None), None)


def _starts(block: Block) -> bool:
    return "start" in block.detail or number_of(block) is not None


def number_of(block: Block) -> int | None:
    """Return the number that an item restarts with, None when it goes on."""
    return int(block.detail) if block.detail.isdecimal() and len(block.detail) <= 9 else None


def _frame(group: Sequence[Entry], used: list[Node], local_id: Callable[[], str]) -> Node:
    """Return the list or table; one that is split gives its attributes to its first part."""
    old = _old(group)
    node: dict[str, Any] = {"type": group[0].frame}
    attrs: dict[str, Any] = {"localId": local_id()} if node["type"] == "taskList" else {}
    if old is not None and not any(old is other for other in used):
        used.append(old)
        node, attrs = {**old}, dict(attributes(old))
    node["content"] = [one for entry in group for one in entry.nodes]
    start = _start(group)
    if node["type"] == "orderedList" and start not in (None, order(node)):
        attrs["order"] = start
    return {**node, "attrs": attrs} if attrs else node


def _start(group: Sequence[Entry]) -> int | None:
    """Return the number of the first item, by that of the first one that can be seen."""
    for at, entry in enumerate(group):
        if entry.block:
            number = number_of(entry.block)
            return max(0, (1 if number is None else number) - at)
    return None
