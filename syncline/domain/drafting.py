"""Drafting what delivers an Item: at most once for each, in the words of the Item above."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from syncline.domain.fields import is_empty
from syncline.domain.item import FieldName, Item, ItemId, ReplicaName, voice_of
from syncline.domain.naming import new_item_id
from syncline.domain.plan import Create, Refusal
from syncline.domain.planning import Draft, first_values
from syncline.domain.policy import CreateRule, Delivers
from syncline.domain.relating import Related
from syncline.domain.state import Agreed, ItemState, Relation, Shadow
from syncline.domain.toolbox import Observed, Toolbox

BORN_WITH = ("title", "description")  # and with whatever flows down


@dataclass(frozen=True, slots=True)
class Undelivered:
    """Items that nothing has ever delivered, and drafts of which no Record was made yet."""

    items: frozenset[ItemId] = frozenset()
    drafts: frozenset[ItemId] = frozenset()


@dataclass(frozen=True, slots=True)
class Drafts:
    """Items that are to be made, each with the Item that it delivers and the link that says so."""

    above: Mapping[ItemId, tuple[ItemId, Delivers, ReplicaName]] = field(default_factory=dict)
    begun: tuple[Relation, ...] = ()


def drafted(
    toolbox: Toolbox,
    states: dict[ItemId, ItemState],
    related: Related,
    undelivered: Collection[ItemId],
    observed: Observed,
) -> Drafts:
    """Add what is to deliver Items that nothing delivers, to `states`; name all that wait.

    A relation that once stood, or one that is planned, is enough: nothing is drafted twice.
    """
    delivered = {relation.parent for relation in related.relations}
    above: dict[ItemId, tuple[ItemId, Delivers, ReplicaName]] = {}
    begun = []
    for link, replica, rule in _rules(toolbox):
        for parent in sorted(set(undelivered) & states.keys() - delivered):
            if _wanted(states[parent], link, rule, observed, replica):
                child = new_item_id(toolbox.portfolio.name, f"below {replica}", parent)
                if child not in states:
                    states[child] = _draft(toolbox, link, replica, states[parent], child)
                    begun.append(Relation(child, parent))
                    delivered.add(parent)
        for relation in (*related.relations, *begun):
            if _waits(states, link, replica, relation):
                above[relation.child] = (relation.parent, link, replica)
    return Drafts(above, tuple(begun))


def _rules(toolbox: Toolbox) -> Iterator[tuple[Delivers, ReplicaName, CreateRule]]:
    for link in toolbox.portfolio.delivers:
        for replica, rule in link.create.items():
            yield link, replica, rule


def _wanted(
    state: ItemState, link: Delivers, rule: CreateRule, observed: Observed, replica: ReplicaName
) -> bool:
    """Tell whether something is to deliver an Item; both tools were read whole."""
    if link.parent not in state.homes or not {link.parent, replica} <= observed.complete:
        return False
    if not state.value("title") or link.parent in state.absent:
        return False
    return rule.fits(state.value)


def _draft(
    toolbox: Toolbox, link: Delivers, replica: ReplicaName, parent: ItemState, child: ItemId
) -> ItemState:
    names: list[FieldName] = [n for n, flow in link.down.items() if flow != "compare"]
    agreed = {
        name: Agreed(parent.value(name), 1)
        for name in (*BORN_WITH, *names)
        if name in toolbox.portfolio.fields and not is_empty(parent.value(name))
    }
    said = {
        (voice_of(link.parent), name): Shadow(parent.value(name), parent.value(name), 1)
        for name in names
        if name in parent.agreed
    }  # so that only what the Item above says next is news
    return ItemState(Item(child, link.by[replica], parent.item.team), {}, agreed, said)


def _waits(
    states: Mapping[ItemId, ItemState], link: Delivers, replica: ReplicaName, relation: Relation
) -> bool:
    """Tell whether a draft still has no Record."""
    child, parent = states.get(relation.child), states.get(relation.parent)
    if child is None or parent is None or relation.ended or child.records or child.absent:
        return False
    return link.parent in parent.records and child.item.kind == link.by.get(replica)


def plan_drafts(
    toolbox: Toolbox, states: Mapping[ItemId, ItemState], drafts: Drafts, observed: Observed,
    plan: Draft,
) -> None:  # fmt: skip
    """Add the Create of every draft, with the tie that says what it delivers."""
    for child, (parent, link, replica) in sorted(drafts.above.items()):
        state, record = states[child], states[parent].records[link.parent]
        if replica not in observed.complete or replica in state.stamping:
            continue
        if unread := plan.opaque.get(replica):
            reason = f"not created: {unread} records of {replica} cannot be read; one may be it"
            plan.refusals.append(Refusal(child, replica, None, reason))
            continue
        changes = first_values(toolbox, state, replica, plan)
        reason = f"nothing in {replica} delivers {states[parent].name} yet"
        ties = {link.tie[replica]: record.url or record.key}
        made = Create(child, replica, state.item.kind, changes, reason, ties)
        plan.operations.append(made)
