"""What an answer of Jira must be before anybody reads it; every check raises NotJira."""

from collections.abc import Mapping, Sequence
from typing import Any

from connectors.jira.failures import NotJira

Json = Mapping[str, Any]


def object_of(body: Any) -> Json:
    """Return an object."""
    if not isinstance(body, dict):
        raise NotJira(f"the answer is no object but {body!r:.80}")
    return body


def objects_of(body: Any) -> Sequence[Json]:
    """Return the objects of a list."""
    if not isinstance(body, list):
        raise NotJira(f"the answer is no list but {body!r:.80}")
    return [one for one in body if isinstance(one, dict)]


def page_of(body: Any) -> Json:
    """Return a page of issues."""
    if not isinstance(object_of(body).get("issues"), list):
        raise NotJira("the answer has no list of issues")
    return object_of(body)


def identified(body: Any) -> Json:
    """Return what has an id."""
    if not isinstance(object_of(body).get("id"), str):
        raise NotJira("the answer names no issue")
    return object_of(body)


def screen_of(body: Any) -> Json:
    """Return the fields on the screen of the transition that was asked for."""
    offered = object_of(body).get("transitions")
    if not isinstance(offered, list):
        raise NotJira("the answer has no list of transitions")
    fields = offered[0].get("fields") if offered and isinstance(offered[0], dict) else None
    return fields if isinstance(fields, dict) else {}


def made_of(body: Any) -> Json:
    """Return the first of what was made."""
    first = body[0] if isinstance(body, list) and body else None
    return identified(first)


def anything(_body: Any) -> None:
    """Take any JSON, or none: the specification promises no shape."""


def done(body: Any) -> None:
    """Take what a write answers: nothing, or what it wrote."""
    if body not in (None, {}) and "id" not in object_of(body):
        raise NotJira("the answer is none to a write")
