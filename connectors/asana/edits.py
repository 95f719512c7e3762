"""Who changed what, and when, as the event stream tells it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from connectors.asana.answers import Json
from connectors.asana.board import BUILT_IN
from connectors.asana.shapes import Malformed, moment, record, text
from syncline.domain.item import Edited

_NATIVE: Mapping[str, tuple[str, ...]] = {
    "name": ("name",),
    "notes": ("html_notes",),
    "assignee": ("assignee",),
    "completed": ("section",),
    "parent": ("parent",),
    # One event may stand for both dates; whichever field differs is the one that was edited.
    "due_on": ("due_on", "due_at", "start_on"),
    "due_at": ("due_on", "due_at", "start_on"),
    "start_on": ("start_on", "due_on"),
    "custom_fields": ("custom_fields",),
}
_TOLD: Mapping[str, tuple[str, ...]] = {
    "added_to_tag": ("tags",), "removed_from_tag": ("tags",), "comment_added": ("comments",),
}  # fmt: skip
"""What stories tell that the events of their task do not."""

Touches = dict[str, dict[str, tuple[str | None, datetime | None]]]
"""Task -> native field -> the account that changed it last, and when."""


def touched(events: Iterable[Json]) -> Touches:
    """Return the last change of each property of each task; what cannot be read is left out."""
    found: Touches = {}
    for event in events:
        try:
            gid, natives = _subject(event)
            by, at = text(record(event, "user"), "gid", "user."), moment(event, "created_at")
        except Malformed:
            continue
        if gid:
            found.setdefault(gid, {}).update(dict.fromkeys(natives, (by, at)))
    return found


def _subject(event: Json) -> tuple[str | None, tuple[str, ...]]:
    resource, parent = record(event, "resource"), record(event, "parent")
    kind = text(resource, "resource_type") or text(event, "type")
    if kind == "story":
        return text(parent, "gid"), _TOLD.get(text(resource, "resource_subtype") or "", ())
    if kind != "task":
        return None, ()
    if text(parent, "resource_type") == "section":
        return text(resource, "gid"), ("section",)
    changed = text(record(event, "change"), "field") or ""
    return text(resource, "gid"), _NATIVE.get(changed, ())


def edited(
    touches: Mapping[str, tuple[str | None, datetime | None]],
    native: str,
    email: Callable[[str], str | None],
) -> Edited | None:
    """Return who edited a native field, if the events told it."""
    touch = touches.get(native if native in BUILT_IN else "custom_fields")
    if touch is None:
        return None
    account, at = touch
    return Edited(email(account) if account else None, at)
