"""Limits of calls at one time: what Asana refuses is sent once, and what it takes is done once."""

from concurrent.futures import ThreadPoolExecutor

from syncline.domain.errors import RateLimited
from syncline.domain.plan import Update
from tests.connectors.asana.place import Place

AT_ONCE = 6


def test_writes_at_one_time_are_done_or_refused_and_never_both(place: Place) -> None:
    """Three at a time; reads wait and ask again, writes do not, and nothing is searched for."""
    updates = [place.update(place.add(), title="Done") for _ in range(AT_ONCE)]
    place.world.log.clear()
    place.world.pressure.switches.update({"asana_limits": 1, "asana_open_writes": 3})
    place.world.pressure.latency["asana"] = 500

    def applied(update: Update) -> bool:
        try:
            place.tracker.apply(update)
        except RateLimited:
            return False
        return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        done = list(pool.map(applied, updates))
    sent = place.world.log.since(0, "asana")
    assert any(call.status == 429 for call in sent)
    assert sum(task.name == "Done" for task in place.world.asana.tasks.values()) == sum(done)
    puts = [call.path for call in sent if call.method == "PUT"]
    assert len(puts) == len(set(puts)) == AT_ONCE
    assert not any("search" in call.route for call in sent)
