"""How each node of a body is read, and what Jira cannot show."""

import json
from dataclasses import replace
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.jira.richtext import LIMIT, canvas, decode, encode, projected, size
from syncline.domain.fields import Cannot
from syncline.domain.text import Block, Document, Native, Run, words
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
from tests.connectors.jira.nodes import (
    CANVAS,
    HOME,
    URL,
    bullets,
    cell,
    read,
    said,
    table,
    task,
)

STRONG = {"type": "strong"}
PANEL = node("panel", [paragraph("Mind"), node("rule")], panelType="warning")
HEADED = [cell("Week", kind="tableHeader"), cell("What", kind="tableHeader")]
READINGS = [
    (node("heading", [text("Goal")], level=2), [said("heading", "Goal", 0, "2")]),
    (bullets("a", [paragraph("b"), bullets("c")]),
     [said("bullet", "a"), said("bullet", "b"), said("bullet", "c", 1)]),
    (bullets("a", "b", kind="orderedList", order=3),
     [said("number", "a", 0, "3"), said("number", "b")]),
    (bullets("a", kind="orderedList", order=1), [said("number", "a")]),
    (bullets([paragraph("a"), paragraph("b")]), [said("bullet", "a"), said("paragraph", "b", 1)]),
    (bullets([node("codeBlock", [text("x")])]), [said("bullet", ""), said("code", "x", 1)]),
    (node("taskList", [task("a", "DONE"), node("taskList", [task("b")], localId="l")], localId="l"),
     [said("task", "a", 0, "done"), said("task", "b", 1)]),
    (node("blockquote", [paragraph("a"), bullets("b")]),
     [said("quote", "a"), said("bullet", "b", 1)]),
    (PANEL, [said("callout", "Mind", 0, "warning"), Block("divider", level=1)]),
    (node("panel", [paragraph("a")], panelType="custom", panelColor="#998DD9"),
     [said("callout", "a", 0, "note")]),
    (node("panel", [paragraph("a")], panelType="custom", panelColor="#ff0000"),
     [said("callout", "a", 0, "error")]),
    (node("panel", [paragraph("a")], panelType="tip"), [said("callout", "a", 0, "success")]),
    (node("expand", [paragraph("a"), node("nestedExpand", [paragraph("b")], title="In")],
          title="More"),
     [said("toggle", "More"), said("paragraph", "a", 1), said("toggle", "In", 1),
      said("paragraph", "b", 2)]),
    (node("codeBlock", [text("a\n b")], language="Python"), [said("code", "a\n b", 0, "python")]),
    (table(HEADED, [cell("1"), cell("a", "b")]),
     [Block("row", (), 0, "start header", ((Run("Week"),), (Run("What"),))),
      Block("row", (), 0, "", ((Run("1"),), (Run("a\nb"),)))]),
    (node("rule"), [Block("divider")]),
    (node("mediaSingle", [EXTERNAL], layout="center"), [said("image", "A plan", 0, URL)]),
    (node("mediaSingle", [EXTERNAL, node("caption", [text("Ours")])], layout="center"),
     [said("image", "Ours", 0, URL)]),
    (paragraph("⟦a table, in roadmap⟧"), [said("more", "⟦a table, in roadmap⟧")]),
]  # fmt: skip


@pytest.mark.parametrize(("native", "blocks"), READINGS)
def test_a_node_is_read_as_its_kind_of_block(native: Node, blocks: list[Block]) -> None:
    """And is written as a node that reads so."""
    assert list(read(native)) == blocks
    assert decode(encode(Document(tuple(blocks)), HOME), HOME) == Document(tuple(blocks))


def test_numbers_go_on_or_begin_again() -> None:
    """Two lists in a row stay two."""
    first, second = bullets("a", kind="orderedList"), bullets("b", kind="orderedList")
    blocks = read(first, second)
    assert [block.detail for block in blocks] == ["", "1"]
    written = encode(Document(blocks), HOME)
    assert [one["type"] for one in written["content"]] == ["orderedList", "orderedList"]
    third = bullets("b", kind="orderedList", order=2)
    assert [block.detail for block in read(first, paragraph(), third)] == ["", "2"]


OPAQUES = [
    (OPAQUE[0], "a link card (https://acme.example)"),
    (OPAQUE[1], "attachments"),
    (OPAQUE[2], "an extension (toc)"),
    (OPAQUE[3], "decisions"),
    (node("mediaSingle", [node("media", type="file", id="m", collection="c")], layout="center"),
     "an attached image"),
    (node("mediaSingle", [EXTERNAL, node("caption", [text("a", STRONG)])], layout="center"),
     "an attached image"),
    (node("mediaSingle", [EXTERNAL | {"attrs": {**EXTERNAL["attrs"], "url": "data:image/png,x"}}]),
     "an attached image"),
    (table([cell("a", colspan=2)]), "a table"), (table([cell(node("rule"))]), "a table"),
    (table([cell("a")], isNumberColumnEnabled=True), "a table"), (table(), "a table"),
    (node("brandNew", more={"a": [1]}), "a block of type brandNew"),
    (bullets([paragraph("a"), node("heading", [], level=1)]), "a list"),
    (node("panel", [table([cell("a")])], panelType="info"), "a panel"),
    (node("taskList", [node("blockTaskItem", [], localId="i", state="TODO")], localId="l"),
     "a task list"),
    ({"type": "paragraph", "content": "words"}, "a paragraph"),
]  # fmt: skip


@pytest.mark.parametrize(("native", "name"), OPAQUES)
def test_what_has_no_kind_is_opaque_and_comes_back_as_it_was(native: Node, name: str) -> None:
    """Named for people; where Jira alone can show it, it is shown, and elsewhere named."""
    (block,) = read(native)
    assert (block.kind, words(block.runs)) == ("opaque", name)
    assert encode(Document((block,)), HOME, body(native))["content"] == [native]
    shown = projected(Document((block,)), canvas("board", "delivery"))
    assert isinstance(shown, Document)
    assert shown.blocks[0].kind == "more"


def test_local_ids_are_no_part_of_what_is_kept_and_are_given_where_jira_wants_them() -> None:
    """Jira gives them, and may give others: an id is no edit."""
    (block,), (again,) = read(OPAQUE[3]), read(OPAQUE[3] | {"attrs": {"localId": "other"}})
    assert block == again
    (written,) = encode(Document((block,)), HOME)["content"]
    (item,) = written["content"]
    assert len({written["attrs"]["localId"], item["attrs"]["localId"]}) == 2
    tasks = encode(Document((said("task", "a"), said("task", "b"))), HOME)["content"][0]
    ids = {tasks["attrs"]["localId"], *(one["attrs"]["localId"] for one in tasks["content"])}
    assert len(ids) == 3


INLINE = [
    (CARDS[0], "⚙️", None), (CARDS[1], ":acme:", True), (CARDS[2], "@Inès Moreau", True),
    (CARDS[3], "https://acme.example/PAY-7", True), (CARDS[4], "2026-01-01", True),
    (CARDS[5], "TO DO", True), (CARDS[6], "type here", True), (CARDS[7], "an attachment", True),
    (node("mention", id="7"), "@somebody", True), (node("date", timestamp="x"), "a date", True),
    (node("mention", id="7", text="Ines"), "@Ines", True),
    (node("inlineCard", data={"name": "A page"}), "A page", True),
    (node("news"), "something of Jira", True),
]  # fmt: skip


@pytest.mark.parametrize(("native", "words", "opaque"), INLINE)
def test_an_inline_node_is_read_with_words_for_people(
    native: Node, words: str, opaque: Literal[True] | None
) -> None:
    """Emoji of everybody are text; the rest is known by its source, not by its words."""
    (block,) = read(paragraph("to ", native, " now"))
    if opaque:
        assert [run.text for run in block.runs] == ["to ", words, " now"]
        assert block.runs[1].native is not None
    else:
        assert block.runs == (Run(f"to {words} now"),)


MARKED = [
    (RARE[0], {"sub"}), (RARE[1], {"color:#ff5630"}), (RARE[2], {"highlight:#fedec8"}),
    (RARE[3], set()), ({"type": "underline"}, {"underline"}), ({"type": "brandNew"}, set()),
    ({"type": "textColor", "attrs": {"color": "red"}}, set()), (RARE[5], set()),
]  # fmt: skip


@pytest.mark.parametrize(("mark", "expected"), MARKED)
def test_a_mark_is_read(mark: Node, expected: set[str]) -> None:
    """What has no counterpart is left to Jira."""
    (block,) = read(paragraph(text("x", mark)))
    assert block.runs == (Run("x", frozenset(expected)),)


def test_code_goes_with_no_other_mark_but_a_link() -> None:
    """Jira refuses it, so it is known before."""
    run = Run("x", frozenset({"code", "strong", "color:#ff0000"}), "https://acme.example")
    shown = projected(Document((Block("paragraph", (run,)),)), CANVAS)
    assert isinstance(shown, Document)
    assert shown.blocks[0].runs == (replace(run, marks=frozenset({"code"})),)


# -- what Jira cannot show ------------------------------------------------------------------------

SEATS = [
    ([said("bullet", "a"), said("heading", "b", 1, "1")], [0, 0]),
    ([said("quote", "a"), said("callout", "b", 1, "info")], [0, 0]),
    ([said("toggle", "a"), said("toggle", "b", 1), said("toggle", "c", 2)], [0, 1, 1]),
    ([said("toggle", "a"), said("toggle", "b", 1), Block("row", (), 2, "", ((Run("c"),),))],
     [0, 1, 1]),
    ([said("task", "a"), said("paragraph", "b", 1)], [0, 0]),
    ([said("callout", "a", 0, "info"), said("quote", "b", 1), said("paragraph", "c", 1)],
     [0, 0, 0]),
    ([said("toggle", "a"), said("callout", "b", 1, "info"), said("task", "c", 2)], [0, 1, 2]),
]  # fmt: skip


@pytest.mark.parametrize(("blocks", "levels"), SEATS)
def test_a_block_that_cannot_stand_there_stands_above(
    blocks: list[Block], levels: list[int]
) -> None:
    """As many blocks as before, in the same order."""
    shown = projected(Document(tuple(blocks)), CANVAS)
    assert isinstance(shown, Document)
    assert [block.level for block in shown.blocks] == levels
    assert [words(block.runs) for block in shown.blocks] == [words(block.runs) for block in blocks]


def test_an_image_that_is_not_of_the_web_is_its_words() -> None:
    """Nothing of it is loaded by a reader of the issue."""
    shown = projected(Document((said("image", "A plan", 0, "data:image/png;base64,x"),)), CANVAS)
    assert shown == Document((said("paragraph", "A plan"),))


def test_what_other_tools_alone_can_show_is_named() -> None:
    """And flows nowhere from here."""
    synced = Block("opaque", (Run("a synced block"),), native=Native("roadmap", "{}"))
    mention = Block("paragraph", (Run("@Ines", native=Native("roadmap", "{}")),))
    shown = projected(Document((synced, mention)), CANVAS)
    assert shown == Document(
        (said("more", "⟦a synced block, in roadmap⟧"), said("paragraph", "@Ines"))
    )


def test_a_body_over_the_limit_is_cut_with_a_word_on_the_rest() -> None:
    """Never silently, and not where it fits."""
    blocks = tuple(said("paragraph", "x" * 999) for _ in range(40))
    shown = projected(Document(blocks), CANVAS)
    assert isinstance(shown, Document)
    assert shown.blocks[:32] == blocks[:32]
    assert words(shown.blocks[32].runs) == "⟦8 more blocks, in roadmap⟧"
    assert size(encode(shown, HOME)) <= LIMIT
    assert projected(Document(blocks[:32]), CANVAS) == Document(blocks[:32])
    assert size(body(paragraph("😀" * 5, node("hardBreak"), "a"), paragraph("b"))) == 14


def test_nothing_fits_where_not_even_a_word_does() -> None:
    """A replica with a name of a book."""
    long = Document((said("paragraph", "x" * (LIMIT + 1)),))
    assert isinstance(projected(long, canvas(HOME, "x" * LIMIT)), Cannot)


# -- what is no body ------------------------------------------------------------------------------

NO_BODIES = [
    ("h1. Wiki", "wiki text"),
    (["words"], "no document"),
    (12, "no document"),
    ({"type": "doc", "version": 2, "content": []}, "version 1"),
    (body("words"), "'words' is no node"),
    (body(paragraph({"text": "a"})), "is no node"),
    (body() | {"content": "words"}, "no list"),
]


@pytest.mark.parametrize(("native", "reason"), NO_BODIES)
def test_what_is_no_body_is_refused(native: Any, reason: str) -> None:
    """Nothing of it is guessed."""
    found = decode(native, HOME)
    assert isinstance(found, Cannot)
    assert reason in found.reason


@pytest.mark.parametrize("native", [None, "", "  ", body(), body(paragraph()), body(bullets())])
def test_an_empty_body_is_none(native: Any) -> None:
    """Nothing is typed in it, so it is empty and not a document without blocks."""
    assert decode(native, HOME) is None


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: (
    st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["type", "content", "marks", "attrs", "text", "version"]),
                      inner | st.sampled_from(["doc", "paragraph", "text", "bulletList", "table"]))
), max_leaves=12)  # fmt: skip


@given(JSON, st.lists(JSON, max_size=3))
def test_no_json_is_a_traceback(native: Any, content: Any) -> None:
    """Whatever stands where a body should be is read or refused, and can be written over."""
    for one in (native, body(*content)):
        found = decode(one, HOME)
        if isinstance(found, Document):
            written = encode(found, HOME, one)
            assert json.dumps(written, sort_keys=True) == json.dumps(one, sort_keys=True)
        else:
            assert found is None or found.reason
