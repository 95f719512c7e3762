"""Load what the round touches, reconcile it, and name the rows that changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from syncline.domain.item import ItemId
from syncline.domain.plan import Create
from syncline.domain.reconcile import Decided, as_decided, reconcile
from syncline.domain.state import AgreedAt, ItemState, Relation, Row, ShadowAt
from syncline.engine.aside import aside_rows
from syncline.engine.gather import gather
from syncline.engine.observe import Observation
from syncline.engine.restraint import restrained
from syncline.engine.scope import EVERYTHING, Scope
from syncline.engine.session import Session

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True)
class Decision:
    """The round as decided, and the rows that account for it."""

    decided: Decided
    rows: tuple[Row, ...]


def decide(
    session: Session,
    observations: Sequence[Observation],
    scope: Scope = EVERYTHING,
    wanted: frozenset[ItemId] | None = None,
) -> Decision:
    """Reconcile what was observed with what the store remembers; writes nothing.

    `wanted`: only these Items. Nothing is paired or created then: whether a new record is the
    missing one can only be told from everything that was read.
    """
    undoing = scope.undoing
    known = gather(session, observations, scope.changed(session, observations, wanted))
    revise = undoing.revise if undoing else as_decided
    decided = reconcile(
        known.toolbox, known.observed, known.memory,
        now=session.clock.now(), run=session.run, revise=revise,
    )  # fmt: skip
    if known.scope is not None:
        decided = _narrowed(decided, known.scope)
    before = known.memory.states
    if undoing is not None:
        decided = replace(decided, plan=undoing.plan(decided.plan, before, decided.states))
    decided = replace(decided, plan=scope.reached(decided.plan))
    plan, answered = restrained(session, observations, decided, known.scope)
    decided = replace(decided, plan=plan)
    rows = [
        *changed_rows(before, decided.states),
        *changed_relations(known.memory.relations, decided.relations),
    ]
    if known.scope is None:
        rows += aside_rows(session, observations, known.observed, known.links, decided)
    return Decision(decided, (*rows, *answered, *decided.rows))


def _narrowed(decided: Decided, scope: frozenset[ItemId]) -> Decided:
    """Keep what concerns the Items in scope, without creates."""
    plan = decided.plan
    operations = [op for op in plan.operations if op.item in scope and not isinstance(op, Create)]
    refusals = [refusal for refusal in plan.refusals if refusal.item in scope]
    return replace(
        decided,
        states={item: state for item, state in decided.states.items() if item in scope},
        plan=replace(plan, operations=tuple(operations), refusals=tuple(refusals)),
        rows=tuple(row for row in decided.rows if getattr(row, "item", None) in scope),
    )


def changed_rows(
    before: Mapping[ItemId, ItemState], after: Mapping[ItemId, ItemState]
) -> list[Row]:
    """Return the rows that differ between two loads of the same Items."""
    rows: list[Row] = []
    for item, state in after.items():
        former = before.get(item)
        if former is None or former.item != state.item:
            rows.append(state.item)
        base = former or ItemState(state.item)
        rows += [r for n, r in state.records.items() if base.records.get(n) != r]
        rows += [
            AgreedAt(item, name, agreed)
            for name, agreed in state.agreed.items()
            if base.agreed.get(name) != agreed
        ]
        rows += [
            ShadowAt(item, replica, name, shadow)
            for (replica, name), shadow in state.shadows.items()
            if base.shadows.get((replica, name)) != shadow
        ]
        rows += [ShadowAt(item, *key, None) for key in base.shadows.keys() - state.shadows.keys()]
        rows += _changed(base.conflicts, state.conflicts)
        rows += _changed(base.proposals, state.proposals)
        rows += _changed(base.absent, state.absent)
    return rows


def _changed(before: Mapping[K, V], after: Mapping[K, V]) -> list[V]:
    return [row for key, row in after.items() if before.get(key) != row]


def changed_relations(before: Sequence[Relation], after: Sequence[Relation]) -> list[Relation]:
    """Return the relations that began or ended."""
    return [relation for relation in after if relation not in before]
