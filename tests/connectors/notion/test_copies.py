"""Copies of comments on a Notion page: written, changed and removed as they are elsewhere."""

from datetime import timedelta

import pytest

from syncline.domain.comments import Comment, comment_of, copied
from syncline.domain.errors import Rejected, UnknownOutcome
from syncline.domain.item import Absent, Snapshot
from tests.connectors.notion.place import lines
from tests.connectors.notion.talk import COMMENT, COMMENTS, NONE, NOON, Talk

TEXTS = {
    "plain": "Fine by me",
    "lines": "One\ntwo\n\nthree",
    "unicode": "Été e\u0301 — 日本語 “q” 👩‍👩‍👧 𝔘",
    "right to left": "שלום עולם, مرحبا\u200f",
    "live": "@Inès Moreau @here <b>b</b> *x* [a](https://a.example) https://b.example `c` :smile:",
    "long": "Ab 👍" * 1_600,
    "empty": "",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_copy_reads_back_as_its_comment(talk: Talk, text: str) -> None:
    """To the letter, in runs of plain text and one link."""
    element = talk.elsewhere(text)
    receipt = talk.write({element})
    assert (receipt.record, receipt.stored, receipt.answered) == (
        talk.page.id, {"comments": frozenset({element})}, True,
    )  # fmt: skip
    assert receipt.url == talk.read().url
    assert talk.shown() == {element}
    runs = talk.place.world.notion.comments[0].rich_text
    assert {run["type"] for run in runs} == {"text"}
    linked = [run["href"] for run in runs if run["href"]]
    assert linked == [comment_of(element).url]


def test_copies_are_written_oldest_first_after_one_look(talk: Talk) -> None:
    """One call each, and no other request than those of the read before."""
    one, two = talk.elsewhere("one", 2), talk.elsewhere("two", 1)
    talk.read()
    mark = talk.place.mark
    talk.write({one, two})
    get = ["GET /v1/pages/{page_id}", f"GET {COMMENTS}"]
    assert talk.place.requests(mark) == [*get, *[f"POST {COMMENTS}"] * 2]
    assert [str(text).split("\n")[0] for text in talk.natives()] == ["two", "one"]


def test_an_edit_and_a_deletion_are_followed(talk: Talk) -> None:
    """In place; what people said stays."""
    talk.say("Mine")
    (mine,) = talk.shown()
    first, second = talk.elsewhere("Frday"), talk.elsewhere("Never mind")
    talk.write({mine, first, second}, {mine})
    edited = first.replace("Frday", "Friday")
    known = [one.id for one in talk.place.world.notion.comments]
    talk.write({mine, edited}, {mine, first, second})
    assert talk.shown() == {mine, edited}
    assert [one.id for one in talk.place.world.notion.comments] == known[:2]


def test_a_removed_copy_is_not_made_again(talk: Talk) -> None:
    """Nor is one that goes away between the look and the call."""
    first, second = talk.elsewhere("one"), talk.elsewhere("two")
    talk.write({first, second})
    held = talk.place.world.notion.comments
    held[:] = [one for one in held if "two" in one.rich_text[0]["plain_text"]]
    talk.write({first, second}, {first, second})
    assert talk.shown() == {second}
    talk.place.fail("status", "DELETE", COMMENT, status=404)
    talk.write({first}, {first, second})


def test_what_was_said_here_is_never_copied_here(talk: Talk) -> None:
    """Not even when it is gone, or reads as something else."""
    gone = Comment("https://www.notion.so/a?d=b#c", "roadmap", "Inès", NOON, "Gone").element
    talk.write({gone})
    assert talk.natives() == []


def test_what_a_person_pastes_of_this_page_is_their_own_comment(talk: Talk) -> None:
    """Only what was written elsewhere has copies here."""
    talk.say("Yes")
    (element,) = talk.shown()
    talk.say(element, by="paul")
    assert len(talk.shown()) == 2


def test_what_somebody_else_pasted_is_not_changed(talk: Talk) -> None:
    """The token changes its own copies alone, and does first what it can."""
    pasted, ours = talk.elsewhere("Pasted"), talk.elsewhere("Ours")
    talk.say(pasted)
    talk.write({pasted, ours}, {pasted})
    assert talk.shown() == {pasted, ours}
    with pytest.raises(Rejected, match="written by Inès Moreau"):
        talk.write({ours}, {pasted, ours})
    with pytest.raises(Rejected, match="written by Inès Moreau"):
        talk.write({pasted.replace("Pasted", "New"), ours}, {pasted, ours})
    with pytest.raises(UnknownOutcome, match="in part"):
        talk.write(NONE, {pasted, ours})
    assert talk.shown() == {pasted}
    assert not [e for e in talk.place.world.log.since(0, "notion") if e.status == 403]


def test_of_two_copies_of_one_comment_the_older_one_counts(talk: Talk) -> None:
    """Somebody who pastes a copy says nothing new, and what is edited is ours."""
    element = talk.elsewhere()
    talk.write({element})
    talk.say(element.replace("Fine", "Bad"))
    assert talk.shown() == {element}
    edited = element.replace("Fine", "Good")
    talk.write({edited}, {element})
    assert talk.shown() == {edited}
    assert len(talk.natives()) == 2


def test_a_copy_that_people_answered_stays(talk: Talk) -> None:
    """Notion would delete their answers together with it."""
    element = talk.elsewhere()
    talk.write({element})
    discussion = talk.place.world.notion.comments[0].discussion_id
    talk.say("Really?", discussion_id=discussion)
    with pytest.raises(Rejected, match="answered below"):
        talk.write(NONE, {element})
    assert "Really?" in talk.natives()
    edited = element.replace("Fine", "Good")
    talk.write({edited}, {element})
    assert edited in talk.shown()


def test_a_lost_answer_to_the_second_of_three_shows_what_landed(talk: Talk) -> None:
    """The outcome is unknown, the next read tells, and what is missing is written then."""
    wanted = [talk.elsewhere(text, minute) for minute, text in enumerate(("one", "two", "three"))]
    talk.place.fail("applied_then_drop", "POST", COMMENTS, after=1)
    with pytest.raises(UnknownOutcome):
        talk.write(wanted)
    assert talk.shown() == {*wanted[:2]}
    talk.write(wanted)
    assert talk.shown() == {*wanted}
    assert len(talk.natives()) == 3


def test_a_refusal_of_the_first_call_is_a_refusal_and_of_a_later_one_unknown(talk: Talk) -> None:
    """Nothing was written, or a part."""
    wanted = {talk.elsewhere("one"), talk.elsewhere("two")}
    talk.place.fail("status", "POST", COMMENTS, status=403)
    with pytest.raises(Rejected):
        talk.write(wanted)
    talk.place.fail("status", "POST", COMMENTS, status=429, after=1)
    with pytest.raises(UnknownOutcome, match="in part"):
        talk.write(wanted)
    assert len(talk.shown()) == 1


def test_a_copy_moves_no_stamp_of_its_page(talk: Talk) -> None:
    """So the write tells no revision, and the next listing shows the page as it was."""
    before = talk.read().revision
    talk.place.later(minutes=5)
    assert talk.write({talk.elsewhere()}).revision == ""
    assert talk.read().revision == before


def test_comments_and_other_fields_are_written_in_lanes_of_their_own(talk: Talk) -> None:
    """A page that is written in all its lanes shows all of them."""
    element = talk.elsewhere()
    talk.place.update(talk.page, {"title": "Two"}, tracker=talk.tracker)
    talk.place.update(talk.page, {"description": lines("New")}, expect=lines("A paragraph"),
                      tracker=talk.tracker)  # fmt: skip
    talk.write({element})
    found = talk.tracker.read([talk.page.id], talk.tracker.traits.fields)[talk.page.id]
    assert isinstance(found, Snapshot)
    fields = found.fields
    assert (fields["title"], fields["description"]) == ("Two", lines("New"))
    assert fields["comments"] == {element}


def test_comments_are_carried_as_they_are(talk: Talk) -> None:
    """No label's limits apply to them."""
    many = frozenset(talk.elsewhere("a, b" * 100) for _ in range(120))
    assert talk.tracker.project("comments", many) == many


def test_a_page_in_the_trash_is_not_commented(talk: Talk) -> None:
    """It is absent, whatever was said there."""
    talk.say("Yes")
    talk.page.in_trash = True
    found = talk.tracker.read([talk.page.id], {"title", "comments"})[talk.page.id]
    assert isinstance(found, Absent)


def test_a_later_copy_says_when_its_comment_was_written(talk: Talk) -> None:
    """And not when it was copied."""
    element = talk.elsewhere()
    talk.place.later(days=2)
    talk.write({element})
    (shown,) = talk.shown()
    comment = copied(shown)
    assert comment
    assert abs(comment.at - NOON) < timedelta(minutes=1)
