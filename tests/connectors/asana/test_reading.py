"""Reading over real HTTP: what is seen, what it costs, and what trouble means."""

from dataclasses import replace

import pytest

from connectors.asana import open_tracker
from connectors.asana.directory import paged
from sandbox.asana import moves
from sandbox.asana.changes import change
from syncline.domain.errors import (
    ConfigurationError,
    EndpointGone,
    RateLimited,
    Unreadable,
)
from syncline.domain.item import Absent, Edited, Snapshot
from tests.connectors.asana.place import Place, observe


def test_a_rate_limited_batch_row_is_the_answer_to_the_whole_read(place: Place) -> None:
    """Part of a batch is no reading."""
    row = {"status_code": 429, "body": {"errors": [{"message": "slow"}]}}
    task = place.add()
    place.fail("status", "POST", "/batch", status=200, body={"data": [row]}, count=0)
    with pytest.raises(RateLimited):
        place.tracker.read([task.gid], set())


def test_a_round_without_changes_costs_two_requests_and_keeps_the_cursor(place: Place) -> None:
    """Events and the listing, nothing else."""
    place.add()
    _, cursor = observe(place)
    for _ in range(3):
        place.world.log.clear()
        assert observe(place, cursor) == ([], cursor)
        assert place.calls() == ["GET /events", "GET /tasks"]


def test_a_quiet_project_renews_its_token_before_it_dies(place: Place) -> None:
    """A week of hourly silence never needs a full listing."""
    place.add()
    _, cursor = observe(place)
    for _ in range(7 * 24):
        place.world.clock.advance(3600)
        seen, cursor = observe(place, cursor)
        assert seen == []


def test_a_section_move_is_seen_although_the_stamp_stays(place: Place) -> None:
    """By its events, and read directly."""
    task = place.add(section="To do")
    place.add("Other")
    _, cursor = observe(place)
    stamp, ines = task.modified_at, place.world.people["ines"]
    moves.place(place.world.asana, task, place.project.sections[2], ines)
    assert task.modified_at == stamp
    place.world.log.clear()
    seen, cursor = observe(place, cursor)
    assert seen == [task.gid]
    assert place.calls() == ["GET /events", "GET /tasks", "POST /batch"]
    assert observe(place, cursor)[0] == []


def test_an_expired_token_lists_everything_in_the_same_round(place: Place) -> None:
    """What happened in between is lost to the events, so nothing else would show it."""
    gids = {place.add(str(n)).gid for n in range(130)}
    _, cursor = observe(place)
    place.world.asana.events.expire()
    seen, fresh = observe(place, cursor)
    assert set(seen) == gids
    assert len(seen) == 130
    assert observe(place, fresh) == ([], fresh)


def test_a_task_taken_out_of_the_project_is_absent_and_not_observed(place: Place) -> None:
    """It lives on elsewhere, and is nothing that may be written here."""
    task = place.add()
    _, cursor = observe(place)
    moves.remove(place.world.asana, task, place.project, place.world.people["ines"])
    assert observe(place, cursor)[0] == []
    seen = place.tracker.read([task.gid, "1"], set())
    assert isinstance(seen[task.gid], Absent)
    assert isinstance(seen["1"], Absent)


def test_tasks_are_read_ten_in_a_request(place: Place) -> None:
    """As Asana's batch takes them."""
    gids = [place.add(str(n)).gid for n in range(25)]
    place.world.log.clear()
    assert len(place.tracker.read(gids, set())) == 25
    assert place.calls() == ["POST /batch"] * 3


def test_a_missing_priority_field_is_not_among_the_traits(place: Place) -> None:
    """And the inspection says what to do."""
    place.project.settings.pop()
    assert "priority" not in place.tracker.traits.fields
    (finding,) = [f for f in place.tracker.inspect() if "Priority" in f.what]
    assert not finding.fine
    assert "add it to the project" in finding.remedy


def test_a_project_that_is_gone_says_so(place: Place) -> None:
    """Nothing is inferred from it."""
    settings = replace(place.tracker.settings, container={"project": ("404404",)})
    with pytest.raises(EndpointGone, match="404404"):
        list(open_tracker(settings).observe(None, place.world.clock.now))


def test_a_repeated_page_mark_ends_in_a_sentence() -> None:
    """And not in an endless loop."""
    pages = paged(lambda _: {"data": [], "next_page": {"offset": "same"}})
    with pytest.raises(Unreadable, match="came twice"):
        list(pages)


def test_a_replica_without_a_project_or_a_token_is_a_configuration_error(place: Place) -> None:
    """Before anything is asked of Asana."""
    settings = place.tracker.settings
    for wrong in (replace(settings, container={}), replace(settings, secrets={})):
        with pytest.raises(ConfigurationError):
            open_tracker(wrong)


def test_an_edit_is_told_with_its_author_and_its_time(place: Place) -> None:
    """From the events, also by the direct read that confirms it; one look-up for the address."""
    task = place.add(section="To do")
    _, cursor = observe(place)
    ines = place.world.people["ines"]
    change(place.world.asana, task, {"name": "Ship it", "due_on": "2026-04-01"}, ines)
    moves.place(place.world.asana, task, place.project.sections[2], ines)
    at = place.world.clock.now
    observe(place, cursor)
    seen = place.tracker.read([task.gid], set())[task.gid]
    assert isinstance(seen, Snapshot)
    assert {seen.edits[name].by for name in ("title", "target", "status")} == {ines.email}
    assert seen.edits["status"] == Edited(ines.email, at)
    assert "owner" not in seen.edits
    assert place.calls().count("GET /users/{user_gid}") == 1


def test_where_leaves_the_other_tasks_alone(place: Place) -> None:
    """They are neither listed nor read, and a wrong condition is a configuration error."""
    inside, outside = place.add("In", section="To do"), place.add("Out", section="Ideas")
    settings = replace(place.tracker.settings, where={"section": {"not": ["ideas"]}})
    tracker = open_tracker(settings)
    pages = list(tracker.observe(None, place.world.clock.now))
    assert [s.id for page in pages for s in page.snapshots] == [inside.gid]
    absent = tracker.read([outside.gid], set())[outside.gid]
    assert absent == Absent(outside.gid, 'outside of `where`: "section" is ideas')
    with pytest.raises(ConfigurationError, match="where"):
        open_tracker(replace(settings, where="section != ideas"))
