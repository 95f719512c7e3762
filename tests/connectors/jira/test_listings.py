"""Listing, reading, opening and inspecting, against the emulator."""

from dataclasses import replace
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest

from connectors.jira import JiraTracker, open_tracker
from sandbox import Sandbox
from syncline.domain.errors import (
    ConfigurationError,
)
from syncline.domain.fields import Value
from syncline.domain.item import Absent, Snapshot
from tests.connectors.jira.moves import (
    at,
    counted,
    epic,
    seen,
)
from tests.connectors.jira.replicas import settings


def test_a_listing_keeps_to_its_projects_types_and_query(sandbox: Sandbox) -> None:
    """What is outside is left alone."""
    epic(sandbox, "In", labels=["web"])
    epic(sandbox, "Elsewhere", "DAT", labels=["web"])
    epic(sandbox, "Unlabelled")
    sandbox.world.jira.add_issue("PAY", "Task", "Of another type", labels=["web"])
    tracker = open_tracker(at(sandbox, where='labels = "web" OR labels = "mobile"'))
    (page,) = tracker.observe(None, sandbox.world.clock.now)
    assert [s.fields["title"] for s in page.snapshots] == ["In"]


def test_pages_are_followed_to_the_last_and_an_edit_meanwhile_doubles_nothing(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """A page may be shorter than asked; an issue that is edited moves to the end."""
    sandbox.world.pressure.switches["jira_page"] = 2
    made = [epic(sandbox, f"Epic {n}").id for n in range(5)]
    cursor = list(tracker.observe(None, sandbox.world.clock.now))[-1].cursor
    shown = []
    for page in tracker.observe(cursor, sandbox.world.clock.now):
        shown += [s.id for s in page.snapshots]
        if len(shown) == 2:
            sandbox.world.jira.edit(made[0], {"summary": "Edited meanwhile"}, "ines")
    assert sorted(shown) == sorted(made)


def test_a_cursor_of_another_scope_is_not_trusted(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """What has come into the scope may be old: it is read from the start."""
    record = epic(sandbox, project="DAT").id
    now = sandbox.world.clock.now
    cursor = list(tracker.observe(None, now))[-1].cursor
    wider = open_tracker(at(sandbox, container={"projects": ("PAY", "DAT")}))
    sandbox.world.clock.advance(timedelta(days=1).total_seconds())
    assert cursor
    for stored in (cursor, "garbage", '{"seen": 1, "scope": 2}'):
        pages = list(wider.observe(stored, sandbox.world.clock.now))
        assert [s.id for page in pages for s in page.snapshots] == [record]


def test_the_cursor_is_the_callers_time(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """Never this machine's clock; the query asks five minutes before it, in milliseconds."""
    now = sandbox.world.clock.now
    cursor = list(tracker.observe(None, now))[-1].cursor
    assert cursor is not None
    assert now.isoformat() in cursor
    list(tracker.observe(cursor, now))
    query = dict(sandbox.world.log.entries[-1].query)["jql"]
    assert f"updated >= {int((now - timedelta(minutes=5)).timestamp() * 1000)}" in query


def test_one_unreadable_issue_stops_no_other(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """It is said which one, and where."""
    good, bad = epic(sandbox), epic(sandbox, "Odd")
    sandbox.world.jira.issues[bad.id] = replace(bad, values={**bad.values, "duedate": "soon"})
    (page,) = tracker.observe(None, sandbox.world.clock.now)
    assert [s.id for s in page.snapshots] == [good.id]
    assert [(u.record, "fields.duedate" in u.reason) for u in page.unreadable] == [(bad.key, True)]


def test_a_read_tells_who_changed_what_and_misses_nothing(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """A moved issue keeps its id; outside the projects it is absent for this replica."""
    state = sandbox.world.jira
    record, moved, gone = (epic(sandbox, f"Epic {n}").id for n in range(3))
    state.edit(record, {"duedate": "2026-04-08"}, "karim")
    state.move(moved, state.projects["DAT"])
    state.delete(gone)
    found = tracker.read([record, moved, gone], tracker.traits.fields)
    assert counted(sandbox) == {"POST issue/bulkfetch": 1, "GET issue/{issue}": 1}
    shown = found[record]
    assert isinstance(shown, Snapshot)
    assert shown.edits["target"].by == "karim@acme.example"
    assert shown.edits["target"].at is not None
    for other, said in ((moved, "DAT"), (gone, "deleted")):
        absent = found[other]
        assert isinstance(absent, Absent)
        assert said in absent.reason


def test_threads_do_not_share_a_client(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """The official client is not made for it; each thread has its own, all read the same."""
    record = epic(sandbox).id
    titles: list[Value] = []
    work = [Thread(target=lambda: titles.append(seen(tracker, record).fields["title"]))
            for _ in range(4)]  # fmt: skip
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    assert titles == ["Pay by card"] * 4


# -- opening and inspecting -------------------------------------------------------------------

UNUSABLE: list[tuple[dict[str, Any], str]] = [
    ({"secrets": {"email": "a@acme.example"}}, "token"),
    ({"container": {}}, "projects"),
    ({"where": {"Status": "x"}}, "JQL"),
]


@pytest.mark.parametrize(("changes", "said"), UNUSABLE)
def test_a_replica_that_cannot_be_opened_says_what_to_write(
    changes: dict[str, Any], said: str
) -> None:
    """Before any request."""
    with pytest.raises(ConfigurationError, match=said):
        open_tracker(replace(settings(), **changes))


def test_an_inspection_names_a_missing_project_and_a_missing_type(sandbox: Sandbox) -> None:
    """With a remedy each; what can still be checked is checked."""
    wanting = at(sandbox, container={"projects": ("PAY", "NOPE")}, where="created > 0")
    wrong = [f for f in open_tracker(wanting).inspect() if not f.fine]
    assert any("NOPE" in f.what for f in wrong)
    typed = at(sandbox, kinds={"epic": "Epic", "initiative": "Saga"})
    wrong = [f for f in open_tracker(typed).inspect() if not f.fine]
    assert any("Saga" in f.what for f in wrong)
    assert all(f.remedy for f in wrong)
