"""Copies of comments in Jira: nothing in them is live, and only our own are touched."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.jira import JiraTracker, open_tracker
from connectors.jira.comments import plain, spelled
from sandbox import Sandbox
from syncline.domain.comments import copied
from syncline.domain.errors import Rejected, UnknownOutcome
from tests.connectors.jira.moves import at, counted, epic, fail, seen
from tests.connectors.jira.talking import LIST, ONE, TEAM, copy, held, long, spoken, write
from tests.interruption import before


@settings(max_examples=150, derandomize=True, deadline=None, database=None)
@given(st.text(alphabet="ab @<>*_-#|[]()~\\ \n\t\u00a0\u0301\u200b👍ש漢:/.1", max_size=60))
def test_a_copy_reads_back_as_the_same_element(words: str) -> None:
    """Law: copied(plain(spelled(c))).element == c.element."""
    comment = copied(copy(words))
    assert comment
    shown = copied(plain(spelled(comment), "delivery"))
    assert shown
    assert shown.element == comment.element


def test_nothing_in_a_copy_is_live_but_its_link(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """Paragraphs of bare text: no mention is sent, no card is drawn."""
    record = epic(sandbox).id
    write(tracker, record, {copy("@nina [~accountid:5b] :smile:\n\nhttps://a.example *x*")})
    (comment,) = held(sandbox, record)
    nodes = [node for block in comment.body["content"] for node in block["content"]]
    assert {block["type"] for block in comment.body["content"]} == {"paragraph"}
    assert {node["type"] for node in nodes} == {"text"}
    marks = [node["marks"] for node in nodes if node.get("marks")]
    assert marks == [[{"type": "link", "attrs": {"href": "https://trello.com/c/x#comment-1"}}]]


def test_copies_cost_a_read_and_a_call_each(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """Who we are is asked once, and only to change what is there."""
    record = epic(sandbox).id
    three = {copy(f"{n}", n) for n in range(3)}
    receipt = write(tracker, record, three)
    assert receipt.stored == {"comments": three}
    assert (receipt.record, receipt.answered) == (record, True)
    assert counted(sandbox) == {"GET issue/{issue}": 1, "POST issue/{issue}/comment": 3}
    assert [one.author for one in held(sandbox, record)] == ["sync"] * 3
    sandbox.world.log.clear()
    write(tracker, record, {copy("new", 0), copy("1", 1)}, three)
    assert counted(sandbox) == {
        "GET issue/{issue}": 1, "GET myself": 1,
        "PUT issue/{issue}/comment/{comment}": 1, "DELETE issue/{issue}/comment/{comment}": 1,
    }  # fmt: skip
    assert spoken(tracker, record) == ["1", "new"]


def test_a_copy_in_a_long_thread_is_found(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """Far beyond what the issue shows of it, and not made again."""
    record = long(sandbox, 120)
    write(tracker, record, {copy()})
    write(tracker, record, {copy()})
    assert len(held(sandbox, record)) == 121
    write(tracker, record, set(), {copy()})
    assert len(held(sandbox, record)) == 120


def test_copies_of_another_account_are_left_alone_and_stop_nothing_else(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """The rest is done first; then the refusal says whose it is, and what to do."""
    record = epic(sandbox).id
    theirs = copied(copy("Theirs"))
    assert theirs
    sandbox.world.jira.add_comment(record, spelled(theirs), "ines")
    with pytest.raises(UnknownOutcome, match="1 of 2 comments"):
        write(tracker, record, {copy("Ours", 2)}, {copy("Theirs")})
    assert spoken(tracker, record) == ["Ours", "Theirs"]
    writes = len(sandbox.world.log.writes(0, "jira"))
    for ask in ({copy("Changed")}, set[str]()):
        with pytest.raises(Rejected, match="another account"):
            write(tracker, record, ask, {copy("Theirs")})
    assert len(sandbox.world.log.writes(0, "jira")) == writes


def test_two_copies_of_one_comment_are_one_and_go_together(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """The older one counts."""
    record = epic(sandbox).id
    for words in ("First", "Second"):
        twin = copied(copy(words))
        assert twin
        sandbox.world.jira.add_comment(record, spelled(twin), "sync")
    assert spoken(tracker, record) == ["First"]
    write(tracker, record, set(), {copy("First")})
    assert held(sandbox, record) == []


def test_a_lost_answer_shows_what_landed(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """The second of three: the next read tells."""
    record = epic(sandbox).id
    three = {copy(f"{n}", n) for n in range(3)}
    fail(sandbox, "applied_then_drop", "POST", LIST, after=1)
    with pytest.raises(UnknownOutcome, match="may have been applied"):
        write(tracker, record, three)
    assert spoken(tracker, record) == ["0", "1"]
    write(tracker, record, three, three - {copy("2", 2)})
    assert spoken(tracker, record) == ["0", "1", "2"]
    assert len(held(sandbox, record)) == 3


@pytest.mark.parametrize("ask", [{copy("Changed")}, set[str]()])
def test_a_copy_that_is_removed_meanwhile_stays_away(
    sandbox: Sandbox, tracker: JiraTracker, ask: set[str]
) -> None:
    """Somebody was faster than our edit, or our deletion."""
    record = epic(sandbox).id
    write(tracker, record, {copy()})
    (there,) = held(sandbox, record)
    method = "PUT" if ask else "DELETE"
    jira = sandbox.world.jira
    with before(sandbox.world, method, ONE, lambda: jira.delete_comment(record, there)):
        write(tracker, record, ask, {copy()})
    assert held(sandbox, record) == []


def test_a_copy_that_somebody_made_private_stays_private(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """It is known as the copy that it is, and an edit of ours does not open it."""
    record = epic(sandbox).id
    write(tracker, record, {copy()})
    (there,) = held(sandbox, record)
    sandbox.world.jira.edit_comment(record, there, "ines", visibility=TEAM)
    write(tracker, record, {copy("Changed")}, {copy()})
    (there,) = held(sandbox, record)
    assert there.visibility == TEAM
    assert spoken(tracker, record) == ["Changed"]


def test_customers_of_a_service_project_are_sent_no_copy(sandbox: Sandbox) -> None:
    """What colleagues say in another tool is an internal note there, and is known as the copy."""
    sandbox.world.jira.add_project("HLP", "Help", "open", kind="service_desk")
    help_desk = open_tracker(at(sandbox, container={"projects": ("HLP",)}))
    record = epic(sandbox, project="HLP").id
    write(help_desk, record, {copy()})
    assert [one.internal for one in held(sandbox, record)] == [True]
    assert seen(help_desk, record).fields["comments"] == {copy()}


def test_an_archived_issue_takes_no_copy(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """Jira says why."""
    record = epic(sandbox).id
    sandbox.world.jira.archive(record, "ines")
    with pytest.raises(Rejected, match="archived"):
        write(tracker, record, {copy()})
