"""Comments of Jira: what is read as what, what never leaves, and what a long thread costs."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from connectors.jira import JiraTracker, open_tracker
from connectors.jira.comments import UNREAD, UNTOLD, plain
from sandbox import Sandbox
from syncline.domain.comments import comment_of
from syncline.domain.errors import CannotRead, Unreadable
from syncline.domain.item import Snapshot
from tests.connectors.jira.moves import at, counted, epic, fail, seen
from tests.connectors.jira.replicas import mapped
from tests.connectors.jira.talking import LIST, TEAM, copy, held, long, spoken, write
from tests.interruption import before


def doc(*content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a body."""
    return {"type": "doc", "version": 1, "content": list(content)}


def line(*content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a paragraph."""
    return {"type": "paragraph", "content": list(content)}


def text(words: str) -> dict[str, Any]:
    """Return bare text."""
    return {"type": "text", "text": words}


BODIES = [
    (doc(line(text("One")), line(text("two"), {"type": "hardBreak"}, text("three"))),
     "One\n\ntwo\nthree"),
    (doc(line({"type": "mention", "attrs": {"id": "5b10-nina", "text": "@Nina Okafor"}},
              text(" look"))), "@Nina Okafor look"),
    (doc(line({"type": "mention", "attrs": {"id": "5b10-nina"}})), "@somebody"),
    (doc({"type": "mediaGroup", "content": [
        {"type": "media", "attrs": {"type": "file", "id": "f", "collection": "c"}}]}),
     "[attachments]"),
    (doc({"type": "bulletList", "content": [
        {"type": "listItem", "content": [line(text("a"))]},
        {"type": "listItem", "content": [line(text("b"))]}]}), "- a\n- b"),
    (doc(line(text("bold") | {"marks": [{"type": "strong"}]})), "bold"),
    (doc(line(text("here") | {"marks": [
        {"type": "link", "attrs": {"href": "https://a.example"}}]})), "here"),
    (doc(line()), UNTOLD),
    (None, UNTOLD),
    (" wiki *text* ", "wiki *text*"),
    ({"type": "page"}, UNREAD),
    (doc(line(), 3), UNREAD),  # type: ignore[arg-type]  # no node at all
]  # fmt: skip


@pytest.mark.parametrize(("body", "words"), BODIES)
def test_a_body_is_read_as_text(body: Any, words: str) -> None:
    """Names and never ids of people; what cannot be text says so in brackets."""
    assert plain(body, "delivery") == words
    assert "5b10" not in words


def test_the_link_names_what_never_changes(sandbox: Sandbox) -> None:
    """An issue that moves to another project has another key, and its comments the same links."""
    both = open_tracker(at(sandbox, container={"projects": ("PAY", "DAT")}))
    jira, record = sandbox.world.jira, epic(sandbox).id
    said = jira.add_comment(record, "Hello", "nina")
    first = seen(both, record)
    jira.move(record, jira.projects["DAT"])
    second = seen(both, record)
    assert first.key != second.key
    assert first.fields["comments"] == second.fields["comments"]
    (element,) = first.fields["comments"]  # type: ignore[union-attr]  # a thread
    shown = comment_of(element)
    assert shown.url == (
        f"{sandbox.url}/jira/secure/ViewIssue.jspa?id={record}&focusedCommentId={said.id}"
    )
    assert (shown.author, shown.home) == ("Nina Okafor", "delivery")
    assert shown.at == said.created.replace(second=0, microsecond=0)


def test_what_is_for_some_never_leaves(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """Comments for a role, internal notes, and the answers to both."""
    jira, record = sandbox.world.jira, epic(sandbox).id
    role = jira.add_comment(record, "For a role", "ines", visibility=TEAM)
    note = jira.add_comment(record, "Internal", "ines", internal=True)
    jira.add_comment(record, "For all", "ines")
    answer = jira.add_comment(record, "An answer", "paul", parent=role.id)
    jira.add_comment(record, "Another", "paul", parent=answer.id)
    jira.add_comment(record, "To a note", "paul", parent=note.id)
    assert spoken(tracker, record) == ["For all"]
    (listed,) = [s for page in tracker.observe(None, sandbox.world.clock.now)
                 for s in page.snapshots]  # fmt: skip
    assert listed.fields["comments"] == seen(tracker, record).fields["comments"]


def test_a_listing_defers_long_threads_and_a_direct_read_ends_them(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """Short ones cost nothing; a long one costs a request for every 99, when it is wanted."""
    short, many = epic(sandbox).id, long(sandbox, 250)
    sandbox.world.jira.add_comment(short, "Hello", "ines")
    listed = {
        s.id: s for page in tracker.observe(None, sandbox.world.clock.now) for s in page.snapshots
    }
    assert (listed[short].deferred, listed[many].deferred) == (frozenset(), {"comments"})
    assert "comments" not in {*listed[many].fields, *listed[many].refused}
    assert counted(sandbox) == {"GET search/jql": 1}
    found = tracker.read([short, many], {"title"})
    assert "POST issue/bulkfetch" in counted(sandbox)
    assert "GET issue/{issue}/comment" not in counted(sandbox)
    assert isinstance(unread := found[many], Snapshot)
    assert unread.deferred == {"comments"}
    assert spoken(tracker, many) == sorted(map(str, range(250)))
    assert counted(sandbox)["GET issue/{issue}/comment"] == 3
    assert seen(tracker, many).revision == listed[many].revision


def test_a_comment_that_is_removed_while_the_thread_is_read_hides_no_other(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """What moves up to the page before would be missed, and taken for deleted."""
    jira, record = sandbox.world.jira, long(sandbox, 150)
    fifth = held(sandbox, record)[50]

    def removes() -> None:
        jira.delete_comment(record, fifth)
        jira.add_comment(record, "150", "ines")

    with before(sandbox.world, "GET", LIST, removes, skip=1):
        shown = spoken(tracker, record)
    assert shown == sorted(str(n) for n in range(151) if n != 50)


def test_a_thread_that_is_said_to_be_empty_is_not_believed(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """The issue itself has just shown a part of it: the rest of the issue is read, and no more."""
    record = long(sandbox)
    fail(sandbox, "empty_list", "GET", LIST, count=0)
    shown = seen(tracker, record)
    assert shown.deferred == {"comments"}
    assert shown.fields["title"] == "Pay by card"
    with pytest.raises(CannotRead, match="nothing is copied"):
        write(tracker, record, {copy()})
    assert len(held(sandbox, record)) == 30


@pytest.mark.parametrize("status", [403, 404])
def test_a_thread_that_is_refused_is_told_of_its_issue(
    sandbox: Sandbox, tracker: JiraTracker, status: int
) -> None:
    """The other issues go on."""
    record, other = long(sandbox), epic(sandbox).id
    fail(sandbox, "status", "GET", LIST, count=0, status=status)
    found = tracker.read([record, other], tracker.traits.fields)
    assert isinstance(unreadable := found[record], CannotRead)
    assert "its comments cannot be read" in unreadable.reason
    assert isinstance(found[other], Snapshot)


def test_a_thread_that_cannot_be_read_now_is_read_later(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """As for every other failed read."""
    fail(sandbox, "html", "GET", LIST, status=200)
    with pytest.raises(Unreadable):
        tracker.read([long(sandbox)], tracker.traits.fields)


def test_without_comments_in_the_configuration_nothing_is_asked(sandbox: Sandbox) -> None:
    """Not even the field."""
    fields = {name: one for name, one in mapped().items() if name != "comments"}
    bare = open_tracker(replace(at(sandbox), fields=fields))
    record = epic(sandbox).id
    sandbox.world.jira.add_comment(record, "Hello", "ines")
    assert "comment" not in bare.binding.ids
    assert "comments" not in {*bare.traits.fields, *bare.traits.lanes}
    assert not {"comments"} & {*seen(bare, record).fields, *seen(bare, record).deferred}
