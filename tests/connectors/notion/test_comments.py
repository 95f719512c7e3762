"""Comments of a Notion page: all that people say on it is told, and nothing that is not theirs."""

from datetime import datetime

import pytest

from connectors.notion.comments import UNTOLD
from syncline.domain.comments import comment_of
from syncline.domain.errors import Rejected, RetryLater
from syncline.domain.item import Snapshot
from tests.connectors.notion.talk import COMMENTS, NONE, Talk

FILE = {"url": "https://files.example/1.png", "expiry_time": "2026-03-02T13:05:00.000Z"}


def test_what_a_person_says_is_told_with_author_time_and_link(talk: Talk) -> None:
    """The link opens the discussion at the comment."""
    made = talk.say("Ship it?\n\nOn Friday.")
    mark = talk.place.mark
    (element,) = talk.shown()
    assert "GET /v1/users" not in talk.place.requests(mark)
    comment = comment_of(element)
    page, discussion, own = (
        one.replace("-", "") for one in (talk.page.id, made["discussion_id"], made["id"])
    )
    assert comment.url == f"https://www.notion.so/{page}?d={discussion}#{own}"
    assert (comment.home, comment.author) == ("roadmap", "Inès Moreau")
    assert comment.at == datetime.fromisoformat(made["created_time"])
    assert comment.text == "Ship it?\n\nOn Friday."


def test_an_author_who_is_but_an_id_is_looked_up_once(talk: Talk) -> None:
    """Answers without a display name are of older versions of the API."""
    talk.say("Yes"), talk.say("No", by="paul")
    whole = talk.ask("sync").comments.list(block_id=talk.page.id)
    bare = [{k: v for k, v in one.items() if k != "display_name"} for one in whole["results"]]
    talk.place.fail("status", "GET", COMMENTS, status=200, body={**whole, "results": bare})
    mark = talk.place.mark
    assert {comment_of(one).author for one in talk.shown()} == {"Inès Moreau", "Paul Lefèvre"}
    assert talk.place.requests(mark).count("GET /v1/users") == 1


def test_mentions_are_told_by_their_names(talk: Talk) -> None:
    """An id means nothing in another tool."""
    paul = talk.place.world.people["paul"]
    runs = [{"text": {"content": "Ask "}}, {"mention": {"user": {"id": paul.notion_id}}}]
    talk.ask().comments.create(parent={"page_id": talk.page.id}, rich_text=runs)
    assert talk.said() == {"Ask @Paul Lefèvre"}


def test_a_comment_without_text_says_what_it_is(talk: Talk) -> None:
    """In brackets."""
    talk.say("")
    assert talk.said() == {UNTOLD}
    talk.place.world.notion.comments[0].attachments = [{"category": "image", "file": FILE}]
    assert talk.said() == {"[attached: image]"}


def test_every_comment_is_told_when_there_is_more_than_one_page_of_them(talk: Talk) -> None:
    """Two requests for a hundred and three; the answers of a discussion count as well."""
    first = talk.say("0")
    for number in range(1, 103):
        talk.say(str(number), discussion_id=first["discussion_id"])
    mark = talk.place.mark
    assert talk.said() == {str(number) for number in range(103)}
    assert talk.place.requests(mark).count(f"GET {COMMENTS}") == 2


def test_a_list_that_breaks_off_tells_nothing(talk: Talk) -> None:
    """Half a list would delete the copies of the other half."""
    for number in range(101):
        talk.say(str(number))
    talk.place.fail("status", "GET", COMMENTS, status=500, after=1, count=0)
    with pytest.raises(RetryLater):
        talk.read()
    body = {"results": [], "has_more": False, "request_status": {"type": "incomplete"}}
    talk.place.fail("status", "GET", COMMENTS, status=200, body=body)
    found = talk.tracker.read([talk.page.id], {"title", "comments"})[talk.page.id]
    assert "did not list all" in str(found)


def test_a_resolved_comment_is_told_no_more(talk: Talk) -> None:
    """The API lists open ones alone."""
    made, _ = talk.say("Done?"), talk.say("More")
    talk.place.world.notion.resolve(made["discussion_id"])
    assert talk.said() == {"More"}


def test_a_discussion_on_a_block_stays_in_notion(talk: Talk) -> None:
    """Also when the list of the page should show it."""
    ines, block = talk.ask(), talk.page.children[0].id
    runs = [{"text": {"content": "Typo"}}]
    ines.comments.create(parent={"block_id": block}, rich_text=runs)
    listed = ines.comments.list(block_id=block)
    assert talk.shown() == NONE
    talk.place.fail("status", "GET", COMMENTS, status=200, body=listed)
    assert talk.shown() == NONE


def test_a_connection_without_the_capability_says_so(talk: Talk) -> None:
    """The other fields are read, and nothing is said about the comments."""
    talk.place.fail("status", "GET", COMMENTS, status=403, count=0)
    found = talk.read()
    assert found.fields["title"] == "One"
    assert "comments" not in found.fields
    assert "capabilities" in found.refused["comments"]
    with pytest.raises(Rejected, match="capabilities"):
        talk.write({talk.elsewhere()})


def test_comments_cost_nothing_until_they_are_mapped(talk: Talk) -> None:
    """Neither a field, nor a lane, nor a request; mapped, they are one request of a direct read."""
    traits = talk.place.tracker.traits
    assert "comments" not in traits.fields | traits.lanes.keys()
    assert traits.sweep == 0
    mark = talk.place.mark
    talk.place.tracker.read([talk.page.id], {"title", "description", "comments"})
    assert not [one for one in talk.place.requests(mark) if COMMENTS in one]
    traits = talk.tracker.traits
    assert "comments" in traits.fields & traits.writable
    assert (traits.lanes["comments"], traits.sweep) == ("comments", 15)


def test_a_listing_leaves_comments_for_a_direct_read(talk: Talk) -> None:
    """For a page that was just listed they are all that is read."""
    shown, _ = talk.place.seen(talk.tracker)
    assert shown["One"].deferred == {"description", "comments"}
    mark = talk.place.mark
    for _ in talk.tracker.observe(None, talk.place.world.clock.now):
        found = talk.tracker.read([talk.page.id], {"description", "comments"})[talk.page.id]
        assert isinstance(found, Snapshot)
        assert (found.deferred, found.fields["comments"]) == (NONE, NONE)
    children = "GET /v1/blocks/{block_id}/children"
    assert talk.place.requests(mark)[-2:] == [children, f"GET {COMMENTS}"]
    assert "GET /v1/pages/{page_id}" not in talk.place.requests(mark)
