"""A page's body: documents survive the way there and back; what cannot, is named."""

from typing import Any

import pytest
from hypothesis import given

from connectors.notion.body import (
    native,
    nodes,
    read_block,
    read_body,
    unwritable_body,
)
from connectors.notion.richtext import RUN_LIMIT, length, read_runs, write_runs
from syncline.domain.errors import CannotRead
from syncline.domain.fields import Cannot
from syncline.domain.text import Block, Document, Run, normal_document
from tests.connectors.notion.documents import DOCUMENTS, stored, with_children


@given(DOCUMENTS)
def test_a_document_reads_as_it_was_written(document: Document) -> None:
    """decode(encode(d)) is d in normal form."""
    assert read_body(stored(nodes(document))) == normal_document(document)


@given(DOCUMENTS)
def test_encoding_what_was_decoded_changes_nothing(document: Document) -> None:
    """encode(decode(encode(d))) is encode(d)."""
    once = [native(node) for node in nodes(document)]
    read = read_body(stored(nodes(document)))
    assert not isinstance(read, Cannot)
    assert [native(node) for node in nodes(read)] == once


@given(DOCUMENTS)
def test_a_written_block_is_within_the_limits(document: Document) -> None:
    """What is not refused fits: runs of 2,000 units, known links."""
    assert unwritable_body(document) is None
    for node in nodes(document):
        runs = write_runs(node.runs)
        assert all(0 < length(run["text"]["content"]) <= RUN_LIMIT for run in runs)


@pytest.mark.parametrize("size", [1_999, 2_000, 2_001, 4_001])
@pytest.mark.parametrize("character", ["a", "😀"])
def test_a_long_run_is_cut_into_pieces_and_reads_as_one(size: int, character: str) -> None:
    """Emoji count double, and are never cut in half."""
    words = character * size
    runs = write_runs([Run(words)])
    assert all(length(run["text"]["content"]) <= RUN_LIMIT for run in runs)
    read = read_runs(runs, "runs")
    assert not isinstance(read, Cannot)
    assert "".join(run.text for run in read) == words


def _block(kind: str, **content: Any) -> dict[str, Any]:
    return {"object": "block", "id": "b1", "type": kind, kind: content, "has_children": False}


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (_block("heading_2", rich_text=[]), "a heading"),
        (_block("heading_4", rich_text=[]), "a heading"),
        (_block("table", table_width=2), "a table"),
        (_block("to_do", rich_text=[], checked=True), "a task item"),
        (_block("something_new"), "a something_new block"),
        (_block("unsupported"), "a block that Notion's API does not show"),
        (_block("paragraph", rich_text=[{"type": "mention", "mention": {}}]), "a mention"),
        (_block("paragraph", rich_text=[{"type": "equation", "equation": {}}]), "an inline"),
        ({**_block("paragraph", rich_text=[]), "has_children": True}, "an indented block"),
    ],
)
def test_what_no_document_holds_is_named_with_its_place(data: dict[str, Any], named: str) -> None:
    """The reason says what it is, and after how many blocks it stands."""
    before = stored(nodes(Document((Block("paragraph", (Run("first"),)),))))
    read = read_body((*before, read_block(data)))
    assert isinstance(read, Cannot)
    assert named in read.reason
    assert "at block 2" in read.reason


def test_a_paragraph_inside_a_list_item_is_named() -> None:
    """Its place in a flat list of blocks is nowhere."""
    item, paragraph = stored(
        nodes(Document((Block("bullet", (Run("a"),)), Block("paragraph", (Run("b"),)))))
    )
    read = read_body((with_children(item, [paragraph]),))
    assert read == Cannot("the page holds a paragraph inside a list item at block 2")


def test_a_block_in_another_shape_is_refused_with_its_path() -> None:
    """A sentence, and no traceback."""
    with pytest.raises(CannotRead, match=r"paragraph\.rich_text: expected a list, got 'x'"):
        read_block(_block("paragraph", rich_text="x"))


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (Document((Block("paragraph", (Run("x", link="ftp://a"),)),)), "which Notion refuses"),
        (
            Document(tuple(Block("bullet", (Run("x"),), level) for level in range(4))),
            "a list of 4 levels",
        ),
        (Document(tuple(Block("bullet", (Run("x"),)) for _ in range(1_001))), "1001 blocks"),
        (
            Document(tuple(Block("bullet", (Run("x"),), min(n, 1)) for n in range(102))),
            "101 items below one",
        ),
        (Document((Block("paragraph", (Run("x" * 200_001),)),)), "101 runs"),
    ],
)
def test_a_document_over_a_limit_cannot_be_written(document: Document, reason: str) -> None:
    """The reason names the limit."""
    verdict = unwritable_body(document)
    assert verdict
    assert reason in verdict.reason
