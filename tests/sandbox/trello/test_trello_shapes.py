"""What the Trello emulator answers: against the published document, recordings and any body."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest

from sandbox import Sandbox
from sandbox.trello import errors
from sandbox.trello.records import Board, Card
from sandbox.trello.state import TrelloState
from sandbox.trello.tool import TOOL
from tests.sandbox.trello.full import filled, ids

Ask = Callable[..., httpx.Response]
Shared = Callable[[str], Path]
# In recorded answers, and not in the document of 2026-01.
UNPUBLISHED = {
    "Card": {"isTemplate", "dueComplete", "start"},
    "Board": set[str](),
    "TrelloList": set[str](),
    "Label": {"uses"},
    "Checklist": {"name", "idBoard", "idCard", "pos", "checkItems"},
    "CheckItem": {"due", "dueReminder", "idMember"},
    "CustomField": {"name", "pos", "options", "isSuggestedField"},
    "CustomFieldItems": {"idValue"},
    "Attachment": set[str](),
    "Action": {"appCreator"},
    "Member": {"initials"},
    "Webhook": set[str](),
    "Memberships": {"idMember", "memberType", "unconfirmed", "deactivated"},
    "Token": set[str](),
}
READS = [
    ("Card", "cards/{card}"),
    ("Card", "boards/{board}/cards"),
    ("Board", "boards/{board}"),
    ("Board", "members/me/boards"),
    ("TrelloList", "boards/{board}/lists"),
    ("TrelloList", "lists/{list}"),
    ("Label", "boards/{board}/labels"),
    ("Label", "labels/{label}"),
    ("Checklist", "cards/{card}/checklists"),
    ("CheckItem", "checklists/{checklist}/checkItems"),
    ("CustomField", "boards/{board}/customFields"),
    ("CustomField", "customFields/{field}"),
    ("CustomFieldItems", "cards/{card}/customFieldItems"),
    ("Attachment", "cards/{card}/attachments"),
    ("Action", "boards/{board}/actions"),
    ("Action", "cards/{card}/actions"),
    ("Member", "members/{member}"),
    ("Member", "boards/{board}/members"),
    ("Memberships", "boards/{board}/memberships"),
    ("Token", "tokens/trello-sandbox-token"),
]


@pytest.fixture(scope="session")
def document(shared: Shared) -> Any:
    """Return Trello's OpenAPI document."""
    return json.loads(shared("specs/trello.openapi.json").read_text(encoding="utf-8"))


@pytest.fixture
def full(trello: TrelloState, board: Board) -> Card:
    """Return that card on the board of the test."""
    return filled(trello, board)


def closed(schema: Any) -> Any:
    """Return an OpenAPI schema as JSON schema; its nullables are those that it says, and no more.

    Beside a reference the document has other words, which a reference makes void.
    """
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(schema.get("$ref"), str):
        reference = {"$ref": schema["$ref"]}
        return {"anyOf": [reference, {"type": "null"}]} if schema.get("nullable") else reference
    converted = {key: closed(value) for key, value in schema.items()}
    if isinstance(converted.get("type"), str) and schema.get("nullable"):
        converted["type"] = [converted["type"], "null"]
        if "enum" in converted:
            converted["enum"] = [*converted["enum"], None]
    return converted


# Where every recorded answer has another type than the document says.
MISTAKEN = {
    "avatarHash", "avatarUrl", "descData", "labels", "limits", "memberships", "modelType",
    "nameData", "pos", "softLimit", "value",
}  # fmt: skip


@pytest.mark.parametrize(("schema", "path"), READS, ids=[f"{s} {p}" for s, p in READS])
def test_an_answer_has_the_published_shape(
    ask: Ask, full: Card, document: Any, schema: str, path: str
) -> None:
    """No unknown key, apart from those that recordings have; no wrong type."""
    schemas = document["components"]["schemas"]
    answer = ask("GET", "/" + path.format(**ids(full)))
    assert answer.status_code == 200
    body = answer.json()
    assert body
    for shown in body if isinstance(body, list) else [body]:
        unknown = shown.keys() - schemas[schema]["properties"].keys()
        assert unknown - UNPUBLISHED[schema] == set()
        checked = closed(schemas[schema]) | {"components": {"schemas": closed(schemas)}}
        problems = jsonschema.Draft7Validator(checked).iter_errors(shown)
        wrong = [[part for part in one.absolute_path if isinstance(part, str)] for one in problems]
        assert [path for path in wrong if path[-1] not in MISTAKEN] == []


def recorded(shared: Shared) -> Iterator[tuple[str, str, Any]]:
    """Yield method, path and body of every recorded answer of 2026."""
    for file in sorted(shared("payloads/trello/recorded/nango-trello").glob("*.json")):
        for method, paths in json.loads(file.read_text(encoding="utf-8")).items():
            for path, answers in paths.items():
                for one in answers if isinstance(answers, list) else [answers]:
                    yield method.upper(), path, one["response"]


def like(pattern: str, method: str, shared: Shared) -> list[Any]:
    """Return the recorded records of a route."""
    found: list[Any] = []
    for verb, path, body in recorded(shared):
        if verb == method and re.fullmatch(pattern, path):
            found += body if isinstance(body, list) else [body]
    assert found, f"no recording of {method} {pattern}"
    return found


LONG = "[0-9a-f]{24}"
RECORDED = [
    ("cards/{card}", f"/1/cards/{LONG}", "GET"),
    ("boards/{board}/cards", f"/1/boards/{LONG}/cards", "GET"),
    ("boards/{board}", f"/1/boards/{LONG}", "GET"),
    ("boards/{board}/labels", f"/1/boards/{LONG}/labels", "GET"),
    ("labels/{label}", f"/1/labels/{LONG}", "GET"),
    ("boards/{board}/actions", f"/1/boards/{LONG}/actions", "GET"),
    ("checklists/{checklist}/checkItems", f"/1/checklists/{LONG}/checkItems/{LONG}", "GET"),
]
# Listed with a board by itself nowhere, and with the boards of a member everywhere.
OF_LISTED_BOARDS = {
    "dateLastActivity", "idMemberCreator", "memberships", "shortLink", "starred", "subscribed",
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "pattern", "method"), RECORDED, ids=[path for path, _, _ in RECORDED]
)
def test_an_answer_is_like_the_recorded_ones(
    ask: Ask, full: Card, shared: Shared, path: str, pattern: str, method: str
) -> None:
    """Every key of ours is in a recorded answer, with a type that was seen there."""
    held = like(pattern, method, shared)
    seen: dict[str, set[str]] = {}
    for record in held:
        for name, value in record.items():
            seen.setdefault(name, set()).add(_kind(value))
    body = ask("GET", "/" + path.format(**ids(full))).json()
    for shown in body if isinstance(body, list) else [body]:
        assert shown.keys() - seen.keys() - OF_LISTED_BOARDS - {"member"} == set()
        for name in shown.keys() & seen.keys():
            kind = _kind(shown[name])
            assert kind in seen[name] or seen[name] == {"null"} or kind == "null", name


def _kind(value: Any) -> str:
    kinds = {bool: "flag", int: "number", float: "number", type(None): "null"}
    return kinds.get(type(value), type(value).__name__)


def test_a_recorded_action_names_what_ours_names(ask: Ask, full: Card, shared: Shared) -> None:
    """createCard, updateCard and the others: the same keys inside `data`."""
    ask("PUT", f"/cards/{full.id}", json={"name": "Renamed"})
    ask("DELETE", f"/cards/{full.id}/attachments/{full.attachments[0].id}")
    shown = ask("GET", f"/boards/{full.board.id}/actions").json()
    ours = {one["type"]: one["data"].keys() for one in shown}
    held = like(f"/1/boards/{LONG}/actions", "GET", shared)
    theirs = {one["type"]: one["data"].keys() for one in held}
    common = ours.keys() & theirs.keys()
    assert common >= {"createCard", "updateCard", "deleteAttachmentFromCard"}
    assert {kind: ours[kind] ^ theirs[kind] for kind in common} == {kind: set() for kind in common}


def test_the_refusals_are_the_recorded_ones(shared: Shared) -> None:
    """Every text and every code of ours that somebody has seen."""
    known = json.loads(shared("payloads/trello/errors.json").read_text(encoding="utf-8"))
    bodies = [one["body"] for one in known["errors"]]
    assert errors.invalid_id().reply.body in bodies
    assert errors.invalid("idList").reply.body in bodies
    assert TOOL.failure(404).body in bodies
    assert TOOL.unauthorized().body in bodies
    assert TOOL.failure(403).body in bodies
    assert TOOL.rate_limited(9).body in bodies


def test_a_served_answer_says_what_it_is(sandbox: Sandbox, full: Card, ask: Ask) -> None:
    """JSON as JSON, in raw UTF-8."""
    ask("PUT", f"/cards/{full.id}", json={"name": "Été"})
    answer = ask("GET", f"/cards/{full.id}")
    assert answer.headers["content-type"].startswith("application/json")
    assert "Été".encode() in answer.content
