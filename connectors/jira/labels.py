"""Labels: what Jira refuses in them, and the marker among them; pure.

Jira's labels hold no space. A canonical space is written `%20`; where a label already has
that, `%` is written `%25`. Labels without space are the same on both sides, and the two
directions undo each other exactly.
"""

import re

from syncline.domain.plain import one_line

LIMIT = 255  # characters of one label
MARKER = re.compile(r"syn-[0-9a-z]{20,26}")
_ESCAPE = re.compile(r"%((?:25)*)20")


def is_marker(label: str) -> bool:
    """Tell whether a label is Syncline's own."""
    return MARKER.fullmatch(label) is not None


def to_native(label: str) -> str:
    """Write a canonical label."""
    return _ESCAPE.sub(r"%25\g<1>20", one_line(label)).replace(" ", "%20")


def to_canonical(label: str) -> str:
    """Read a native label."""
    return _ESCAPE.sub(lambda found: f"%{found[1][2:]}20" if found[1] else " ", label)


def holdable(label: str) -> bool:
    """Tell whether Jira can hold a canonical label, and not mistake it for a marker."""
    return len(to_native(label)) <= LIMIT and not is_marker(label)
