"""Everything that a round must know before it can decide: what was read, and what is stored."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from syncline.domain.hidden import linking
from syncline.domain.item import ItemId, RecordId, ReplicaName, voice_of
from syncline.domain.parts import PARTS
from syncline.domain.people import People
from syncline.domain.reconcile import Memory
from syncline.domain.references import members, named
from syncline.domain.rollup import spellings
from syncline.domain.rules.facts import Facts
from syncline.domain.rules.pace import Forecast
from syncline.domain.state import ItemState, Relation
from syncline.domain.toolbox import Observed, Tool, Toolbox
from syncline.engine.aside import Links, unreadable
from syncline.engine.facts import gather as gather_facts
from syncline.engine.forecast import kept
from syncline.engine.observe import Observation
from syncline.engine.session import Session


@dataclass(frozen=True)
class Gathered:
    """What was read and what is stored, side by side."""

    observed: Observed
    links: Links
    memory: Memory
    toolbox: Toolbox
    scope: frozenset[ItemId] | None


def gather(
    session: Session, observations: Sequence[Observation], scope: frozenset[ItemId] | None
) -> Gathered:
    """Load everything that what was read touches; writes nothing."""
    complete = frozenset(o.replica for o in observations if o.complete)
    absent = {o.replica: o.absent for o in observations if o.absent}
    observed = Observed({o.replica: o.snapshots for o in observations}, complete, absent=absent)
    links = _links(session, observations)
    observed = replace(
        observed,
        unreadable=unreadable(observations, links),
        remapped={o.replica: moved for o in observations if (moved := session.remapped(o.replica))},
        unread=frozenset((o.replica, u.record) for o in observations for u in o.unreadable),
    )
    if scope is not None:
        scope |= {r.parent for r in session.store.relations(scope) if r.child in scope}
        scope |= _below(session, scope)
        observed = _within(observed, links, scope)
    memory = _gathered(session, observed, links, scope)
    toolbox = _toolbox(session, observed, links, memory.states)
    return Gathered(observed, links, memory, toolbox, scope)


def _within(observed: Observed, links: Links, scope: frozenset[ItemId]) -> Observed:
    kept = {
        replica: tuple(s for s in snapshots if links.get((replica, s.id)) in scope)
        for replica, snapshots in observed.snapshots.items()
    }
    gone = {
        replica: tuple(a for a in absent if links.get((replica, a.id)) in scope)
        for replica, absent in observed.absent.items()
    }
    return replace(observed, snapshots=kept, absent=gone, unreadable=())


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
        touched |= {a.item for a in session.store.absences()}
        touched |= _to_tell(session, observed, links)
        drafts, undelivered = _undelivered(session)
        touched |= drafts | undelivered
        touched |= {s.marker for batch in observed.snapshots.values() for s in batch if s.marker}
    else:
        touched |= scope
        undelivered = frozenset()
    forecasts, fresh = _forecasts(session)
    if fresh and scope is None:
        touched |= set(forecasts)
    aliases = _aliases(session, observed)
    states, relations = _families(session, touched, aliases)
    whole = _parted(session, touched, states)
    states |= session.store.load(session.store.children(whole) - states.keys())
    dates = {item: forecast.p85 for item, forecast in forecasts.items()}
    may = _may_archive(session)
    settled = session.store.has_applied() and not session.outlived
    return Memory(states, relations, aliases, may, settled, undelivered, dates, whole)


def _parted(
    session: Session, touched: Collection[ItemId], states: Mapping[ItemId, ItemState]
) -> frozenset[ItemId]:
    """Return the Items whose children may be others now, where anybody lists them."""
    if PARTS not in session.portfolio.fields:
        return frozenset()
    return frozenset(touched) | _parents({i: states[i] for i in touched if i in states})


def _forecasts(session: Session) -> tuple[Mapping[ItemId, Forecast], bool]:
    """Return today's forecasts where a link shows them, and whether they are new."""
    if not any("p85" in link.up.values() for link in session.portfolio.delivers):
        return {}, False
    now = session.clock.now()
    today = now.astimezone(ZoneInfo(session.portfolio.timezone)).date()

    def facts() -> Facts:
        return gather_facts(session.portfolio, People(), session.store, now)

    return kept(facts, session.store, today, writes=session.writes)


def _links(
    session: Session, observations: Sequence[Observation]
) -> dict[tuple[ReplicaName, RecordId], ItemId]:
    """Return the Items of every record that was named: seen, unreadable, absent, or a parent."""
    links: dict[tuple[ReplicaName, RecordId], ItemId] = {}
    for seen in observations:
        shown = {s.id for s in seen.snapshots} | {u.record for u in seen.unreadable}
        shown |= named(session.portfolio.fields, seen.snapshots)
        found = session.store.links(seen.replica, shown | {a.id for a in seen.absent})
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
    """Return the possible parents that the ties name, by the key or URL that names them."""
    aliases: dict[tuple[ReplicaName, str], ItemId] = {}
    for link in session.portfolio.delivers:
        shown = (s for replica in link.by for s in observed.snapshots.get(replica, ()))
        quoted = spellings(*{text for snapshot in shown for text in snapshot.ties.values()})
        named = session.store.named(link.parent, set(quoted)) if quoted else {}
        aliases |= {(link.parent, alias): item for alias, item in named.items()}
    return aliases


def _families(
    session: Session,
    touched: set[ItemId],
    aliases: Mapping[tuple[ReplicaName, str], ItemId],
) -> tuple[dict[ItemId, ItemState], tuple[Relation, ...]]:
    """Load the touched Items with the parents they deliver, all children of those, and parents."""
    store = session.store
    touched |= _below(session, touched)
    parents = {r.parent for r in store.relations(touched)} | set(aliases.values())
    relations = store.relations(touched | parents)
    family = touched | {i for r in relations for i in (r.parent, r.child)} | parents
    states = store.load(family)
    while above := _parents(states) - states.keys():
        if not (loaded := store.load(above)):
            break
        states |= loaded
    return states | store.load(_linked(session, states) - states.keys()), relations


def _linked(session: Session, states: Mapping[ItemId, ItemState]) -> set[ItemId]:
    """Return the Items that sets of links name: whether they have a Record where is asked."""
    names = linking(session.portfolio.fields)
    agreed = {item for s in states.values() for name in names for item in members(s.value(name))}
    shadows = (one for s in states.values() for one in s.shadows.items())
    shown = {item for (_, name), s in shadows if name in names for item in members(s.shown)}
    return agreed | shown


def _to_tell(session: Session, observed: Observed, links: Links) -> set[ItemId]:
    """Return Items that have not heard from above, or whose tie may name a Record that is new."""
    found: set[ItemId] = set()
    for link in session.portfolio.delivers:
        for name, flow in link.down.items():
            if flow != "compare":
                found |= session.store.unheard(voice_of(link.parent), name)
        shown = observed.snapshots.get(link.parent, ())
        if any((link.parent, s.id) not in links for s in shown):
            for replica, kind in link.by.items():
                found |= session.store.loose(replica, kind)
    return found


def _undelivered(session: Session) -> tuple[frozenset[ItemId], frozenset[ItemId]]:
    """Return drafts of which no Record was made yet, and Items that nothing has ever delivered."""
    places = {link.parent for link in session.portfolio.delivers if link.create}
    if not places:
        return frozenset(), frozenset()
    bare = (session.store.undelivered(place) for place in sorted(places))
    return session.store.drafts(), frozenset[ItemId]().union(*bare)


def _below(session: Session, items: Collection[ItemId]) -> set[ItemId]:
    """Return everything that delivers these Items, where something flows down to it."""
    if not any(link.down for link in session.portfolio.delivers):
        return set()
    found, fresh = set[ItemId](), set(items)
    while fresh:
        below = {r.child for r in session.store.relations(fresh) if r.parent in fresh}
        fresh = below - found
        found |= below
    return found


def _parents(states: Mapping[ItemId, ItemState]) -> set[ItemId]:
    return {str(parent) for state in states.values() if (parent := state.value("parent"))}


def _may_archive(session: Session) -> bool:
    """Tell whether a deletion seen now may be carried on: not before all is known and as it was."""
    rescoped = any(session.rescoped(replica) for replica in session.trackers)
    return session.store.has_applied() and not rescoped
