"""Load what the round touches, reconcile it, and name the rows that changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from syncline.domain.item import ItemId, RecordId, ReplicaName
from syncline.domain.plan import Create
from syncline.domain.reconcile import Decided, Memory, reconcile
from syncline.domain.rollup import spellings
from syncline.domain.state import AgreedAt, ItemState, Relation, Row, ShadowAt
from syncline.domain.toolbox import Observed, Tool, Toolbox
from syncline.engine.aside import Links, aside_rows, unreadable
from syncline.engine.observe import Observation
from syncline.engine.session import Session

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True)
class Decision:
    """The round as decided, and the rows that account for it."""

    decided: Decided
    rows: tuple[Row, ...]


def decide(
    session: Session, observations: Sequence[Observation], scope: frozenset[ItemId] | None = None
) -> Decision:
    """Reconcile what was observed with what the store remembers; writes nothing.

    `scope`: only these Items. Nothing is paired or created then: whether a new record is the
    missing one can only be told from everything that was read.
    """
    complete = frozenset(o.replica for o in observations if o.complete)
    observed = Observed({o.replica: o.snapshots for o in observations}, complete)
    links = _links(session, observations)
    observed = replace(observed, unreadable=unreadable(observations, links))
    if scope is not None:
        scope |= {r.parent for r in session.store.relations(scope) if r.child in scope}
        observed = _within(observed, links, scope)
    memory = _gathered(session, observed, links, scope)
    toolbox = _toolbox(session, observed, links, memory.states)
    now = session.clock.now()
    decided = reconcile(toolbox, observed, memory, now=now, run=session.run)
    if scope is not None:
        decided = _narrowed(decided, scope)
    changed = changed_rows(memory.states, decided.states)
    relations = changed_relations(memory.relations, decided.relations)
    aside = aside_rows(session, observations, observed, links, decided) if scope is None else []
    return Decision(decided, (*changed, *relations, *aside, *decided.rows))


def _within(observed: Observed, links: Links, scope: frozenset[ItemId]) -> Observed:
    kept = {
        replica: tuple(s for s in snapshots if links.get((replica, s.id)) in scope)
        for replica, snapshots in observed.snapshots.items()
    }
    return Observed(kept, observed.complete)


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


def _toolbox(
    session: Session,
    observed: Observed,
    links: Mapping[tuple[ReplicaName, RecordId], ItemId],
    states: Mapping[ItemId, ItemState],
) -> Toolbox:
    # Traits may ask the tool what fields it has, so a replica that failed is not asked again.
    tools = {
        name: Tool(tracker.traits, tracker.project)
        for name, tracker in session.trackers.items()
        if name in observed.complete
    }
    known = {(r.replica, r.id): i for i, s in states.items() for r in s.records.values()}
    return Toolbox(session.portfolio, tools).knowing({**links, **known})


def _gathered(
    session: Session, observed: Observed, links: Links, scope: frozenset[ItemId] | None
) -> Memory:
    touched = set(links.values())  # with the parents of what was shown
    if scope is None:
        touched |= session.store.unsettled() | _creatable(session, observed, links)
        touched |= {s.marker for batch in observed.snapshots.values() for s in batch if s.marker}
    else:
        touched |= scope
    aliases = _aliases(session, observed)
    states, relations = _families(session, touched, aliases)
    return Memory(states, relations, aliases)


def _links(
    session: Session, observations: Sequence[Observation]
) -> dict[tuple[ReplicaName, RecordId], ItemId]:
    """Return the Items of every record that was named: seen, unreadable, absent, or a parent."""
    links: dict[tuple[ReplicaName, RecordId], ItemId] = {}
    for seen in observations:
        named = {s.id for s in seen.snapshots} | {u.record for u in seen.unreadable}
        named |= {str(s.fields["parent"]) for s in seen.snapshots if s.fields.get("parent")}
        found = session.store.links(seen.replica, named | {a.id for a in seen.absent})
        links |= {(seen.replica, record): item for record, item in found.items()}
    return links


def _creatable(
    session: Session,
    observed: Observed,
    links: Mapping[tuple[ReplicaName, RecordId], ItemId],
) -> set[ItemId]:
    """Return Items that lack a record, or a marker: to be created, paired or stamped."""
    wanted: set[ItemId] = set()
    for group in session.portfolio.same_as:
        fresh = {
            r for r in group.replicas
            if any((r, s.id) not in links for s in observed.snapshots.get(r, ()))
        }  # fmt: skip
        for replica in (fresh | set(group.create)) & observed.complete:
            wanted |= session.store.without_record(replica, group.kinds)
        for replica in observed.complete.intersection(group.replicas):
            if session.trackers[replica].traits.markable:
                wanted |= session.store.unmarked(replica, group.kinds)
    return wanted


def _aliases(session: Session, observed: Observed) -> dict[tuple[ReplicaName, str], ItemId]:
    """Return the keys and URLs of possible parents, where a new tie has to be followed."""
    aliases = {}
    for link in session.portfolio.delivers:
        if any(s.ties for r in link.by for s in observed.snapshots.get(r, ())):
            for record in session.store.records(link.parent):
                for alias in spellings(record.url, record.key):
                    aliases[link.parent, alias] = record.item
    return aliases


def _families(
    session: Session,
    touched: set[ItemId],
    aliases: Mapping[tuple[ReplicaName, str], ItemId],
) -> tuple[dict[ItemId, ItemState], tuple[Relation, ...]]:
    """Load the touched Items with the parents they deliver, all children of those, and parents."""
    store = session.store
    parents = {r.parent for r in store.relations(touched)} | set(aliases.values())
    relations = store.relations(touched | parents)
    family = touched | {i for r in relations for i in (r.parent, r.child)} | parents
    states = store.load(family)
    references = {str(s.value("parent")) for s in states.values() if s.value("parent")}
    return {**states, **store.load(references - states.keys())}, relations


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
        rows += _changed(base.conflicts, state.conflicts)
        rows += _changed(base.proposals, state.proposals)
    return rows


def _changed(before: Mapping[K, V], after: Mapping[K, V]) -> list[V]:
    return [row for key, row in after.items() if before.get(key) != row]


def changed_relations(before: Sequence[Relation], after: Sequence[Relation]) -> list[Relation]:
    """Return the relations that began or ended."""
    return [relation for relation in after if relation not in before]
