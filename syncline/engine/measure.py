"""Take the measures of a day from the stores, and keep them; makes no request."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from syncline.domain.downward import agree
from syncline.domain.measures import WINDOW, Scene, hours_apart, measured
from syncline.domain.outbox import Episode, Measure, Message
from syncline.domain.rules.facts import Facts
from syncline.domain.rules.links import on_roadmap
from syncline.domain.rules.outline import COMPARED
from syncline.domain.state import Conflict, Proposal
from syncline.engine.desk import Desk, reading, whose
from syncline.engine.facts import gather
from syncline.ports import Store


def keep(desk: Desk) -> None:
    """Measure every portfolio of the desk once a day."""
    today = desk.clock.now().date()
    done = {one.home for one in desk.store.measures() if one.day == today}
    rows: list[Measure] = []
    for home, store in desk.stores.items():
        if home not in done:
            facts = gather(desk.portfolio(home), desk.people, store, desk.clock.now())
            rows += measured(scene(facts, store, desk.store))
    desk.commit(rows)


def scene(facts: Facts, store: Store, alerts: Store) -> Scene:
    """Gather what the measures of one portfolio are taken from."""
    name = facts.portfolio.name
    episodes = [e for e in alerts.episodes() if e.home == name]
    return Scene(
        name,
        facts.now,
        facts.items,
        frozenset(n for n in COMPARED if n in facts.portfolio.fields),
        frozenset(parent for parents in facts.delivers.values() for parent in parents),
        frozenset(work.id for work in facts.roadmap),
        [(work.team or "", is_on) for work, is_on in on_roadmap(facts)],
        list(_carried(facts, store)),
        episodes,
        alerts.messages(),
        alerts.answers(),
        _ages(facts, store, episodes),
        {e.item: facts.above(facts.works[e.item]) for e in episodes if e.item in facts.works},
        partial(agree, facts.portfolio),
        _in_hours(facts),
    )


def _in_hours(facts: Facts) -> Callable[[Message], bool]:
    """Return what tells whether a message came in its reader's hours."""

    def came(message: Message) -> bool:
        person = whose(message.person, facts.people, facts.portfolio)
        return reading(person, facts.portfolio).is_at_work(message.at)

    return came


def _carried(facts: Facts, store: Store) -> Iterator[str]:
    """Yield the team of each change that Syncline carried in the window; one of a field and run."""
    written = store.writes_since(list(facts.works), facts.now - WINDOW)
    for item, _, _ in sorted({(one.item, one.field, one.run) for one in written}):
        yield facts.works[item].team or ""


def _ages(facts: Facts, store: Store, episodes: Sequence[Episode]) -> Mapping[str, list[float]]:
    """Return how many hours each question or disagreement of the window was open, by team."""
    found: dict[str, list[float]] = defaultdict(list)
    for team, hours in hours_apart(episodes, facts.now - WINDOW):
        found[team].append(hours)
    closed: list[Conflict | Proposal] = [*store.conflicts(closed=True)]
    closed += store.proposals(closed=True)
    for one in closed:
        if one.closed_at and one.closed_at > facts.now - WINDOW:
            work = facts.works.get(one.item)
            hours = (one.closed_at - one.opened_at).total_seconds() / 3600
            found[(work and work.team) or ""].append(hours)
    return found
