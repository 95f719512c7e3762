"""What all routes share: the caller, the body, ids in the path, the version header."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sandbox.http import Call, Handler, Refusal, Reply
from sandbox.notion.errors import error, invalid, invalid_body
from sandbox.notion.versions import VERSIONS, check, spoken
from sandbox.people import Person

if TYPE_CHECKING:
    from sandbox.world import World


def caller(call: Call) -> Person:
    """Return who is asking; the server has refused everybody unknown before."""
    assert call.user is not None
    return call.user


def body(call: Call) -> Mapping[str, Any]:
    """Return the body, an object."""
    if not isinstance(call.json, Mapping):
        raise invalid_body("", "an object", call.json)
    return call.json


def optional(call: Call) -> Mapping[str, Any]:
    """Return the body, an object; no body counts as an empty one."""
    return {} if call.json is None else body(call)


def path_id(call: Call, name: str) -> str:
    """Return an id from the path as a dashed UUID."""
    raw = call.path_params[name]
    dashed = as_uuid(raw)
    if dashed is None:
        raise invalid(
            f'path failed validation: path.{name} should be a valid uuid, instead was `"{raw}"`.'
        )
    return dashed


def as_uuid(raw: Any) -> str | None:
    """Return an id with its dashes, or None when it is no UUID."""
    try:
        return str(UUID(str(raw)))
    except ValueError:
        return None


def versioned(handler: Handler) -> Handler:
    """Demand the version header, dash the ids in the body, and number the answer."""

    def checked(world: World, call: Call) -> Reply:
        """Serve the call if it names a version that the emulator speaks."""
        version = call.headers.get("notion-version")
        if version not in VERSIONS:
            should = "defined" if version is None else "a valid version"
            message = (
                "Notion-Version header failed validation: Notion-Version header should be "
                f"{should}, instead was `{version or 'undefined'}`."
            )
            raise Refusal(error(400, "missing_version", message))
        world.notion.requests += 1
        world.notion.base = call.base
        try:
            check(version, call.json)
            reply = handler(world, replace(call, json=_dashed(call.json)))
        except Refusal as refused:
            reply = refused.reply
        number = str(uuid5(NAMESPACE_URL, f"request {world.notion.requests}"))
        answer = {**spoken(version, reply.body), "request_id": number}
        return Reply(reply.status, answer, reply.headers)

    return checked


def _dashed(value: Any) -> Any:
    """Write every undashed id under an id key with its dashes; clients may send either."""
    if isinstance(value, list):
        return [_dashed(one) for one in value]
    if not isinstance(value, Mapping):
        return value
    ids = {"id", "data_source_id", "database_id", "page_id", "block_id", "after", "start_cursor"}
    return {
        key: (as_uuid(one) or one) if key in ids and isinstance(one, str) else _dashed(one)
        for key, one in value.items()
    }
