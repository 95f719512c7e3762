"""Databases and data sources over HTTP: read, changed, queried and searched."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from sandbox.http import Call, Endpoint, Reply
from sandbox.notion import definitions, filters, paging, richtext, views
from sandbox.notion.answers import body, caller, optional, path_id
from sandbox.notion.errors import invalid_body
from sandbox.notion.records import DataSource, Page

if TYPE_CHECKING:
    from sandbox.world import World

ROWS = 10_000  # that one query ever returns
CUT = {"type": "incomplete", "incomplete_reason": "query_result_limit_reached"}


def read_database(world: World, call: Call) -> Reply:
    """Return a database, which names its data source."""
    return Reply(200, views.database(world.notion.database(path_id(call, "database_id"))))


def _source(world: World, call: Call) -> DataSource:
    return world.notion.data_source(path_id(call, "data_source_id"))


def read(world: World, call: Call) -> Reply:
    """Return a data source with its properties."""
    return Reply(200, views.data_source(world.notion, _source(world, call)))


def update(world: World, call: Call) -> Reply:
    """Rename a data source, change its properties, trash it."""
    source, state, given = _source(world, call), world.notion, body(call)
    if "title" in given:
        source.title = richtext.completed(given["title"], "title", state.people)
    if "properties" in given:
        definitions.change(source, given["properties"], state.new_raw_id, state.new_id)
    trashed = given.get("in_trash", given.get("archived", source.in_trash))
    source.in_trash = bool(trashed)
    source.stamp.touch(state.clock.tick(), caller(call))
    return Reply(200, views.data_source(world.notion, source))


def query(world: World, call: Call) -> Reply:
    """Return the pages of a data source that pass the filter, in the order of the sorts."""
    source, given = _source(world, call), optional(call)
    size, cursor = paging.asked(call)
    trash = bool(given.get("in_trash") or given.get("archived"))
    test = filters.compiled(source, given["filter"]) if given.get("filter") is not None else None
    unseen = world.sight.unseen("notion", call.user)

    def matches(page: Page) -> bool:
        there = page.in_trash == trash and not page.is_archived and page.id not in unseen
        return there and world.notion.shares(page) and (not test or test(page))

    rows = filters.ordered(source, list(source.pages), given.get("sorts") or [])
    begin = paging.start(cursor, [page.id for page in rows])
    found = list(islice(filter(matches, rows[begin:]), size + 1))
    left = max(0, ROWS - sum(map(matches, rows[:begin])))
    only = call.every("filter_properties") + call.every("filter_properties[]")
    shown = [views.page(world.notion, page, only) for page in found[: min(size, left)]]
    more = len(found) > size and left > size
    answer = paging.listing("page_or_data_source", shown, found[size].id if more else None)
    if len(found) > left or (len(found) > size and not more):
        answer["request_status"] = CUT
    return Reply(200, answer)


def search(world: World, call: Call) -> Reply:
    """List the data sources and pages whose title contains the query."""
    state, given = world.notion, optional(call)
    chosen = given.get("filter") or {}
    kind = chosen.get("value") if isinstance(chosen, Mapping) else chosen
    if kind not in (None, "page", "data_source"):
        raise invalid_body("filter.value", "`page` or `data_source`", kind)
    wanted = str(given.get("query") or "").lower()
    found: list[Any] = []
    if kind != "page":
        sources = (s for s in state.data_sources.values() if s.id not in state.unshared)
        found += [s for s in sources if wanted in s.name.lower() and not s.in_trash]
    if kind != "data_source":
        unseen = world.sight.unseen("notion", call.user)
        seen = (p for p in state.pages.values() if p.id not in unseen and not p.frozen)
        pages = (p for p in seen if state.shares(p))
        found += [page for page in pages if wanted in page.title.lower()]

    def show(one: Any) -> dict[str, Any]:
        return views.page(state, one) if isinstance(one, Page) else views.data_source(state, one)

    return paging.page(call, "page_or_data_source", found, show)


ROUTES: list[Endpoint] = [
    Endpoint("GET", "/v1/databases/{database_id}", read_database),
    Endpoint("GET", "/v1/data_sources/{data_source_id}", read),
    Endpoint("PATCH", "/v1/data_sources/{data_source_id}", update, write=True),
    Endpoint("POST", "/v1/data_sources/{data_source_id}/query", query),
    Endpoint("POST", "/v1/search", search),
]
