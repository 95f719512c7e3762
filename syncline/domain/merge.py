"""The merge of one field of one Item: design library `merge.md` §4 and §6, in code.

Pure. Everything that a person typed ends up agreed, merged, in a Conflict, in a Proposal or in a
recorded change; nothing here looks at a clock to decide.
"""

from datetime import datetime

from syncline.domain.contest import Contest
from syncline.domain.fields import ELEMENTWISE, HOMED
from syncline.domain.gathering import keep_computed, merge_set
from syncline.domain.ledger import FieldOutcome, FieldView, Ledger, Project
from syncline.domain.threads import merge_homed


def decide(view: FieldView, project: Project, now: datetime) -> FieldOutcome:
    """Account for every edit of one field. Law: the order of replicas changes no agreed value."""
    ledger = Ledger(view, project, now)
    if view.spec.computed:
        keep_computed(ledger)
        return ledger.outcome()
    if view.spec.type in HOMED:
        merge_homed(ledger)
        return ledger.outcome()
    edits = ledger.edits()
    if view.spec.type in ELEMENTWISE and not view.conflict:
        if view.policy.elsewhere == "compare":
            edits = ledger.settle_elsewhere(edits)
        merge_set(ledger, edits)
    elif edits := ledger.settle_elsewhere(edits):
        Contest(ledger, edits).settle()
    return ledger.outcome()
