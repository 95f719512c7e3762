"""Pages, blocks and users over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.http import Call, Endpoint, Reply
from sandbox.notion import blocks, pages, paging, views
from sandbox.notion.answers import body, caller, path_id
from sandbox.notion.errors import invalid, not_found
from sandbox.notion.records import Block, Page

if TYPE_CHECKING:
    from sandbox.world import World

PAGED = ("title", "rich_text", "relation", "people")


def create(world: World, call: Call) -> Reply:
    """Create a page with its properties and its first blocks."""
    return Reply(
        200, views.page(world.notion, pages.create(world.notion, body(call), caller(call)))
    )


def read(world: World, call: Call) -> Reply:
    """Return a page, also one in the trash."""
    page = world.notion.page(path_id(call, "page_id"))
    only = call.every("filter_properties") + call.every("filter_properties[]")
    return Reply(200, views.page(world.notion, page, only))


def update(world: World, call: Call) -> Reply:
    """Change a page's properties, or its being in the trash."""
    page = world.notion.page(path_id(call, "page_id"))
    pages.update(world.notion, page, body(call), caller(call))
    return Reply(200, views.page(world.notion, page))


def move(world: World, call: Call) -> Reply:
    """Move a page to another parent."""
    page = world.notion.page(path_id(call, "page_id"))
    pages.move(world.notion, page, body(call).get("parent"), caller(call))
    return Reply(200, views.page(world.notion, page))


def property_item(world: World, call: Call) -> Reply:
    """Return one property in full: as a list where it may be long."""
    state, page = world.notion, world.notion.page(path_id(call, "page_id"))
    key = call.path_params["property_id"]
    prop = page.source.find(key) if page.source else None
    if prop is None:
        raise not_found("property", key)
    held = views.plain_value(state, page, prop)
    head = {"object": "property_item", "type": prop.type, "id": prop.id}
    if prop.type not in PAGED:
        return Reply(200, {**head, prop.type: held})
    size, cursor = paging.asked(call)
    if cursor is not None and not cursor.isdigit():
        raise invalid(f"The start_cursor provided is invalid: {cursor}")
    at = int(cursor or 0)
    following = str(at + size) if at + size < len(held) else None
    items = [{**head, prop.type: one} for one in held[at : at + size]]
    answer = paging.listing("property_item", items, following)
    item: dict[str, Any] = {"id": prop.id, "next_url": None, "type": prop.type, prop.type: {}}
    if following:
        item["next_url"] = f"{call.base}{call.path}?start_cursor={following}&page_size={size}"
    return Reply(200, {**answer, "property_item": item})


def _shown(thing: Page | Block) -> dict[str, Any]:
    return blocks.page_as_block(thing) if isinstance(thing, Page) else blocks.shown(thing)


def read_block(world: World, call: Call) -> Reply:
    """Return one block, also one in the trash."""
    return Reply(200, _shown(world.notion.block(path_id(call, "block_id"))))


def update_block(world: World, call: Call) -> Reply:
    """Change the content of one block."""
    block = world.notion.block(path_id(call, "block_id"))
    if isinstance(block, Page):
        pages.update(world.notion, block, body(call), caller(call))
    else:
        blocks.update(world.notion, block, body(call), caller(call))
    return Reply(200, _shown(block))


def delete_block(world: World, call: Call) -> Reply:
    """Move a block, or a page, to the trash."""
    block = world.notion.block(path_id(call, "block_id"))
    blocks.check_editable(block)
    if not block.in_trash:
        blocks.touch(world.notion, block, caller(call))
        block.in_trash = True
    return Reply(200, _shown(block))


def children(world: World, call: Call) -> Reply:
    """List the blocks right under a page or a block."""
    parent = world.notion.block(path_id(call, "block_id"))
    return paging.page(call, "block", [b for b in parent.children if not b.in_trash], _shown)


def append(world: World, call: Call) -> Reply:
    """Add blocks under a page or a block, at the end or after one of its children."""
    state, given = world.notion, body(call)
    parent = state.block(path_id(call, "block_id"))
    if parent.in_trash:
        raise invalid("Can't edit block that is archived. You must unarchive it before editing.")
    blocks.check_editable(parent)
    drafts = blocks.checked(state, given.get("children"), "children")
    at = blocks.insertion(state, parent, given)
    blocks.touch(state, parent, caller(call))
    made = blocks.append(state, parent, drafts, caller(call), at=at)
    return Reply(200, paging.listing("block", [_shown(block) for block in made], None))


def users(world: World, call: Call) -> Reply:
    """List the people and bots; who left is not among them."""
    active = [person for person in world.people if person.active]
    return paging.page(call, "user", active, views.user)


def me(world: World, call: Call) -> Reply:
    """Return whose token it is."""
    return Reply(200, views.user(caller(call)))


def user(world: World, call: Call) -> Reply:
    """Return one user."""
    identifier = path_id(call, "user_id")
    person = world.people.by_account(identifier)
    if person is None:
        raise not_found("user", identifier)
    return Reply(200, views.user(person))


_PAGE, _BLOCK = "/v1/pages/{page_id}", "/v1/blocks/{block_id}"

ROUTES: list[Endpoint] = [
    Endpoint("GET", "/v1/users", users),
    Endpoint("GET", "/v1/users/me", me),
    Endpoint("GET", "/v1/users/{user_id}", user),
    Endpoint("POST", "/v1/pages", create, write=True),
    Endpoint("GET", _PAGE, read),
    Endpoint("PATCH", _PAGE, update, write=True),
    Endpoint("POST", f"{_PAGE}/move", move, write=True),
    Endpoint("GET", f"{_PAGE}/properties/{{property_id}}", property_item),
    Endpoint("GET", _BLOCK, read_block),
    Endpoint("PATCH", _BLOCK, update_block, write=True),
    Endpoint("DELETE", _BLOCK, delete_block, write=True),
    Endpoint("GET", f"{_BLOCK}/children", children),
    Endpoint("PATCH", f"{_BLOCK}/children", append, write=True),
]
