"""The Notion emulator: discussions, who may change them, and what a list leaves out."""

from typing import Any

import pytest

from sandbox import Sandbox
from sandbox.notion.records import Page

WORDS = [{"text": {"content": "Hello"}}]


@pytest.fixture
def first(page: Page, notion: Any) -> Any:
    """Return the integration's comment on the page."""
    return notion.comments.create(parent={"page_id": page.id}, rich_text=WORDS)


def listed(notion: Any, page: Page) -> list[str]:
    """Return the ids of the comments that the page shows."""
    return [str(one["id"]) for one in notion.comments.list(block_id=page.id)["results"]]


def test_comments_are_listed_by_page_and_answered(page: Page, notion: Any, first: Any) -> None:
    """A second one in the same discussion."""
    notion.comments.create(discussion_id=first["discussion_id"], rich_text=WORDS)
    results = notion.comments.list(block_id=page.id)["results"]
    assert [one["discussion_id"] for one in results] == [first["discussion_id"]] * 2


def test_a_comment_is_changed_and_deleted(page: Page, notion: Any, first: Any) -> None:
    """It keeps its id; the page keeps its stamp."""
    before = notion.pages.retrieve(page.id)["last_edited_time"]
    changed = notion.comments.update(first["id"], rich_text=[{"text": {"content": "Bye"}}])
    assert changed["rich_text"][0]["plain_text"] == "Bye"
    assert notion.comments.retrieve(first["id"])["rich_text"] == changed["rich_text"]
    assert notion.comments.delete(first["id"])["id"] == first["id"]
    assert listed(notion, page) == []
    assert notion.pages.retrieve(page.id)["last_edited_time"] == before


def test_only_its_author_changes_a_comment(connect: Any, first: Any, refusal: Any) -> None:
    """Anybody may read it."""
    ines = connect("notion-ines")
    assert refusal(ines.comments.update, first["id"], rich_text=WORDS)[0] == 403
    assert refusal(ines.comments.delete, first["id"])[:2] == (403, "restricted_resource")
    assert ines.comments.retrieve(first["id"])["id"] == first["id"]


def test_the_first_comment_takes_its_discussion_along(
    page: Page, notion: Any, connect: Any, first: Any, refusal: Any
) -> None:
    """An answer goes alone."""
    ines, where = connect("notion-ines"), {"discussion_id": first["discussion_id"]}
    one, two = (ines.comments.create(**where, rich_text=WORDS)["id"] for _ in range(2))
    ines.comments.delete(two)
    assert listed(notion, page) == [first["id"], one]
    notion.comments.delete(first["id"])
    assert listed(notion, page) == []
    assert refusal(notion.comments.retrieve, one)[:2] == (404, "object_not_found")


def test_a_resolved_discussion_is_not_listed(
    sandbox: Sandbox, page: Page, notion: Any, first: Any
) -> None:
    """It is there for who knows its id."""
    sandbox.world.notion.resolve(first["discussion_id"])
    assert listed(notion, page) == []
    assert notion.comments.retrieve(first["id"])["id"] == first["id"]
