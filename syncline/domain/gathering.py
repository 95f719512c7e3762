"""The merge of a set, and of what is computed: neither is ever a conflict."""

from collections.abc import Mapping

from syncline.domain.fields import same
from syncline.domain.item import ReplicaName
from syncline.domain.ledger import Ledger, elements
from syncline.domain.state import Agreed, Candidate


def merge_set(ledger: Ledger, edits: Mapping[ReplicaName, Candidate]) -> None:
    """Apply every addition and removal to the agreed set; never a Conflict."""
    before = elements(ledger.agreed.value)
    added: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    for replica, edit in edits.items():
        former = ledger.shadows.get(replica)
        base = elements(former.shown) if former else frozenset()
        shown = elements(edit.display)
        added, removed = added | (shown - base), removed | (base - shown)
    # Added here and removed there in one round: it stays, whatever the order of replicas.
    merged = (before - removed) | added
    if merged != before or (edits and not ledger.agreed.version):
        ledger.agreed = Agreed(merged, ledger.agreed.version + 1)
    for replica, edit in edits.items():
        current = ledger.looks(replica, ledger.agreed, edit.display)
        version = ledger.agreed.version if current else 0
        ledger.shows(replica, edit.display, version)
        ledger.note(replica, "merged", before, merged, edit.by, edit.at)


def keep_computed(ledger: Ledger) -> None:
    """Keep a computed field as it is computed; what was typed over it is put back."""
    for replica, seen in ledger.view.seen.items():
        shadow = ledger.shadows.get(replica)
        if shadow and same(ledger.kind, shadow.shown, seen.display):
            continue
        ledger.shows(replica, seen.display, 0)
        if shadow:
            ledger.note(replica, "reverted", seen.display, ledger.agreed.value, seen.by)
