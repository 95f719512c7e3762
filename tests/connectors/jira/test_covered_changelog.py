"""How our own entry is found in a changelog: among those of people, and where it is cut."""

from connectors.jira import JiraTracker, open_tracker
from sandbox import Sandbox
from syncline.domain.people import People, Person
from tests.connectors.jira.covering import NINA, PAUL, Typed, written
from tests.connectors.jira.moves import ISSUE, asked, at, counted, edit, epic, seen
from tests.interruption import before


def test_a_person_may_share_the_account_of_the_token(
    sandbox: Sandbox, tracker: JiraTracker, typed: Typed
) -> None:
    """The newest entry with our value is ours."""
    record = epic(sandbox).id
    seen(tracker, record)
    typed(record, "sync", summary="Typed")
    with before(sandbox.world, "GET", ISSUE, lambda: typed(record, "sync", summary="Later")):
        receipt = written(tracker, record, "title", "Asked", "Pay by card")
    assert receipt.covered["title"].value == "Typed"
    assert receipt.stored["title"] == "Asked"


def test_an_entry_of_somebody_else_with_our_value_is_not_ours(
    sandbox: Sandbox, tracker: JiraTracker, typed: Typed
) -> None:
    """What came between it and ours was typed by people who saw ours."""
    record = epic(sandbox).id
    seen(tracker, record)

    def act() -> None:
        typed(record, summary="Typed")
        typed(record, "paul", summary="Asked")

    with before(sandbox.world, "GET", ISSUE, act):
        receipt = written(tracker, record, "title", "Asked", "Pay by card")
    assert (receipt.covered, receipt.stored) == ({}, {"title": "Asked"})


def test_an_old_entry_with_the_same_value_is_not_this_write(
    sandbox: Sandbox, tracker: JiraTracker, typed: Typed
) -> None:
    """Somebody typed what we ask, so that our write left no entry at all."""
    record = epic(sandbox).id
    typed(record, "sync", summary="Asked")
    typed(record, summary="Pay by card")
    seen(tracker, record)
    typed(record, summary="Asked")
    receipt = written(tracker, record, "title", "Asked", "Pay by card")
    assert (receipt.covered, receipt.stored) == ({}, {"title": "Asked"})


def test_a_changelog_without_our_entry_breaks_nothing(
    sandbox: Sandbox, tracker: JiraTracker, typed: Typed
) -> None:
    """Then a separate read is all there is."""
    record = epic(sandbox).id
    seen(tracker, record)
    typed(record, summary="Typed")
    sandbox.world.pressure.switches["jira_changelog"] = 1
    with before(sandbox.world, "GET", ISSUE, lambda: typed(record, summary="Later")):
        receipt = written(tracker, record, "title", "Asked", "Pay by card")
    assert (receipt.covered, receipt.stored) == ({}, {"title": "Later"})


def test_a_long_changelog_tells_as_much_as_a_short_one(
    sandbox: Sandbox, tracker: JiraTracker, typed: Typed
) -> None:
    """Its newest entries are shown."""
    record = epic(sandbox).id
    for number in range(50):
        typed(record, summary=f"v{number}")
    sandbox.world.pressure.switches["jira_changelog"] = 40
    seen(tracker, record)
    typed(record, summary="Typed")
    assert written(tracker, record, "title", "Asked", "v49").covered["title"].value == "Typed"


def test_an_issue_that_was_not_read_before_covers_nothing(
    sandbox: Sandbox, tracker: JiraTracker, typed: Typed
) -> None:
    """Where the last read ended is not known, so nothing is claimed."""
    record = epic(sandbox).id
    typed(record, summary="Typed")
    assert written(tracker, record, "title", "Asked", "Pay by card").covered == {}


def test_accounts_whose_addresses_are_hidden_are_known_by_their_ids(
    sandbox: Sandbox, typed: Typed
) -> None:
    """The token's own is asked for once; an edit by nobody known is kept all the same."""
    sandbox.world.pressure.switches["jira_hide_emails"] = 1
    nina = sandbox.world.people.by_email(NINA)
    assert nina
    known = People([Person(NINA, accounts={"jira": nina.jira_id})])
    tracker = open_tracker(at(sandbox, people=known))
    record = epic(sandbox).id
    for number in range(2):
        seen(tracker, record)
        typed(record, summary=f"Typed {number}", assignee="nina")
        changes = (asked("title", f"Asked {number}", "x"), asked("owner", PAUL))
        found = tracker.apply(edit(record, *changes)).covered
        assert (found["title"].value, found["title"].by) == (f"Typed {number}", None)
        assert found["owner"].value == NINA
        typed(record, assignee=None)
    assert counted(sandbox)["GET myself"] == 1
