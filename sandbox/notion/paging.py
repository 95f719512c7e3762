"""Notion's pages: page_size up to 100, and the id of the next element as the cursor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sandbox.http import Call, Reply
from sandbox.notion.errors import invalid, invalid_body

MOST = 100


def asked(call: Call) -> tuple[int, str | None]:
    """Return page_size and start_cursor, from the query of a GET or the body of a POST."""
    given: Mapping[str, Any] = dict(call.query)
    if call.method == "POST":
        given = call.json if isinstance(call.json, Mapping) else {}
    try:
        size = int(given.get("page_size") or MOST)
    except (ValueError, TypeError, OverflowError):
        raise invalid_body("page_size", "a number", given.get("page_size")) from None
    if not 1 <= size <= MOST:
        raise invalid_body("page_size", f"≥ `1` and ≤ `{MOST}`", size)
    cursor = given.get("start_cursor")
    return size, None if cursor is None else str(cursor)


def start(cursor: str | None, keys: Sequence[str]) -> int:
    """Return the index at which the cursor points; the first one without a cursor."""
    if cursor is None:
        return 0
    try:
        return keys.index(cursor.lower())
    except ValueError:
        raise invalid(f"The start_cursor provided is invalid: {cursor}") from None


def listing(kind: str, results: list[Any], cursor: str | None) -> dict[str, Any]:
    """Return a list object of this kind; without a cursor nothing follows."""
    more = {"next_cursor": cursor, "has_more": cursor is not None}
    return {"object": "list", "results": results, **more, "type": kind, kind: {}}


def page(call: Call, kind: str, things: Sequence[Any], show: Callable[[Any], Any]) -> Reply:
    """Return the page that the call asks for of things that have an id."""
    size, cursor = asked(call)
    at = start(cursor, [str(_key(thing)) for thing in things])
    following = things[at + size] if at + size < len(things) else None
    results = [show(thing) for thing in things[at : at + size]]
    return Reply(200, listing(kind, results, _key(following) if following is not None else None))


def _key(thing: Any) -> Any:
    return getattr(thing, "notion_id", None) or thing.id
