"""What fields a tool has is asked once, kept with the cursor, and asked again when it must."""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sandbox import Sandbox
from sandbox.hands import Hands
from tests.proof.place import OVERLAPS, Place

JIRA, ASANA = "jira GET /rest/api/3/field", "asana GET /projects/{project_gid}"
NOTION = "notion GET /v1/data_sources/{data_source_id}"
DAY = 25 * 3600.0


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """Give six items that are in step."""
    with Sandbox(scenario="uniform", items=6) as sandbox:
        made = Place(sandbox, tmp_path)
        assert made.begin().summary.outcome == "OK"
        yield made


def asked(place: Place) -> Counter[str]:
    """Run once; return how often it was asked what there is."""
    mark = place.mark()
    assert place.sync().summary.outcome == "OK"
    spent = place.requests(mark)
    return Counter({route: spent[route] for route in (JIRA, ASANA, NOTION) if spent[route]})


def forget(place: Place, replica: str, change: Callable[[dict[str, Any]], None]) -> None:
    """Change what the cursor of a replica remembers."""
    with closing(sqlite3.connect(place.database)) as store:
        query = "SELECT cursor FROM cursors WHERE replica = ?"
        (text,) = store.execute(query, [replica]).fetchone()
        before, brace, rest = text.partition("{")  # the engine may put its own mark before it
        row = json.loads(brace + rest)
        change(row)
        update = "UPDATE cursors SET cursor = ? WHERE replica = ?"
        store.execute(update, [before + json.dumps(row), replica])
        store.commit()


def test_fields_are_asked_for_again_once_a_day(place: Place) -> None:
    """A quiet round asks nothing; after a day one does, and the next is quiet again.

    It is the round that lists everything, so Notion tells its columns as well.
    """
    assert not asked(place)
    place.later(DAY)
    assert asked(place) == {JIRA: 1, ASANA: 1, NOTION: 1}
    place.later(OVERLAPS)
    assert not asked(place)


def test_a_mapped_field_that_the_cursor_does_not_know_is_asked_for(place: Place) -> None:
    """The configuration names another field, or the field is new in the tool."""
    forget(place, "delivery", lambda row: row.update(fields=[]))
    forget(place, "launches", lambda row: row["board"][3].clear())
    assert asked(place) == {JIRA: 1, ASANA: 1}


@pytest.mark.parametrize("text", ["", "[]", '{"since": 3}', '{"board": 7, "since": "x"}'])
def test_a_cursor_that_cannot_be_read_means_to_start_again(place: Place, text: str) -> None:
    """Nothing breaks; all is listed, and nothing is written."""
    with closing(sqlite3.connect(place.database)) as store:
        store.execute("UPDATE cursors SET cursor = ?", [text])
        store.commit()
    mark = place.mark()
    done = place.sync().summary
    assert (done.outcome, done.operations, done.observed) == ("OK", 0, 18)
    assert not place.writes(mark)


def test_options_are_looked_at_before_one_is_chosen(place: Place) -> None:
    """Notion would silently add an option, and Asana wants its gid: a cursor knows neither."""
    issue = next(iter(place.world.jira.issues.values()))
    wanted = "Lowest" if str(issue["priority"]) != "Lowest" else "Highest"
    hands = Hands(place.sandbox.access(), "ines")
    hands.edit_in_jira(issue.key, {"priority": {"name": wanted}})
    assert asked(place) == {ASANA: 1, NOTION: 1}
    place.later(OVERLAPS)
    hands.edit_in_jira(issue.key, {"duedate": "2026-08-01"})
    assert not asked(place), "a date has no options"


def test_a_new_page_is_read_directly_once(place: Place) -> None:
    """A listing may be old, so that what joins known records is confirmed: page and body."""
    source = next(p.source for p in place.world.notion.pages.values() if p.title == "Epic 0001")
    assert source
    place.world.notion.add_page(source, {"Name": "New", "Status": "Planned"})
    mark = place.mark()
    planned = place.plan().plan
    assert planned
    assert {op.replica for op in planned.operations} == {"delivery", "launches", "specs"}
    spent = place.requests(mark, "notion")
    assert spent["notion GET /v1/pages/{page_id}"] == 1
    assert spent["notion GET /v1/blocks/{block_id}/children"] == 1
