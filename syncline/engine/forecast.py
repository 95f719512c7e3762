"""When items will be done: Monte Carlo over what their team finished a day, lately.

10,000 futures; in each, every coming day is one of the last 90 (days without anything included),
and the scope grows as that of the team's epics did. Seeded by portfolio, team and day: the same
facts on the same day give the same dates. Source: "When will it be done?", D. Vacanti.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from hashlib import sha256

from syncline.domain.item import ItemId
from syncline.domain.rules.facts import Facts
from syncline.domain.rules.pace import Forecast
from syncline.domain.rules.work import Work
from syncline.domain.state import ForecastAt
from syncline.ports import Store

LOOKBACK = 90  # days
OWN = 5  # finished parts from which an item's own share of its team is known


def forecasts(facts: Facts) -> dict[ItemId, Forecast]:
    """Return a range for every open item with open parts, where its team's pace is known.

    An item that would take longer than a year in more than 15 of 100 futures has none.
    """
    finished = _finished(facts)
    found: dict[ItemId, Forecast] = {}
    for team, wholes in sorted(_wholes(facts).items()):
        days = finished.get(team, Counter())
        weeks = _weeks(facts)
        if days:
            found |= _of_team(facts, team, wholes, days, weeks)
    return found


def _wholes(facts: Facts) -> Mapping[str, list[tuple[Work, tuple[Work, ...]]]]:
    """Return, by team, the open items that have leaves below them; "" is who has no team."""
    wholes: dict[str, list[tuple[Work, tuple[Work, ...]]]] = defaultdict(list)
    for item in sorted(facts.parts):
        work = facts.works.get(item)
        leaves = _leaves(facts, item) if work and work.is_open else ()
        teams = Counter(leaf.team or "" for leaf in leaves)
        if work and any(leaf.is_open for leaf in leaves):
            wholes[min(teams, key=lambda team: (-teams[team], team))].append((work, leaves))
    return wholes


def _leaves(facts: Facts, item: ItemId) -> tuple[Work, ...]:
    """Return what is below an item and has nothing below itself; a circle ends."""
    found: list[Work] = []
    seen, waiting = {item}, [item]
    while waiting:
        for part in facts.parts.get(waiting.pop(), ()):
            if part.id in seen:
                continue
            seen.add(part.id)
            if part.id in facts.parts:
                waiting.append(part.id)
            else:
                found.append(part)
    return tuple(found)


def _finished(facts: Facts) -> Mapping[str, Counter[date]]:
    """Return how many leaves each team finished on each of the last days."""
    counted: dict[str, Counter[date]] = defaultdict(Counter)
    first = facts.today - timedelta(days=LOOKBACK)
    for work in facts.among("done"):
        ended = facts.since(work, "done")
        if work.id not in facts.parts and ended and first < ended <= facts.today:
            counted[work.team or ""][ended] += 1
    return counted


def _weeks(facts: Facts) -> int:
    return min(LOOKBACK, (facts.today - facts.began_on).days) // 7


def _of_team(
    facts: Facts,
    team: str,
    wholes: list[tuple[Work, tuple[Work, ...]]],
    days: Counter[date],
    weeks: int,
) -> dict[ItemId, Forecast]:
    from syncline.engine.futures import Futures  # noqa: PLC0415  # a tenth of a command's start

    lately = max(1, min(LOOKBACK, (facts.today - facts.began_on).days))
    history = [days[facts.today - timedelta(days=n)] for n in range(lately)]
    seed = _seed(facts.portfolio.name, team, facts.today)
    futures = Futures(history, _growths(facts, team), seed)
    rivals = sum(work.category == "started" for work, _ in wholes) or 1
    found = {}
    for work, leaves in wholes:
        left = sum(leaf.is_open for leaf in leaves)
        focus = _focus(facts, leaves, sum(days.values())) or 1 / rivals
        if days_left := futures.range(left, focus):
            found[work.id] = _forecast(facts, days_left, left, weeks)
    return found


def _focus(facts: Facts, leaves: tuple[Work, ...], finished: int) -> float | None:
    """Return which share of its team's work an item had lately; None where too little is known."""
    first = facts.today - timedelta(days=LOOKBACK)
    ended = (facts.since(leaf, "done") for leaf in leaves if leaf.category == "done")
    own = sum(day is not None and day > first for day in ended)
    return min(1.0, own / finished) if own >= OWN and finished else None


def _growths(facts: Facts, team: str) -> list[float]:
    """Return by how much the team's finished epics grew after they had begun."""
    found = []
    for work in facts.among("done"):
        parts = facts.children.get(work.id, ())
        began = facts.paces.first(work, "started") if (work.team or "") == team and parts else None
        if began:
            day = facts.day(began)
            joined = [facts.changed(part, "parent") or part.seen_on or day for part in parts]
            before = sum(one <= day for one in joined)
            found.append(len(parts) / before if before else 1.0)
    return found if len(found) >= OWN else [1.0]


def _forecast(facts: Facts, days: tuple[int, int], left: int, weeks: int) -> Forecast:
    calendar = facts.portfolio.calendar
    ready = [facts.ahead(n + 1) for n in days]
    ready = [d if calendar.is_working_day(d) else calendar.add_working_days(d, 1) for d in ready]
    return Forecast(ready[0], ready[1], left, weeks)


def _seed(*parts: object) -> int:
    return int.from_bytes(sha256("|".join(map(str, parts)).encode()).digest()[:8], "big")


def kept(
    facts: Callable[[], Facts], store: Store, today: date, *, writes: bool
) -> tuple[Mapping[ItemId, Forecast], bool]:
    """Return the forecasts of today, and whether they are new: computed once a day, then kept."""
    known = store.forecasts(today)
    if known:
        rows = (row for row in known if row.item)
        return {r.item: Forecast(r.p50, r.p85, r.left, r.weeks) for r in rows}, False
    found = forecasts(facts())
    if writes:
        made = [ForecastAt(i, today, f.p50, f.p85, f.left, f.weeks) for i, f in found.items()]
        store.keep_forecasts([*made, ForecastAt("", today, today, today, 0, 0)])
    return found, True
