"""A person types in Jira around our write, over HTTP: whichever side of it, nothing is lost."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox import Sandbox
from sandbox.faults import Rule
from sandbox.hands import Hands
from sandbox.jira.records import Issue
from syncline.domain.fields import shown_text
from syncline.domain.state import Conflict
from tests.interruption import before
from tests.proof.place import Place

ISSUE = "/rest/api/3/issue/{issue}"
MOVES = f"{ISSUE}/transitions"
TITLE = "Epic 0004"  # in a project where every status leads to every other


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """Give six items that are in step."""
    with Sandbox(scenario="uniform", items=6) as sandbox:
        made = Place(sandbox, tmp_path)
        assert made.begin().summary.outcome == "OK"
        yield made


def issue(place: Place) -> Issue:
    """Return the issue of the epic that all is about."""
    return next(i for i in place.world.jira.issues.values() if i["summary"] == TITLE)


def dated(place: Place, day: str) -> None:
    """Let Karim set the target date in Notion."""
    page = next(p for p in place.world.notion.pages.values() if p.title == TITLE)
    changed = {"Target date": {"date": {"start": day}}}
    Hands(place.sandbox.access(), "karim").edit_in_notion(page.id, changed)


def types(place: Place, **values: str) -> Callable[[], object]:
    """Let Inès type into the issue."""
    return lambda: place.world.jira.edit(issue(place), values, "ines")


def shown(place: Place) -> list[str]:
    """Return the target dates that Jira, Asana and Notion show."""
    world = place.world
    task = next(t for t in world.asana.tasks.values() if t.name == TITLE)
    page = next(p for p in world.notion.pages.values() if p.title == TITLE)
    prop = page.source and page.source.find("Target date")
    assert prop
    return [issue(place)["duedate"], str(task.due_on), page.values[prop.raw_id]["start"]]


def conflicts(place: Place) -> list[Conflict]:
    """Return what waits for a person."""
    with place.house() as house:
        return list(house.session().store.conflicts())


def test_a_date_that_our_write_covers_becomes_a_conflict_with_both(place: Place) -> None:
    """Inès typed it after the last read; the next rounds leave it to a person."""
    dated(place, "2026-07-01")
    place.later()
    with before(place.world, "PUT", ISSUE, types(place, duedate="2026-08-08")):
        done = place.sync()
    (conflict,) = conflicts(place)
    held = {r: (shown_text(c.value), c.by) for r, c in conflict.candidates.items()}
    assert held == {"delivery": ("2026-08-08", "ines@acme.example")}
    assert {"2026-07-01", "2026-08-08"} <= set(map(shown_text, conflict.seen))
    assert any("2026-08-08 was typed by ines@acme.example" in n for n in done.summary.notes)
    mark = place.mark()
    for _ in range(2):
        place.later()
        place.sync()
    assert not place.writes(mark)
    assert len(conflicts(place)) == 1
    assert issue(place)["duedate"] == "2026-07-01", "what Jira shows is not touched"


def test_a_status_that_a_transition_covers_is_kept_beside_it(place: Place) -> None:
    """Inès moves the issue between the look at the open ways and the step that is taken."""
    task = next(t for t in place.world.asana.tasks.values() if t.name == TITLE)
    Hands(place.sandbox.access(), "sofia").move_in_asana(task.gid, "Fait")
    place.later()
    moved, jira = issue(place), place.world.jira
    with before(place.world, "POST", MOVES, lambda: jira.enter_named(moved, "Won't do", "ines")):
        place.sync()
    (conflict,) = conflicts(place)
    assert {c.value for c in conflict.candidates.values()} == {"dropped"}
    assert {"dropped", "done"} <= set(conflict.seen)


def test_a_date_that_is_typed_right_after_our_write_goes_everywhere(place: Place) -> None:
    """Its author saw our value, so the next round takes it for what it is: an edit."""
    dated(place, "2026-07-01")
    place.later()
    with before(place.world, "GET", ISSUE, types(place, duedate="2026-08-08")):
        place.sync()
    assert not conflicts(place)
    place.later()
    place.sync()
    assert shown(place) == ["2026-08-08"] * 3
    assert not conflicts(place)


def test_the_same_date_typed_twice_right_after_our_writes_is_an_edit_both_times(
    place: Place,
) -> None:
    """Nothing that a person types is taken for a habit of the tool."""
    for day in ("2026-07-01", "2026-07-01"):
        dated(place, day)
        place.later()
        with before(place.world, "GET", ISSUE, types(place, duedate="2026-08-08")):
            place.sync()
        place.later()
        place.sync()
        assert shown(place) == ["2026-08-08"] * 3
        place.later()


def test_a_date_that_is_put_back_while_our_answer_is_lost_waits_for_a_person(place: Place) -> None:
    """Inès saw our date and took it back; by the date alone our write never arrived."""
    dated(place, "2026-07-01")
    place.later()
    former = issue(place)["duedate"]
    place.world.faults.load([Rule("applied_then_drop", "jira", "PUT", ISSUE)])
    place.sync()
    assert issue(place)["duedate"] == "2026-07-01"
    place.later()
    types(place, duedate=former)()
    for _ in range(2):
        place.later()
        place.sync()
    (conflict,) = conflicts(place)
    assert {c.by for c in conflict.candidates.values()} == {"ines@acme.example"}
    assert issue(place)["duedate"] == former
