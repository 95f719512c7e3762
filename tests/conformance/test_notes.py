"""What Syncline itself says on a record: its reader is called, nobody else, and no tool hears."""

import re
from typing import Any

import pytest

from sandbox.people import People as Sandboxed
from sandbox.people import Person
from syncline.domain.comments import comment_of
from syncline.domain.errors import UnknownOutcome
from syncline.domain.item import RecordId
from syncline.domain.notes import SIGN, Note
from syncline.ports import Noting
from tests.conformance.harness import Harness, read, see
from tests.conformance.tools.wire import WireHarness
from tests.injection.corpus import CORPUS

PARTS = ("Pay later: two dates, 3 and 9 April.", "Which one holds?")
AT_ONCE = 5  # strings of the corpus in one note over the wire
ACCOUNTS = {
    "jira": "jira_id", "asana": "asana_gid", "notion": "notion_id", "trello": "trello_username"
}  # fmt: skip


@pytest.fixture
def wire(tool: Harness) -> WireHarness:
    """Leave out the tool that is none."""
    if not isinstance(tool, WireHarness):
        pytest.skip("nobody reads comments in memory")
    return tool


def ines(wire: WireHarness) -> tuple[str, Person]:
    """Return who is called, under which account."""
    person = Sandboxed()["ines"]
    return str(getattr(person, ACCOUNTS[wire.tool])), person


def said(wire: WireHarness, record: RecordId, *parts: str) -> None:
    """Say something as Syncline."""
    tracker = wire.tracker()
    assert isinstance(tracker, Noting)
    account, person = ines(wire)
    tracker.note(record, Note(account, person.name, parts))


def live(wire: WireHarness) -> list[tuple[str, str]]:
    """Return every mention and link in the comments that the tool holds, as it keeps them."""
    world: Any = wire.world
    match wire.tool:
        case "jira":
            bodies = [one.body for held in world.jira.comments.values() for one in held]
            return [found for body in bodies for found in _adf(body)]
        case "asana":
            stories = [one for one in world.asana.stories.values() if one.html_text]
            found = re.findall(
                r"<a ([^>]*)>|(<(?!/|body>)\w+)", "".join(s.html_text for s in stories)
            )
            return [("mention", a) if "data-asana-gid" in a else ("tag", a or t) for a, t in found]
        case "notion":
            runs = [run for one in world.notion.comments for run in one.rich_text]
            return [
                (run["type"], str(run.get("href"))) for run in runs
                if run["type"] != "text" or run["text"].get("link")
            ]  # fmt: skip
    texts = [one.data["text"] for one in world.trello.actions.values() if one.type == "commentCard"]
    return [
        ("mention", name) for text in texts for name in re.findall(r"(?<![A-Za-z0-9])@(\w+)", text)
    ]


def _adf(node: Any) -> list[tuple[str, str]]:
    if isinstance(node, list):
        return [found for one in node for found in _adf(one)]
    if node["type"] == "mention":
        return [("mention", node["attrs"]["id"])]
    marks = [("mark", mark["type"]) for mark in node.get("marks", ())]
    plain = {"doc", "paragraph", "text", "hardBreak"}
    odd = [] if node["type"] in plain else [("node", node["type"])]
    return [*marks, *odd, *_adf(node.get("content", []))]


def test_a_note_is_read_by_people_and_calls_its_reader(wire: WireHarness) -> None:
    """With one write, whose last line is the sign."""
    (record,) = wire.fill(1)
    before = wire.writes()
    said(wire, record, *PARTS)
    assert wire.writes() == before + 1
    (shown,) = wire.comments(record)
    lines = [line for line in shown.split("\n") if line]
    assert lines[0].endswith(PARTS[0])
    assert [line.strip() for line in lines[1:]] == [PARTS[1], SIGN]
    assert [kind for kind, _ in live(wire)] == ["mention"]


def test_no_other_tool_hears_of_a_note_and_a_reply_is_heard(wire: WireHarness) -> None:
    """Else each alert would be copied into every tool, and read there as a person's word."""
    (record,) = wire.fill(1)
    if "comments" not in wire.tracker().traits.writable:
        pytest.skip("comments are not carried here")
    see(wire)
    said(wire, record, *PARTS)
    wire.advance(wire.visible_after)
    assert read(wire, record).fields["comments"] == frozenset()
    wire.say(record, "It is the 9th")
    thread = read(wire, record).fields["comments"]
    assert isinstance(thread, frozenset)
    assert [comment_of(one).text for one in thread] == ["It is the 9th"]


def test_whatever_was_typed_calls_nobody_and_links_nowhere(wire: WireHarness) -> None:
    """The whole corpus, in notes of a few strings each: one mention in each, and no more."""
    (record,) = wire.fill(1)
    chunks = [CORPUS[n : n + AT_ONCE] for n in range(0, len(CORPUS), AT_ONCE)]
    for chunk in chunks:
        said(wire, record, *chunk)
    assert len(wire.comments(record)) == len(chunks)
    assert [kind for kind, _ in live(wire)] == ["mention"] * len(chunks)
    assert len(set(live(wire))) == 1
    if "comments" in wire.tracker().traits.writable:
        assert read(wire, record).fields["comments"] == frozenset(), "each bears the sign"


def test_a_lost_answer_is_unknown(wire: WireHarness) -> None:
    """It may have been read, so whoever asked must not ask again."""
    (record,) = wire.fill(1)
    said(wire, record, "to have asked for all else")
    wire.fail("applied_then_lost", "write")
    with pytest.raises(UnknownOutcome):
        said(wire, record, *PARTS)
    assert len(wire.comments(record)) == 2
