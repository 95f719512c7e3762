"""What Jira proves of an issue that it does not show, and archiving on its several plans."""

from typing import Any

import pytest

from connectors.jira import JiraTracker, open_tracker
from connectors.jira.mirror import LONGEST, property_key
from connectors.jira.reading import LOOKS
from sandbox import Sandbox
from sandbox.sight import Blind
from syncline.domain.errors import (
    CannotRead,
    CredentialsRefused,
    Gone,
    Outage,
    Rejected,
    ReplicaError,
    UnknownOutcome,
    Unreadable,
)
from syncline.domain.item import Absent, Snapshot
from syncline.domain.plan import Archive, Restore
from tests.connectors.jira.moves import ISSUE, MARKER, at, counted, edit, epic, fail, seen
from tests.connectors.jira.moves import asked as change

BULK = "/rest/api/3/issue/bulkfetch"
ARCHIVE = "/rest/api/3/issue/archive"
PROPERTY = "/rest/api/3/user/properties/{property}"


def away(record: str) -> Archive:
    """Ask to put an issue away."""
    return Archive(MARKER, "delivery", record, "deleted elsewhere")


def bulk(sandbox: Sandbox, *errors: dict[str, Any]) -> None:
    """Let bulk reads hand over no issue, with these errors."""
    body = {"issues": [], "issueErrors": list(errors)}
    fail(sandbox, "status", "POST", BULK, status=200, body=body, count=0)


def test_an_issue_that_a_bulk_read_had_no_room_for_is_read_by_itself(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """Jira leaves issues out for its own reasons; that is no evidence of anything."""
    record = epic(sandbox).id
    bulk(sandbox, {"id": record, "errorMessage": "payload too large"})
    assert seen(tracker, record).fields["title"] == "Pay by card"


def test_half_a_bulk_read_makes_nothing_disappear(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """The same issues are left out each time, and each one is asked for."""
    records = [epic(sandbox, f"Epic {n}").id for n in range(8)]
    fail(sandbox, "partial_list", "POST", BULK, count=0)
    found = tracker.read(records, {"title"})
    looked = counted(sandbox)["GET issue/{issue}"]
    assert 0 < looked < 8
    assert all(isinstance(one, Snapshot) for one in found.values())


def test_so_many_missing_issues_are_not_all_looked_at(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """Of the rest nothing is claimed; one that Jira had trouble with is unreadable."""
    records = [epic(sandbox, f"Epic {n}").id for n in range(LOOKS + 2)]
    bulk(sandbox, {"id": records[-1], "errorMessage": "try again"})
    found = tracker.read(records, {"title"})
    assert counted(sandbox)["GET issue/{issue}"] == LOOKS
    beyond, troubled = found[records[-2]], found[records[-1]]
    assert isinstance(beyond, Absent)
    assert beyond.presence == "UNSEEN"
    assert isinstance(troubled, CannotRead)
    assert "try again" in troubled.reason


def test_a_look_that_fails_is_no_verdict(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """The whole read fails, as for any outage."""
    record = epic(sandbox).id
    sandbox.world.jira.delete(record)
    fail(sandbox, "status", "GET", ISSUE, status=500, count=0, headers={"Retry-After": "0"})
    with pytest.raises(Outage):
        tracker.read([record], {"title"})


def test_a_token_that_loses_a_project_stops_the_replica(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """Jira refuses a query that names it; it does not show an empty project."""
    epic(sandbox)
    sandbox.world.sight.tools["jira"] = Blind(hidden=frozenset({"PAY"}))
    with pytest.raises(ReplicaError, match="PAY"):
        list(tracker.observe(None, sandbox.world.clock.now))
    sandbox.world.sight.tools["jira"] = Blind(everything=True)
    with pytest.raises(CredentialsRefused):
        list(tracker.observe(None, sandbox.world.clock.now))


# -- archiving ------------------------------------------------------------------------------------


def test_archiving_is_one_read_and_one_write(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """Sub-tasks go with their parent; an issue that is away already costs no write."""
    issue = epic(sandbox)
    child = sandbox.world.jira.add_issue("PAY", "Sub-task", "Part", parent=issue)
    assert tracker.apply(away(issue.id)).key == issue.key
    assert counted(sandbox) == {"GET issue/{issue}": 1, "PUT issue/archive": 1}
    absent = tracker.read([child.id], {"title"})[child.id]
    assert isinstance(absent, Absent)
    assert absent.presence == "ARCHIVED"
    sandbox.world.log.clear()
    tracker.apply(away(issue.id))
    assert counted(sandbox) == {"GET issue/{issue}": 1}


def test_a_site_that_shows_no_archived_issue_can_bring_it_back(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """There it is like a deleted one; what Syncline put away it knows by itself."""
    issue = epic(sandbox)
    sandbox.world.pressure.switches["jira_archived_hidden"] = 1
    assert tracker.apply(away(issue.id)).record == issue.id
    absent = tracker.read([issue.id], {"title"})[issue.id]
    assert isinstance(absent, Absent)
    assert absent.presence == "GONE"
    assert tracker.apply(Restore(MARKER, "delivery", issue.id, "undo")).key == issue.key
    assert seen(tracker, issue.id)


def test_a_plan_without_archiving_is_told_with_the_remedy(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """Jira's own words, and what to do."""
    issue = epic(sandbox)
    sandbox.world.pressure.switches["jira_standard_plan"] = 1
    with pytest.raises(Rejected, match=r"premium editions.*Premium and Enterprise.*by hand"):
        tracker.apply(away(issue.id))
    assert seen(tracker, issue.id)


def test_a_sub_task_is_not_archived_without_its_parent(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """The refusal says so."""
    child = sandbox.world.jira.add_issue("PAY", "Sub-task", "Part", parent=epic(sandbox))
    with pytest.raises(Rejected, match="sub-task only with its parent"):
        tracker.apply(away(child.id))


@pytest.mark.parametrize(
    ("body", "raised", "words"),
    [
        ({"errors": {"issuesNotFound": {"message": "Issue not found."}}}, Gone, "not found"),
        ({"errors": {"issueIsSubtask": {"message": "Issue is subtask."}}}, Rejected, "is subtask"),
        ({"errors": {}, "numberOfIssuesUpdated": 0}, Rejected, "archived nothing"),
        (["what?"], UnknownOutcome, "no object"),
    ],
)
def test_a_good_status_may_carry_a_refusal(
    sandbox: Sandbox, tracker: JiraTracker, body: Any, raised: type[Exception], words: str
) -> None:
    """The answer tells of each issue; only a count of one is a success."""
    issue = epic(sandbox)
    for error in body.get("errors", {}).values() if isinstance(body, dict) else ():
        error |= {"count": 1, "issueIdsOrKeys": [issue.id]}
    fail(sandbox, "status", "PUT", ARCHIVE, status=200, body=body)
    with pytest.raises(raised, match=words):
        tracker.apply(away(issue.id))


def test_jira_itself_freezes_what_is_archived(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """Its refusal comes in its own words."""
    issue = epic(sandbox)
    sandbox.world.jira.archive(issue, "ines")
    with pytest.raises(Rejected, match="archived"):
        tracker.apply(edit(issue.id, change("title", "Too late")))
    assert sandbox.world.jira.the(issue)["summary"] == "Pay by card"


# -- the epoch ------------------------------------------------------------------------------------


def test_the_epoch_is_a_property_of_the_own_account(sandbox: Sandbox) -> None:
    """One look-up of the account, then one request each; nobody else has the property."""
    tracker = open_tracker(at(sandbox, portfolio="acme"))
    tracker.keep_epoch(4)
    assert tracker.epoch() == 4
    route = PROPERTY.removeprefix("/rest/api/3/")
    assert counted(sandbox) == {"GET myself": 1, f"PUT {route}": 1, f"GET {route}": 1}
    assert sandbox.world.jira.user_properties == {"sync": {"syncline.acme": {"epoch": 4}}}


def test_a_property_that_is_no_epoch_is_named(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """It is neither zero nor nothing."""
    kept = sandbox.world.jira.user_properties.setdefault("sync", {})
    for odd in ("seven", {"epoch": None}, {"epoch": True}, {"epoch": "7"}):
        kept[property_key(tracker.settings.portfolio)] = odd
        with pytest.raises(Unreadable, match="holds no epoch"):
            tracker.epoch()


def test_a_read_only_replica_keeps_no_epoch(sandbox: Sandbox) -> None:
    """Its account may be allowed nothing but to look."""
    tracker = open_tracker(at(sandbox, access="read"))
    assert not tracker.traits.mirrors
    with pytest.raises(Rejected):
        tracker.keep_epoch(1)
    assert sandbox.world.jira.user_properties == {}


def test_a_property_key_is_plain_bounded_and_one_to_a_portfolio() -> None:
    """Names that look alike once they are spelled plainly are still different keys."""
    names = ["acme", "Québec / Lévis", "Quebec / Lévis", "Qu-bec-L-vis", "x" * 900, "x" * 901, ""]
    keys = [property_key(name) for name in names]
    assert keys[0] == "syncline.acme"
    assert len(set(keys)) == len(names)
    assert all(len(key) <= LONGEST + 22 <= 255 for key in keys)
    assert all(key.replace("-", "").replace(".", "").isalnum() and key.isascii() for key in keys)
