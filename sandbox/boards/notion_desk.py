"""Notion's side of the boards: columns by the status property of each data source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sandbox.boards.cards import Board, Card, Desk, Edit
from sandbox.clock import iso
from sandbox.notion import pages, richtext, values
from sandbox.notion.records import DataSource, Page, Property
from sandbox.people import Person

if TYPE_CHECKING:
    from sandbox.world import World


def boards(world: World) -> list[Board]:
    """Return one board per data source."""
    return [
        Board(
            "notion",
            source.name,
            _options(source),
            tuple(_card(page) for page in source.pages if not page.frozen),
        )
        for source in world.notion.data_sources.values()
    ]


def _options(source: DataSource | None) -> tuple[str, ...]:
    prop = _of_type(source, "status")
    return tuple(option.name for option in prop.options) if prop else ()


def _of_type(source: DataSource | None, kind: str, word: str = "") -> Property | None:
    """Return the first property of a type whose name contains a word."""
    properties: Iterator[Property] = iter(source.properties.values() if source else ())
    found = (prop for prop in properties if prop.type == kind and word in prop.name.lower())
    return next(found, None)


def card(world: World, identifier: str) -> Card:
    """Return one page."""
    return _card(world.notion.page(identifier))


def _card(page: Page) -> Card:
    owner = _value(page, "people")
    labels = _value(page, "multi_select") or ()
    return Card(
        tool="notion",
        id=page.id,
        key=page.id.split("-")[0],
        title=page.title,
        status=getattr(_value(page, "status"), "name", ""),
        owner=owner[0] if owner else None,
        start=_day(page, "start"),
        due=_day(page, "target"),
        labels=tuple(option.name for option in labels),
        kind=page.source.name if page.source else "Page",
        changed=iso(page.stamp.edited_at),
        more=(*_others(page), ("Description", _text(page))),
    )


def _value(page: Page, kind: str, word: str = "") -> Any:
    prop = _of_type(page.source, kind, word)
    return values.of(page, prop) if prop else None


def _day(page: Page, word: str) -> str:
    date = _value(page, "date", word)
    return str(date["start"])[:10] if date else ""


def _others(page: Page) -> list[tuple[str, str]]:
    """Return the selects and the plain texts by name."""
    shown: list[tuple[str, str]] = []
    for prop in page.source.properties.values() if page.source else ():
        held = values.of(page, prop)
        if prop.type == "select":
            shown.append((prop.name, held.name if held else ""))
        elif prop.type == "rich_text":
            shown.append((prop.name, richtext.words(held)))
    return shown


def _text(page: Page) -> str:
    lines = (richtext.words(block.content.get("rich_text", [])) or f"[{block.type}]"
             for block in page.children if not block.in_trash)  # fmt: skip
    return "\n".join(lines)


def statuses(world: World, identifier: str) -> tuple[str, ...]:
    """Return the options of the page's status property."""
    return _options(world.notion.page(identifier).source)


def edit(world: World, identifier: str, wanted: Edit, by: Person) -> None:
    """Change the page's properties in one update, as far as they differ."""
    page, now = world.notion.page(identifier), card(world, identifier)
    body: dict[str, Any] = {}
    if wanted.title != now.title:
        body["title"] = {"title": [{"text": {"content": wanted.title}}]}
    if wanted.status != now.status and (prop := _of_type(page.source, "status")):
        body[prop.raw_id] = {"status": {"name": wanted.status}}
    if wanted.owner != (now.owner.key if now.owner else ""):
        people = [{"id": world.people[wanted.owner].notion_id}] if wanted.owner else []
        if prop := _of_type(page.source, "people"):
            body[prop.raw_id] = {"people": people}
    for new, old, word in ((wanted.start, now.start, "start"), (wanted.due, now.due, "target")):
        if new != old and (prop := _of_type(page.source, "date", word)):
            body[prop.raw_id] = {"date": {"start": new} if new else None}
    if body:
        pages.update(world.notion, page, {"properties": body}, by)


DESK = Desk(boards, card, statuses, edit)
