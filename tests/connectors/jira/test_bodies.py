"""Bodies on the wire: what nobody edited is sent back as Jira has it, byte by byte."""

import json
from dataclasses import replace
from typing import Any

import pytest

from connectors.jira import JiraTracker
from connectors.jira.reading import BATCH
from sandbox import Sandbox
from sandbox.jira import adf
from syncline.domain.errors import Rejected
from syncline.domain.fields import Value
from syncline.domain.text import Block, Document, Run, words
from tests.connectors.jira.bodies import CARDS, OPAQUE, Node, body, node, paragraph, text
from tests.connectors.jira.moves import asked, counted, create, edit, epic, seen

PANEL = node("panel", [paragraph("Mind the ", CARDS[2])], panelType="custom", panelIcon=":x:")
CELLS = [node("tableCell", [paragraph(one)], background="#ffebe6") for one in ("a", "b")]
TABLE = node("table", [node("tableRow", CELLS)], layout="wide")
FULL = body(
    node("heading", [text("Goal")], level=2), paragraph("Ask ", CARDS[2], " now"), paragraph(),
    PANEL, TABLE, OPAQUE[2], node("expand", [OPAQUE[0]], title="More"),
)  # fmt: skip


def described(sandbox: Sandbox, native: Node) -> tuple[str, list[Any]]:
    """Let a person type a body; return the issue and what Jira keeps."""
    stored = adf.normalised(native, sandbox.world.rng)
    record = epic(sandbox, description=stored).id
    return record, stored["content"]


def body_of(tracker: JiraTracker, record: str) -> Document:
    """Read a body."""
    found = seen(tracker, record).fields["description"]
    assert isinstance(found, Document)
    return found


def sent(sandbox: Sandbox) -> list[Any]:
    """Return the content of the body that was written last."""
    fields = json.loads(sandbox.world.log.writes(0, "jira")[-1].body)["fields"]
    return list(fields["description"]["content"])


def change(tracker: JiraTracker, record: str, ask: Value) -> None:
    """Write a body, and see that it is shown as it was asked."""
    receipt = tracker.apply(edit(record, asked("description", ask)))
    assert receipt.stored["description"] == ask
    assert seen(tracker, record).fields["description"] == ask


def typed(document: Document, at: int, said: str) -> Document:
    """Type over one block."""
    edited = replace(document.blocks[at], runs=(Run(said),))
    return Document((*document.blocks[:at], edited, *document.blocks[at + 1 :]))


def test_an_edit_of_one_block_sends_all_others_as_they_were(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """Over the body of the engine's own read: one write, and the read that confirms it."""
    record, stored = described(sandbox, FULL)
    before = body_of(tracker, record)
    sandbox.world.log.clear()
    tracker.apply(edit(record, asked("description", typed(before, 0, "Aim"))))
    assert counted(sandbox) == {"PUT issue/{issue}": 1, "GET issue/{issue}": 1}
    written = sent(sandbox)
    assert written[0] == stored[0] | {"content": [text("Aim")]}
    assert json.dumps(written[1:]) == json.dumps(stored[1:])


def test_a_body_that_was_not_read_before_is_read_first(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """Each read serves one write: the next one would be over what is not there any more."""
    record, stored = described(sandbox, FULL)
    asked_for = typed(body_of(tracker, record), 0, "Aim")
    tracker.apply(edit(record, asked("description", asked_for)))
    sandbox.world.log.clear()
    tracker.apply(edit(record, asked("description", typed(asked_for, 0, "Aims"))))
    assert counted(sandbox) == {"PUT issue/{issue}": 1, "GET issue/{issue}": 2}
    assert json.dumps(sent(sandbox)[1:]) == json.dumps(stored[1:])


def test_what_was_read_is_kept_for_one_batch(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """However many issues there are, their bodies do not pile up."""
    records = [described(sandbox, FULL)[0] for _ in range(3)]
    for record in records:
        seen(tracker, record)
    assert set(tracker._bodies) == set(records)  # nothing else shows it
    more = [epic(sandbox, f"Epic {number}").id for number in range(BATCH)]
    tracker.read(more, {"description"})
    assert set(tracker._bodies) == set(more)


def test_every_edit_of_a_full_body_is_shown_as_asked(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """A mention that is typed over is text, a card is moved, a row is added, all is emptied."""
    record, _ = described(sandbox, FULL)
    before = body_of(tracker, record)
    assert [block.kind for block in before.blocks] == [
        "heading", "paragraph", "callout", "row", "opaque", "toggle", "opaque",
    ]  # fmt: skip
    asked_for = typed(before, 1, "Ask @Inès Moreau later")
    change(tracker, record, asked_for)
    row = replace(asked_for.blocks[3], detail="", cells=((Run("c"),), ()))
    blocks = (asked_for.blocks[4], *asked_for.blocks[:4], row, *asked_for.blocks[5:])
    change(tracker, record, Document(blocks))
    change(tracker, record, None)
    change(tracker, record, Document((Block("task", (Run("a"),), 0, "done"),)))


@pytest.mark.parametrize("version", ["wiki text", "no document"])
def test_a_body_that_cannot_be_read_is_not_written_over(
    sandbox: Sandbox, tracker: JiraTracker, version: str
) -> None:
    """Nothing is sent."""
    record = epic(sandbox).id
    tracker._bodies[record] = {"description": "h1. x" if version == "wiki text" else 7}
    sandbox.world.log.clear()
    with pytest.raises(Rejected, match=version):
        tracker.apply(edit(record, asked("description", Document((Block("divider"),)))))
    assert counted(sandbox) == {}


def test_a_create_holds_what_jira_holds(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """And says where the rest is."""
    synced = Block("paragraph", (Run("b"),))
    wanted: Any = tracker.project(
        "description", Document((Block("callout", (Run("a"),), 0, "info"), synced))
    )
    receipt = tracker.apply(create(asked("description", wanted)))
    assert receipt.stored["description"] == wanted
    assert words(body_of(tracker, receipt.record).blocks[0].runs) == "a"
