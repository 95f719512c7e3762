"""A body is written over the one that is there: what nobody edited stays."""

from dataclasses import replace

import pytest

from connectors.jira.richtext import encode
from syncline.domain.text import Block, Run
from tests.connectors.jira.bodies import (
    CARDS,
    EXTERNAL,
    OPAQUE,
    RARE,
    Node,
    body,
    node,
    paragraph,
    text,
)
from tests.connectors.jira.nodes import HOME, URL, bullets, cell, over, read, said, table, task

HEADED = [cell("Week", kind="tableHeader"), cell("What", kind="tableHeader")]
CUSTOM = {"panelType": "custom", "panelIcon": ":rocket:", "panelColor": "#e3fcef", "localId": "p"}
CENTRED = paragraph(
    "a", attrs={"localId": "1"}, marks=[{"type": "alignment", "attrs": {"align": "end"}}]
)
OVER = [
    (CENTRED, said("paragraph", "b"), {**CENTRED, "content": [text("b")]}),
    (node("heading", [text("a")], level=1, localId="h"), said("heading", "a", 0, "3"),
     node("heading", [text("a")], level=3, localId="h")),
    (node("panel", [paragraph("a")], **CUSTOM), said("callout", "b", 0, "success"),
     node("panel", [paragraph("b")], **CUSTOM)),
    (node("panel", [paragraph("a")], **CUSTOM), said("callout", "a", 0, "error"),
     node("panel", [paragraph("a")], panelType="error", localId="p")),
    (node("codeBlock", [text("a")], language="Python", wrap=True), said("code", "b", 0, "python"),
     node("codeBlock", [text("b")], language="Python", wrap=True)),
    (node("codeBlock", [text("a")], language="Python", wrap=True), said("code", "a", 0, ""),
     node("codeBlock", [text("a")], wrap=True)),
    (node("expand", [node("rule")], title="a", localId="e"), said("toggle", "b"),
     node("expand", [paragraph()], title="b", localId="e")),
    (node("mediaSingle", [EXTERNAL], layout="wide"), said("image", "New", 0, URL),
     node("mediaSingle", [node("media", **{**EXTERNAL["attrs"], "alt": "New"})], layout="wide")),
    (node("mediaSingle", [EXTERNAL], layout="wide"), said("image", "A plan", 0, f"{URL}?2"),
     node("mediaSingle", [node("media", type="external", url=f"{URL}?2", alt="A plan")],
          layout="wide")),
    (node("taskList", [task("a")], localId="l"), said("task", "a", 0, "done"),
     node("taskList", [task("a", "DONE")], localId="l")),
    (bullets("a", kind="orderedList", order=3, localId="o"), said("number", "a", 0, "5"),
     bullets("a", kind="orderedList", order=5, localId="o")),
]  # fmt: skip


@pytest.mark.parametrize(("native", "edited", "written"), OVER)
def test_an_edited_block_keeps_what_only_jira_knows_of_it(
    native: Node, edited: Block, written: Node
) -> None:
    """Alignment, local ids, widths, icons, and a language as it was typed."""
    before, after = paragraph("before"), node("rule")
    source = body(before, native, after)
    blocks = (said("paragraph", "before"), edited, Block("divider"))
    assert over(source, *blocks) == [before, written, after]


def test_of_an_edited_paragraph_the_untouched_words_stay_as_they_are() -> None:
    """A comment on them, an emoji, a link inside Jira."""
    note, link = text("noted ", RARE[3]), text(" there", RARE[5])
    source = body(paragraph(note, CARDS[0], " here", CARDS[2], link))
    (block,) = read(*source["content"])
    runs = (Run("noted ⚙️ now"), *block.runs[1:])
    (written,) = over(source, replace(block, runs=runs))
    assert written["content"] == [note, CARDS[0], text(" now"), CARDS[2], link]


def test_of_an_edited_table_the_untouched_cells_stay_as_they_are() -> None:
    """Widths and colours of all, and the first column of headers."""
    wide = cell("a", kind="tableHeader", colwidth=[120], background="#ffebe6")
    source = body(table(HEADED, [wide, cell("b", valign="top")], [cell("c"), cell("d")], width=700))
    rows = read(*source["content"])
    edited = replace(rows[1], cells=((Run("a"),), (Run("new"),)))
    (written,) = over(source, rows[0], edited, rows[2])
    expected = source["content"][0]["content"][1]["content"]
    assert written["attrs"] == {"width": 700}
    assert written["content"][1]["content"] == [
        wide,
        {**expected[1], "content": [paragraph("new")]},
    ]
    assert written["content"][::2] == source["content"][0]["content"][::2]
    (shorter,) = over(source, replace(rows[1], detail="start"), rows[2])
    assert shorter["content"] == source["content"][0]["content"][1:]


def test_items_that_are_typed_between_others_join_their_list() -> None:
    """The others are put back as they are, in the list that they were in."""
    source = body(bullets("a", "b", localId="1"), bullets("c", localId="2"))
    a, b, c = read(*source["content"])
    first, second = over(source, a, said("bullet", "new"), b, c)
    assert (first["attrs"], second) == ({"localId": "1"}, source["content"][1])
    assert first["content"][::2] == source["content"][0]["content"]


def test_a_block_that_was_moved_is_put_back_where_it_is_now() -> None:
    """With all that only Jira knows of it."""
    source = body(OPAQUE[2], paragraph("a"), CENTRED | {"content": [text("b")]}, paragraph("c"))
    card, a, b, c = read(*source["content"])
    nodes = source["content"]
    assert over(source, a, b, card, c) == [nodes[1], nodes[2], nodes[0], nodes[3]]


def test_empty_lines_stay_beside_what_stays() -> None:
    """They are no block, and nobody took them away."""
    empty = paragraph()
    source = body(empty, paragraph("a"), empty, paragraph("b"), empty)
    assert over(source, said("paragraph", "a"), said("heading", "c", 0, "1"))[:3] == [
        empty, paragraph("a"), empty,
    ]  # fmt: skip
    assert encode(None, HOME, body(empty))["content"] == [empty]
    assert over(body(empty), said("paragraph", "a")) == [paragraph("a")]


@pytest.mark.parametrize("at", [0, 1, 2])
def test_of_blocks_that_look_the_same_only_the_edited_one_changes(at: int) -> None:
    """Where they stand tells them apart."""
    nodes = [paragraph("a", attrs={"localId": str(number)}) for number in range(3)]
    blocks = [said("paragraph", "a")] * 3
    blocks[at] = said("paragraph", "b")
    expected = [*nodes]
    expected[at] = nodes[at] | {"content": [text("b")]}
    assert over(body(*nodes), *blocks) == expected


def test_what_stands_below_is_edited_without_the_words_above() -> None:
    """An item, a panel and what is in them are apart."""
    head = paragraph(" a ", attrs={"localId": "1"})
    source = body(bullets([head, bullets("b", "c")]), node("panel", [head, node("rule")], **CUSTOM))
    a, b, _, *panel = read(*source["content"])
    listed, framed = over(source, a, b, said("bullet", "d", 1), *panel)
    assert framed == source["content"][1]
    assert listed["content"][0]["content"][0] == head
    assert listed["content"][0]["content"][1]["content"][0]["content"] == [paragraph("b")]


def test_a_space_that_changes_its_look_is_no_reason_to_render_all_anew() -> None:
    """Nobody sees it; the paragraph is made anew, the others stay."""
    strong = {"type": "strong"}
    source = body(CENTRED, paragraph(text("a ", strong)))
    runs = (Run("a", frozenset({"strong"})), Run(" b"))
    centred, written = over(source, said("paragraph", "a"), Block("paragraph", runs))
    assert centred == CENTRED
    assert written["content"] == [text("a", strong), text(" b")]


def test_what_cannot_be_put_over_is_written_as_a_new_body() -> None:
    """A number that goes on, behind a list of which nothing can be seen."""
    lists = [bullets("a", kind="orderedList"), bullets("", kind="orderedList")]
    (written,) = over(body(*lists), said("number", "a"), said("number", "b"))
    assert written == bullets("a", "b", kind="orderedList")
