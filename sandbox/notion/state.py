"""The Notion workspace: everything in it by id, and plain methods to fill it."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import Any, TypedDict, Unpack
from uuid import UUID

from sandbox.clock import Clock
from sandbox.notion import blocks, definitions, richtext, values
from sandbox.notion.errors import not_found
from sandbox.notion.pages import register
from sandbox.notion.records import Block, Comment, DataSource, Page, Property, Stamp, Upload
from sandbox.people import People

ODD = string.ascii_letters + "@:;<>=?[]^_`{|}~"


class PageDraft(TypedDict, total=False):
    """Say who made a page and when, and what its body is (blocks as the API takes them)."""

    blocks: list[dict[str, Any]] | None
    by: str
    created: datetime
    updated: datetime
    edited_by: str


class NotionState:
    """Hold the workspace; what is in `unshared` answers 404 as if it did not exist."""

    def __init__(self, clock: Clock, rng: Random, people: People) -> None:
        self.clock, self.people = clock, people
        self.rng = Random(rng.random())  # its own, so that other tools' requests change no id here
        self.data_sources: dict[str, DataSource] = {}
        self.pages: dict[str, Page] = {}
        self.blocks: dict[str, Block] = {}
        self.comments: list[Comment] = []
        self.uploads: dict[str, Upload] = {}
        self.stored: dict[str, bytes] = {}  # id of an upload that was attached -> its file
        self.base = ""  # of the last request: addresses of files begin with its host
        self.unshared: set[str] = set()
        self.requests = 0

    def new_id(self) -> str:
        """Return a new dashed UUID."""
        return str(UUID(int=self.rng.getrandbits(128), version=4))

    def new_raw_id(self) -> str:
        """Return four odd characters, as property ids are."""
        return "".join(self.rng.choice(ODD) for _ in range(4))

    def data_source(self, identifier: str) -> DataSource:
        """Return a data source or refuse with 404."""
        found = self.data_sources.get(identifier)
        if found is None or identifier in self.unshared:
            raise not_found("data_source", identifier)
        return found

    def database(self, identifier: str) -> DataSource:
        """Return the data source of a database or refuse with 404."""
        for source in self.data_sources.values():
            if source.database_id == identifier and source.id not in self.unshared:
                return source
        raise not_found("database", identifier)

    def page(self, identifier: str) -> Page:
        """Return a page, trashed or not, or refuse with 404."""
        found = self.pages.get(identifier)
        if found is None or not self.shares(found):
            raise not_found("page", identifier)
        return found

    def shares(self, page: Page) -> bool:
        """Tell whether the integration may see a page."""
        return page.id not in self.unshared and (
            page.source is None or page.source.id not in self.unshared
        )

    def block(self, identifier: str) -> Page | Block:
        """Return a block, or the page of this id, or refuse with 404."""
        found = self.blocks.get(identifier) or self.pages.get(identifier)
        page = found.page if isinstance(found, Block) else found
        if found is None or page is None or not self.shares(page):
            raise not_found("block", identifier)
        return found

    def add_data_source(
        self, title: str, properties: Mapping[str, Any], *, by: str = "ops"
    ) -> DataSource:
        """Create a database with one data source; see `definitions.made` for the schemas."""
        now, person = self.clock.now, self.people[by]
        stamp = Stamp(now, person, now, person)
        source = DataSource(self.new_id(), self.new_id(), richtext.plain(title), stamp)
        for name, schema in properties.items():
            self.add_property(source, name, schema)
        self.data_sources[source.id] = source
        return source

    def add_property(self, source: DataSource, name: str, schema: Any) -> Property:
        """Add a property to a data source; see `definitions.made` for the schemas."""
        prop = definitions.made(name, self.new_raw_id(), schema, self.new_id)
        if prop.type == "relation" and not prop.config.get("data_source_id"):
            prop.config["data_source_id"] = source.id  # without a target: to its own rows
        source.properties[prop.raw_id] = prop
        return prop

    def add_page(
        self, source: DataSource, simple: Mapping[str, Any], **draft: Unpack[PageDraft]
    ) -> Page:
        """Create a page as a person would have at `created`; last edited at `updated`."""
        created = draft.get("created") or self.clock.tick()
        by = self.people[draft.get("by", "ops")]
        page = Page(self.new_id(), source, Stamp(created, by, created, by))
        register(self, page)
        for name, value in simple.items():
            prop = _named(source, name)
            page.values[prop.raw_id] = values.from_simple(self, prop, value)
        self.add_blocks(page, draft.get("blocks") or (), by=by.key)
        edited_by = self.people[draft.get("edited_by", by.key)]
        page.stamp.touch(draft.get("updated") or created, edited_by)
        for block in page.children:
            block.stamp = replace(page.stamp)
        return page

    def add_comment(self, parent: Page | Block, text: str, *, by: str) -> Comment:
        """Begin a discussion on a page or a block as this person."""
        now, person = self.clock.tick(), self.people[by]
        stamp = Stamp(now, person, now, person)
        made = Comment(self.new_id(), self.new_id(), parent, richtext.plain(text), stamp)
        self.comments.append(made)
        return made

    def resolve(self, discussion: str) -> None:
        """Settle a discussion as people do, which the API cannot."""
        for comment in self.comments:
            comment.resolved |= comment.discussion_id == discussion

    def add_blocks(self, parent: Page | Block, raw: Iterable[dict[str, Any]], *, by: str) -> None:
        """Append blocks, given as the API takes them, without moving the page's edit time."""
        drafts = blocks.checked(self, list(raw), "children")
        blocks.append(self, parent, drafts, self.people[by])


def _named(source: DataSource, name: str) -> Property:
    prop = source.find(name)
    if prop is None:
        raise ValueError(f"Data source {source.name} has no property {name!r}.")
    return prop
