"""Trello's Markdown: what is written is read back, and what nobody edited stays as it is."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.trello.markdown.source import read_source
from connectors.trello.richtext import LIMIT, canvas, projected, read_markdown, write_markdown
from syncline.domain.canvas import painted
from syncline.domain.fields import Cannot
from syncline.domain.lifting import lift_document
from syncline.domain.normaltext import normal_document
from syncline.domain.plain import clean_line
from syncline.domain.text import Block, Document, Native, Run, words
from tests.domain.documents import DOCUMENTS

THOROUGH = settings(max_examples=150, derandomize=True, deadline=None, database=None)
CANVAS = canvas("board", "the roadmap")
HREF = "https://acme.example/a?b=c&d"
TYPED = [
    "<script>alert(1)</script>", "AT&amp;T &copy; &#35;", "*a* **b** _c_ __d__ ~~e~~ `f`", "# a",
    "- a", "+ a", "* a", "1. a", "1) a", "> a", "---", "===", "***", "```\na\n```", "~~~", "    a",
    "@ines", "@ines_martin_2", "ines@acme.example", "[x](https://x.example)", "![x](y)", "[x]: y",
    "https://acme.example/a_b_c", "www.acme.example", "<https://acme.example>", "| a | b |",
    "a\\", "\\*a\\*", "a\\\nb", "a\n\nb", "a\n- b\n# c\n1. d\n===", "a  \n  b", "snake_case_name",
    "wow!", "5 ~ 6 ~ 7", "a # b #", "x ``y`` z", ":tada:", "2 < 3 > 1", "[ ] a", "été 👩‍👩‍👧 שלום",
]  # fmt: skip
LINES = [
    "- a", "* b", "  * c", "    - d", "1. e", "2) f", "10. g", "   h", "    code", "> q", ">> r",
    "> - s", "# h", "h\n===", "```\nx\n```", "~~~py\ny", "***", "---", '[r]: https://r.example "T"',
    "[r]", "![i](https://i.example/i.png)", "![i](https://trello.com/1/a.png)", "<b>x</b>", "", "",
    "**b** _e_ ~~s~~ `c`", "https://x.example/a_b", '[c](https://x.example "smartCard-inline")',
    "[t](slack://t)", "&amp; \\* \\", "⟦2 more⟧", "-", "\ttab", "- - n", "- > q", "- # h", "a  \nb",
    "&#8203;", "a@b.example", "@ines", "_@\u2060ines_ `@\u2060x`", f'[l]({HREF} "\u200c")',
]  # fmt: skip
BODIES = st.one_of(
    st.lists(st.sampled_from(LINES), max_size=8).map("\n".join),
    st.lists(st.sampled_from(LINES), max_size=5).map("\r\n\r\n".join),
    st.text("ab \n\t#*_`<&>|-+.1)([]!~\\:/=@\r\u2060", max_size=40),
)
"""As people type them, and worse."""


def named(document: Document | None) -> Document | None:
    """Return the document with a text in each mention, as all codecs give them one."""
    blocks = document.blocks if document else ()
    return normal_document(
        Document(
            tuple(
                replace(b, runs=_named(b.runs), cells=tuple(map(_named, b.cells))) for b in blocks
            )
        )
    )


def _named(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    return tuple(
        replace(run, text="@Ines") if run.native and not clean_line(run.text).strip() else run
        for run in runs
    )


def document(*blocks: Block) -> Document:
    """Return blocks as a document."""
    return Document(blocks)


def read(text: str) -> Document | None:
    """Return what a description says."""
    seen = read_markdown(text, "board")
    assert seen is None or isinstance(seen, Document)
    return seen


def shown(wanted: Document | None) -> Document | None:
    """Return what Trello would show."""
    made = projected(wanted, CANVAS) if wanted else None
    assert made is None or isinstance(made, Document)
    return made


@THOROUGH
@given(DOCUMENTS.map(named))
def test_one_block_stays_one_block_and_is_read_back(agreed: Document | None) -> None:
    """Whatever another tool has in it; and lift(a, s, s) == a."""
    made = shown(agreed)
    assert len(made.blocks if made else ()) == len(agreed.blocks if agreed else ())
    assert read(write_markdown(made)) == made
    assert shown(made) == made
    assert lift_document(agreed, made, made) == agreed
    if agreed and made:
        painting = normal_document(painted(agreed, CANVAS))
        assert painting is not None
        assert [b.level for b in made.blocks] == [b.level for b in painting.blocks]
        assert list(map(_said, made.blocks)) == list(map(_said, painting.blocks))


def _said(block: Block) -> str:
    text = clean_line(words(block.runs)).strip()
    return text.replace("\n", " ") if block.kind in {"heading", "image"} else text


@THOROUGH
@given(BODIES)
def test_a_description_is_read_written_and_read_as_the_same(text: str) -> None:
    """All of it is shown as it is; untouched, no character of it changes."""
    seen = read(text)
    assert read(write_markdown(seen)) == seen
    assert shown(seen) == seen
    assert write_markdown(seen, text) == text


@THOROUGH
@given(BODIES, st.data())
def test_an_edit_of_one_block_is_the_only_one(text: str, data: st.DataObject) -> None:
    """What is written over a source reads as wanted, whatever that source is."""
    seen = read(text)
    if seen is None:
        return
    at = data.draw(st.integers(0, len(seen.blocks) - 1))
    action = data.draw(st.sampled_from(["edit", "remove", "insert", "swap"]))
    before, after = seen.blocks[:at], seen.blocks[at + 1 :]
    typed = Block("paragraph", (Run("typed *over*"),))
    middle = {
        "edit": (replace(seen.blocks[at], runs=typed.runs, kind="quote", detail="", native=None),),
        "remove": (),
        "insert": (typed, seen.blocks[at]),
        "swap": (*after[:1], seen.blocks[at]),
    }[action]
    rest = after[1:] if action == "swap" else after
    wanted = shown(normal_document(Document((*before, *middle, *rest))))
    assert read(write_markdown(wanted, text)) == wanted


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("kind", ["paragraph", "bullet", "number", "quote", "heading"])
def test_what_is_typed_as_plain_text_is_plain_text(typed: str, kind: str) -> None:
    """In every place; a heading has one line."""
    said = typed.replace("\n", " ") if kind == "heading" else typed
    run = Run(said.strip() if typed != "    a" else "a")
    plain = Block(kind, (run,), detail="2" if kind == "heading" else "")  # type: ignore[arg-type]  # the kinds above
    assert shown(document(plain)) == document(plain)


@pytest.mark.parametrize("first", ["a", "(", "*", "é", " ", "👧", "_"])
@pytest.mark.parametrize("mark", ["strong", "em", "strike", "code"])
def test_a_mark_ends_where_it_ends(mark: str, first: str) -> None:
    """Also inside of a word, and between signs."""
    runs = (Run(f"x{first}"), Run(f"{first.strip()}y{first.strip()}", frozenset({mark})))
    body = document(Block("paragraph", (*runs, Run(f"{first}z"))))
    assert shown(body) == body


@pytest.mark.parametrize(
    ("rewritten", "ours"),
    [
        ("* a\n* b\n", "- a\n- b"),
        ("+   a\n\n+   b", "- a\n- b"),
        ("- a\n\n  - b", "- a\n  - b"),
        ("3) a\n3) b", "3. a\n4. b"),
        ("__a__ *b*", "**a** _b_"),
        ("a\n=\n\nb\n---", "# a\n\n## b"),
        ("# a #", "# a"),
        ("~~~ py\na\n~~~", "```py\na\n```"),
        ("    a", "```\na\n```"),
        ("* * *", "___"),
        ("a\\\nb", "a  \nb"),
        ("a\nb", "a  \nb"),
        (">a\nb", "> a  \n> b"),
        ("1\\. a \\- b\\! \\(c\\)", "1\\. a - b! (c)"),
        ("&lt;b&gt; &amp;amp; \u00a0c", "\\<b> \\&amp; c".replace(" c", "  c")),
        ("https://acme.example/a_b.", "[https://acme.example/a_b](https://acme.example/a_b)."),
        ("<https://acme.example>", "[https://acme.example](https://acme.example)"),
        ("a@b.example", "[a@b.example](mailto:a@b.example)"),
        (f'[a]({HREF} "\u200c")', f"[a]({HREF})"),
        (f"[a][1]\n\n  [1]: {HREF}", f"[a]({HREF})"),
        ("a\r\n\r\nb\r\n", "a\n\nb"),
        ("**a**\u200b", "**a**"),
    ],
)
def test_what_the_editor_rewrites_reads_the_same(rewritten: str, ours: str) -> None:
    """Trello's editor has its own spelling; a description in it is not an edit."""
    assert read(rewritten) == read(ours)
    assert write_markdown(read(rewritten)) == ours


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("<b>a</b>", Block("paragraph", (Run("<b>a</b>"),))),
        ("| a | b |\n|---|---|", Block("paragraph", (Run("| a | b |\n|---|---|"),))),
        ("- [x] a", Block("bullet", (Run("[x] a"),))),
        ("![a](https://acme.example/a.png)", Block(
            "image", (Run("a"),), detail="https://acme.example/a.png")),
        ("```C++ x\na\n```", Block("code", (Run("a"),), detail="c++ x")),
        ("7. a", Block("number", (Run("a"),), detail="7")),
        ("⟦a table, in roadmap⟧", Block("more", (Run("⟦a table, in roadmap⟧"),))),
        ("x_y@z.example", Block("paragraph", (Run("x_y@z.example"),))),
        ("[a https://b.example c](https://d.example)", Block(
            "paragraph", (Run("a https://b.example c", link="https://d.example"),))),
        ("[a](javascript:x)", Block("paragraph", (Run("[a](javascript:x)"),))),
    ],
)  # fmt: skip
def test_what_a_description_says(text: str, seen: Block) -> None:
    """HTML, tables and checkboxes are text, as Trello shows them."""
    assert read(text) == document(seen)


@pytest.mark.parametrize(
    ("markdown", "text", "link"),
    [
        (f'[{HREF}]({HREF} "smartCard-embed")', HREF, HREF),
        ("[a b](slack://c)", "a b", None),
        ("[a](/b)", "a", None),
        ("![a](https://trello.com/1/cards/c/attachments/d/download/e.png)", "a", None),
        ("![](https://x.trello.com/a.png)", "image", None),
    ],
)
def test_what_only_trello_shows_is_kept(markdown: str, text: str, link: str | None) -> None:
    """It has a text for other tools, and comes back when the words beside it are edited."""
    seen = read(f"see {markdown} now")
    assert seen is not None
    card = seen.blocks[0].runs[1]
    assert (card.text, card.link) == (text, link)
    assert card.native is not None
    edited = replace(seen.blocks[0], runs=(Run("look: "), card))
    assert write_markdown(document(edited), f"see {markdown} now") == f"look: {markdown}"


def test_a_picture_of_trello_is_opaque() -> None:
    """Its address is for members of the board."""
    text = "![a plan](https://trello.com/1/cards/c/attachments/d)"
    seen = read(f"- {text}")
    assert seen is not None
    assert [block.kind for block in seen.blocks] == ["bullet", "opaque"]
    assert write_markdown(seen) == f"- {text}"


def test_a_text_nested_too_deeply_is_kept_as_it_is() -> None:
    """It is one opaque block, and no word of it is lost."""
    text = "> " * 30 + "a"
    seen = read(f"{text}\n\nb")
    assert seen is not None
    assert [block.kind for block in seen.blocks] == ["opaque", "paragraph"]
    assert write_markdown(seen) == f"{text}\n\nb"


@pytest.mark.parametrize("text", [">" * 9000 + "a", "*a " * 2000 + "a* " * 2000])
def test_a_text_that_no_parser_takes_cannot_be_read(text: str) -> None:
    """Rather than read as less than it is; it is only written over as a whole."""
    seen = read_markdown(text, "board")
    assert isinstance(seen, Cannot)
    assert "nested too deeply" in seen.reason
    wanted = document(Block("paragraph", (Run("b"),)))
    assert write_markdown(wanted, text) == "b"


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


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", " javascript:x", "java\tscript:x", "data:text/html,x", "file:a", "/a"],
)  # fmt: skip
def test_a_link_that_could_run_something_is_its_text(link: str) -> None:
    """Also behind an image."""
    body = document(Block("paragraph", (Run("a", link=link),)), Block("image", (), 0, link))
    assert shown(body) == document(
        Block("paragraph", (Run("a"),)), Block("paragraph", (Run("image"),))
    )


@pytest.mark.parametrize(
    "link", [HREF, "mailto:a@b.example", "tel:+33", "https://a.example/(b)_[c]\\d&amp;e*é"]
)
def test_an_address_is_carried_as_it_was_typed(link: str) -> None:
    """Whatever signs it has."""
    body = document(Block("paragraph", (Run("a", link=link), Run(" b"))))
    assert shown(body) == body


def test_what_does_not_fit_is_named() -> None:
    """The characters are counted as Trello's JavaScript does."""
    block = Block("paragraph", (Run("👧" * 400),))
    long = Document((block,) * 30)
    cut = shown(long)
    assert cut is not None
    assert words(cut.blocks[-1].runs) == "⟦10 more blocks, in the roadmap⟧"
    assert len(write_markdown(cut).encode("utf-16-le")) // 2 <= LIMIT
    assert shown(cut) == cut
    assert lift_document(long, cut, cut) == long


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


def test_what_is_of_another_replica_is_named() -> None:
    """A mention is its text, a block a word on where it is."""
    native = Native("roadmap", '{"markdown": "**x**"}')
    body = document(
        Block("paragraph", (Run("ask "), Run("@Ines", native=native))),
        Block("opaque", (Run("a synced block"),), native=native),
        Block("task", (Run("a"),), 0, "done"),
        Block("row", (), 0, "start", ((Run("a"),), (Run("b"),))),
    )
    made = shown(body)
    assert write_markdown(made) == (
        "ask @\u2060Ines\n\n⟦a synced block, in roadmap⟧\n\n- ☑ a\n\na | b"
    )


CALLS = ("@ines", "ask @ines_2!", "_@card", "é@ines", "a.@ines", "https://a.example/@ines", "@été")


@pytest.mark.parametrize("text", CALLS)
def test_a_mention_from_elsewhere_is_inert_and_reads_as_it_was(text: str) -> None:
    """In a text, with marks, as the text of a link, in code, and as the name of an image."""
    runs = (
        (Run(text),), (Run("a"), Run(text, frozenset({"strong"}))), (Run(text, link=HREF),),
        (Run(text, frozenset({"code"})),),
    )  # fmt: skip
    blocks = [Block("paragraph", one) for one in runs]
    blocks += [Block("code", (Run(text),), detail=text), Block("bullet", (Run(text),))]
    blocks += [Block("image", (Run(text),), detail="https://a.example/i.png")]
    for block in blocks:
        made = document(block)
        written = write_markdown(made)
        assert not re.search(r"(?<![A-Za-z0-9])@\w", written), written
        assert read(written) == made == shown(made)
        assert write_markdown(made, written) == written


@pytest.mark.parametrize("text", ["ines@acme.example", "a2@b", "@", "@ ines", "a @"])
def test_what_calls_nobody_has_no_sign_put_in(text: str) -> None:
    """An e-mail address least of all."""
    made = document(Block("paragraph", (Run(text),)))
    assert write_markdown(made).replace("\\@", "@") == text
    assert read(write_markdown(made)) == made


def test_a_mention_typed_in_trello_stays_live_while_others_are_written() -> None:
    """Its block keeps its characters, be they seen or not."""
    source = "* ask @ines\n* b\u2060c"
    seen = read(source)
    assert seen
    wanted = replace(seen, blocks=(*seen.blocks, Block("bullet", (Run("and @paul"),))))
    written = write_markdown(wanted, source)
    assert written == f"{source}\n* and @\u2060paul"
    assert read(written) == wanted
    assert write_markdown(wanted, written) == written


def test_parts_know_their_lines() -> None:
    """Blank lines and definitions belong to none."""
    parts = read_source(SOURCE, "board").parts
    assert [(part.start, part.end) for part in parts] == [
        (0, 2), (3, 4), (4, 8), (8, 9), (10, 12), (15, 16), (16, 17)
    ]  # fmt: skip
