"""Notion's named colours <-> the fixed values that other tools can show; pure."""

from collections.abc import Mapping

PLAIN = "default"
_TEXT = {
    "gray": "#787774", "brown": "#9f6b53", "orange": "#d9730d", "yellow": "#cb912f",
    "green": "#448361", "blue": "#337ea9", "purple": "#9065b0", "pink": "#c14c8a",
    "red": "#d44c47",
}  # fmt: skip
_BEHIND = {
    "gray": "#f1f1ef", "brown": "#f4eeee", "orange": "#fbecdd", "yellow": "#fbf3db",
    "green": "#edf3ec", "blue": "#e7f3f8", "purple": "#f6f3f9", "pink": "#faf1f5",
    "red": "#fdebec",
}  # fmt: skip
MARKS: Mapping[str, str] = {
    **{name: f"color:{value}" for name, value in _TEXT.items()},
    **{f"{name}_background": f"highlight:{value}" for name, value in _BEHIND.items()},
}
"""Name -> mark, as Notion paints them in its light theme."""
_NAMES = {mark: name for name, mark in MARKS.items()}


def inked(marks: frozenset[str]) -> frozenset[str]:
    """Return the marks that Notion can show: of several colours one, that of the text first."""
    colours = sorted(mark for mark in marks if ":" in mark)
    shown = [mark for mark in colours if mark in _NAMES][:1]
    return marks.difference(colours).union(shown)


def colour_named(marks: frozenset[str]) -> str:
    """Return Notion's name for the colour among the marks of a run."""
    return next((_NAMES[mark] for mark in sorted(marks) if mark in _NAMES), PLAIN)
