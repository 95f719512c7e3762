"""Asana's rich text: what is written is read back, and what cannot be shown is named."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.asana.richtext import projected, read_html, write_html
from syncline.domain.fields import Cannot
from syncline.domain.text import Block, Document, Run, normal_document

MARKS = st.frozensets(st.sampled_from(("strong", "em", "underline", "strike", "code")))
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
ANY_RUNS = st.builds(Run, TEXTS, MARKS, st.none() | st.just('https://acme.example/?a=1&b="<é>'))
SCRAPS = st.text("<>/abuliodyem \n&;=\"'", max_size=60)
WORDS = st.text("ab <&>\"'é𝄞\u00a0", min_size=1, max_size=8)
PIECES = st.lists(WORDS, min_size=1, max_size=3).map(lambda words: "x\n".join([*words, "y"]))
RUNS = st.builds(Run, PIECES, MARKS, st.none() | st.just('https://acme.example/?a=1&b="<é>'))


def documents(runs: st.SearchStrategy[Run]) -> st.SearchStrategy[Document]:
    """Return documents of every kind and depth."""
    kinds = st.sampled_from(("paragraph", "bullet", "number"))
    rows = st.lists(runs, min_size=1, max_size=4).map(tuple)
    blocks = st.builds(Block, kinds, rows, st.integers(0, 3))
    return st.builds(Document, st.lists(blocks, max_size=6).map(tuple))


@given(documents(RUNS))
def test_a_written_document_is_read_back_in_normal_form(document: Document) -> None:
    """Paragraphs with hard breaks, nested lists, marks and links all survive."""
    assert read_html(write_html(document)) == normal_document(document)


@given(documents(ANY_RUNS))
def test_a_projection_is_its_own_projection(document: Document) -> None:
    """Also where blank lines split a paragraph, or XML forbids a character."""
    once = projected(document)
    assert not isinstance(once, Cannot)
    assert once is None or projected(once) == once


@given(documents(ANY_RUNS))
def test_a_read_body_is_written_and_read_as_the_same_document(document: Document) -> None:
    """Encode after decode changes nothing that a person could see."""
    shown = read_html(write_html(document))
    assert not isinstance(shown, Cannot)
    assert read_html(write_html(shown)) == shown


@settings(max_examples=200)
@given(
    st.text() | st.text("<>/abuliodyem \n&;=\"'", max_size=60).map(lambda t: f"<body>{t}</body>")
)
def test_any_text_is_a_document_or_cannot_be_one(html: str) -> None:
    """Bad input never ends in another exception."""
    assert isinstance(read_html(html), Document | Cannot | None)


def test_lists_are_read_nested_in_items_and_beside_them() -> None:
    """Asana's own editor puts a nested list beside the item, other writers inside it."""
    inside = "<body><ul><li>a<ol><li>b</li></ol></li><li>c</li></ul></body>"
    beside = "<body><ul><li>a</li><ol><li>b</li></ol><li>c</li></ul></body>"
    wanted = Document(
        (
            Block("bullet", (Run("a"),)),
            Block("number", (Run("b"),), 1),
            Block("bullet", (Run("c"),)),
        )
    )
    assert read_html(inside) == read_html(beside) == wanted


def test_one_line_end_is_a_hard_break_and_a_blank_line_a_new_paragraph() -> None:
    """As Asana shows them."""
    assert read_html("<body>a\nb\n\nc\n</body>") == Document(
        (Block("paragraph", (Run("a\nb"),)), Block("paragraph", (Run("c"),)))
    )


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("a<h1>b</h1>", "a heading at block 1"),
        ("a<ul><li>b</li></ul><table><tr><td>c</td></tr></table>", "a table at block 3"),
        ('<img data-asana-gid="1"/>', "an image at block 1"),
        ("<ul><li>a</li></ul><hr/>", "a divider at block 2"),
        ('for <a data-asana-gid="1"/>', "a mention at block 1"),
        ('<a href="https://x" data-asana-gid="1">@Tim</a>', "a mention at block 1"),
        ("<pre>a</pre>", "a code block at block 1"),
        ("<blink>a</blink>", "<blink> at block 1"),
        ("<ul><li>a<ul><li>b</li></ul>c</li></ul>", "text beside list items at block 1"),
    ],
)
def test_what_is_not_supported_is_named_with_its_place(html: str, reason: str) -> None:
    """So that the refusal can be shown to a person."""
    assert read_html(f"<body>{html}</body>") == Cannot(reason)


def test_a_body_over_the_limit_cannot_be_shown() -> None:
    """The reason says how long it is and how long it may be."""
    long = Document((Block("paragraph", (Run("é" * 70_000),)),))
    refused = projected(long)
    assert isinstance(refused, Cannot)
    assert "70013" in refused.reason
    assert "65535" in refused.reason
