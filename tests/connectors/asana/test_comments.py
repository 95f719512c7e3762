"""Comments over real HTTP: those of people are read, those of other tools are written as copies."""

from typing import Any

import pytest

from connectors.asana.comments import UNTOLD
from sandbox.asana import moves
from syncline.domain.comments import comment_of
from syncline.domain.errors import Rejected, Unreadable
from syncline.domain.item import Edited, Snapshot
from tests.connectors.asana.place import Place, observe
from tests.connectors.asana.talking import NOON, link, other, read, say, thread, write, writes


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
