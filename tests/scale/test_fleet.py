"""Four workers over one store and one set of credentials: no run twice, no limit passed."""

from collections import Counter
from collections.abc import Callable

from tests.postgres import Server
from tests.scale.fleet import Fleet, berth, crew, overlapping

# A tenth of a second in the place of a minute: the same turns, sooner.
LIMITS = {"jira": (40, 1.0), "asana": (40, 1.0), "notion": (30, 1.0)}
SMALL = Fleet(portfolios=4, items=40, edits=5, limits=LIMITS)


def test_four_workers_share_four_portfolios(server: Server, figure: Callable[[str], None]) -> None:
    """Each edit is carried once, fences only grow, and the tools refuse one call in a hundred."""
    url = server.migrated()
    with berth(SMALL, url) as place, crew(place, 4) as sail:
        cold, _ = sail(1)
        assert {one.outcome for one in cold} == {"OK"}
        place.edit()
        ran, wall = sail(2)
        told = place.told()
    server.drop(url)
    assert Counter(one.portfolio for one in ran) == dict.fromkeys(
        (f"f{n:02d}" for n in range(SMALL.portfolios)), 1
    )
    every = [*cold, *ran]
    assert overlapping(every) == []
    for portfolio in {one.portfolio for one in every}:
        mine = [one for one in every if one.portfolio == portfolio]
        fences = [one.fence for one in sorted(mine, key=lambda one: one.began)]
        assert fences == sorted(set(fences))
    assert sum(one.applied for one in ran) == 2 * SMALL.portfolios * SMALL.edits
    assert told.writes == 2 * SMALL.portfolios * SMALL.edits
    assert told.amiss == 0
    assert told.share <= 0.01
    figure(
        f"fleet: 4 workers, {len({one.worker for one in ran})} at work, {sum(told.calls.values())} "
        f"calls in {wall:.1f} s, {told.share:.1%} refused"
    )
