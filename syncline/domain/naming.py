"""Names that come out the same however often a run is repeated."""

import base64
import hashlib

from syncline.domain.item import MARKER_PREFIX, ItemId, RecordId, ReplicaName


def _digest(*parts: str) -> str:
    raw = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return base64.b32encode(raw).decode().lower()


def new_item_id(portfolio: str, replica: ReplicaName, record: RecordId) -> ItemId:
    """Name an Item after its first Record, so that a dry run and the run after it agree."""
    return MARKER_PREFIX + _digest(portfolio, replica, record)[:20]


def short_id(prefix: str, *parts: str) -> str:
    """Return a name short enough to type, such as c-3fk2a9q4."""
    return f"{prefix}-{_digest(*parts)[:8]}"
