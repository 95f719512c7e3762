"""A changelog shows a body as wiki text, by which it is told to be the document it was."""

from typing import Any

import pytest
from hypothesis import given, settings

from connectors.jira.letters import document_letters, wiki_letters
from connectors.jira.richtext import decode
from sandbox.jira import adf
from syncline.domain.fields import Cannot
from syncline.domain.text import Block, Document, Run, plain
from tests.connectors.jira.bodies import BODIES, Node, body, node, paragraph, text

THOROUGH = settings(max_examples=150, derandomize=True, deadline=None, database=None)


EXPAND = '{"type":"expand","attrs":{"title":"More"},"content":[{"type":"text","text":"a"}]}'


def letters(native: Any) -> str:
    """Return the letters of what is read of a body."""
    found = decode(native, "delivery")
    assert not isinstance(found, Cannot)
    return document_letters(found)


@THOROUGH
@given(BODIES)
def test_wiki_text_has_the_letters_of_its_document(native: Node) -> None:
    """Whatever stands in it: tables, panels, cards, what is opaque, and what wiki text has not."""
    assert wiki_letters(adf.wiki(native)) == letters(native)


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ("h2. Goal", "Goal"), ("a h2. b", "ah2b"), ("{panel:bgColor=#deebff}\na\n{panel}", "a"),
        ("{code:python}x{code}", "x"), ("{quote}q{quote}", "q"), ("||a||b|\n|1|2|", "ab12"),
        ("[here|https://acme.example/a]", "here"), ("[~accountid:7] now", "now"),
        ("[https://acme.example|https://acme.example|smart-link] x", "x"),
        ("!https://acme.example/i.png|alt=A!", ""), ("!plan.png|width=5!", ""),
        ("so! much!", "somuch"), (f"{{adf:display=block}}\n{EXPAND}\n{{adf}} b", "Moreab"),
        ("{adf}no json{adf}", "nojson"), (r"\{code} typed", "codetyped"), ("*[ TO DO ]*", "TODO"),
        ("{color:#ff0000}red{color}", "red"), ("", ""),
    ],
)  # fmt: skip
def test_only_what_a_reader_sees_counts(words: str, seen: str) -> None:
    """Signs and what they say do not."""
    assert wiki_letters(words) == seen


def test_another_text_has_other_letters() -> None:
    """One word more in a cell, or in what is opaque, is another body."""
    table = node("table", [node("tableRow", [node("tableCell", [paragraph("a")])])])
    spanned = node("table", [node("tableRow", [node("tableCell", [paragraph("b")], colspan=2)])])
    expand = node("expand", [paragraph(text("c"))], title="More")
    assert letters(body(table, spanned, expand)) == "abMorec"
    assert document_letters(plain("One\nTwo")) == "OneTwo"
    assert document_letters(None) == ""
    assert document_letters(Document((Block("image", (Run("A plan"),), 0, "https://a/b"),))) == ""
