"""Every recorded Notion object is read, or refused with the path of what is odd in it."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from connectors.notion.bindings import READABLE, Bindings
from connectors.notion.body import read_block
from connectors.notion.codec import Codec
from connectors.notion.native import NativePage, User, read_page, read_user
from connectors.notion.schema import Schema, read_schema
from syncline.domain.errors import CannotRead, Unreadable
from syncline.domain.fields import FieldType
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
        kinds = [kind for kind in FieldType if prop.type in READABLE[kind]]
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
        assert snapshot.fields.keys() | snapshot.refused.keys() == set(names)
        assert page.id.replace("-", "") == data["id"].replace("-", "")
        assert page.created
        assert page.edited
        assert page.url
        assert page.title == "".join(str(p.value) for p in page.properties if p.type == "title")
        counts["titled"] += bool(page.title)
    figure(f"Notion pages recorded: {len(pages)} {dict(counts)}")
    assert counts["read"] >= 0.95 * len(pages) > 30


def test_every_recorded_block_is_read(
    recorded: list[dict[str, Any]], figure: Callable[[str], None]
) -> None:
    """A paragraph or a list item has its runs, any other says what it is."""
    blocks = [one for one in _of(recorded, "block") if "type" in one]
    counts = Counter(type(read_block(one).runs).__name__ for one in blocks)
    figure(f"Notion blocks recorded: {len(blocks)} {dict(counts)}")
    assert counts["tuple"] > 20


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
