"""Read the arguments of a Slack call: query, form or JSON, with JSON inside form values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from sandbox.slack.errors import refused

if TYPE_CHECKING:
    from sandbox.http import Call
    from sandbox.slack.state import Channel, Message
    from sandbox.world import World

TEXT_LIMIT = 40_000
BLOCK_LIMIT = 50
SECTION_LIMIT = 3_000
HEADER_LIMIT = 150
CONTEXT_LIMIT = 10
RICH_PARENTS = frozenset(
    {"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"}
)
RICH_LEAVES = {"text": "text", "link": "url", "user": "user_id", "emoji": "name"}
BLOCKS_TEXT_LIMIT = 13_200  # characters over all blocks, as seen in practice


def arguments(call: Call) -> Mapping[str, Any]:
    """Return the arguments, wherever they stand."""
    given: dict[str, Any] = dict(call.query)
    if isinstance(call.json, dict):
        return given | call.json
    if "urlencoded" in call.headers.get("content-type", ""):
        given |= dict(parse_qsl(call.raw.decode("utf-8", "replace"), keep_blank_values=True))
    return given


def text(given: Mapping[str, Any], name: str) -> str:
    """Return an argument as text, empty when it is absent."""
    value = given.get(name)
    return "" if value is None else str(value)


def structure(given: Mapping[str, Any], name: str) -> Any:
    """Return an argument that is a structure, or JSON text of one."""
    value = given.get(name)
    if not isinstance(value, str) or not value:
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise refused(f"invalid_{name}") from None


def the_channel(world: World, given: Mapping[str, Any]) -> Channel:
    """Return the channel that a call names, or refuse."""
    found = world.slack.channel(text(given, "channel"))
    if found is None:
        raise refused("channel_not_found")
    if found.archived:
        raise refused("is_archived")
    return found


def the_message(world: World, given: Mapping[str, Any], name: str) -> Message:
    """Return the message that a call names by channel and ts, or refuse."""
    found = world.slack.find(the_channel(world, given).id, text(given, name))
    if found is None:
        raise refused("message_not_found")
    return found


def content(given: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """Return the text and blocks of a message within Slack's limits, or refuse."""
    words, blocks = text(given, "text"), structure(given, "blocks") or []
    if not words.strip() and not blocks and not given.get("attachments"):
        raise refused("no_text")
    if len(words) > TEXT_LIMIT:
        raise refused("msg_too_long")
    _check(blocks)
    return words, blocks


def _check(blocks: Any) -> None:
    if not isinstance(blocks, list) or len(blocks) > BLOCK_LIMIT:
        raise refused("invalid_blocks")
    for index, block in enumerate(blocks):
        problem = _problem(block)
        if problem:
            detail = f"[ERROR] {problem} [json-pointer:/blocks/{index}]"
            raise refused("invalid_blocks", response_metadata={"messages": [detail]})
    if sum(len(_text(block)) for block in blocks) > BLOCKS_TEXT_LIMIT:
        raise refused("msg_blocks_too_long")


def _text(block: Mapping[str, Any]) -> str:
    """Return all text of a block, however deep it stands."""
    inner = block.get("text")
    own = str(inner.get("text", "")) if isinstance(inner, dict) else str(inner or "")
    parts = [part for part in block.get("elements", ()) if isinstance(part, dict)]
    return own + "".join(map(_text, parts))


def _problem(block: Any) -> str | None:
    if not isinstance(block, dict) or not isinstance(block.get("type"), str):
        return "missing required field: type"
    limit = {"section": SECTION_LIMIT, "header": HEADER_LIMIT}.get(block["type"])
    if limit and len(_text(block)) > limit:
        return f"must be less than {limit + 1} characters"
    if block["type"] == "section" and not _text(block) and not block.get("fields"):
        return "missing required field: text"
    if block["type"] == "context" and len(block.get("elements", ())) > CONTEXT_LIMIT:
        return f"no more than {CONTEXT_LIMIT} items allowed"
    if block["type"] == "rich_text":
        return next(filter(None, map(_rich_problem, block.get("elements", ()))), None)
    return None


def _rich_problem(element: Any) -> str | None:
    """Check one element of rich text: known type, known fields, text that is not empty."""
    kind = element.get("type") if isinstance(element, dict) else None
    if kind in RICH_PARENTS:
        return next(filter(None, map(_rich_problem, element.get("elements", ()))), None)
    if kind not in RICH_LEAVES:
        return f"unsupported type: {kind}"
    needed = RICH_LEAVES[kind]
    if not isinstance(element.get(needed), str) or not element[needed]:
        return f"missing required field: {needed}"
    if kind == "link" and not element["url"].startswith(("http://", "https://", "mailto:")):
        return "invalid url"
    return None
