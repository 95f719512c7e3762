"""The Notion emulator: bodies."""

from typing import Any

import pytest

from sandbox.notion.records import Page


def paragraph(text: str) -> dict[str, Any]:
    """Return a paragraph block as a client sends it."""
    return {"paragraph": {"rich_text": [{"text": {"content": text}}]}}


def text(content: str) -> dict[str, Any]:
    """Return a rich text property as a client sends it."""
    return {"rich_text": [{"text": {"content": content}}]}


class TestBlocks:
    """The body of a page."""

    def texts(self, notion: Any, identifier: str) -> list[str]:
        """Return the texts of the blocks under a page or a block."""
        blocks = notion.blocks.children.list(identifier)["results"]
        return [one[one["type"]]["rich_text"][0]["plain_text"] for one in blocks]

    def test_blocks_are_appended_at_the_end_or_after_another(self, page: Page, notion: Any) -> None:
        """The answer is what was appended."""
        first = page.children[0].id
        made = notion.blocks.children.append(page.id, children=[paragraph("x")], after=first)
        assert len(made["results"]) == 1
        notion.blocks.children.append(page.id, children=[paragraph("end")])
        assert self.texts(notion, page.id) == ["one", "x", "two", "end"]

    def test_a_deleted_block_is_gone_from_the_list(self, page: Page, notion: Any) -> None:
        """It is in the trash."""
        assert notion.blocks.delete(page.children[0].id)["in_trash"] is True
        assert self.texts(notion, page.id) == ["two"]

    def test_children_hang_under_a_block(self, page: Page, notion: Any) -> None:
        """Two levels below in one call; has_children says so."""
        item = {"rich_text": [{"text": {"content": "a"}}], "children": [paragraph("b")]}
        notion.blocks.children.append(page.id, children=[{"bulleted_list_item": item}])
        listed = notion.blocks.children.list(page.id)["results"][-1]
        assert listed["has_children"] is True
        assert "children" not in listed["bulleted_list_item"]
        assert self.texts(notion, listed["id"]) == ["b"]

    def test_long_lists_are_paged(self, page: Page, notion: Any) -> None:
        """A hundred at a time."""
        for _ in range(2):
            notion.blocks.children.append(page.id, children=[paragraph("x")] * 60)
        first = notion.blocks.children.list(page.id)
        rest = notion.blocks.children.list(page.id, start_cursor=first["next_cursor"])
        assert (len(first["results"]), len(rest["results"]), rest["has_more"]) == (100, 22, False)

    @pytest.mark.parametrize(
        ("children", "words"),
        [
            ([paragraph("x")] * 101, "≤ `100`"),
            ([paragraph("x" * 2001)], "≤ `2000`"),
            ([{"banner": {}}], "known type"),
            ([{"divider": {"children": [paragraph("x")]}}], "does not support children"),
            ([{"paragraph": {}}], "paragraph.rich_text should be defined"),
            ([{"table": {"table_width": 1, "children": [paragraph("x")]}}], "table rows"),
        ],
    )
    def test_what_notion_would_not_take_is_refused_whole(
        self, page: Page, notion: Any, children: list[Any], words: str, refusal: Any
    ) -> None:
        """Nothing of the call is appended."""
        many = [paragraph("good"), *children][:101]
        status, _, message = refusal(notion.blocks.children.append, page.id, children=many)
        assert (status, words in message) == (400, True), message
        assert self.texts(notion, page.id) == ["one", "two"]

    def test_a_block_keeps_its_type(self, page: Page, notion: Any, refusal: Any) -> None:
        """Another type's content is refused."""
        block = page.children[0].id
        assert refusal(notion.blocks.update, block, to_do={"rich_text": []})[0] == 400
        done = notion.blocks.update(block, **paragraph("new"))
        assert done["paragraph"]["rich_text"][0]["plain_text"] == "new"
