"""Statuses that are some transitions away, and screens that want to be filled in."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from connectors.jira import JiraTracker, open_tracker
from connectors.jira.paths import Atlas, path_to
from connectors.jira.screens import filled
from connectors.jira.shapes import Choice
from connectors.jira.words import Words
from connectors.jira.workflow import Way
from sandbox import Sandbox
from syncline.domain.errors import Rejected
from syncline.domain.plan import Receipt
from tests.connectors.jira.moves import ISSUE, asked, at, counted, create, edit, epic, fail, seen
from tests.connectors.jira.replicas import settings

DONE = asked("status", "done", "planned")
DROPPED = asked("status", "dropped", "planned")
SCREENS = {"Resolution": {"done": "Done", "dropped": "Won't Do"}}


def strict(sandbox: Sandbox, **screens: Any) -> tuple[JiraTracker, str]:
    """Open a replica with a strict workflow; issues of people stand in its middle."""
    sandbox.world.jira.add_project("STR", "Strict", "strict")
    for status in ("In Progress", "In Review"):
        epic(sandbox, f"Somebody's, {status}", "STR", status=status)
    record = epic(sandbox, "Ours", "STR").id
    container = {"projects": ("STR",)}
    tracker = open_tracker(at(sandbox, container=container, screens=screens or SCREENS))
    assert tracker.traits.fields
    sandbox.world.log.clear()
    return tracker, record


def moved(tracker: JiraTracker, record: str, change: Any = DONE) -> Receipt:
    """Ask for a status."""
    return tracker.apply(edit(record, change, lane="transition"))


def test_a_status_three_transitions_away_is_reached_and_resolved(sandbox: Sandbox) -> None:
    """As the configuration says; what other issues showed of the workflow is asked for once."""
    tracker, record = strict(sandbox)
    assert moved(tracker, record).stored == {"status": "done"}
    issue = sandbox.world.jira.the(record)
    assert sandbox.world.jira.resolution(issue) == "Done"
    assert counted(sandbox)["POST issue/{issue}/transitions"] == 3
    looked = counted(sandbox)["GET search/jql"]
    assert moved(tracker, epic(sandbox, "Another", "STR").id).stored == {"status": "done"}
    assert counted(sandbox)["GET search/jql"] == looked == 2


def test_a_screen_that_nothing_is_configured_for_is_named(sandbox: Sandbox) -> None:
    """The issue stays where the walk ended, which is said, and is no edit of anybody's."""
    tracker, record = strict(sandbox, Resolution={"dropped": "Won't Do"})
    receipt = moved(tracker, record)
    assert receipt.stored == {}  # In Review is in no vocabulary here
    assert "STR-3 is in In Review now, on its way to Done: " in receipt.stopped
    assert 'its screen wants "Resolution" (Done, Won\'t Do)' in receipt.stopped


def test_every_required_field_is_filled_in_or_the_move_refused(sandbox: Sandbox) -> None:
    """Before anything is moved."""
    tracker, record = strict(sandbox)
    with pytest.raises(Rejected, match='its screen wants "Roadmap item"'):
        moved(tracker, record, DROPPED)
    assert seen(tracker, record).fields["status"] == "planned"
    assert "POST issue/{issue}/transitions" not in counted(sandbox)
    both = {**SCREENS, "Roadmap item": {"": "https://roadmap/none"}}
    tracker = open_tracker(at(sandbox, container={"projects": ("STR",)}, screens=both))
    assert moved(tracker, record, DROPPED).stored == {"status": "dropped"}


def test_a_hop_that_fails_leaves_the_issue_where_it_is_and_says_so(sandbox: Sandbox) -> None:
    """The next try goes on from there."""
    tracker, record = strict(sandbox)
    fail(sandbox, "status", "POST", f"{ISSUE}/transitions", status=400, after=1, count=1)
    receipt = moved(tracker, record)
    assert receipt.stored == {"status": "in_progress"}
    assert receipt.stopped.startswith("STR-3 is in In Progress now, on its way to In Review: ")
    sandbox.world.faults.clear()
    again = asked("status", "done", "in_progress")
    assert moved(tracker, record, again).stored == {"status": "done"}


def test_an_issue_that_somebody_moves_on_the_way_is_left_to_them(sandbox: Sandbox) -> None:
    """What is open for them is not taken."""
    tracker, record = strict(sandbox)
    transit = tracker.client.transit

    def meddled(issue: str, transition: str, fields: Any) -> None:
        transit(issue, transition, fields)
        sandbox.world.jira.enter_named(sandbox.world.jira.the(record), "Won't do", "ines")

    tracker.client.transit = meddled  # type: ignore[method-assign]  # a person between two calls
    assert "somebody has moved it meanwhile" in moved(tracker, record).stopped
    assert seen(tracker, record).fields["status"] == "dropped"


def test_a_workflow_that_nobody_has_shown_is_not_explored_with_an_issue(sandbox: Sandbox) -> None:
    """A dead end would leave it where nobody put it."""
    sandbox.world.jira.add_project("STR", "Strict", "strict")
    record = epic(sandbox, "Alone", "STR").id
    tracker = open_tracker(at(sandbox, container={"projects": ("STR",)}, screens=SCREENS))
    with pytest.raises(Rejected, match="no path of a few is known; open are: In Progress"):
        moved(tracker, record)
    assert seen(tracker, record).fields["status"] == "planned"


def test_a_new_issue_is_tied_from_its_first_day(sandbox: Sandbox) -> None:
    """In the create call itself."""
    tracker = open_tracker(at(sandbox, ties=("Roadmap item",)))
    tied = replace(create(), ties={"Roadmap item": "https://roadmap/1"})
    record = tracker.apply(tied).record
    assert seen(tracker, record).ties == {"Roadmap item": "https://roadmap/1"}


# -- the search, without a site ---------------------------------------------------------------

CATEGORY = {"9": "done", "8": "done"}


def atlas(**ways: str) -> Atlas:
    """Return a workflow: status -> the statuses that it leads to, each called by its id."""
    made = Atlas(lambda _: None)
    for here, there in ways.items():
        found = [Way(f"{here}{to}", Choice(to, to, CATEGORY.get(to, "new"))) for to in there]
        made.learn(("P", "Epic", here.strip("_")), found)
    return made


@pytest.mark.parametrize(
    ("ways", "path"),
    [
        ({"_1": "29", "_2": "9"}, "9"),
        ({"_1": "23", "_2": "4", "_3": "9"}, "39"),
        ({"_1": "2", "_2": "3", "_3": "9"}, "239"),
        ({"_1": "2", "_2": "3", "_3": "4", "_4": "9"}, None),
        ({"_1": "2", "_2": "1"}, None),
        ({"_1": "8", "_8": "9"}, None),
        ({"_1": "2"}, None),
    ],
)
def test_the_shortest_path_of_at_most_three_is_taken_and_none_over_what_is_done(
    ways: dict[str, str], path: str | None
) -> None:
    """9 is asked for; 8 is done as well."""
    words = Words(settings(words={}))
    found = path_to("9", ("P", "Epic", "1"), atlas(**ways), words, "status")
    assert (found and "".join(str(way.to.id) for way in found)) == path


@pytest.mark.parametrize(
    ("schema", "answer", "sent"),
    [
        ({"type": "resolution"}, "done", {"name": "Done"}),
        ({"type": "option"}, "Done", {"value": "Done"}),
        ({"type": "array", "items": "version"}, "Done", [{"name": "Done"}]),
        ({"type": "array", "items": "option"}, "Done", [{"value": "Done"}]),
        ({"type": "string"}, "any text", "any text"),
        ({"type": "number"}, "3", 3.0),
    ],
)
def test_an_answer_is_sent_in_the_form_of_its_field(
    schema: dict[str, str], answer: str, sent: object
) -> None:
    """Options by the name that the screen offers, whatever the case."""
    field = {"required": True, "name": "Why", "schema": schema, "allowedValues": [{"name": "Done"}]}
    assert filled({"f1": field}, {"why": {"": answer}}, "done") == {"f1": sent}


def test_what_is_not_required_or_has_a_default_is_left_alone() -> None:
    """And a value that is not offered is named."""
    optional: Sequence[dict[str, Any]] = [
        {"required": False},
        {"required": True, "hasDefaultValue": True},
    ]
    assert filled(dict(zip("ab", optional, strict=True)), {}, "done") == {}
    field = {"required": True, "name": "Why", "schema": {"type": "option"},
             "allowedValues": [{"value": "Done"}]}  # fmt: skip
    said = filled({"f1": field}, {"f1": {"": "Later"}}, "done")
    assert said == '"Later" is no value of "Why"; it offers Done'
