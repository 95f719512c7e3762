"""What people type between our last read and our write, and what the changelog tells of it."""

from datetime import date
from typing import Any, NamedTuple

import pytest

from connectors.jira import JiraTracker, open_tracker
from sandbox import Sandbox
from sandbox.jira import adf
from sandbox.jira.fields import ROADMAP_ITEM, START_DATE, STORY_POINTS
from syncline.domain.fields import FieldType, Value
from syncline.domain.text import Block, Document, Run, plain
from syncline.ports import FieldMapping, NativeWord, VocabularyWord
from tests.connectors.jira.covering import INES, NINA, PAUL, Typed, written
from tests.connectors.jira.moves import ISSUE, asked, at, counted, create, edit, epic, fail, seen
from tests.connectors.jira.replicas import STATUS, mapped
from tests.interruption import before

CUSTOM = {
    "points": FieldMapping("points", FieldType.NUMBER, "Story point estimate"),
    "spec": FieldMapping("spec", FieldType.URL, "Roadmap item"),
}
BOLD = Document((Block("paragraph", (Run("We "), Run("ship", frozenset({"strong"})))),))
MOVES = f"{ISSUE}/transitions"


@pytest.fixture
def tracker(sandbox: Sandbox) -> JiraTracker:
    """Open a replica that has custom fields, too."""
    opened = open_tracker(at(sandbox, fields={**mapped(), **CUSTOM}))
    assert opened.traits.fields
    sandbox.world.log.clear()
    return opened


class Case(NamedTuple):
    """What a person stores in a field, how it is covered, and what is asked."""

    name: str
    values: dict[str, Any]
    covered: Value
    ask: Value


FIELDS = [
    Case("title", {"summary": "Typed"}, "Typed", "Asked"),
    Case("status", {"status": "3"}, "in_progress", "dropped"),
    Case("priority", {"priority": "1"}, "P1", "P3"),
    Case("owner", {"assignee": "nina"}, NINA, PAUL),
    Case("owner", {"assignee": "nina"}, NINA, None),
    Case("target", {"duedate": "2026-05-02"}, date(2026, 5, 2), date(2026, 6, 1)),
    Case("start", {START_DATE: "2026-05-02"}, date(2026, 5, 2), date(2026, 6, 1)),
    Case("points", {STORY_POINTS: 3.0}, 3.0, 5.0),
    Case("points", {STORY_POINTS: 2.5}, 2.5, 20.0),
    Case(
        "spec", {ROADMAP_ITEM: "https://a.example/1"}, "https://a.example/1", "https://a.example/2"
    ),
    Case("description", {"description": adf.paragraphs("One\nTwo")}, plain("One\nTwo"), BOLD),
]


@pytest.mark.parametrize("case", FIELDS)
def test_what_a_write_covers_is_in_its_receipt(
    sandbox: Sandbox, tracker: JiraTracker, typed: Typed, case: Case
) -> None:
    """With its author and time, in canonical terms; no request is added to those of a write."""
    name, values, covered, ask = case
    record = epic(sandbox, description="Before").id
    expect = seen(tracker, record).fields[name]
    typed(record, **values)
    sandbox.world.log.clear()
    receipt = written(tracker, record, name, ask, expect)
    (found,) = receipt.covered.items()
    moment = sandbox.world.jira.changes[record][0].created
    assert (found[0], found[1].value, found[1].by) == (name, covered, INES)
    assert found[1].at == moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    assert receipt.stored[name] == ask
    spent = counted(sandbox)
    looked_up = {"GET user/search": 1, "GET user": 1, "GET myself": 1}
    assert spent.pop("GET issue/{issue}") == (2 if name == "status" else 1)
    assert spent.items() - looked_up.items() in (
        {("PUT issue/{issue}", 1)}, {("POST issue/{issue}/transitions", 1)}
    ), "one write"  # fmt: skip


def test_a_parent_is_covered_by_its_id(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """The entry has no field id, and is called otherwise; taken back, it is nothing."""
    parents = [epic(sandbox, f"Epic {n}").id for n in range(3)]
    story = sandbox.world.jira.add_issue("PAY", "Story", "S", parent=parents[0]).id
    assert seen(tracker, story).fields["parent"] == parents[0]
    sandbox.world.jira.edit(story, {"parent": parents[1]}, "ines")
    receipt = written(tracker, story, "parent", parents[2], "syn-some-item")
    assert receipt.covered["parent"].value == parents[1]
    assert receipt.stored["parent"] == parents[2]
    seen(tracker, story)
    for back in (parents[0], parents[2]):
        sandbox.world.jira.edit(story, {"parent": back}, "ines")
    assert written(tracker, story, "parent", parents[1], "syn-some-item").covered == {}


@pytest.mark.parametrize("case", FIELDS)
def test_a_write_that_covers_nothing_says_nothing(
    sandbox: Sandbox, tracker: JiraTracker, typed: Typed, case: Case
) -> None:
    """What was typed before the last read is known; another field is none of this write."""
    name, values, covered, ask = case
    record = epic(sandbox, description="Before").id
    typed(record, **values)
    expect = seen(tracker, record).fields[name]
    assert expect == covered
    typed(record, labels=("web",))
    sandbox.world.log.clear()
    receipt = written(tracker, record, name, ask, expect)
    assert (receipt.covered, receipt.stored[name]) == ({}, ask)
    assert not {"GET user", "GET myself"} & counted(sandbox).keys()


def test_of_several_edits_the_last_one_is_kept(
    sandbox: Sandbox, tracker: JiraTracker, typed: Typed
) -> None:
    """Its author saw the others."""
    record = epic(sandbox).id
    seen(tracker, record)
    typed(record, summary="First")
    typed(record, "paul", summary="Second")
    found = written(tracker, record, "title", "Asked", "Pay by card").covered["title"]
    assert (found.value, found.by) == ("Second", PAUL)


def test_an_edit_that_was_taken_back_is_none(
    sandbox: Sandbox, tracker: JiraTracker, typed: Typed
) -> None:
    """Nor is one that means what was read, or what is asked."""
    record = epic(sandbox, priority="High", description="Before").id
    read = seen(tracker, record).fields
    typed(record, summary="Typed", priority="1", description=adf.paragraphs("Typed"))
    typed(record, summary="Pay by card", description=adf.paragraphs("Before"))
    changes = (
        asked("title", "Asked", "Pay by card"),
        asked("priority", "P2", "P1"),
        asked("description", BOLD, read["description"]),
    )
    assert tracker.apply(edit(record, *changes)).covered == {}
    seen(tracker, record)
    typed(record, priority="5")
    assert written(tracker, record, "priority", "P3", "P2").covered == {}


def test_an_edit_right_after_a_write_stays_an_edit(
    sandbox: Sandbox, tracker: JiraTracker, typed: Typed
) -> None:
    """The receipt says what our own entry stored, and not what the read after it shows."""
    record = epic(sandbox, description="Before").id
    read = seen(tracker, record).fields
    changes = (
        asked("title", "Asked", "Pay by card"),
        asked("target", date(2026, 6, 1)),
        asked("owner", PAUL),
        asked("description", BOLD, read["description"]),
    )
    after = {
        "summary": "Typed", "duedate": None, "assignee": "nina",
        "description": adf.paragraphs("Typed"),
    }  # fmt: skip
    with before(sandbox.world, "GET", ISSUE, lambda: typed(record, **after)):
        receipt = tracker.apply(edit(record, *changes))
    assert receipt.stored == {c.field: c.ask for c in changes}
    assert receipt.covered == {}
    assert seen(tracker, record).fields["title"] == "Typed"


def test_what_cannot_be_read_is_not_claimed(
    sandbox: Sandbox, tracker: JiraTracker, typed: Typed
) -> None:
    """A word that is in no vocabulary, a person whose address nobody knows."""
    sandbox.world.pressure.switches["jira_hide_emails"] = 1
    record = epic(sandbox, project="ONB").id
    read = seen(tracker, record).fields
    sandbox.world.jira.enter_named(record, "In Review", "ines")
    typed(record, assignee="nina")
    assert written(tracker, record, "owner", None, read["owner"]).covered == {}
    assert written(tracker, record, "status", "done", "planned").covered == {}


def test_a_status_that_is_known_by_its_category_is_covered(sandbox: Sandbox) -> None:
    """The changelog names no category, but the ways that were open before do."""
    words = (
        VocabularyWord("planned", "unstarted", ()), VocabularyWord("doing", "started", ()),
        VocabularyWord("done", "done", ()),
    )  # fmt: skip
    tracker = open_tracker(at(sandbox, words={"status": words}, by_category=frozenset({"status"})))
    record = epic(sandbox, project="ONB").id
    seen(tracker, record)
    flow = sandbox.world.jira.projects["ONB"].workflow
    doing = next(s.name for s in flow.statuses if s.category == "indeterminate")
    move = lambda: sandbox.world.jira.enter_named(record, doing, "ines")  # noqa: E731
    with before(sandbox.world, "POST", MOVES, move):
        receipt = written(tracker, record, "status", "done", "planned")
    assert receipt.covered["status"].value == "doing"


@pytest.mark.parametrize("by", [None, INES])
def test_the_steps_of_a_walk_cover_nothing_but_what_a_person_did(
    sandbox: Sandbox, by: str | None
) -> None:
    """A create that was cut off is walked on over statuses that nobody typed."""
    review = VocabularyWord("in_review", "started", (NativeWord("In Review"),))
    tracker = open_tracker(at(sandbox, words={"status": (*STATUS, review)}))
    fail(sandbox, "status", "POST", MOVES, status=400, count=0)
    record = tracker.apply(create(asked("status", "done"))).record
    sandbox.world.faults.clear()
    seen(tracker, record)

    def move() -> None:
        if by:
            sandbox.world.jira.enter_named(record, "In Review", "ines")

    with before(sandbox.world, "GET", ISSUE, move, skip=3):
        receipt = written(tracker, record, "status", "done", "planned")
    assert {n: (c.value, c.by) for n, c in receipt.covered.items()} == (
        {"status": ("in_review", by)} if by else {}
    )
    assert receipt.stored == {"status": "done"}
