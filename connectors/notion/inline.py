"""Inline things that only Notion can show: mentions, formulas, cards; pure."""

import json
from collections.abc import Mapping
from typing import Any

from connectors.notion.shapes import record, text
from syncline.domain.text import Native

Json = Mapping[str, Any]

# What identifies a mention; the rest (names, pictures, signed addresses) changes without an edit.
_KEYS: Mapping[str, tuple[str, ...]] = {
    "user": ("id",),
    "page": ("id",),
    "database": ("id",),
    "custom_emoji": ("id",),
    "date": ("start", "end", "time_zone"),
    "template_mention": ("type", "template_mention_date", "template_mention_user"),
    "link_preview": ("url",),
    "link_mention": ("href",),
}
_SENT = _KEYS.keys() - {"link_preview", "link_mention"}  # the others exist only by hands
_NAMES = {
    "user": "@someone",
    "page": "a page",
    "database": "a database",
    "custom_emoji": "an emoji",
    "date": "a date",
    "template_mention": "a template field",
    "equation": "an equation",
}


def source_of(content: object) -> str:
    """Return native content as the one line of JSON that a document keeps."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def read_native(kind: str, run: Json, path: str, home: str) -> tuple[str, Native]:
    """Return the words and the source of a run that is no text. Raises Malformed."""
    held = record(run.get(kind), f"{path}.{kind}")
    content, inner = dict(held), kind
    if kind == "mention":
        inner = text(held.get("type"), f"{path}.mention.type") or next(iter(held), kind)
        target = record(held.get(inner), f"{path}.mention.{inner}")
        kept = {k: target[k] for k in _KEYS.get(inner, target) if target.get(k) is not None}
        content = {"type": inner, inner: kept}
    words = text(run.get("plain_text"), f"{path}.plain_text") or _expression(held)
    named = " ".join(words.split()) or _NAMES.get(inner, f"an inline {inner}")
    return named, Native(home, source_of({"type": kind, kind: content}))


def _expression(held: Json) -> str:
    return str(held.get("expression") or "")


def native_run(native: Native) -> Json | None:
    """Return a run as the API takes it; None for what nobody can create but by hand."""
    run = json.loads(native.source)
    if run.get("type") == "equation":
        return run if "equation" in run else None
    kind = record(run.get("mention"), "mention").get("type")
    return run if kind in _SENT else None
