"""Text of other tools in a description of Trello: nothing of it runs, nobody is called by it."""

import re
from dataclasses import replace

import pytest

from connectors.trello.richtext import LIMIT, write_markdown
from syncline.domain.lifting import lift_document
from syncline.domain.text import Block, Document, Native, Run, words
from tests.connectors.trello.descriptions import HREF, document, read, shown


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
