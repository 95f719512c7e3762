"""The marker: an attachment whose address leads nowhere and holds the Item's id; pure.

The domain is one of those that are reserved and never resolve, so that nobody can be led anywhere
by it, and Trello has nothing to show in its place.
"""

import re
from collections.abc import Iterable

from syncline.domain.item import ItemId

ATTACHED = "Syncline"  # the name of an attachment that is added later
UNMARKED = "none"  # in place of a marker's name: knowingly without healing
_ADDRESS = "https://syncline.invalid/i/"
_MARKER = re.compile(r"syn-[0-9a-z]{20,26}")


def marker_url(item: ItemId) -> str:
    """Return the address that marks a card."""
    return _ADDRESS + item


def read_marker(links: Iterable[str]) -> ItemId | None:
    """Return the Item that the attachments of a card name."""
    found = (url.removeprefix(_ADDRESS) for url in links if url.startswith(_ADDRESS))
    return next((marker for marker in found if _MARKER.fullmatch(marker)), None)


def without_markers(labels: Iterable[str]) -> frozenset[str]:
    """Return the labels that are not a marker of another tool."""
    return frozenset(label for label in labels if label and not _MARKER.fullmatch(label))
