"""The bodies of the controls: what is asked for in JSON, or a sentence that says what is wrong."""

from collections.abc import Mapping
from typing import Any

from sandbox.app import TOOLS
from sandbox.http import Call, Refusal, Reply

NAMES = tuple(tool.name for tool in TOOLS)


def wrong(sentence: str) -> Refusal:
    """Return the refusal of a body, in a sentence."""
    return Refusal(Reply(400, {"error": sentence}))


def whole(call: Call) -> Mapping[str, Any]:
    """Return the body, an object; no body counts as an empty one."""
    if call.json is None and not call.raw:
        return {}
    if not isinstance(call.json, dict):
        raise wrong("Send a JSON object, with Content-Type: application/json.")
    return call.json


def number(body: Mapping[str, Any], name: str, default: float | None = None) -> float:
    """Return a number of the body, or the default."""
    value = body.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong(f"`{name}` must be a number, not {value!r}.")
    return float(value)


def tools_of(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the tool that the body names, or all of them."""
    tool = body.get("tool")
    if tool is None:
        return NAMES
    if tool not in NAMES:
        raise wrong(f"`tool` must be one of {', '.join(NAMES)}, not {tool!r}.")
    return (tool,)


def names_in(body: Mapping[str, Any], name: str) -> frozenset[str]:
    """Return a list of ids or keys of the body."""
    given = body.get(name, [])
    if not isinstance(given, list):
        raise wrong(f"`{name}` must be a list of ids or keys, not {given!r}.")
    return frozenset(map(str, given))
