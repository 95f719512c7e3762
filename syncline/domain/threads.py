"""The merge of comments, files and links: each belongs to the replica in which it was added."""

from syncline.domain.belonging import READERS
from syncline.domain.homed import copies, joined
from syncline.domain.item import ReplicaName
from syncline.domain.ledger import Ledger, Sighting, elements
from syncline.domain.state import Agreed


def merge_homed(ledger: Ledger) -> None:
    """Let each replica decide its own elements; what becomes of a copy concerns that tool alone."""
    seen, read = ledger.view.seen, READERS[ledger.kind]
    before = merged = elements(ledger.agreed.value)
    for replica, sighting in sorted(seen.items()):
        merged = joined(read, merged, elements(sighting.display), replica)
    if merged != before or (seen and not ledger.agreed.version):
        ledger.agreed = Agreed(merged, ledger.agreed.version + 1)
    for replica, sighting in seen.items():
        _follow(ledger, replica, sighting, before)


def _follow(
    ledger: Ledger, replica: ReplicaName, sighting: Sighting, before: frozenset[str]
) -> None:
    """Account for what a replica shows; a copy that was removed or edited there counts as shown."""
    shadow, read = ledger.shadows.get(replica), READERS[ledger.kind]
    display = elements(sighting.display)
    known = copies(read, elements(shadow.shown) if shadow else display, replica)
    shown = (display - copies(read, display, replica)) | known
    if shadow and shadow.shown == shown:
        return
    current = ledger.looks(replica, ledger.agreed, shown)
    ledger.shows(replica, shown, ledger.agreed.version if current else 0)
    ledger.note(replica, "merged", before, ledger.agreed.value, sighting.by)
