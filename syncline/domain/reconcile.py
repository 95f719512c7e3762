"""One round, decided: what was read and what is remembered become new state and a Plan."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial

from syncline.domain.deciding import decide_item, touched
from syncline.domain.downward import voices
from syncline.domain.drafting import drafted, plan_drafts
from syncline.domain.hidden import out_of_sight, with_hidden
from syncline.domain.item import Item, ItemId, Record, ReplicaName, Snapshot
from syncline.domain.match import Matched, match
from syncline.domain.missing import Moment, looked, settle_missing, stays
from syncline.domain.naming import new_item_id
from syncline.domain.parts import with_parts
from syncline.domain.plan import Pairing, Plan, Refusal
from syncline.domain.planning import Draft, plan_item
from syncline.domain.policy import Portfolio
from syncline.domain.references import resolved
from syncline.domain.relating import Related, parents_first, tied
from syncline.domain.remapping import follows, seen_anew
from syncline.domain.rollup import with_rollups
from syncline.domain.siblings import without_gone
from syncline.domain.state import Aside, FieldChange, ItemState, Relation, Row
from syncline.domain.toolbox import Observed, Toolbox


@dataclass(frozen=True, slots=True)
class Memory:
    """What the store remembers of everything that this round touches."""

    states: Mapping[ItemId, ItemState]
    relations: tuple[Relation, ...] = ()
    aliases: Mapping[tuple[ReplicaName, str], ItemId] = field(default_factory=dict)
    may_archive: bool = True  # not on a first run, nor where the store or the scope has changed
    settled: bool = False  # a plan was carried out before
    undelivered: frozenset[ItemId] = frozenset()  # nothing has ever delivered them
    forecasts: Mapping[ItemId, date] = field(
        default_factory=dict
    )  # when each will be done, at 85 %
    whole: frozenset[ItemId] = frozenset()  # every child of theirs is among the states


@dataclass(frozen=True, slots=True)
class Decided:
    """The states after the round, the Plan, and the closed and historical rows to put."""

    states: Mapping[ItemId, ItemState]
    relations: tuple[Relation, ...]
    plan: Plan
    rows: tuple[Row, ...]
    aside: tuple[Aside, ...] = ()  # Records that stand for no Item yet, and why


Revise = Callable[[Toolbox, Observed, dict[ItemId, ItemState], Sequence[Row], Moment], list[Row]]
"""What a person asked to be changed, once everything that was typed is accounted for."""


def as_decided(*_: object) -> list[Row]:
    """Revise nothing."""
    return []


def reconcile(
    toolbox: Toolbox, observed: Observed, memory: Memory, *, now: datetime, run: str,
    revise: Revise = as_decided,
) -> Decided:  # fmt: skip
    """Match, merge every field of every Item that was read, revise, roll up, and plan.

    Laws: a second round on an unchanged world has an empty Plan; the order of replicas, Items and
    pages does not matter.
    """
    observed = observed.certain()
    matched = _matched(toolbox, observed, memory)
    toolbox, states = _linked(toolbox, observed, memory, matched, now)
    seen = with_hidden(toolbox.portfolio.fields, _by_item(toolbox, observed), memory.states)
    at = Moment(now, run)
    rows = looked(states, toolbox.links, observed.absent, seen, at)
    anew = seen_anew(toolbox.portfolio.fields, states, seen, observed)
    toolbox = replace(toolbox, hidden=out_of_sight(states))
    related = tied(toolbox, seen, memory.relations, memory.aliases, states)
    rows += _decided(toolbox, states, seen, related, at)
    rows += revise(toolbox, observed, states, rows, at)
    rows += _summed(toolbox, states, related, memory, at)
    states |= without_gone(states)
    new = states.keys() - memory.states.keys()
    drafts = drafted(toolbox, states, related, memory.undelivered | new, observed)
    settled, crowds = settle_missing(toolbox.portfolio, states, rows, at)
    rows += settled
    rebuilt = _rebuilt(toolbox.portfolio, matched, memory)
    draft = Draft(
        refusals=[*matched.refusals, *related.refusals, *_told(observed, crowds, rows)],
        doubtful=matched.doubtful, opaque=Counter(a.replica for a in observed.unreadable),
        may_archive=memory.may_archive and not rebuilt, circles=_circles(states),
        before=memory.states,
    )  # fmt: skip
    for item in sorted(states):
        states[item] = plan_item(toolbox, states[item], seen.get(item, {}), observed, draft)
    plan_drafts(toolbox, states, drafts, observed, draft)
    plan = _plan(draft, matched, states, rows)
    plan = replace(plan, waits=(*plan.waits, *follows(anew, plan.operations), *rebuilt))
    relations = (*related.relations, *drafts.begun)
    return Decided(states, relations, plan, tuple(rows), (*matched.aside, *observed.unreadable))


def _told(
    observed: Observed, crowds: Iterable[tuple[ReplicaName, str]], rows: Iterable[Row]
) -> Iterator[Refusal]:
    """Yield what is told of Records that are left alone, beside what refuses a field."""
    for unread in observed.unreadable:
        yield Refusal("", unread.replica, None, unread.reason)
    for replica, note in crowds:
        yield Refusal("", replica, None, note)
    for item, replica, why in stays(rows):
        yield Refusal(item, replica, None, why)


def _matched(toolbox: Toolbox, observed: Observed, memory: Memory) -> Matched:
    unlinked = _unlinked(toolbox, observed)
    return match(toolbox.portfolio, unlinked, memory.states, settled=memory.settled)


def _decided(
    toolbox: Toolbox,
    states: dict[ItemId, ItemState],
    seen: Mapping[ItemId, Mapping[ReplicaName, Snapshot]],
    related: Related,
    at: Moment,
) -> list[Row]:
    """Decide every Item that was read, or is told something from above; parents first."""
    rows: list[Row] = []
    parents = related.parents()
    for item in parents_first({*seen, *(parents.keys() & states.keys())}, parents):
        said = voices(toolbox.portfolio, item, parents, states, related.begun)
        if item in seen or said:
            states[item], made = decide_item(toolbox, states[item], seen.get(item, {}), said, at)
            rows += made
    return rows


def _summed(
    toolbox: Toolbox,
    states: dict[ItemId, ItemState],
    related: Related,
    memory: Memory,
    at: Moment,
) -> list[FieldChange]:
    """Put what is computed from other Items into `states`."""
    rows = with_rollups(toolbox, states, related.relations, memory.forecasts, at)
    whole = memory.whole | (states.keys() - memory.states.keys())
    return rows + with_parts(toolbox.portfolio, states, whole, at)


def _circles(states: Mapping[ItemId, ItemState]) -> frozenset[ItemId]:
    """Return the Items that are their own parent's parent, in as many steps as it takes."""
    found: set[ItemId] = set()
    for item in states:
        above = [item]
        while (parent := states[above[-1]].value("parent")) in states and parent not in above:
            above.append(str(parent))
        if parent == item:
            found.add(item)
    return frozenset(found)


def _unlinked(toolbox: Toolbox, observed: Observed) -> dict[ReplicaName, list[Snapshot]]:
    return {
        replica: [s for s in snapshots if (replica, s.id) not in toolbox.links]
        for replica, snapshots in observed.snapshots.items()
    }


def _linked(
    toolbox: Toolbox, observed: Observed, memory: Memory, matched: Matched, now: datetime
) -> tuple[Toolbox, dict[ItemId, ItemState]]:
    """Add the new Records to their Items."""
    states = dict(memory.states)
    links: dict[tuple[ReplicaName, str], ItemId] = {}
    found = {(s.replica, s.id): s for batch in observed.snapshots.values() for s in batch}
    for pairing in matched.pairings:
        snapshot = found[pairing.replica, pairing.record]
        state = states.get(pairing.item) or ItemState(Item(pairing.item, snapshot.kind))
        record = Record(pairing.item, snapshot.replica, snapshot.id, snapshot.key, snapshot.url)
        states[pairing.item] = touched(state.linked(record), snapshot.updated or now)
        links[pairing.replica, pairing.record] = pairing.item
    return toolbox.knowing(links), states


def _by_item(toolbox: Toolbox, observed: Observed) -> dict[ItemId, dict[ReplicaName, Snapshot]]:
    seen: dict[ItemId, dict[ReplicaName, Snapshot]] = {}
    for replica in toolbox.portfolio.replicas:
        for snapshot in observed.snapshots.get(replica, ()):
            item = toolbox.links.get((replica, snapshot.id))
            if item:
                item_of = partial(toolbox.item, replica)
                shown = resolved(toolbox.portfolio.fields, snapshot, item_of)
                seen.setdefault(item, {})[replica] = shown
    return dict(sorted(seen.items()))


def _plan(
    draft: Draft, matched: Matched, states: Mapping[ItemId, ItemState], rows: Iterable[Row]
) -> Plan:
    pairings = [p for p in matched.pairings if p.how != "first seen"]
    items = {*(o.item for o in draft.operations), *(p.item for p in pairings)}
    named = items | {r.item for r in draft.refusals if r.item}
    return Plan(
        tuple(draft.operations),
        tuple(pairings),
        tuple(draft.refusals),
        _waits(pairings, rows),
        {item: states[item].name for item in named},
        {item: tuple(states[item].records.values()) for item in items},
    )


def _rebuilt(portfolio: Portfolio, matched: Matched, memory: Memory) -> tuple[str, ...]:
    """Say that the tools carry markers of this portfolio which its store does not know."""
    unknown = {p.item for p in matched.pairings if p.how == "marker"} - memory.states.keys()
    ours = {
        p.item
        for p in matched.pairings
        if p.item in unknown and new_item_id(portfolio.name, p.replica, p.record) == p.item
    }
    if not ours:
        return ()
    why = (
        f"{len(ours)} items are known by their markers and not by the store, which was lost or is "
        "older than the tools: their links are rebuilt, and what differs is settled as shown"
    )
    return (why,)


def _waits(pairings: list[Pairing], rows: Iterable[Row]) -> tuple[str, ...]:
    guessed = sum(p.confirm for p in pairings)
    replaced = sum(isinstance(row, FieldChange) and row.what == "replaced" for row in rows)
    reasons = []
    if guessed:
        reasons.append(f"{guessed} records are paired by title alone")
    if replaced:
        reasons.append(f"{replaced} values give way to those of the deciding replica")
    return tuple(reasons)
