"""Approve only a part of a plan: which Items a person named, and what becomes of the rest."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from syncline.domain.errors import ConfigurationError
from syncline.domain.item import Item, ItemId
from syncline.domain.plan import Plan
from syncline.domain.state import HeldPlan, Relation, Row
from syncline.engine.conclude import REST_OF, held_plan
from syncline.engine.decide import Decision
from syncline.engine.session import Session


def numbered(held: HeldPlan) -> dict[str, tuple[ItemId, str]]:
    """Return a plan's Items under the numbers that people name them by: (id, name)."""
    named = {op["item"]: op["name"] or op["item"] for op in _operations(held)}
    ordered = sorted(named.items(), key=lambda pair: (pair[1], pair[0]))
    return {str(number): pair for number, pair in enumerate(ordered, 1)}


def _operations(held: HeldPlan) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = json.loads(held.rendered)["operations"]
    return found


def chosen(held: HeldPlan, words: Sequence[str]) -> frozenset[ItemId]:
    """Return the Items that a person named, by number, key, name or id.

    Raises ConfigurationError for a word that names none or several, and for an Item whose parent
    is made by the same plan and was left out.
    """
    items = numbered(held)
    found = frozenset(_named(items, word.strip()) for word in words)
    names = dict(items.values())
    for item, parent in _hung(_operations(held)):
        if item in found and parent not in found:
            raise ConfigurationError(
                f"{names[item]} is below {names[parent]}, which this plan makes as well. "
                "Approve both, or neither."
            )
    return found


def _named(items: Mapping[str, tuple[ItemId, str]], word: str) -> ItemId:
    if word in items:
        return items[word][0]
    fitting = [i for i, name in items.values() if word and word in {i, name, *_halves(name)}]
    if len(fitting) == 1:
        return fitting[0]
    what = f"{len(fitting)} items are" if fitting else "no item of this plan is"
    raise ConfigurationError(
        f"{what} named {word}. Write numbers from 1 to {len(items)} as the plan shows them."
    )


def _halves(name: str) -> tuple[str, str]:
    """Return key and title."""
    key, _, title = name.partition(" ")
    return key, title


def _hung(operations: Sequence[Mapping[str, Any]]) -> Iterator[tuple[ItemId, ItemId]]:
    """Yield each Item with the parent that this plan makes in the same replica."""
    made = {(op["replica"], op["item"]) for op in operations if op["do"] == "create"}
    for op in operations:
        for change in op.get("changes", ()):
            if change["field"] == "parent" and (op["replica"], change["to"]) in made:
                yield op["item"], change["to"]


def picked(session: Session, decision: Decision, items: Collection[ItemId]) -> Decision:
    """Return what of a decision concerns these Items; the rest is stored as a plan that waits.

    Nothing of the rest is accounted for: its edits stay in the tools and are read again.
    """
    decided = decision.decided
    whole, mine, rest = decided.plan, _part(decided.plan, items), _others(decided.plan, items)
    rows: list[Row] = [row for row in decision.rows if _owner(row) in items]
    if (held := session.store.held()) and held.digest == whole.digest:
        rows.append(replace(held, state="superseded"))
    if rest.operations:
        why = f"{REST_OF}{whole.digest}, of which a person approved only a part"
        rows.append(held_plan(session, rest, (why,)))
    return Decision(replace(decided, plan=mine), tuple(rows))


def _part(plan: Plan, items: Collection[ItemId]) -> Plan:
    return replace(
        plan,
        operations=tuple(op for op in plan.operations if op.item in items),
        pairings=tuple(p for p in plan.pairings if p.item in items),
        refusals=tuple(r for r in plan.refusals if r.item in items),
    )


def _others(plan: Plan, items: Collection[ItemId]) -> Plan:
    every = {op.item for op in plan.operations} | {p.item for p in plan.pairings}
    return _part(plan, every - set(items))


def _owner(row: Row) -> ItemId | None:
    match row:
        case Item():
            return row.id
        case Relation():
            return row.child
    return getattr(row, "item", None)
