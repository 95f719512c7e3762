"""Every recorded card and action of Trello's is read, or refused with the path inside it."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from connectors.trello.actions import happened
from connectors.trello.board import Board, read_board
from connectors.trello.codec import Codec
from connectors.trello.comments import plain, read_comment
from connectors.trello.failures import meant, words
from connectors.trello.native import read_card
from syncline.domain.errors import CannotRead
from syncline.domain.fields import CORE_FIELDS
from syncline.domain.item import Snapshot
from syncline.ports import FieldMapping, ReplicaSettings

Shared = Callable[[str], Path]
FIELDS = {name: FieldMapping(name, spec.type) for name, spec in CORE_FIELDS.items()}
FOLDERS = ("recorded", "webhooks", "board-exports")


def _bodies(path: Path) -> Iterator[Any]:
    """Yield the JSON of a file: a document, lines of them, or the answers of a cassette."""
    text = path.read_text("utf-8")
    if path.suffix == ".jsonl":
        yield from map(json.loads, filter(None, text.splitlines()))
    elif path.suffix == ".yml":
        for exchange in YAML(typ="safe", pure=True).load(text)["http_interactions"]:
            body = exchange["response"]["body"]["string"]
            if body.startswith(("{", "[")):
                yield json.loads(body)
    else:
        yield json.loads(text)


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    """Yield every object inside of data, however deep."""
    if isinstance(data, dict):
        yield data
    for one in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from _objects(one)


@pytest.fixture(scope="module")
def recorded(shared: Shared) -> list[dict[str, Any]]:
    """Return every recorded object."""
    folder = shared("payloads/trello")
    files = sorted(p for name in FOLDERS for p in (folder / name).rglob("*") if p.is_file())
    return [one for path in files for body in _bodies(path) for one in _objects(body)]


def _snapshot(data: dict[str, Any]) -> Snapshot | str:
    settings = ReplicaSettings("r", "trello", "", {}, {"board": ("b",)}, {"task": "*"}, FIELDS)
    try:
        card = read_card(data)
    except CannotRead as refused:
        return refused.reason
    board = Board(card.board or "", "", closed=False, lists=(), fields=(), members=())
    return Codec(settings).snapshot(card, board)


def test_every_recorded_card_is_read(
    recorded: list[dict[str, Any]], figure: Callable[[str], None]
) -> None:
    """Each gives what it holds of id, title, dates and people, and no other exception."""
    counts: Counter[str] = Counter()
    for data in (one for one in recorded if {"id", "idList", "name"} <= one.keys()):
        counts["cards"] += 1
        snapshot = _snapshot(data)
        if isinstance(snapshot, str):
            counts["refused"] += 1
            assert ": expected " in snapshot
            continue
        counts["read"] += 1
        counts.update(snapshot.fields.keys())
        counts["refused fields"] += len(snapshot.refused)
        assert snapshot.id == data["id"]
        assert snapshot.created or not re.match("[0-9a-f]{8}", data["id"])
        assert ("title" in snapshot.fields) == ("name" in data)
        assert ("target" in snapshot.fields) == ("due" in data)
        if data.get("due"):
            assert str(snapshot.fields["target"]) == data["due"][:10]
        if data.get("idMembers"):
            assert "name the account" in snapshot.refused["owner"]
        if data.get("labels"):
            names = {" ".join(label["name"].split()) for label in data["labels"]} - {""}
            assert snapshot.fields["labels"] == names
    figure(f"Trello recordings: {dict(counts)}")
    assert counts["read"] > 30
    assert counts["refused"] == 0


def test_every_recorded_action_names_its_card_or_the_board(
    recorded: list[dict[str, Any]], figure: Callable[[str], None]
) -> None:
    """An edit of a card names its author and its time."""
    actions = [one for one in recorded if {"type", "data", "date", "idMemberCreator"} <= one.keys()]
    counts: Counter[str] = Counter()
    for action in actions:
        seen = happened([action])
        card = action["data"].get("card")
        assert seen.cards == ({card["id"]} if card else set())
        touches = [touch for natives in seen.touches.values() for touch in natives.values()]
        assert all(by == action["idMemberCreator"] and at for by, at in touches)
        counts["of a card" if card else "of the board"] += 1
        counts["edits of a field"] += len(touches)
    figure(f"Trello actions recorded: {len(actions)} {dict(counts)}")
    assert counts["of a card"] > 50


def test_every_recorded_list_custom_field_and_member_is_read(
    recorded: list[dict[str, Any]], figure: Callable[[str], None]
) -> None:
    """With id and name; the options of a list too."""
    lists = [one for one in recorded if {"id", "name", "closed", "idBoard"} == one.keys() - _EXTRA]
    customs = [one for one in recorded if {"id", "idModel", "fieldGroup", "type"} <= one.keys()]
    members = [one for one in recorded if {"id", "username"} <= one.keys()]
    data = {"id": "b", "lists": lists, "customFields": customs, "members": members}
    board = read_board(data)
    counts = {
        "lists": len(board.lists),
        "custom fields": len(board.fields),
        "options": sum(len(field.options) for field in board.fields),
        "members": len(board.members),
    }
    figure(f"Trello boards recorded: {counts}")
    assert min(counts.values()) > 2
    assert all(one.id and one.name for one in (*board.lists, *board.fields))
    assert all(field.type for field in board.fields)


_EXTRA = {"pos", "subscribed", "softLimit", "status", "color", "type", "datasource", "limits",
          "creationMethod", "nodeId", "idOrganization"}  # fmt: skip


def test_the_words_of_a_documented_error_are_found(shared: Shared) -> None:
    """So that a person reads the tool's own message, whether it is text or an object."""
    errors = json.loads(shared("payloads/trello/errors.json").read_text())["errors"]
    assert errors
    for error in errors:
        body = error["body"]
        text = body if isinstance(body, str) else json.dumps(body)
        said = body if isinstance(body, str) else f"{body['error']}: {body['message']}"
        assert words(text) == said
        permission = error["status"] == 401 and "permission" in text
        assert meant(error["status"], text) == (403 if permission else error["status"])


def test_every_recorded_comment_is_read(
    recorded: list[dict[str, Any]], figure: Callable[[str], None]
) -> None:
    """Its words as plain text, its author and its time."""
    counts: Counter[str] = Counter()
    for action in (one for one in recorded if one.get("type") == "commentCard"):
        found = read_comment(action, "")
        counts["read"] += 1
        assert found.at
        assert plain(found.markdown).strip() or not found.markdown.strip()
    figure(f"Trello comments recorded: {dict(counts)}")
    assert counts["read"] > 0
