"""What a plan leaves for later, or for a person: refused, flapping, or read under another scope."""

from collections.abc import Sequence
from dataclasses import replace

from syncline.domain.backoff import FLIP_WINDOW, calm, ended, patient
from syncline.domain.item import ItemId
from syncline.domain.plan import Archive, Plan, Update
from syncline.domain.reconcile import Decided
from syncline.domain.state import Postponed
from syncline.engine.observe import Observation
from syncline.engine.session import Session


def restrained(
    session: Session,
    observations: Sequence[Observation],
    decided: Decided,
    scope: frozenset[ItemId] | None,
) -> tuple[Plan, list[Postponed]]:
    """Return what of a plan is tried in this run, and the refusals of which nothing is left."""
    plan, letters = _cautious(session, observations, decided.plan), session.store.postponed()
    answered = ended(plan, letters, decided.states) if scope is None else []
    return _calmed(session, patient(plan, letters, session.clock.now())), answered


def spared(plan: Plan) -> Plan:
    """Put nothing away on the word of a store that is older than the tools."""
    return replace(plan, operations=tuple(o for o in plan.operations if not isinstance(o, Archive)))


def _cautious(session: Session, observations: Sequence[Observation], plan: Plan) -> Plan:
    """Let a plan wait whose replicas were read under another scope than before."""
    waits = []
    for seen in observations:
        outside = sum(a.presence == "UNSEEN" for a in seen.absent)
        if outside and session.rescoped(seen.replica):
            known = session.store.count(seen.replica)
            waits.append(
                f"the scope of {seen.replica} has changed: {outside} of its {known} known records "
                "are outside of it now, and are left alone from now on"
            )
    return replace(plan, waits=(*plan.waits, *waits)) if waits else plan


def _calmed(session: Session, plan: Plan) -> Plan:
    items = {op.item for op in plan.operations if isinstance(op, Update)}
    if not items:
        return plan
    return calm(plan, session.store.writes_since(items, session.clock.now() - FLIP_WINDOW))
