"""Trello's Markdown: what is written is read back, and what nobody edited stays as it is."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.trello.richtext import read_markdown, write_markdown
from syncline.domain.canvas import painted
from syncline.domain.fields import Cannot
from syncline.domain.lifting import lift_document
from syncline.domain.normaltext import normal_document
from syncline.domain.plain import clean_line
from syncline.domain.text import Block, Document, Run, words
from tests.connectors.trello.descriptions import CANVAS, HREF, document, read, shown
from tests.domain.documents import DOCUMENTS

THOROUGH = settings(max_examples=150, derandomize=True, deadline=None, database=None)
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
