"""Blocks: checked as a tree, appended, changed, trashed and shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.notion import views
from sandbox.notion.blocktypes import TYPES, changes, content
from sandbox.notion.errors import invalid, invalid_body
from sandbox.notion.records import Block, Page, Stamp
from sandbox.people import Person

if TYPE_CHECKING:
    from sandbox.notion.state import NotionState

CHILDREN = 100  # blocks in one array
DEPTH = 2  # levels of nesting below the blocks of one call
TOTAL = 1_000  # blocks in one call


@dataclass(frozen=True)
class Draft:
    """Hold a checked block that does not exist yet."""

    type: str
    content: dict[str, Any]
    children: tuple[Draft, ...]


def checked(state: NotionState, raw: Any, path: str, depth: int = 0) -> list[Draft]:
    """Check an array of new blocks with everything below; nothing is created by it."""
    if not isinstance(raw, list):
        raise invalid_body(path, "an array", raw)
    if len(raw) > CHILDREN:
        raise invalid_body(f"{path}.length", f"≤ `{CHILDREN}`", len(raw))
    if raw and depth > DEPTH:
        raise invalid_body(path, "not present", "an array nested too deeply")
    drafts = [_draft(state, one, f"{path}[{n}]", depth) for n, one in enumerate(raw)]
    if depth == 0 and (total := sum(map(_size, drafts))) > TOTAL:
        raise invalid_body(f"{path}.length", f"≤ `{TOTAL}` with all children", total)
    return drafts


def _size(draft: Draft) -> int:
    return 1 + sum(map(_size, draft.children))


def _draft(state: NotionState, raw: Any, path: str, depth: int) -> Draft:
    kind = raw.get("type") if isinstance(raw, Mapping) else None
    if isinstance(raw, Mapping) and kind is None:
        kind = next((name for name in raw if name in TYPES), None)
    if not isinstance(kind, str) or kind not in TYPES or kind not in raw:
        raise invalid_body(path, "a block of a known type with its content", raw)
    inner = f"{path}.{kind}"
    made = content(kind, raw[kind], inner, state.people)
    below = raw[kind].get("children") or raw.get("children") or []
    if below and not TYPES[kind].children:
        raise invalid("Block does not support children.")
    children = checked(state, below, f"{inner}.children", depth + 1)
    if kind == "table":
        _check_rows(children, made["table_width"], f"{inner}.children")
    return Draft(kind, made, tuple(children))


def _check_rows(rows: Sequence[Draft], width: int, path: str) -> None:
    """Refuse what is no row, and a row of another width; a new table has a row at least."""
    if not rows or any(row.type != "table_row" for row in rows):
        raise invalid_body(path, "table rows", "other blocks")
    if any(len(row.content["cells"]) != width for row in rows):
        raise invalid("Number of cells in table row must match the table width of parent table")


def append(
    state: NotionState,
    parent: Page | Block,
    drafts: Sequence[Draft],
    by: Person,
    *,
    at: int | None = None,
) -> list[Block]:
    """Create checked blocks under a page or a block: at its end, or at this index."""
    if isinstance(parent, Block) and parent.type == "table":
        _check_rows(drafts, parent.content["table_width"], "children")
    place = len(parent.children) if at is None else at
    made = [_create(state, parent, draft, by) for draft in drafts]
    parent.children[place:place] = made
    return made


def placed(
    state: NotionState, parent: Page | Block, kind: str, content: dict[str, Any], by: Person
) -> Block:
    """Create a block of any type as a person does in Notion itself, with its content as shown."""
    return append(state, parent, [Draft(kind, content, ())], by)[0]


def _create(state: NotionState, parent: Page | Block, draft: Draft, by: Person) -> Block:
    now = state.clock.now
    page = parent if isinstance(parent, Page) else parent.page
    block = Block(state.new_id(), draft.type, draft.content, parent, page, Stamp(now, by, now, by))
    state.blocks[block.id] = block
    block.children = [_create(state, block, child, by) for child in draft.children]
    return block


def insertion(state: NotionState, parent: Page | Block, body: Mapping[str, Any]) -> int | None:
    """Return the index that `after`, or the newer `position`, asks for; None is the end."""
    position = body.get("position") or {}
    if position.get("type") == "start":
        return 0
    after = body.get("after") or (position.get("after_block") or {}).get("id")
    if after is None:
        return None
    block = state.block(str(after))
    if isinstance(block, Page) or block not in parent.children:
        raise invalid("The block to append after is not a child of the parent.")
    return parent.children.index(block) + 1


def check_editable(block: Page | Block) -> None:
    """Refuse to edit what is under something archived or in the trash."""
    if block.frozen and not (isinstance(block, Page) and block.in_trash):
        message = "Can't edit page on block with an archived ancestor."
        raise invalid(f"{message} You must unarchive the ancestor before editing.")


def touch(state: NotionState, block: Page | Block, by: Person) -> None:
    """Remember an edit of a block, on itself and on its page."""
    now = state.clock.tick()
    block.stamp.touch(now, by)
    if isinstance(block, Block):
        block.page.stamp.touch(now, by)


def update(state: NotionState, block: Block, body: Mapping[str, Any], by: Person) -> None:
    """Change the content of a block, which keeps its type, or its being in the trash."""
    trashed = body.get("in_trash", body.get("archived"))
    check_editable(block)
    if block.in_trash and trashed is not False:
        raise invalid("Can't edit block that is archived. You must unarchive it before editing.")
    others = (TYPES.keys() & body.keys()) - {block.type}
    if others:
        raise invalid(f"{min(others)} cannot be updated: the block is a {block.type}.")
    new: dict[str, Any] = {}
    if block.type in body:
        new = changes(block.type, body[block.type], block.type, state.people)
        _check_change(block, new)
    touch(state, block, by)
    block.content = {**block.content, **new}
    if trashed is not None:
        block.in_trash = bool(trashed)


def _check_change(block: Block, new: Mapping[str, Any]) -> None:
    """Refuse what only creation decides: how wide a table is."""
    if "table_width" in new:
        raise invalid_body("table.table_width", "not present", new["table_width"])
    if block.type == "table_row" and isinstance(block.parent, Block):
        row = Draft(block.type, {**block.content, **new}, ())
        _check_rows([row], block.parent.content["table_width"], "table_row")


def shown(block: Block) -> dict[str, Any]:
    """Show a block; its children are listed apart."""
    kind = "page_id" if isinstance(block.parent, Page) else "block_id"
    return {
        "object": "block",
        "id": block.id,
        "parent": {"type": kind, kind: block.parent.id},
        **views.stamp(block.stamp),
        "has_children": any(not child.in_trash for child in block.children),
        "archived": block.in_trash,
        "in_trash": block.in_trash,
        "type": block.type,
        block.type: block.content,
    }


def page_as_block(page: Page) -> dict[str, Any]:
    """Show a page where a block is asked for."""
    source = page.source
    parent = {"type": "data_source_id", "data_source_id": source.id} if source else {}
    return {
        "object": "block",
        "id": page.id,
        "parent": parent or {"type": "workspace", "workspace": True},
        **views.stamp(page.stamp),
        "has_children": any(not child.in_trash for child in page.children),
        "archived": page.in_trash,
        "in_trash": page.in_trash,
        "type": "child_page",
        "child_page": {"title": page.title},
    }
