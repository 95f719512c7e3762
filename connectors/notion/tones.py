"""The tone of a callout, which Notion says by an icon and a colour; pure."""

from collections.abc import Mapping
from typing import Any

from connectors.notion.shapes import record, text

_WORN = {  # tone: its icon and its colour, as the panels of other tools have them
    "info": ("💡", "blue"),
    "note": ("📝", "purple"),
    "success": ("✅", "green"),
    "warning": ("⚠️", "yellow"),
    "error": ("❌", "red"),
}
_OTHERS = {"🚫": "error", "⛔": "error", "🚨": "error", "❗": "warning", "☑": "success"}
_ICONS = {icon.rstrip("\ufe0f"): tone for tone, (icon, _) in _WORN.items()} | _OTHERS
_COLOURS = {colour: tone for tone, (_, colour) in _WORN.items()} | {
    "orange": "warning", "pink": "error",
}  # fmt: skip


def tone_of(content: Mapping[str, Any]) -> str:
    """Return the tone of a native callout: that of its icon, else of its colour."""
    icon = text(record(content.get("icon"), "callout.icon").get("emoji"), "callout.icon.emoji")
    colour = text(content.get("color"), "callout.color") or ""
    by_icon = _ICONS.get((icon or "").rstrip("\ufe0f"), "info")
    # A light bulb is what every new callout has: it says nothing.
    return (
        by_icon if by_icon != "info" else _COLOURS.get(colour.removesuffix("_background"), "info")
    )


def tone(detail: str) -> str:
    """Return the tone that Notion shows for a canonical one."""
    return detail if detail in _WORN else "info"


def worn(detail: str) -> dict[str, Any]:
    """Return icon and colour of a callout of this tone."""
    icon, colour = _WORN[tone(detail)]
    return {"icon": {"type": "emoji", "emoji": icon}, "color": f"{colour}_background"}
