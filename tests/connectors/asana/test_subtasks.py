"""Sub-tasks that are in no project: no listing shows them; `doctor` does, and can add them."""

from dataclasses import replace

from connectors.asana import open_tracker
from sandbox.asana.records import Task
from syncline.domain.item import Snapshot
from syncline.ports import Finding
from tests.connectors.asana.place import Place, observe


def below(place: Place, parent: Task, *names: str) -> list[Task]:
    """Let people make sub-tasks, which are in no project."""
    return [place.world.asana.add_task(None, name, parent=parent) for name in names]


def found(place: Place) -> list[Finding]:
    """Return what an inspection says of sub-tasks."""
    return [f for f in place.tracker.inspect() if "sub-task" in f.what]


def test_subtasks_of_no_project_are_counted_named_and_added(place: Place) -> None:
    """After that they are listed below their parents, and there is nothing more to say."""
    top = place.add("Launch")
    place.add("Without parts")
    added = place.add("Was there", parent=top)
    parts = below(place, top, "Press", "Photos", "Prices", "Posters")
    assert set(observe(place)[0]).isdisjoint(part.gid for part in parts)
    (finding,) = found(place)
    assert not finding.fine
    assert finding.what == (
        "4 sub-tasks of 1 task are outside of the project and not synced: Press, Photos, Prices ..."
    )
    assert finding.fix == "add 4 sub-tasks to the project, to be synced as task"
    assert place.tracker.mend(finding) == "4 sub-tasks are now in Launches"
    assert found(place) == []
    seen = place.tracker.read([part.gid for part in (*parts, added)], {"parent"}).values()
    assert {one.fields["parent"] for one in seen if isinstance(one, Snapshot)} == {top.gid}
    assert set(observe(place)[0]) >= {part.gid for part in parts}


def test_the_parts_of_many_tasks_cost_a_request_for_ten(place: Place) -> None:
    """Only tasks that have parts are asked for them."""
    for number in range(11):
        below(place, place.add(f"Task {number}"), "One", "Two")
        place.add(f"Alone {number}")
    place.world.log.clear()
    (finding,) = found(place)
    assert finding.fix == "add 22 sub-tasks to the project, to be synced as task"
    assert place.calls().count("POST /batch") == 2


def test_an_inspection_adds_nothing_and_a_refused_one_stops_no_other(place: Place) -> None:
    """What cannot be added is told, and found again by the next inspection."""
    parts = below(place, place.add("Launch"), "Press", "Photos", "Prices")
    place.world.log.clear()
    (finding,) = found(place)
    assert place.world.log.writes(0, "asana") == []
    place.fail("status", "POST", "/tasks/{task_gid}/addProject", status=403, count=1)
    told = place.tracker.mend(finding)
    assert told.startswith("2 sub-tasks are now in Launches; refused was Press: ")
    (left,) = found(place)
    assert left.fix == "add 1 sub-task to the project, to be synced as task"
    assert [bool(part.memberships) for part in parts] == [False, True, True]


def test_where_parents_are_not_synced_or_nothing_is_written_nothing_is_offered(
    place: Place,
) -> None:
    """Parts that nobody asked for are nobody's trouble."""
    below(place, place.add("Launch"), "Press")
    settings = place.tracker.settings
    place.tracker = open_tracker(replace(settings, access="read"))
    (finding,) = found(place)
    assert finding.fix is None
    fields = {name: one for name, one in settings.fields.items() if name != "parent"}
    place.tracker = open_tracker(replace(settings, fields=fields))
    assert found(place) == []
