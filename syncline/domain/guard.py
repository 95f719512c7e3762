"""The brake: which plans wait for a person, and which are refused."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from syncline.domain.errors import StalePlan, UnsafePlan
from syncline.domain.fields import to_json
from syncline.domain.item import ReplicaName
from syncline.domain.plan import Archive, Create, Plan, Update
from syncline.domain.policy import Safety
from syncline.domain.presence import most_at_once

UNSAFE = "over the hard limit: "  # begins why a plan was refused, which nobody can approve
SHARE_COUNTS_ABOVE = 10  # operations; below it a share says nothing


@dataclass(frozen=True, slots=True)
class Clear:
    """The plan may be applied."""


@dataclass(frozen=True, slots=True)
class Hold:
    """The plan waits for a person, because ..."""

    reasons: tuple[str, ...]


def guard(
    plan: Plan,
    safety: Safety,
    linked: Mapping[ReplicaName, int],
    *,
    first: bool,
    approved: str | None = None,
    begun: frozenset[str] = frozenset(),
) -> Clear | Hold:
    """Weigh a plan against its limits. `linked` counts the known Records of each replica.

    `begun`: the rows of the approved plan, when an earlier run was cut off in the middle of it;
    what is left of it needs no second approval. Raises StalePlan when another plan was approved,
    UnsafePlan over the hard limit. A first plan has no hard limit, because it always waits.
    """
    rest = plan if first else _not_begun(plan, begun)
    if not first and not rest.operations and not rest.waits:
        return Clear()
    if not first:
        _refuse_unsafe(rest, safety, linked)
    if approved is not None:
        if approved != plan.digest:
            raise StalePlan(
                f"The plan you approved was {approved}; now it is {plan.digest}, with "
                f"{len(plan.operations)} operations. Read it with `syncline plan`, then approve "
                f"{plan.digest}."
            )
        return Clear()
    reasons = (*_first(plan, safety, first=first), *rest.waits, *_limits(rest, safety, linked))
    return Hold(reasons) if reasons else Clear()


def _not_begun(plan: Plan, begun: frozenset[str]) -> Plan:
    """Return the part of a plan that nobody has approved before."""
    known = begun | _finishing(plan, begun) if begun else begun
    rest = tuple(op for op in plan.operations if not Plan((op,)).rows <= known)
    return replace(plan, operations=rest)


def _finishing(plan: Plan, begun: frozenset[str]) -> frozenset[str]:
    """Return the rows that give a Record, cut off while it was made, what its create asked."""
    creates = [row for row in map(json.loads, begun) if row[0] == "create"]
    asked = {
        (replica, item, name, json.dumps(value))
        for _, replica, _, item, changes in creates
        for name, value in changes
    }
    updates = [
        op
        for op in plan.operations
        if isinstance(op, Update)
        and {(op.replica, op.item, c.field, json.dumps(to_json(c.ask))) for c in op.changes}
        <= asked
    ]
    return Plan(tuple(updates)).rows


def _first(plan: Plan, safety: Safety, *, first: bool) -> tuple[str, ...]:
    if not first or not safety.first_run_approval:
        return ()
    return (f"it is this portfolio's first plan ({len(plan.operations)} operations)",)


def _limits(plan: Plan, safety: Safety, linked: Mapping[ReplicaName, int]) -> tuple[str, ...]:
    reasons = []
    if len(plan.operations) > safety.approve_changes:
        reasons.append(
            f"it has {len(plan.operations)} operations; the limit is {safety.approve_changes}"
        )
    for replica, known in sorted(linked.items()):
        archived, most = _archives(plan, replica), most_at_once(safety, known)
        if archived > most:
            reasons.append(f"it puts {archived} records of {replica} away; the limit is {most}")
    for replica, share, count in _shares(plan, linked):
        if share > safety.approve_share:
            reasons.append(
                f"it touches {share:.0%} of {replica} ({count} operations); "
                f"the limit is {safety.approve_share:.0%}"
            )
    return tuple(reasons)


def _archives(plan: Plan, replica: ReplicaName) -> int:
    return sum(isinstance(op, Archive) for op in plan.of(replica))


def _shares(plan: Plan, linked: Mapping[ReplicaName, int]) -> list[tuple[ReplicaName, float, int]]:
    """Return the share of known Records that would change; creates change none of them."""
    shares = []
    for replica, known in sorted(linked.items()):
        touched = [op for op in plan.of(replica) if not isinstance(op, Create)]
        records = {op.record for op in touched}
        if known and len(touched) > SHARE_COUNTS_ABOVE:
            shares.append((replica, len(records) / known, len(touched)))
    return shares


def _refuse_unsafe(plan: Plan, safety: Safety, linked: Mapping[ReplicaName, int]) -> None:
    for replica, share, count in _shares(plan, linked):
        if share > safety.stop_share:
            raise UnsafePlan(
                f"{replica}: the plan touches {share:.0%} of its records ({count} operations); "
                f"the hard limit is {safety.stop_share:.0%}. If this is meant, raise "
                f"safety.stop_above.share for one run, and look at `syncline plan` first."
            )
