"""How the elements of each type are read whose elements belong to the tool they were added in."""

from collections.abc import Iterable, Mapping

from syncline.domain import homed
from syncline.domain.attachments import attachment_of
from syncline.domain.comments import comment_of
from syncline.domain.fields import FieldType, Value
from syncline.domain.item import ReplicaName
from syncline.domain.siblings import sibling_of

READERS: Mapping[FieldType, homed.Read] = {
    FieldType.THREAD: comment_of,
    FieldType.FILES: attachment_of,
    FieldType.SIBLINGS: sibling_of,
}


def own(kind: FieldType, value: Value | Iterable[str], replica: ReplicaName) -> frozenset[str]:
    """Return what was added in a replica itself, of all that it shows."""
    return homed.own(READERS[kind], value if isinstance(value, frozenset) else (), replica)
