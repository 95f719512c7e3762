"""Comments over real HTTP: those of people are read, those of other tools are written as copies."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.asana import open_tracker
from connectors.asana.comments import UNTOLD, spelled
from sandbox.asana import moves
from sandbox.asana.records import Story, Task
from syncline.domain.comments import Comment, comment_of, copied
from syncline.domain.errors import Gone, Rejected, UnknownOutcome, Unreadable
from syncline.domain.fields import FieldType
from syncline.domain.item import Edited, Snapshot
from syncline.domain.plan import Change, Receipt, Update
from syncline.ports import FieldMapping
from tests.connectors.asana.place import ITEM, Place, observe

FAST = settings(max_examples=150, derandomize=True, deadline=None, database=None)
NOON = datetime(2026, 3, 2, 12, 5, tzinfo=UTC)
SAY, ONE = "/tasks/{task_gid}/stories", "/stories/{story_gid}"
READ = ["POST /batch", f"GET {SAY}"]  # a batch, and what is in it
TEXTS = [
    "Fine by me", "", "two\n\nparagraphs\nand a line", "    indented\n\n\tmore",
    "שלום, לא היום", "👩‍👩‍👧 Été", "ask @ines or @Inès Moreau", "<b>bold</b> &amp; <body>",
    "*x* _y_ [this](https://a.example) https://b.example/c_d_e", "x" * 8_000, "@ " * 4_000,
    "& " * 4_000, "see https://app.asana.com/0/123/list and https://app.asana.com/0/profile/4",
    "— Paul, 2026-03-02 12:06 UTC, in launches: https://acme.example/1",
]  # fmt: skip


def other(text: str, number: int = 1, at: datetime = NOON) -> Comment:
    """Return a comment of another tool."""
    url = f"https://acme.example/browse/PAY-1?focusedCommentId={number}"
    return Comment(url, "delivery", "Paul *Petit*", at + timedelta(minutes=number), text)


@pytest.fixture
def talk(place: Place) -> Place:
    """Give a project of which the comments are carried."""
    mapping = FieldMapping("comments", FieldType.THREAD)
    fields = {**place.tracker.settings.fields, "comments": mapping}
    place.tracker = open_tracker(replace(place.tracker.settings, fields=fields))
    return place


def say(place: Place, task: Task, text: str, by: str = "ines", **how: Any) -> Story:
    """Let a person say something."""
    words = how or {"text": text}
    return moves.comment(place.world.asana, task, words, place.world.people[by])


def link(task: Task, story: Story) -> str:
    """Return the address of a comment."""
    return f"https://app.asana.com/0/0/{task.gid}/{story.gid}/f"


def read(place: Place, task: Task) -> Snapshot:
    """Read a task with its comments."""
    seen = place.tracker.read([task.gid], {"comments"})[task.gid]
    assert isinstance(seen, Snapshot), seen
    return seen


def thread(place: Place, task: Task) -> frozenset[str]:
    """Return the comments of a task."""
    shown = read(place, task).fields["comments"]
    assert isinstance(shown, frozenset)
    return shown


def write(place: Place, task: Task, ask: Iterable[str], expect: Iterable[str] = ()) -> Receipt:
    """Ask for these comments, where those were shown before."""
    place.world.log.clear()
    change = Change("comments", frozenset(ask), frozenset(expect), 1, "test")
    return place.tracker.apply(Update(ITEM, "launches", task.gid, "comments", (change,)))


def texts(task: Task) -> list[str]:
    """Return the text of the comments that Asana holds, oldest first."""
    return [one.text for one in task.stories if one.type == "comment"]


def writes(place: Place) -> list[str]:
    """Return the calls that changed something."""
    return [f"{e.method} {e.route}" for e in place.world.log.writes(0, "asana")]


# -- the text of a copy -----------------------------------------------------------------------


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


# -- reading ----------------------------------------------------------------------------------


def test_a_comment_is_read_with_its_author_and_a_link(talk: Place) -> None:
    """In two requests for ten tasks; what else happened to a task is no comment."""
    tasks = [talk.add(str(number), section="To do") for number in range(10)]
    moves.place(talk.world.asana, tasks[3], talk.project.sections[2], talk.world.people["tom"])
    story = say(talk, tasks[3], "Ship it?\n\nOn Friday.")
    talk.world.log.clear()
    seen = talk.tracker.read([task.gid for task in tasks], {"comments"})
    assert [call for call in talk.calls() if "/batch" in call] == ["POST /batch"] * 2
    shown = seen[tasks[3].gid]
    assert isinstance(shown, Snapshot)
    (element,) = shown.fields["comments"]  # type: ignore[misc, union-attr]  # a thread
    said = comment_of(element)
    assert (said.url, said.home) == (link(tasks[3], story), "launches")
    assert (said.author, said.text) == ("Inès Moreau", "Ship it?\n\nOn Friday.")
    assert said.at == talk.world.clock.now.replace(second=0, microsecond=0)
    others = (seen[task.gid] for task in tasks if task is not tasks[3])
    assert all(isinstance(s, Snapshot) and s.fields["comments"] == frozenset() for s in others)


def test_the_words_of_a_rich_comment(talk: Place) -> None:
    """Mentions are names, paragraphs are apart, items together; a file says that it is one."""
    task, ines = talk.add(), talk.world.people["ines"]
    html = (
        f'<body>Hi <a data-asana-gid="{ines.asana_gid}"/>, <strong>look</strong>:'
        "<ul><li>one</li><li>two</li></ul>and\nthis\n\nEnd</body>"
    )
    say(talk, task, "", html_text=html)
    (element,) = thread(talk, task)
    assert comment_of(element).text == "Hi @Inès Moreau, look:\n\n- one\n- two\n\nand\nthis\n\nEnd"


def test_a_comment_without_text_says_so(talk: Place) -> None:
    """In brackets."""
    task = talk.add()
    say(talk, task, " ")
    assert [comment_of(one).text for one in thread(talk, task)] == [UNTOLD]


def test_a_sticker_and_a_comment_of_nobody_can_be_read(talk: Place) -> None:
    """Also without rich text; an author who left is somebody."""
    row: dict[str, Any] = {
        "gid": "7", "resource_subtype": "comment_added", "created_at": NOON.isoformat(),
        "created_by": None, "text": "", "sticker_name": "green_checkmark",
    }  # fmt: skip
    (element,) = answered(talk, {"data": [row]}).fields["comments"]  # type: ignore[misc, union-attr]  # a thread
    assert comment_of(element).text == "[a sticker: green checkmark]"
    assert comment_of(element).author == "somebody"


def answered(place: Place, body: Any, status: int = 200) -> Snapshot:
    """Read a task whose part of the second batch has this answer."""
    task = place.add()
    row = {"status_code": status, "body": body, "headers": {}}
    answer = {"status": 200, "body": {"data": [row]}, "count": 1}
    place.fail("status", "POST", "/batch", after=1, **answer)
    return read(place, task)


@pytest.mark.parametrize(
    "body",
    [{"data": [{"gid": "7", "resource_subtype": "comment_added", "created_at": 5}]},
     {"data": [{"gid": "7", "resource_subtype": "comment_added"}]},
     {"data": None}, {}, [], None],
)  # fmt: skip
def test_comments_in_another_shape_are_no_comment_less(talk: Place, body: object) -> None:
    """They are refused with a sentence: one left out would count as deleted."""
    seen = answered(talk, body)
    assert "comments" not in seen.fields
    assert "the comments cannot be read" in seen.refused["comments"]


def test_comments_that_are_not_shown_are_refused_with_asanas_words(talk: Place) -> None:
    """Such as to a token without that permission; nothing is written over them either."""
    said = {"errors": [{"message": "stories: not for you"}]}
    seen = answered(talk, said, 403)
    assert seen.refused["comments"] == "the comments cannot be read: 403, stories: not for you"
    task, row = talk.add(), {"status_code": 403, "body": said}
    talk.fail("status", "POST", "/batch", status=200, body={"data": [row]}, after=1, count=1)
    with pytest.raises(Rejected, match="not for you"):
        write(talk, task, [other("One").element])
    assert not writes(talk)


def test_a_copy_of_our_own_comment_is_what_somebody_wrote_here(talk: Place) -> None:
    """Only the original speaks for its author."""
    task = talk.add()
    url = link(task, say(talk, task, "Yes"))
    (original,) = thread(talk, task)
    forged = link(task, say(talk, task, original.replace("Yes", "No"), by="tom"))
    assert {comment_of(one).url for one in thread(talk, task)} == {url, forged}
    assert original in thread(talk, task)


def test_all_comments_of_all_tasks_are_read(talk: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next pages of all of them in one request; or none is shown."""
    monkeypatch.setattr("connectors.asana.client.PAGE", 20)
    one, two, three = talk.add("One"), talk.add("Two"), talk.add("Three")
    said = {link(one, say(talk, one, f"word {number}")) for number in range(55)}
    more = {link(two, say(talk, two, f"word {number}")) for number in range(21)}
    talk.world.log.clear()
    seen = talk.tracker.read([one.gid, two.gid, three.gid], {"comments"})
    assert [call for call in talk.calls() if "/batch" in call] == ["POST /batch"] * 4
    for task, urls in ((one, said), (two, more), (three, set())):
        shown: Any = seen[task.gid]
        assert {comment_of(element).url for element in shown.fields["comments"]} == urls
    lost = {"data": [{"status_code": 404, "body": None}]}
    talk.fail("status", "POST", "/batch", status=200, body=lost, after=2, count=1)
    assert "comments" not in read(talk, one).fields


def test_a_repeated_page_mark_ends_in_a_sentence(talk: Place) -> None:
    """And not in an endless loop."""
    task = talk.add()
    body = {"data": [], "next_page": {"offset": "same"}}
    rows = {"data": [{"status_code": 200, "body": body}]}
    talk.fail("status", "POST", "/batch", status=200, body=rows, after=1, count=0)
    with pytest.raises(Unreadable, match="came twice"):
        read(talk, task)


def test_a_listing_shows_none(talk: Place) -> None:
    """They are deferred; and so are those of a read that does not ask for them."""
    task = talk.add()
    say(talk, task, "Yes")
    talk.world.clock.advance(600)
    pages = list(talk.tracker.observe(None, talk.world.clock.now))
    (listed,) = (s for page in pages for s in page.snapshots)
    assert listed.deferred == {"comments"}
    assert "comments" not in listed.fields
    bare = talk.tracker.read([task.gid], {"title"})[task.gid]
    assert isinstance(bare, Snapshot)
    assert bare.deferred == {"comments"}
    whole = read(talk, task)
    assert not whole.deferred
    assert listed.revision == whole.revision


@pytest.mark.parametrize("silent", [True, False])
def test_what_was_said_is_seen_in_the_next_round(talk: Place, *, silent: bool) -> None:
    """Also what was edited: its task is not as it was read, although its stamp may say so."""
    task, state, ines = talk.add(), talk.world.asana, talk.world.people["ines"]
    talk.add("Other")
    known = read(talk, task).revision
    _, cursor = observe(talk)
    stamp = task.modified_at
    story = say(talk, task, "Frday")
    steps = [lambda: None, lambda: moves.reword(state, story, {"text": "Friday"}, ines)]
    for step, text in zip(steps, ["Frday", "Friday"], strict=True):
        step()
        task.modified_at = stamp if silent else task.modified_at
        talk.world.clock.advance(600)
        pages = list(talk.tracker.observe(cursor, talk.world.clock.now))
        (seen,) = (s for page in pages for s in page.snapshots)
        assert seen.id == task.gid
        assert seen.deferred
        assert seen.revision != known
        assert [comment_of(one).text for one in thread(talk, task)] == [text]
        known, cursor = read(talk, task).revision, str(pages[-1].cursor)
    assert observe(talk, cursor)[0] == []


def test_a_deleted_comment_is_told_by_the_stamp_of_its_task(talk: Place) -> None:
    """Its event names nothing that could be read."""
    task = talk.add()
    story = say(talk, task, "Never mind")
    known = read(talk, task).revision
    _, cursor = observe(talk)
    moves.unsay(talk.world.asana, story, talk.world.people["ines"])
    talk.world.log.clear()
    assert observe(talk, cursor)[0] == [task.gid]
    assert talk.calls() == ["GET /events", "GET /tasks"]
    assert read(talk, task).revision != known
    assert thread(talk, task) == frozenset()


def test_the_author_of_a_comment_is_told(talk: Place) -> None:
    """From the events, by the direct read that confirms it."""
    task = talk.add()
    _, cursor = observe(talk)
    say(talk, task, "Yes")
    at = talk.world.clock.now
    observe(talk, cursor)
    ines = talk.world.people["ines"].email
    assert read(talk, task).edits["comments"] == Edited(ines, at)


def test_activity_is_no_comment(talk: Place) -> None:
    """An edit by a person costs no reading of comments in an observation."""
    task = talk.add(section="To do")
    _, cursor = observe(talk)
    moves.place(talk.world.asana, task, talk.project.sections[2], talk.world.people["tom"])
    talk.world.log.clear()
    talk.world.clock.advance(600)
    pages = list(talk.tracker.observe(cursor, talk.world.clock.now))
    (seen,) = (s for page in pages for s in page.snapshots)
    assert seen.revision == read(talk, task).revision


def test_known_tasks_are_read_in_turn(talk: Place) -> None:
    """Because an event may be lost, and not everything moves a stamp."""
    assert talk.tracker.traits.sweep == 10


def test_comments_that_are_not_mapped_cost_nothing(place: Place) -> None:
    """No field, no lane, no sweep, no other request."""
    task = place.add()
    _, cursor = observe(place)
    moves.reword(
        place.world.asana, say(place, task, "Yes"), {"text": "No"}, place.world.people["ines"]
    )
    traits = place.tracker.traits
    assert "comments" not in traits.fields | traits.writable | set(traits.lanes)
    assert traits.sweep == 0
    place.world.log.clear()
    observe(place, cursor)
    seen = place.tracker.read([task.gid], {"comments"})[task.gid]
    assert isinstance(seen, Snapshot)
    assert "comments" not in seen.fields
    assert not seen.deferred
    assert place.calls() == ["GET /events", "GET /tasks", "POST /batch"]


# -- writing ----------------------------------------------------------------------------------


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
