"""Events come at most once: what becomes of an edit whose event never comes."""

from sandbox.asana import changes, moves
from tests.connectors.asana.place import Place, observe

LOSE_ALL = {"asana_lost_events": 1.0}


def test_an_edit_whose_event_is_lost_is_listed_by_its_time(place: Place) -> None:
    """The listing by modification time stands beside the events."""
    task = place.add("Ship")
    _, cursor = observe(place)
    place.world.pressure.switches.update(LOSE_ALL)
    changes.change(place.world.asana, task, {"name": "Ship it"}, place.world.people["ines"])
    seen, _ = observe(place, cursor)
    assert seen == [task.gid]


def test_a_move_whose_event_is_lost_is_found_by_the_next_census(place: Place) -> None:
    """It leaves no trace in any stamp; a listing of everything shows it."""
    task = place.add("Ship", section="To do")
    _, cursor = observe(place)
    place.world.pressure.switches.update(LOSE_ALL)
    ines, doing = place.world.people["ines"], place.project.sections[2]
    moves.place(place.world.asana, task, doing, ines)
    assert observe(place, cursor)[0] == []
    census = place.tracker.observe(None, place.world.clock.now)
    (shown,) = [snapshot for page in census for snapshot in page.snapshots]
    assert shown.fields["status"] == "in_progress"


def test_more_moves_than_one_answer_tells_are_all_seen(place: Place) -> None:
    """Two events each, a hundred an answer; no stamp tells of them."""
    tasks = [place.add(f"Task {number}", section="To do") for number in range(60)]
    _, cursor = observe(place)
    for task in tasks:
        moves.place(place.world.asana, task, place.project.sections[2], place.world.people["ines"])
    assert sorted(observe(place, cursor)[0]) == sorted(task.gid for task in tasks)
