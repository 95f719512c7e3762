"""A body becomes the wanted document, and blocks that nobody changed keep their ids."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.notion.body import held, nodes, read_body
from connectors.notion.edits import Insert, Remove, Rewrite, edits
from connectors.notion.richtext import projected
from syncline.domain.normaltext import normal_document
from syncline.domain.text import CONTAINERS, Block, Document, Run, words
from tests.connectors.notion.documents import CANVAS, SHOWN, THOROUGH, Desk, lines, mention

PAGE = "page"


@THOROUGH
@given(SHOWN, SHOWN)
def test_the_writes_turn_one_document_into_the_other(
    old: Document | None, new: Document | None
) -> None:
    """Whatever stands there, and whatever is wanted; what is said is what is read."""
    desk = Desk().filled(old)
    assert desk.write(new) == new
    assert read_body(desk.read()) == new
    desk.writes.clear()
    assert desk.write(new) == new
    assert desk.writes == []


@THOROUGH
@given(SHOWN, st.data())
def test_an_edit_of_one_block_leaves_the_others_byte_for_byte(
    old: Document | None, data: st.DataObject
) -> None:
    """A line is typed over: one call, on that block alone."""
    if old is None:
        return
    typed = [at for at, block in enumerate(old.blocks) if block.runs and not block.native]
    if not typed:
        return
    at = data.draw(st.sampled_from(typed))
    edited = replace(old.blocks[at], runs=(Run("typed over"),))
    wanted = normal_document(Document((*old.blocks[:at], edited, *old.blocks[at + 1 :])))
    desk = Desk().filled(old)
    before = desk.raw()
    assert desk.write(wanted) == wanted
    after = desk.raw()
    assert list(before) == list(after)
    changed = [name for name in before if _content(before[name]) != _content(after[name])]
    assert [name for kind, name in desk.writes if kind == "update"] == changed
    assert len(desk.writes) == len(changed) == (old != wanted)


def _content(raw: str) -> Any:
    shown = json.loads(raw)
    return shown[shown["type"]]


@THOROUGH
@given(SHOWN, SHOWN, st.integers(0, 5))
def test_what_cannot_be_created_again_is_never_lost(
    old: Document | None, new: Document | None, at: int
) -> None:
    """It stays where it is while the document has it, wherever it went there."""
    desk = Desk().filled(old)
    everything = [desk.page.id, *(one for one in desk.raw() if _open(desk, one))]
    under = everything[at % len(everything)]
    page = desk.by_hand("child_page", {"title": "Notes"}, under)
    read = read_body(desk.read())
    assert isinstance(read, Document)
    sub = next(block for block in read.blocks if words(block.runs) == "the sub-page: Notes")
    blocks = list(new.blocks) if new else []
    blocks.insert(at, replace(sub, level=0))
    wanted = normal_document(projected(Document(tuple(blocks)), CANVAS))
    said = desk.write(wanted)
    assert page in desk.raw()
    assert said == read_body(desk.read())
    assert isinstance(said, Document)
    assert sum(replace(block, level=0) == replace(sub, level=0) for block in said.blocks) == 1
    desk.write(new)
    assert page not in desk.raw()
    assert read_body(desk.read()) == new


def _open(desk: Desk, name: str) -> bool:
    return desk.stored(name).type in {"bulleted_list_item", "toggle", "quote", "paragraph"}


# -- the fewest writes ---------------------------------------------------------------------------


def _plan(old: str, new: str) -> list[str]:
    """Return the steps as words: +, ~ and - with the line that each is about."""
    desk = Desk().filled(lines(*old.split()))
    there = held(desk.read(), PAGE)
    names = {one.id: line for one, line in zip(there, old.split(), strict=True)}
    said = []
    for step in edits(PAGE, there, nodes(lines(*new.split()))).steps:
        match step:
            case Insert(_, after, added):
                typed = ",".join(words(node.block.runs) for node in added)
                said.append(f"+{typed}>{names.get(after, after)}")
            case Rewrite(name, _, block, _):
                said.append(f"~{names[name]}={words(block.runs)}")
            case Remove(name):
                said.append(f"-{names[name]}")
    return said


def test_the_writes_are_the_fewest() -> None:
    """One per changed block."""
    assert _plan("a b c", "a x c") == ["~b=x"]
    assert _plan("a b c", "a c") == ["-b"]
    assert _plan("a c", "a b c") == ["+b>a"]
    assert _plan("a b", "a b c d") == ["+c,d>b"]
    assert _plan("b c", "a b c") == ["+a>start"]
    assert _plan("a b c d e", "x b c d y") == ["~a=x", "~e=y"]
    assert _plan("a b c", "x") == ["~a=x", "-b", "-c"]


def test_the_block_that_was_edited_is_the_one_with_its_words() -> None:
    """A line typed above it does not take its comments and its colour."""
    desk = Desk().filled(lines("Plan the launch", "Ship it"))
    wanted = lines("Something new", "Plan the big launch", "Ship it")
    steps = edits(PAGE, held(desk.read(), PAGE), nodes(wanted)).steps
    assert [type(step) for step in steps] == [Insert, Rewrite]
    assert isinstance(steps[1], Rewrite)
    assert steps[1].id == desk.page.children[0].id
    assert words(steps[1].block.runs) == "Plan the big launch"


@given(st.permutations("abcdef"), st.permutations("abcdef"), st.integers(0, 6), st.integers(0, 6))
def test_blocks_at_both_ends_stay(left: list[str], right: list[str], head: int, tail: int) -> None:
    """A common beginning and a common end are not touched."""
    begin, end = [f"h{n}" for n in range(head)], [f"t{n}" for n in range(tail)]
    desk = Desk().filled(lines(*begin, *left, *end))
    before = [one.id for one in desk.page.children]
    desk.write(lines(*begin, *right, *end))
    kept = {*before[:head], *before[len(before) - tail :]}
    assert not kept.intersection(name for _, name in desk.writes)


def test_new_blocks_are_written_before_old_ones_are_deleted() -> None:
    """A crash in between doubles a text, and loses none."""
    desk = Desk().filled(lines("a", "b"))
    desk.write(Document((Block("bullet", (Run("x"),)), Block("bullet", (Run("y"),)))))
    assert [kind for kind, _ in desk.writes] == ["append", "append", "delete", "delete"]


# -- limits ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(CONTAINERS))
def test_a_deep_tree_is_written_call_by_call(kind: Any) -> None:
    """Two levels below the blocks of a call; the rest below them, after it."""
    detail = "info" if kind == "callout" else ""
    deep = Document(tuple(Block(kind, (Run(f"{n}"),), n, detail) for n in range(15)))
    assert projected(deep, CANVAS) == deep
    assert Desk().write(deep) == deep


def test_many_blocks_are_written_in_their_order() -> None:
    """A hundred in an array, at any level, in rows of a table too."""
    items = [Block("bullet", (Run(f"{n}"),), min(n, 1)) for n in range(250)]
    rows = [Block("row", (), 0, "" if n else "start", ((Run(f"{n}"),),)) for n in range(250)]
    many = Document((*items, *rows, *lines(*map(str, range(1_200))).blocks))
    desk = Desk().filled(lines("0", "end"))
    wanted = Document((*many.blocks, *lines("end").blocks))
    assert desk.write(wanted) == wanted
    assert read_body(desk.read()) == wanted


def test_a_call_is_not_too_large() -> None:
    """500 KB are the most that Notion takes."""
    long = Document((
        Block("bullet", (Run("€" * 60_000),)), Block("bullet", (Run("€" * 60_000),), 1),
        Block("bullet", (Run("€" * 60_000),)), Block("paragraph", (mention(),)),
    ))  # fmt: skip
    desk = Desk()
    assert desk.write(long) == long
    assert read_body(desk.read()) == long
