"""A description of Trello that is written over another one: only what was edited changes."""

from dataclasses import replace

import pytest

from connectors.trello.markdown.source import read_source
from connectors.trello.richtext import LIMIT, write_markdown
from syncline.domain.text import Block, Document, Run, words
from tests.connectors.trello.descriptions import HREF, document, read, shown

SOURCE = """\
Goal
====

  * one \\- a
  * two, with *this*

      and __that__
      1) deep
  * three [see][r]

>quoted
lazily

[r]: https://acme.example/r "R"

Ask [the board](https://acme.example/b "\u200c") & co
***
"""


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        ("Goal", "Aim", "Goal\n====", "# Aim"),
        ("one - a", "one b", "  * one \\- a", "  * one b"),
        ("two, with this", "two, *", "  * two, with *this*", "  * two, \\*"),
        ("and that", "and", "      and __that__", "    and"),
        ("deep", "low", "      1) deep", "      1) low"),
        ("quoted\nlazily", "quoted", ">quoted\nlazily", "> quoted"),
        ("Ask the board & co", "Ask", SOURCE.splitlines()[-2], "Ask"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_edit_of_one_block_leaves_all_other_characters(
    end: str, old: str, new: str, before: str, after: str
) -> None:
    """Other spellings than ours stay, in lists and with Windows' line ends as well."""
    source = SOURCE.replace("\n", end)
    seen = read(source)
    assert seen is not None
    at = next(i for i, block in enumerate(seen.blocks) if words(block.runs) == old)
    edited = replace(seen.blocks[at], runs=(Run(new),))
    wanted = Document((*seen.blocks[:at], edited, *seen.blocks[at + 1 :]))
    written = write_markdown(wanted, source)
    expected = SOURCE.replace(before, after)
    assert written == expected.replace("\n", end)


@pytest.mark.parametrize(
    ("source", "places", "written"),
    [
        ("1. a\n2. *b*\n3. *c*", [1, 2], "1. _b_\n3. *c*"),
        ("*a*\n\n__b__\n\n*c*", [2, 0, 1], "*c*\n\n*a*\n\n__b__"),
        ("> *a*\n\n* b\n* c", [0, 2], "> *a*\n\n* c"),
        ("* a\n\nb\n\n```\nc", [0, 2, 1], "* a\n\n```\nc\n```\n\nb"),
        ("    a\n\nb\n\n    c", [0, 2], "```\na\n```\n\n```\nc\n```"),
    ],
    ids=["first number", "moved", "removed", "open fence", "indented code"],
)
def test_what_is_moved_or_stays_behind_keeps_its_spelling(
    source: str, places: list[int], written: str
) -> None:
    """Unless it would be something else beside its new neighbours."""
    seen = read(source)
    assert seen is not None
    assert write_markdown(Document(tuple(seen.blocks[at] for at in places)), source) == written


def test_of_blocks_that_look_the_same_the_nearest_is_the_one() -> None:
    """The second heading keeps its underline."""
    edited, last = (Block("heading", (Run(word),), detail="1") for word in "ba")
    wanted = document(Block("quote", (Run("q"),)), edited, last)
    assert write_markdown(wanted, "> q\n\n# a\n\na\n=") == "> q\n\n# b\n\na\n="


def test_a_picture_left_alone_in_a_text_does_not_become_a_block() -> None:
    """Somebody deleted the words beside it."""
    seen = read("- see ![a](https://trello.com/1/b)")
    assert seen is not None
    alone = document(replace(seen.blocks[0], runs=seen.blocks[0].runs[1:]))
    assert read(write_markdown(alone)) == alone


def test_code_keeps_the_space_inside_of_it() -> None:
    """Also where Markdown would take one away on both sides."""
    code = frozenset({"code"})
    runs = (Run("x"), Run(" a ", code), Run("y"), Run(" `b", code), Run("z"))
    assert shown(document(Block("paragraph", runs))) == document(Block("paragraph", runs))


def test_the_title_of_a_link_stays_when_its_block_is_edited() -> None:
    """By it Trello's editor knows that the link shall not become a card."""
    source = f'see [the board]({HREF} "\u200c")'
    edited = Block("paragraph", (Run("look at "), Run("the board", link=HREF)))
    after = f'look at [the board]({HREF} "\u200c")'
    assert write_markdown(document(edited), source) == after
    new = Block("paragraph", (Run("new"),))
    assert write_markdown(document(new, edited), source) == f"new\n\n{after}"


def test_a_new_item_looks_like_its_neighbours() -> None:
    """With their sign, indent and number."""
    items = tuple(Block("bullet", (Run(word),)) for word in "abc")
    assert write_markdown(Document(items), "  * a\n  * c\n") == "  * a\n  * b\n  * c\n"
    numbers = tuple(Block("number", (Run(word),)) for word in "abc")
    assert write_markdown(Document(numbers), "1) a\n2) c") == "1) a\n2) b\n2) c"


def test_definitions_outlive_the_block_beside_them() -> None:
    """Else links elsewhere in the text would become brackets."""
    source = f"a\n\n[r]: {HREF}\n\nb\n\n[c][r]"
    wanted = document(Block("paragraph", (Run("c", link=HREF),)))
    assert write_markdown(wanted, source) == f"[c][r]\n\n[r]: {HREF}"


def test_neighbours_do_not_flow_together() -> None:
    """Lists that begin again, quotes, and code after code stay as many as they are."""
    body = document(
        Block("number", (Run("a"),)), Block("number", (Run("b"),), 0, "5"),
        Block("number", (Run("c"),), 0, "999999999"), Block("number", (Run("c"),)),
        Block("bullet", (Run("d"),)),
        Block("quote", (Run("e"),)), Block("quote", (Run("f"),)),
        Block("code", (Run("g"),)), Block("code", (Run("h"),)),
        Block("bullet"), Block("paragraph", (Run("i"),), 1), Block("bullet", (), 1),
        Block("code", (Run("  ```\n\n~~~  "),), 2, "a`b"),
    )  # fmt: skip
    assert shown(body) == body


def test_a_source_that_takes_too_much_is_written_anew() -> None:
    """Rather short and whole than in its own spelling."""
    source = "\n\n".join(["&#97;" * 500] * 8)
    assert len(source) > LIMIT
    seen = read(source)
    assert seen is not None
    wanted = document(*seen.blocks[:-1], Block("paragraph", (Run("b"),)))
    written = write_markdown(wanted, source)
    assert read(written) == wanted
    assert len(written) <= LIMIT


def test_parts_know_their_lines() -> None:
    """Blank lines and definitions belong to none."""
    parts = read_source(SOURCE, "board").parts
    assert [(part.start, part.end) for part in parts] == [
        (0, 2), (3, 4), (4, 8), (8, 9), (10, 12), (15, 16), (16, 17)
    ]  # fmt: skip
