"""Copies of comments over real HTTP: written once, followed, and found after a lost answer."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.asana.comments import spelled
from sandbox.asana import moves
from syncline.domain.comments import comment_of, copied
from syncline.domain.errors import Gone, Rejected, UnknownOutcome
from tests.connectors.asana.place import Place
from tests.connectors.asana.talking import ONE, SAY, other, read, say, texts, thread, write, writes

FAST = settings(max_examples=150, derandomize=True, deadline=None, database=None)
TEXTS = [
    "Fine by me", "", "two\n\nparagraphs\nand a line", "    indented\n\n\tmore",
    "שלום, לא היום", "👩‍👩‍👧 Été", "ask @ines or @Inès Moreau", "<b>bold</b> &amp; <body>",
    "*x* _y_ [this](https://a.example) https://b.example/c_d_e", "x" * 8_000, "@ " * 4_000,
    "& " * 4_000, "see https://app.asana.com/0/123/list and https://app.asana.com/0/profile/4",
    "— Paul, 2026-03-02 12:06 UTC, in launches: https://acme.example/1",
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:20]))
def test_a_copy_reads_back_equal(talk: Place, text: str) -> None:
    """Whatever was said; nobody is mentioned by it."""
    task, comment = talk.add(), other(text)
    write(talk, task, [comment.element])
    assert thread(talk, task) == {comment.element}
    (story,) = (one for one in task.stories if one.type == "comment")
    assert "data-asana-gid" not in str(story.html_text)


@FAST
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cn")), max_size=60))
def test_no_sign_of_a_text_is_lost(text: str) -> None:
    """Neither by what is taken out nor by what is put in."""
    comment = other(text)
    shown = copied(spelled(comment))
    assert shown
    assert shown.element == comment.element


def test_the_address_of_a_person_is_no_mention() -> None:
    """Other addresses are left as they are, and the one of the original above all."""
    url = "https://app.asana.com/0/0/1/2/f"
    said = replace(other("https://app.asana.com/0/12/list, https://app.asana.com/0/1/2"), url=url)
    assert spelled(said) == (
        "https://\u2060app.asana.com/0/12/list, https://app.asana.com/0/1/2\n\n"
        f"— Paul *Petit*, 2026-03-02 12:06 UTC, in delivery: {url}"
    )


def test_what_xml_cannot_hold_is_left_out(talk: Place) -> None:
    """Rather than to be refused for ever."""
    task = talk.add()
    write(talk, task, [other("a\x0bb\x1fc").element])
    assert texts(task)[0].startswith("abc\n\n—")


def test_copies_are_written_oldest_first_and_read_back(talk: Place) -> None:
    """In a lane of their own: one call each, after a read of what is there."""
    task = talk.add()
    traits = talk.tracker.traits
    assert traits.lanes["comments"] == "comments"
    assert "comments" in traits.writable
    say(talk, task, "Mine")
    before = thread(talk, task)
    ask = {*before, *(other(f"{n}: @ines <b>", n).element for n in (3, 1, 2))}
    receipt = write(talk, task, ask, before)
    assert talk.calls() == ["POST /batch", *[f"POST {SAY}"] * 3]
    assert thread(talk, task) == ask
    assert receipt.stored == {"comments": ask}
    assert receipt.answered
    assert (receipt.record, receipt.url) == (task.gid, read(talk, task).url)
    assert [text[0] for text in texts(task)] == ["M", "1", "2", "3"]


def test_an_edit_and_a_deletion_are_followed(talk: Place) -> None:
    """In the copy that there is."""
    task = talk.add()
    one, two, changed = other("One"), other("Two", 2), other("One, edited")
    write(talk, task, [one.element, two.element])
    write(talk, task, [changed.element], [one.element, two.element])
    assert thread(talk, task) == {changed.element}
    assert writes(talk) == [f"PUT {ONE}", f"DELETE {ONE}"]


def test_a_removed_copy_is_not_made_again(talk: Place) -> None:
    """Nor written when its comment is edited."""
    task = talk.add()
    one, two = other("One"), other("Two", 2)
    write(talk, task, [one.element])
    task.stories.clear()
    write(talk, task, [replace(one, text="Edited").element, two.element], [one.element])
    assert thread(talk, task) == {two.element}


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_copy_that_is_removed_meanwhile_stays_away(talk: Place, method: str) -> None:
    """The call that comes too late has nothing more to do."""
    task, one = talk.add(), other("One")
    write(talk, task, [one.element])
    talk.fail("status", method, ONE, status=404)
    ask = [replace(one, text="Edited").element] if method == "PUT" else []
    assert write(talk, task, ask, [one.element]).answered


def test_no_copy_is_written_twice_nor_one_of_an_own_comment(talk: Place) -> None:
    """What is there is there, and what was said here needs no copy."""
    task = talk.add()
    here, there = replace(other("Mine"), home="launches"), other("Theirs")
    write(talk, task, [there.element])
    write(talk, task, [there.element, here.element])
    assert not writes(talk)


@pytest.mark.parametrize("edited", [True, False])
def test_a_copy_that_somebody_else_wrote_is_left(talk: Place, *, edited: bool) -> None:
    """After all that can be done: Asana lets nobody else change it."""
    task = talk.add()
    pasted, new = other("Pasted"), other("New", 2)
    say(talk, task, spelled(pasted), by="tom")
    former = frozenset({pasted.element})
    ask = {replace(pasted, text="Edited").element} if edited else set()
    with pytest.raises(UnknownOutcome, match="1 of 2 calls"):
        write(talk, task, {*ask, new.element}, former)
    with pytest.raises(Rejected, match="Tom Becker wrote the copy") as raised:
        write(talk, task, {*ask, new.element}, former)
    assert raised.value.record == task.gid
    assert thread(talk, task) == {pasted.element, new.element}


def test_two_copies_of_one_comment_count_as_one_and_go_together(talk: Place) -> None:
    """Such as after a lost answer; the older one is the copy."""
    task, sync = talk.add(), talk.world.people.sync
    one, edited = other("One"), other("One, edited")
    write(talk, task, [one.element])
    moves.comment(talk.world.asana, task, {"text": spelled(edited)}, sync)
    assert thread(talk, task) == {one.element}
    write(talk, task, [], [one.element])
    assert texts(task) == []


def test_a_lost_answer_to_the_second_of_three_is_found_by_the_next_read(talk: Place) -> None:
    """Its outcome is unknown; what is read shows which landed, and the rest follows."""
    task = talk.add()
    ask = {other(f"word {n}", n).element for n in (1, 2, 3)}
    talk.fail("applied_then_drop", "POST", SAY, after=1)
    with pytest.raises(UnknownOutcome):
        write(talk, task, ask)
    assert {comment_of(one).text for one in thread(talk, task)} == {"word 1", "word 2"}
    write(talk, task, ask)
    assert thread(talk, task) == ask
    assert len(texts(task)) == 3


def test_a_refused_comment_is_refused_with_asanas_words(talk: Place) -> None:
    """Such as where the token may not comment."""
    task = talk.add()
    talk.fail("status", "POST", SAY, status=403)
    with pytest.raises(Rejected, match="Access denied"):
        write(talk, task, [other("One").element])
    assert texts(task) == []


def test_no_copy_is_written_to_a_task_that_is_gone(talk: Place) -> None:
    """It is read before."""
    task = talk.add()
    moves.delete(talk.world.asana, task, talk.world.people["ines"])
    with pytest.raises(Gone):
        write(talk, task, [other("One").element])
    assert not writes(talk)


def test_other_fields_are_written_without_a_look_at_comments(talk: Place) -> None:
    """And their answer does not say that there are none."""
    task = talk.add()
    say(talk, task, "Yes")
    talk.tracker.apply(talk.update(task, title="New"))
    assert talk.calls() == ["PUT /tasks/{task_gid}"]
    write(talk, task, [other("One").element])
    assert len(thread(talk, task)) == 2
