"""A page's body: documents survive the way there and back; what only Notion has is named."""

from typing import Any

import pytest
from hypothesis import given

from connectors.notion.body import read_block, read_body
from connectors.notion.inline import source_of
from connectors.notion.richtext import TOTAL, projected
from syncline.domain.errors import CannotRead
from syncline.domain.fields import Cannot
from syncline.domain.text import Block, Document, Native, Run
from tests.connectors.notion.documents import (
    CANVAS,
    DOCUMENTS,
    INES,
    THOROUGH,
    Desk,
    lines,
    mention,
)
from tests.domain.documents import HOME


@THOROUGH
@given(DOCUMENTS)
def test_a_document_reads_as_it_is_projected(agreed: Document | None) -> None:
    """decode(encode(d)) == project(d), in calls that Notion takes."""
    shown = agreed and projected(agreed, CANVAS)
    assert read_body(Desk().filled(shown).read()) == shown


@THOROUGH
@given(DOCUMENTS)
def test_putting_back_what_was_read_writes_nothing(agreed: Document | None) -> None:
    """encode(decode(x), source=x) == x, byte for byte: there is no call."""
    desk = Desk().filled(agreed and projected(agreed, CANVAS))
    read = read_body(desk.read())
    assert not isinstance(read, Cannot)
    assert desk.write(read) == read
    assert desk.writes == []


def _text(text: str, **content: Any) -> dict[str, Any]:
    run = {"type": "text", "text": {"content": text}, "plain_text": text, "annotations": {}}
    return {"rich_text": [run] if text else [], **content}


WORDS = (Run("a"),)


@pytest.mark.parametrize(
    ("kind", "content", "block"),
    [
        ("paragraph", _text("a", color="red"), Block("paragraph", WORDS)),
        ("paragraph", _text("⟦3 more blocks, in delivery⟧"),
         Block("more", (Run("⟦3 more blocks, in delivery⟧"),))),
        ("heading_4", _text("a", is_toggleable=True), Block("heading", WORDS, 0, "4")),
        ("numbered_list_item", _text("a", list_start_index=4), Block("number", WORDS)),
        ("to_do", _text("a", checked=True), Block("task", WORDS, 0, "done")),
        ("toggle", _text("a"), Block("toggle", WORDS)),
        ("quote", _text("a"), Block("quote", WORDS)),
        ("callout", _text("a", icon={"type": "emoji", "emoji": "⚠️"}, color="gray_background"),
         Block("callout", WORDS, 0, "warning")),
        ("callout", _text("a", icon={"type": "emoji", "emoji": "💡"}, color="green_background"),
         Block("callout", WORDS, 0, "success")),
        ("callout", _text("a", icon=None, color="default"), Block("callout", WORDS, 0, "info")),
        ("code", _text("a", language="plain text", caption=[]), Block("code", WORDS)),
        ("code", _text("a", language="klingon"), Block("code", WORDS)),
        ("divider", {}, Block("divider")),
        ("image", {"type": "external", "external": {"url": "https://a/i.png"}, "caption": []},
         Block("image", (), 0, "https://a/i.png")),
    ],
)  # fmt: skip
def test_every_kind_is_read(kind: str, content: dict[str, Any], block: Block) -> None:
    """Each by what it is in a document."""
    assert _read(kind, content) == Document((block,))


def _read(kind: str, content: dict[str, Any]) -> Document | None | Cannot:
    desk = Desk()
    desk.by_hand(kind, content)
    return read_body(desk.read())


LATER = {"url": "https://files.example/x?signed", "expiry_time": "2026-11-22T12:00:00Z"}
PDF = {"type": "external", "external": {"url": "https://a/b.pdf"}}


@pytest.mark.parametrize(
    ("kind", "content", "named"),
    [
        ("image", {"type": "file", "file": LATER, "caption": []}, "an image"),
        ("image", {"type": "external", "external": {"url": "cid:x"}}, "an image: cid:x"),
        ("file", {"type": "file", "file": LATER, "name": "plan.xlsx"}, "a file: plan.xlsx"),
        ("pdf", PDF, "a PDF: https://a/b.pdf"),
        ("video", PDF, "a video: https://a/b.pdf"),
        ("audio", PDF, "a recording: https://a/b.pdf"),
        ("bookmark", {"url": "https://a", "caption": []}, "a bookmark: https://a"),
        ("embed", {"url": "https://a"}, "an embedded object: https://a"),
        ("link_preview", {"url": "https://a"}, "a link preview: https://a"),
        ("equation", {"expression": "a^2"}, "an equation: a^2"),
        ("child_page", {"title": "Notes"}, "the sub-page: Notes"),
        ("child_database", {"title": ""}, "the database"),
        ("synced_block", {"synced_from": None}, "a synced block"),
        ("column_list", {}, "columns"),
        ("template", _text("New"), "a template button"),
        ("breadcrumb", {}, "a breadcrumb"),
        ("table_of_contents", {"color": "default"}, "a table of contents"),
        ("link_to_page", {"type": "page_id", "page_id": "1"}, "a link to a page"),
        ("meeting_notes", {}, "meeting notes"),
        ("unsupported", {"block_type": "button"}, "a block that Notion's API does not show"),
        ("banner", {"text": "x"}, "a banner block"),
    ],
)  # fmt: skip
def test_what_only_notion_has_is_named_and_known_again(
    kind: str, content: dict[str, Any], named: str
) -> None:
    """Under a name that a person reads; a second read of it is the same."""
    desk = Desk()
    desk.by_hand(kind, content)
    read = read_body(desk.read())
    assert isinstance(read, Document)
    assert (read.blocks[0].kind, read.blocks[0].runs) == ("opaque", (Run(named),))
    assert read.blocks[0].native
    assert read.blocks[0].native.home == HOME
    assert projected(read, CANVAS) == read_body(desk.read()) == read
    assert "expiry" not in read.blocks[0].native.source
    assert desk.write(read) == read
    assert desk.writes == []


def test_what_is_indented_under_a_paragraph_or_a_heading_follows_it() -> None:
    """Neither holds anything in a document; no word of it is hidden."""
    desk = Desk()
    title = desk.by_hand("heading_2", _text("Why", is_toggleable=True))
    inner = desk.by_hand("paragraph", _text("Because"), title)
    desk.by_hand("paragraph", _text("deeper"), inner)
    desk.by_hand("bulleted_list_item", _text("item"), title)
    desk.by_hand("paragraph", _text("after"))
    read = read_body(desk.read())
    assert str(read) == "Why\nBecause\ndeeper\n- item\nafter"
    assert isinstance(read, Document)
    assert {block.level for block in read.blocks} == {0}


def test_a_paragraph_in_a_list_item_stands_below_it() -> None:
    """Like any other block that is indented there."""
    desk = Desk()
    item = desk.by_hand("bulleted_list_item", _text("a"))
    desk.by_hand("paragraph", _text("b"), item)
    desk.by_hand("divider", {}, item)
    assert read_body(desk.read()) == Document(
        (Block("bullet", WORDS), Block("paragraph", (Run("b"),), 1), Block("divider", level=1))
    )


def test_rows_of_a_table_are_of_one_width() -> None:
    """As a document has them."""
    desk = Desk()
    table = {"table_width": 2, "has_column_header": True, "has_row_header": True}
    name = desk.by_hand("table", table)
    row = [{"type": "text", "text": {"content": "a"}, "plain_text": "a"}]
    desk.by_hand("table_row", {"cells": [row, []]}, name)
    desk.by_hand("table_row", {"cells": [row, row]}, name)
    read = read_body(desk.read())
    assert read == Document((
        Block("row", (), 0, "start header", (WORDS, ())), Block("row", (), 0, "", (WORDS, WORDS)),
    ))  # fmt: skip
    assert projected(read, CANVAS) == read


INLINE = {
    "user": ({"user": {"object": "user", "id": "u1", "name": "Ines", "avatar_url": "x"}}, "@Ines",
             {"user": {"id": "u1"}}),
    "page": ({"page": {"id": "p1"}}, "Plan", {"page": {"id": "p1"}}),
    "database": ({"database": {"id": "d1"}}, "Tasks", {"database": {"id": "d1"}}),
    "date": ({"date": {"start": "2026-03-02", "end": None, "time_zone": None}}, "2026-03-02",
             {"date": {"start": "2026-03-02"}}),
    "link_preview": ({"link_preview": {"url": "https://a"}}, "a", {"link_preview": {"url": "https://a"}}),
    "link_mention": ({"link_mention": {"href": "https://a", "title": "A", "icon_url": "y"}}, "A",
                     {"link_mention": {"href": "https://a"}}),
    "template_mention": (
        {"template_mention": {"type": "template_mention_user", "template_mention_user": "me"}},
        "@Me",
        {"template_mention": {"type": "template_mention_user", "template_mention_user": "me"}},
    ),
    "custom_emoji": ({"custom_emoji": {"id": "e1", "name": "x", "url": "signed"}}, ":x:",
                     {"custom_emoji": {"id": "e1"}}),
}  # fmt: skip


@pytest.mark.parametrize("kind", INLINE)
def test_a_mention_is_known_by_whom_it_names(kind: str) -> None:
    """By its account; names and pictures change, and are nobody's edit."""
    target, shown, kept = INLINE[kind]
    run = {"type": "mention", "mention": {"type": kind, **target}, "plain_text": shown}
    read = _read("paragraph", {"rich_text": [run]})
    assert isinstance(read, Document)
    (only,) = read.blocks[0].runs
    assert only.text == shown
    source = source_of({"type": "mention", "mention": {"type": kind, **kept}})
    assert only.native == Native(HOME, source)


@pytest.mark.parametrize(
    ("run", "shown"),
    [
        ({"type": "mention", "mention": {"type": "user", "user": {"id": "u"}}}, "@someone"),
        ({"type": "equation", "equation": {"expression": "a\n+b"}}, "a +b"),
        ({"type": "equation", "equation": {}, "plain_text": ""}, "an equation"),
        ({"type": "sticker", "sticker": {"id": 1}, "plain_text": ""}, "an inline sticker"),
    ],
)
def test_what_is_inline_always_has_words(run: dict[str, Any], shown: str) -> None:
    """A person reads them in every other tool."""
    read = _read("paragraph", {"rich_text": [run]})
    assert isinstance(read, Document)
    assert read.blocks[0].runs[0].text == shown


def test_a_mention_comes_back_to_the_same_person() -> None:
    """In a block that was written beside it."""
    who = mention()
    desk = Desk().filled(Document((Block("paragraph", (Run("Ask "), who)),)))
    wanted = Document((Block("paragraph", (Run("Please ask "), who, Run(" now"))),))
    assert desk.write(wanted) == wanted
    raw = desk.page.children[0].content["rich_text"][1]
    assert raw["mention"]["user"]["id"] == INES.notion_id


def test_a_card_that_nobody_can_create_becomes_its_link_where_its_block_is_edited() -> None:
    """Its words and its address stay; said as it is."""
    preview = {"type": "link_preview", "link_preview": {"url": "https://a/12"}}
    card = {
        "type": "mention", "plain_text": "PR 12", "href": "https://a/12", "mention": preview,
    }  # fmt: skip
    desk = Desk()
    desk.by_hand("paragraph", {"rich_text": [card]})
    read = read_body(desk.read())
    assert isinstance(read, Document)
    wanted = Document((Block("paragraph", (Run("see "), *read.blocks[0].runs)),))
    said = desk.write(wanted)
    assert said == Document((Block("paragraph", (Run("see "), Run("PR 12", link="https://a/12"))),))


def test_a_block_in_another_shape_is_refused_with_its_path() -> None:
    """A sentence, and no traceback."""
    bad = {"object": "block", "id": "b1", "type": "paragraph", "paragraph": {"rich_text": "x"}}
    with pytest.raises(CannotRead, match=r"paragraph\.rich_text: expected a list, got 'x'"):
        read_block(bad, HOME)


def test_a_page_over_the_limit_is_only_read() -> None:
    """Nothing is written that would cut it."""
    (one,) = Desk().filled(lines("x")).read()
    many = [one] * (TOTAL + 1)
    assert read_body(many) == Cannot("the page has 5,001 blocks; Syncline syncs up to 5,000")
