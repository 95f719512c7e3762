"""Edits that a write has covered: the tool's changelog shows them, so they are accounted for."""

from dataclasses import replace

from syncline.domain.deciding import history, with_outcome
from syncline.domain.fields import SETS, Cannot, FieldType, Value, same
from syncline.domain.item import ReplicaName, is_voice
from syncline.domain.ledger import FieldView, Project
from syncline.domain.merge import decide
from syncline.domain.plan import Change, Covered, Operation, Receipt, Update
from syncline.domain.state import Agreed, Candidate, ItemState, Row
from syncline.engine.decide import changed_rows
from syncline.engine.session import Session


def understood(session: Session, op: Update, receipt: Receipt) -> Receipt:
    """Take what a receipt says was covered in canonical terms: a reference comes as a record."""
    covered = {}
    for change in op.changes:
        typed = receipt.covered.get(change.field)
        known = typed and _known(session, op, change, typed)
        if known:
            covered[change.field] = known
    return replace(receipt, covered=covered)


def _known(session: Session, op: Update, change: Change, typed: Covered) -> Covered | None:
    kind = session.portfolio.fields[change.field].type
    if kind in SETS:
        return None  # elements are written one by one: nothing of a set is covered
    if kind is FieldType.REF and typed.value is not None:
        record = str(typed.value)
        item = session.store.links(op.replica, [record]).get(record)
        if item is None:
            return None  # a parent outside this portfolio
        typed = replace(typed, value=item)
    return None if same(kind, typed.value, change.expect) else typed


def accounted(session: Session, op: Operation, receipt: Receipt) -> list[Row]:
    """Return the rows that keep what people typed between our last read and our write.

    Such a value never saw the agreed one, so the two are concurrent: `merge.md` §10. To be called
    in one's turn: what a write to another tool has covered is part of what is loaded here.
    """
    rows: list[Row] = []
    state = session.store.load([op.item]).get(op.item) if receipt.covered else None
    if state is None or not isinstance(op, Update):
        return rows
    for change in op.changes:
        if change.field in receipt.covered:
            state, made = _field(session, state, op.replica, change, receipt)
            rows += made
    return rows


def _field(
    session: Session, state: ItemState, replica: ReplicaName, change: Change, receipt: Receipt
) -> tuple[ItemState, list[Row]]:
    name, spec = change.field, session.portfolio.fields[change.field]
    former = state.shadows.get((replica, name))
    if former is None:
        return state, []
    typed, now = receipt.covered[name], session.clock.now()
    edit = Candidate(typed.value, former.version, typed.value, typed.by, typed.at)
    view = FieldView(
        state.item.id, spec, session.portfolio.policy(name, state.homes),
        state.agreed.get(name, Agreed()),
        {r: s for (r, f), s in state.shadows.items() if f == name}, {},
        state.conflicts.get(name), {r: p for (r, f), p in state.proposals.items() if f == name},
        covered={replica: edit},
    )  # fmt: skip
    outcome = decide(view, _project(session, name), now)
    after = with_outcome(state, name, outcome)
    told = history(state.item.id, name, outcome.accounted, now, session.run)
    changed = changed_rows({state.item.id: state}, {state.item.id: after})
    return after, [*outcome.closed, *told, *changed]


def _project(session: Session, name: str) -> Project:
    def project(replica: ReplicaName, value: Value) -> Value | Cannot:
        return value if is_voice(replica) else session.trackers[replica].project(name, value)

    return project
