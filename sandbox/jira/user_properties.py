"""What apps keep beside an account: properties that no page of Jira shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.http import Call, Refusal, Reply
from sandbox.jira.errors import errors, missing, wrong
from sandbox.jira.requests import user

if TYPE_CHECKING:
    from sandbox.world import World

KEY_LIMIT, VALUE_LIMIT = 255, 32_768


def _kept(world: World, call: Call) -> dict[str, Any]:
    """Return the properties of the account that the query names; only one's own may be seen."""
    account = call.first("accountId")
    if account is None:
        raise wrong("The accountId query parameter must be provided.")
    person = world.jira.account(account)
    if person is None:
        raise missing("The user does not exist.")
    if person != user(call):
        raise Refusal(errors(403, ["You do not have permission to see this user's properties."]))
    return world.jira.user_properties.setdefault(person.key, {})


def keys(world: World, call: Call) -> Reply:
    """List the keys of an account's properties."""
    return Reply(200, {"keys": [{"key": key} for key in _kept(world, call)]})


def _one(world: World, call: Call) -> tuple[dict[str, Any], str]:
    kept, key = _kept(world, call), call.path_params["property"]
    if key not in kept:
        raise missing(f"The property with key '{key}' does not exist.")
    return kept, key


def read(world: World, call: Call) -> Reply:
    """Return one property."""
    kept, key = _one(world, call)
    return Reply(200, {"key": key, "value": kept[key]})


def write(world: World, call: Call) -> Reply:
    """Set one property: 201 when it is new."""
    kept, key = _kept(world, call), call.path_params["property"]
    if len(key) > KEY_LIMIT:
        raise wrong(f"The property key cannot be longer than {KEY_LIMIT} characters.")
    if call.json is None or len(call.raw) > VALUE_LIMIT:
        raise wrong(f"The property value must be JSON of at most {VALUE_LIMIT} bytes.")
    status = 200 if key in kept else 201
    kept[key] = call.json
    return Reply(status)


def delete(world: World, call: Call) -> Reply:
    """Remove one property."""
    kept, key = _one(world, call)
    del kept[key]
    return Reply(204)
