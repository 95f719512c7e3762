"""Comments: what people say reads with its author and link; copies come, change and go."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from syncline.domain.comments import LIMIT, Comment, comment_of, copies
from syncline.domain.errors import UnknownOutcome
from syncline.domain.fields import Value
from syncline.domain.item import RecordId
from syncline.domain.plan import Change, Update
from tests.conformance.harness import REPLICA, Harness, by_id, marker, read, see
from tests.conformance.tools.wire import WireHarness

ELSEWHERE = "roadmap"
NOON = datetime(2026, 3, 2, 12, 5, tzinfo=UTC)
MANY = 103  # more than a page of most tools
TEXTS = [
    "Fine by me",
    "Ship it?\n\nOn Friday.\nOr on Monday.",
    "Ça va ⟶ naïve Ω Ж 漢字 हिन्दी",
    "שלום עולם, مرحبا بالعالم (mixed)",
    "👩‍👩‍👧‍👦 🇫🇷 👍🏽 ✅",
    "@ines and @Inès Martin, [~accountid:1], <@U1>, @card",
    "<b>bold</b> &amp; <script>alert(1)</script> </body>",
    "*x* _y_ **z** ~~no~~ `code` ^up^ {color:red}r{color} :smile:",
    "# no heading\n\n> no quote\n\n---\n\n```\nno code\n```",
    "- one\n- two\n\n1. first\n2. second\n\n[x] done\n\n|a|b|",
    "see https://acme.example/a?b=1&c=2 and [there](https://acme.example) or www.acme.example",
    "  indented\n    more\n\n  and  two  spaces\tand a tab",
    "back\\slash \\* \\_ \\[ $x^2$ !image! ![](x)",
    "— Inès, 2026-03-02 12:05 UTC, in here: nowhere at all",
    "",
]


@pytest.fixture(autouse=True)
def talking(tool: Harness) -> None:
    """Leave out the tools whose comments are not carried."""
    if "comments" not in tool.tracker().traits.writable:
        pytest.skip("comments are not carried here")
    if isinstance(tool, WireHarness) and type(tool).say is WireHarness.say:
        pytest.skip(f"nobody says anything in the harness of {tool.tool}")


def said(text: str = "Yes", number: int = 1, at: datetime = NOON) -> str:
    """Return what somebody said in another tool."""
    url = f"https://roadmap.example/talk?page=2#c{number}"
    return Comment(url, ELSEWHERE, "Paul O'Neil [lead]", at, text).element


def thread(tool: Harness, record: RecordId) -> frozenset[str]:
    """Return the comments that a record shows."""
    shown = read(tool, record).fields["comments"]
    assert isinstance(shown, frozenset)
    return shown


def asking(tool: Harness, record: RecordId, ask: Value, expect: Value) -> Update:
    """Ask for comments as the engine does."""
    lane = tool.tracker().traits.lanes.get("comments", "edit")
    change = Change("comments", ask, expect, 1, "test")
    return Update(marker(), REPLICA, record, lane, (change,))


def write(tool: Harness, record: RecordId, wanted: Iterable[str]) -> frozenset[str]:
    """Let a record show these comments of others; return what it shows then."""
    held = thread(tool, record)
    ask = (held - copies(held, REPLICA)) | frozenset(wanted)
    receipt = tool.tracker().apply(asking(tool, record, ask, held))
    assert receipt.stored["comments"] == ask
    return thread(tool, record)


def test_what_a_person_says_reads_with_author_time_and_link(tool: Harness) -> None:
    """As text, with its paragraphs."""
    (record,) = tool.fill(1)
    assert thread(tool, record) == frozenset()
    url = tool.say(record, "Ship it?\n\nOn Friday.")
    (element,) = thread(tool, record)
    shown = comment_of(element)
    assert (shown.url, shown.home, shown.text) == (url, REPLICA, "Ship it?\n\nOn Friday.")
    assert shown.author.casefold().startswith(("inès", "ines"))
    assert abs(shown.at - tool.now()) <= timedelta(minutes=2)
    assert not copies({element}, REPLICA)


def test_each_comment_has_a_link_of_its_own(tool: Harness) -> None:
    """Also where two people say the same in one minute."""
    records = tool.fill(2)
    urls = {tool.say(record, "Yes") for record in records for _ in range(2)}
    shown = {comment_of(one).url for record in records for one in thread(tool, record)}
    assert shown == urls
    assert len(urls) == 4


def test_what_is_pasted_from_a_copy_is_said_by_the_one_who_pastes_it(tool: Harness) -> None:
    """Its last line names this place, where nothing can be a copy of what was said here."""
    (record,) = tool.fill(1)
    pasted = Comment("https://here.example/c9", REPLICA, "Paul", NOON, "Yes").element
    url = tool.say(record, pasted)
    (element,) = thread(tool, record)
    assert comment_of(element).url == url
    assert "in here: https://here.example/c9" in comment_of(element).text


def test_all_of_a_long_thread_is_read(tool: Harness) -> None:
    """More than a page of it."""
    (record,) = tool.fill(1)
    for number in range(MANY):
        tool.say(record, f"Word {number}")
    texts = sorted(comment_of(one).text for one in thread(tool, record))
    assert texts == sorted(f"Word {number}" for number in range(MANY))


@pytest.mark.parametrize("text", TEXTS)
def test_a_copy_reads_back_as_it_was_written(tool: Harness, text: str) -> None:
    """Whatever the text looks like, nothing in it is live, and nothing of it is lost."""
    (record,) = tool.fill(1)
    element = said(text)
    assert write(tool, record, {element}) == {element}
    assert write(tool, record, {element}) == {element}
    assert len(tool.comments(record)) == 1


@pytest.mark.parametrize("part", ["word ", "漢", "👍🏽 ", "*_`<@", "line\n\n"])
def test_the_longest_copy_reads_back(tool: Harness, part: str) -> None:
    """8,000 characters, and its last line."""
    (record,) = tool.fill(1)
    element = said(part * (LIMIT // len(part)))
    assert write(tool, record, {element}) == {element}


def test_people_see_a_copy_with_its_author_and_link(tool: Harness) -> None:
    """Beside what they said themselves, in the order in which it was written."""
    (record,) = tool.fill(1)
    tool.say(record, "And you?")
    later = said("Later", 2, NOON + timedelta(hours=1))
    write(tool, record, {later, said("Yes", 1)})
    texts = tool.comments(record)
    assert len(texts) == 3
    assert "And you?" in texts
    first, second = (text for text in texts if "roadmap.example" in text)
    assert first.startswith("Yes")
    assert second.startswith("Later")
    assert "Paul O'Neil" in first
    assert "2026-03-02 12:05 UTC" in first


def test_a_changed_and_a_deleted_comment_are_followed(tool: Harness) -> None:
    """In their copies; what was said here stays as it is."""
    (record,) = tool.fill(1)
    tool.say(record, "Mine")
    own = thread(tool, record)
    write(tool, record, {said("Frday"), said("Never mind", 2)})
    assert write(tool, record, {said("Friday")}) == {*own, said("Friday")}
    assert write(tool, record, ()) == own
    assert tool.comments(record) == ["Mine"]


def test_no_comment_is_made_for_what_was_said_here(tool: Harness) -> None:
    """Its author has deleted it, whatever was agreed before."""
    (record,) = tool.fill(1)
    own = Comment("https://here.example/c1", REPLICA, "Inès", NOON, "Gone").element
    tool.tracker().apply(asking(tool, record, frozenset({own}), frozenset()))
    assert thread(tool, record) == frozenset()


def test_a_copy_that_somebody_removed_is_not_made_again(tool: Harness) -> None:
    """Also when its comment is edited; what is new comes all the same."""
    (record,) = tool.fill(1)
    before, edited = said("Yes"), said("Yes, on Friday")
    for ask in ({before}, {edited}):
        tool.tracker().apply(asking(tool, record, frozenset(ask), frozenset({before})))
        assert thread(tool, record) == frozenset()
    ask = frozenset({edited, said("More", 2)})
    tool.tracker().apply(asking(tool, record, ask, frozenset({before})))
    assert thread(tool, record) == {said("More", 2)}


def test_a_copy_that_has_landed_already_is_not_made_twice(tool: Harness) -> None:
    """Its write was lost, or so it seemed."""
    (record,) = tool.fill(1)
    write(tool, record, {said("Yes")})
    tool.tracker().apply(asking(tool, record, frozenset({said("Yes")}), frozenset()))
    assert len(tool.comments(record)) == 1


def test_a_lost_answer_shows_what_landed_and_the_rest_can_be_asked_again(tool: Harness) -> None:
    """The second of three: two are there, the third is not, and none comes twice."""
    (record, other) = tool.fill(2)
    three = [said(f"Word {n}", n, NOON + timedelta(minutes=n)) for n in range(3)]
    before = len(tool.routes())
    write(tool, other, three)
    routes = tool.routes()[before:]
    if len(routes) < 3:
        pytest.skip("all comments are one write here")
    tool.fail_route(routes[1], "applied_then_lost", skip=1)
    with pytest.raises(UnknownOutcome):
        tool.tracker().apply(asking(tool, record, frozenset(three), frozenset()))
    assert thread(tool, record) == frozenset(three[:2])
    tool.tracker().apply(asking(tool, record, frozenset(three), frozenset(three[:2])))
    assert thread(tool, record) == frozenset(three)
    assert len(tool.comments(record)) == 3


def test_a_listing_shows_where_somebody_has_spoken(tool: Harness) -> None:
    """With the comments, or with a sign that a direct read shows them."""
    if tool.tracker().traits.sweep:
        pytest.skip("no listing tells of comments here")
    (record, _) = tool.fill(2)
    former = by_id(see(tool)[0])[record]
    tool.advance(timedelta(minutes=10))
    cursor = see(tool)[1]
    tool.advance(timedelta(minutes=10))
    tool.say(record, "Anybody?")
    tool.advance(tool.visible_after + timedelta(seconds=1))
    shown = by_id(see(tool, cursor)[0])[record]
    if "comments" in shown.deferred:
        assert shown.revision != former.revision
        assert "comments" not in shown.fields
    else:
        assert shown.fields["comments"] == thread(tool, record)


def test_comments_that_are_not_mapped_are_none_of_ours(tool: Harness) -> None:
    """Neither a field nor a lane nor a request."""
    (record,) = tool.fill(1)
    tool.say(record, "Not for others")
    fields = {n: m for n, m in tool.settings.fields.items() if n != "comments"}
    tracker = tool.tracker(replace(tool.settings, fields=fields))
    traits = tracker.traits
    assert "comments" not in {*traits.fields, *traits.writable, *traits.lanes}
    shown = tracker.read([record], traits.fields)[record]
    assert "comments" not in {*shown.fields, *shown.deferred, *shown.refused}  # type: ignore[union-attr]  # it is there


def test_a_thread_is_shown_as_it_is(tool: Harness) -> None:
    """No comment is refused or changed by a projection, and none at all is an empty set."""
    tracker = tool.tracker()
    for value in (frozenset({said(), said("No", 2)}), frozenset[str]()):
        assert tracker.project("comments", value) == value
    assert tracker.project("comments", None) == frozenset()
