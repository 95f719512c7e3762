"""What the versions of Notion's API call the same things."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.notion.errors import invalid

OLDER, NEWER = "2025-09-03", "2026-03-11"
VERSIONS = frozenset({OLDER, NEWER})
_RENAMED = {"archived": "in_trash", "after": "position"}  # of a body, in the newer one
_NOTES, _TRANSCRIPTION = "meeting_notes", "transcription"


def check(version: str, body: Any) -> None:
    """Refuse names that the newer version has no more."""
    if version != NEWER or not isinstance(body, Mapping):
        return
    for old, new in _RENAMED.items():
        if old in body:
            raise invalid(
                f"body failed validation: body.{old} should be not present, use `{new}` instead."
            )


def spoken(version: str, answer: Any) -> Any:
    """Return an answer in the words of a version."""
    if isinstance(answer, list):
        return [spoken(version, one) for one in answer]
    if not isinstance(answer, Mapping):
        return answer
    shown = {name: spoken(version, value) for name, value in answer.items()}
    if version == NEWER and "object" in shown:
        shown.pop("archived", None)
    if version == OLDER and shown.get("type") == _NOTES and "object" in shown:
        shown = {_TRANSCRIPTION if name == _NOTES else name: one for name, one in shown.items()}
        shown["type"] = _TRANSCRIPTION
    return shown
