"""What only Notion shows of a body stays beside every edit: looks, indents, blocks of its own."""

from dataclasses import replace
from typing import Any

import pytest

from connectors.notion.body import held, nodes, read_body
from connectors.notion.edits import Rewrite, edits
from syncline.domain.text import Block, Document, Run
from tests.connectors.notion.documents import Desk, lines

PAGE = "page"


def _rich(text: str, **content: Any) -> dict[str, Any]:
    run = {"type": "text", "text": {"content": text}, "plain_text": text, "annotations": {}}
    return {"rich_text": [run], **content}


ROCKET = {"type": "emoji", "emoji": "🚀"}


@pytest.mark.parametrize(
    ("kind", "content", "block", "sent"),
    [
        ("paragraph", _rich("a", color="red"), Block("paragraph", (Run("b"),)), {"rich_text"}),
        ("to_do", _rich("a", checked=False, color="red"), Block("task", (Run("a"),), 0, "done"),
         {"checked"}),
        ("callout", _rich("a", icon=ROCKET, color="red_background"),
         Block("callout", (Run("b"),), 0, "error"), {"rich_text"}),
        ("callout", _rich("a", icon=ROCKET, color="red_background"),
         Block("callout", (Run("a"),), 0, "success"), {"icon", "color"}),
        ("code", _rich("a", language="sql", caption=[]), Block("code", (Run("a"),), 0, "go"),
         {"language"}),
        ("numbered_list_item", _rich("a", list_start_index=4), Block("number", (Run("b"),)),
         {"rich_text"}),
        ("heading_2", _rich("a", is_toggleable=True), Block("heading", (Run("b"),), 0, "2"),
         {"rich_text"}),
        ("image", {"type": "external", "external": {"url": "https://a/i.png"}, "caption": []},
         Block("image", (Run("b"),), 0, "https://a/i.png"), {"caption"}),
    ],
)  # fmt: skip
def test_an_edited_block_keeps_what_nobody_edited(
    kind: str, content: dict[str, Any], block: Block, sent: set[str]
) -> None:
    """Only the part that changed is sent."""
    desk = Desk()
    name = desk.by_hand(kind, content)
    (step,) = edits(PAGE, held(desk.read(), PAGE), nodes(Document((block,)))).steps
    assert isinstance(step, Rewrite)
    assert step.content.keys() == sent
    assert desk.write(Document((block,))) == Document((block,))
    stored = desk.stored(name).content
    assert {k: v for k, v in stored.items() if k not in sent} == {
        k: v for k, v in content.items() if k not in sent
    }


def test_a_block_that_moved_is_created_with_its_look() -> None:
    """Colour and icon go with it; its comments cannot."""
    desk = Desk()
    for text in ("one", "two"):
        desk.by_hand("paragraph", _rich(text))
    desk.by_hand("callout", _rich("Mind", icon=ROCKET, color="red_background"))
    read = read_body(desk.read())
    assert isinstance(read, Document)
    wanted = Document((read.blocks[2], *read.blocks[:2]))
    assert desk.write(wanted) == wanted
    moved = desk.page.children[0]
    assert (moved.content["icon"], moved.content["color"]) == (ROCKET, "red_background")


def test_a_cell_is_edited_in_its_row() -> None:
    """And the header of the rows stays; another column makes another table."""

    def table(*cells: str) -> Document:
        return Document((Block("row", (), 0, "start header", tuple((Run(c),) for c in cells)),))

    desk = Desk().filled(table("a", "b"))
    desk.page.children[0].content["has_row_header"] = True
    assert desk.write(table("a", "c")) == table("a", "c")
    assert [kind for kind, _ in desk.writes] == ["update"]
    assert desk.page.children[0].content["has_row_header"]
    plain = Document((replace(table("a", "c").blocks[0], detail="start"),))
    assert desk.write(plain) == plain
    assert desk.page.children[0].content["has_column_header"] is False
    assert desk.write(table("a", "c", "d")) == table("a", "c", "d")


def test_a_line_typed_after_an_indented_one_is_not_indented() -> None:
    """But one typed between two indented ones is."""
    desk = Desk()
    first = desk.by_hand("paragraph", _rich("first"))
    inner = [desk.by_hand("paragraph", _rich(text), first) for text in ("in 1", "in 2")]
    desk.by_hand("paragraph", _rich("last"))
    wanted = lines("zero", "first", "above", "in 1", "between", "in 2", "after", "last")
    assert desk.write(wanted) == wanted
    assert {kind for kind, _ in desk.writes} == {"append"}
    below = [words_of(one) for one in desk.stored(first).children]
    assert below == ["above", "in 1", "between", "in 2"]
    assert inner == [one.id for one in desk.stored(first).children][1::2]


def words_of(stored: Any) -> str:
    """Return the words of a stored block."""
    return "".join(run["plain_text"] for run in stored.content["rich_text"])


def test_a_heading_that_goes_leaves_what_is_folded_into_it() -> None:
    """It is emptied, and what stands in it stays there."""
    desk = Desk()
    title = desk.by_hand("heading_1", _rich("Why", is_toggleable=True))
    inner = desk.by_hand("paragraph", _rich("Because"), title)
    desk.by_hand("paragraph", _rich("and so"), title)
    assert desk.write(lines("Because")) == lines("Because")
    assert inner in desk.raw()
    assert words_of(desk.stored(title)) == ""
    assert desk.write(None) is None
    assert [words_of(one) for one in desk.page.children if not one.in_trash] == [""]


def test_a_paragraph_goes_with_what_is_indented_under_it() -> None:
    """One call deletes them all; a second one would be refused."""
    desk = Desk()
    first = desk.by_hand("paragraph", _rich("first"))
    desk.by_hand("paragraph", _rich("in it"), first)
    assert desk.write(None) is None
    assert desk.writes == [("delete", first)]


def test_an_opaque_block_is_not_rewritten_beside_an_edit() -> None:
    """Not even its neighbours' edit touches it; taken out of the document it goes."""
    desk = Desk().filled(lines("a"))
    block = desk.by_hand("synced_block", {"synced_from": None})
    desk.by_hand("paragraph", _rich("in it"), block)
    read = read_body(desk.read())
    assert isinstance(read, Document)
    wanted = Document((Block("paragraph", (Run("x"),)), read.blocks[1], *lines("z").blocks))
    assert desk.write(wanted) == wanted
    assert block not in [name for _, name in desk.writes]
    assert desk.write(lines("x", "z")) == lines("x", "z")
    assert block not in desk.raw()


def test_of_two_that_look_the_same_the_one_that_was_taken_out_goes() -> None:
    """What cannot be created again is known by its id."""
    desk = Desk()
    first, second = (desk.by_hand("synced_block", {"synced_from": None}) for _ in range(2))
    read = read_body(desk.read())
    assert isinstance(read, Document)
    only = Document(read.blocks[1:])
    assert desk.write(only) == only
    assert desk.writes == [("delete", first)]
    assert second in desk.raw()
