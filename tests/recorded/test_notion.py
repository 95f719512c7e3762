"""Every recorded Notion object is read, or refused with the path of what is odd in it."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from connectors.notion.bindings import READABLE, Bindings
from connectors.notion.blocks import Blocks
from connectors.notion.body import NativeBlock, held, nodes, read_block, read_body
from connectors.notion.codec import Codec
from connectors.notion.comments import read_comment
from connectors.notion.edits import Rewrite, edits
from connectors.notion.native import NativePage, User, read_page, read_user
from connectors.notion.richtext import canvas, projected
from connectors.notion.schema import Schema, read_schema
from syncline.domain.errors import CannotRead, Unreadable
from syncline.domain.fields import FieldType
from syncline.domain.text import Document, Run, words
from syncline.ports import FieldMapping, ReplicaSettings

Shared = Callable[[str], Path]


def _bodies(path: Path) -> Iterator[Any]:
    """Yield the JSON of a file: a document, lines of them, or the answers of a cassette."""
    text = path.read_text("utf-8")
    if path.suffix == ".json":
        yield json.loads(text)
    elif path.suffix == ".jsonl":
        yield from map(json.loads, filter(None, text.splitlines()))
    else:
        for interaction in YAML(typ="safe").load(text)["interactions"]:
            body = interaction["response"]
            body = body.get("content") or (body.get("body") or {}).get("string")
            if isinstance(body, str) and body.startswith(("{", "[")):
                yield json.loads(body)


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    """Yield every API object inside of data, however deep."""
    if isinstance(data, dict):
        if isinstance(data.get("object"), str):
            yield data
        for value in data.values():
            yield from _objects(value)
    elif isinstance(data, list):
        for value in data:
            yield from _objects(value)


@pytest.fixture(scope="module")
def recorded(shared: Shared) -> list[dict[str, Any]]:
    """Return every recorded object."""
    files = sorted(p for p in shared("payloads/notion/recorded").rglob("*") if p.is_file())
    return [one for path in files for body in _bodies(path) for one in _objects(body)]


def _of(recorded: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [one for one in recorded if one["object"] == kind]


def _codec(page: NativePage) -> tuple[Codec, list[str]]:
    """Map every property of a page whose type some field can read."""
    fields: dict[str, FieldMapping] = {}
    for prop in page.properties:
        kinds = [kind for kind in FieldType if prop.type in READABLE.get(kind, ())]
        fields |= {
            f"{prop.id} {kind}": FieldMapping(f"{prop.id} {kind}", kind, prop.id) for kind in kinds
        }
    container = {"data_source": ("x",)}
    settings = ReplicaSettings("r", "notion", "", {}, container, {"task": "*"}, fields)
    return Codec(settings, Bindings(settings)), [*fields]


def _read(data: dict[str, Any]) -> NativePage | CannotRead:
    try:
        return read_page(data)
    except CannotRead as refused:
        return refused


def test_every_recorded_page_is_read_with_its_values(
    recorded: list[dict[str, Any]], figure: Callable[[str], None]
) -> None:
    """Id, title, times and every property come out, or a sentence with the path."""
    pages = _of(recorded, "page")
    counts: Counter[str] = Counter()
    for data in pages:
        page = _read(data)
        if isinstance(page, CannotRead):
            counts["refused"] += 1
            assert ":" in page.reason
            continue
        codec, names = _codec(page)
        snapshot = codec.snapshot(page, "task", None)
        counts["read"] += 1
        counts["values"] += len(snapshot.fields)
        counts["without value"] += len(snapshot.refused)
        assert snapshot.fields.keys() | snapshot.refused.keys() | snapshot.deferred == set(names)
        assert page.id.replace("-", "") == data["id"].replace("-", "")
        assert page.created
        assert page.edited
        assert page.url
        assert page.title == "".join(str(p.value) for p in page.properties if p.type == "title")
        counts["titled"] += bool(page.title)
    figure(f"Notion pages recorded: {len(pages)} {dict(counts)}")
    assert counts["read"] >= 0.95 * len(pages) > 30


CANVAS = canvas("roadmap", "delivery")


def _blocks(recorded: list[dict[str, Any]]) -> list[NativeBlock]:
    """Return every recorded block, each once, read; a few are stubs without content."""
    shown = {one["id"]: one for one in _of(recorded, "block") if one.get("type") in one}
    return [read_block({**one, "has_children": False}, "roadmap") for one in shown.values()]


def test_every_recorded_block_is_read(
    recorded: list[dict[str, Any]], figure: Callable[[str], None]
) -> None:
    """As a block of a document, or as one that only Notion has, with a name."""
    blocks = _blocks(recorded)
    counts: Counter[str] = Counter()
    for native in blocks:
        name = words(native.block.runs).partition(":")[0]
        named = f" ({name})" if native.block.kind == "opaque" else ""
        counts[f"{native.type} -> {native.block.kind}{named}"] += 1
        assert native.block.kind != "opaque" or native.block.runs
    figure(f"Notion blocks recorded: {len(blocks)} of {len({b.type for b in blocks})} types")
    for line, count in sorted(counts.items()):
        figure(f"  {count:3} {line}")
    assert len(blocks) > 40


def test_recorded_blocks_are_read_as_they_are_shown(recorded: list[dict[str, Any]]) -> None:
    """A page of them all is what its projection is, and writing it back writes nothing."""
    blocks = [one for one in _blocks(recorded) if one.type != "table_row"]
    read = read_body(blocks)
    assert isinstance(read, Document)
    assert projected(read, CANVAS) == read
    assert edits("page", held(blocks, "page"), nodes(read)).steps == ()


def test_an_edit_of_one_recorded_block_touches_no_other(recorded: list[dict[str, Any]]) -> None:
    """Whichever it is: one call, about that block."""
    blocks = [one for one in _blocks(recorded) if one.type not in ("table_row", "table")]
    read = read_body(blocks)
    assert isinstance(read, Document)
    typed = [at for at, block in enumerate(read.blocks) if block.runs and block.kind != "opaque"]
    assert len(typed) > 20
    for at in typed:
        edited = replace(read.blocks[at], runs=(Run("typed over"),))
        wanted = Document((*read.blocks[:at], edited, *read.blocks[at + 1 :]))
        (step,) = edits("page", held(blocks, "page"), nodes(wanted)).steps
        assert isinstance(step, Rewrite)
        assert step.block.runs == (Run("typed over"),)


def _schema(data: dict[str, Any]) -> Schema | Unreadable:
    try:
        return read_schema(data)
    except Unreadable as refused:
        return refused


def test_every_recorded_schema_is_read(
    recorded: list[dict[str, Any]], figure: Callable[[str], None]
) -> None:
    """Properties with id, name and type, the title among them; or a sentence with the path."""
    found = [one for one in recorded if one["object"] in ("data_source", "database")]
    read = [_schema(one) for one in found if one.get("properties")]
    schemas = [one for one in read if isinstance(one, Schema)]
    figure(f"Notion schemas recorded: {len(schemas)} of {len(read)} read")
    assert len(schemas) >= 0.95 * len(read) > 10
    assert all(":" in one.seen for one in read if isinstance(one, Unreadable))
    for schema in schemas:
        assert schema.titled
        assert all(p.id and p.name and p.type for p in schema.properties)


def test_every_recorded_user_is_read(
    recorded: list[dict[str, Any]], figure: Callable[[str], None]
) -> None:
    """Who left is but an id; a bot has no address."""
    users = [read_user(one, "user") for one in _of(recorded, "user") if "id" in one]
    assert all(isinstance(user, User) and user.id for user in users)
    figure(f"Notion users recorded: {len(users)}")
    assert [user.email for user in users if user.email]


class Shelf:
    """The recorded blocks as a client would list them, each under the block that it was under."""

    def __init__(self, recorded: list[dict[str, Any]]) -> None:
        self.under: dict[str, dict[str, dict[str, Any]]] = {}
        for one in _of(recorded, "block"):
            above = one.get("parent") or {}
            parent = above.get(str(above.get("type")))
            if isinstance(parent, str) and one.get("type") in one:
                self.under.setdefault(parent, {})[one["id"]] = one

    def children(self, block: str, page: str) -> Iterator[dict[str, Any]]:
        """Yield the blocks right under a page or a block; `page` is where all of them stand."""
        assert page
        yield from self.under.get(block, {}).values()


def test_every_recorded_tree_of_blocks_is_read_and_put_back(
    recorded: list[dict[str, Any]], figure: Callable[[str], None]
) -> None:
    """With what was recorded below each block: its projection is itself, and nothing is written.

    An edit of one outermost block touches no other one.
    """
    shelf = Shelf(recorded)
    pages = [top for top in shelf.under if not any(top in below for below in shelf.under.values())]
    counts: Counter[str] = Counter()
    for page in pages:
        there = Blocks(shelf, "roadmap").read(page)  # type: ignore[arg-type]  # it lists, no more
        read = read_body(there)
        assert read is None or isinstance(read, Document), read
        counts["trees"] += 1
        counts["blocks"] += len(read.blocks) if read else 0
        counts["below others"] += sum(block.level > 0 for block in read.blocks) if read else 0
        if read is None:
            continue
        assert projected(read, CANVAS) == read
        assert edits(page, held(there, page), nodes(read)).steps == ()
        for at, block in enumerate(read.blocks):
            if block.kind == "paragraph" and block.runs and not block.level:
                typed = replace(block, runs=(Run("typed over"),))
                wanted = Document((*read.blocks[:at], typed, *read.blocks[at + 1 :]))
                (step,) = edits(page, held(there, page), nodes(wanted)).steps
                assert isinstance(step, Rewrite)
                counts["edited alone"] += 1
    figure(f"Notion trees recorded: {dict(counts)}")
    assert min(counts[name] for name in ("trees", "below others", "edited alone")) > 5


def test_every_recorded_comment_is_read(
    recorded: list[dict[str, Any]], figure: Callable[[str], None]
) -> None:
    """With its author, its time and its words; one on a block is not of the page."""
    counts: Counter[str] = Counter()
    for data in _of(recorded, "comment"):
        found = read_comment(data, "comment")
        counts["read" if found else "of a block"] += 1
        assert found is None or (found.account and found.at)
    figure(f"Notion comments recorded: {dict(counts)}")
    assert counts["read"] > 10
