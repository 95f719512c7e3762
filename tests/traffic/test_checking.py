"""What is wrong with an exchange is found, on both sides and in every vendor's documents."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.traffic.checking import Specifications
from tests.traffic.exchanges import Exchange
from tests.traffic.schemas import Problem, Schemas, formats

Shared = Callable[[str], Path]
HEX = "5abbe4b7ddc1b351ef961414"
UUID = "0b2f9a2e-5d7c-4a43-9b7d-6f1c2f4f8d11"


@pytest.fixture(scope="session")
def documents(shared: Shared) -> Specifications:
    """Return the vendors' documents, read once."""
    return Specifications(shared("specs"))


def exchange(tool: str, method: str, path: str, sent: Any, status: int, answer: Any) -> Exchange:
    """Return an exchange without a fault."""
    kind = "" if sent is None else "json"
    return Exchange(tool, method, path, path, [], kind, sent, status, False, answer, None)


def paragraph(text: str) -> dict[str, Any]:
    """Return a document of one paragraph, as Jira has it."""
    content = [{"type": "paragraph", "content": [{"type": "text", "text": text}]}]
    return {"type": "doc", "version": 1, "content": content}


SECTION = {"data": {"gid": "1", "resource_type": "section", "name": "Doing"}}
USER = {"object": "user", "id": UUID, "type": "person", "name": "Ines", "avatar_url": None}
RIGHT = {
    "asana": exchange("asana", "PUT", "/sections/1", {"data": {"name": "Doing"}}, 200, SECTION),
    "jira": exchange(
        "jira", "POST", "/rest/api/3/issue/A-1/comment", {"body": paragraph("x")}, 201,
        {"id": "1", "body": paragraph("x"), "created": "2026-03-01T09:00:00.000+0000"},
    ),
    "trello": exchange("trello", "PUT", f"/cards/{HEX}", {"name": "x"}, 200, {}),
    "slack": exchange(
        "slack", "POST", "/auth.test", None, 200,
        {"ok": True, "team": "A", "team_id": "T00000001", "url": "https://a.example/", "user": "a",
         "user_id": "U00000001"},
    ),
    "notion": exchange(
        "notion", "POST", "/v1/pages",
        {"parent": {"data_source_id": UUID}, "properties": {"Name": {"title": []}}},
        200, {"object": "page", "id": UUID},
    ),
}  # fmt: skip


def found(documents: Specifications, given: Exchange) -> list[str]:
    """Return the violations as sentences, without the tool."""
    return [str(one).removeprefix(f"{given.tool} ") for one in documents.violations(given)]


@pytest.mark.parametrize("tool", RIGHT)
def test_an_exchange_by_the_book_is_fine(documents: Specifications, tool: str) -> None:
    """One of each vendor."""
    assert found(documents, RIGHT[tool]) == []


WRONG = [
    ("asana", {"sent": {"data": {"title": "x"}}}, "request: body/data/title: unknown key"),
    ("asana", {"sent": {"data": {"name": 7}}}, "request: body/data/name: number instead of string"),
    ("asana", {"query": [["opt_pretti", "1"]]}, "request: ?opt_pretti: unknown parameter"),
    ("asana", {"status": 418}, "response: (whole): status 418 is not documented"),
    ("asana", {"answer": {"data": {"colour": "red"}}}, "response: data/colour: unknown key"),
    ("asana", {"answer": {"data": {"created_at": "today"}}}, "data/created_at: not a date-time"),
    ("asana", {"answer": "oops", "text": True}, "response: (whole): text instead of JSON"),
    ("asana", {"path": "/chapters/1"}, "request: (whole): the document has no such operation"),
    ("jira", {"sent": {"visibility": "x"}}, "body/visibility: string instead of object"),
    ("jira", {"answer": {"id": 1}}, "response: id: number instead of string"),
    ("jira", {"sent": {"body": paragraph("")}}, "ADF: breaks minLength 1"),
    (
        "jira",
        {"answer": {"body": {**paragraph("x"), "v": 1}}},
        "response: body/v: ADF: unknown key",
    ),
    ("trello", {"sent": {"title": "x"}}, "request: ?title: unknown parameter"),
    ("trello", {"query": [["closed", "maybe"]]}, "?closed: string instead of boolean"),
    ("slack", {"answer": {"ok": True}}, "response: team: missing"),
    ("slack", {"answer": {"ok": False, "error": "x"}}, "response: error: 'x' is not in"),
    ("notion", {"sent": {"parent": {"data_source_id": UUID}, "title": []}}, "title: unknown key"),
    ("notion", {"sent": {"parent": {"page": UUID}}}, "request: parent/page: unknown key"),
    ("notion", {"answer": {"object": "page"}}, "response: id: missing"),
    ("notion", {"status": 402, "answer": {}}, "response: (whole): status 402 is not documented"),
    ("notion", {"status": 404, "answer": {"error": 1}}, "response: error: unknown key"),
]


@pytest.mark.parametrize(("tool", "change", "sentence"), WRONG, ids=[row[2] for row in WRONG])
def test_what_is_wrong_is_found(
    documents: Specifications, tool: str, change: dict[str, Any], sentence: str
) -> None:
    """Unknown, missing, of another type, or not documented at all."""
    told = found(documents, replace(RIGHT[tool], **change))
    assert any(sentence in one for one in told), told


def test_in_a_union_the_branch_that_was_meant_is_held_against_the_value(
    documents: Specifications,
) -> None:
    """A person with one strange key is not told that it is no bot."""
    listed = {"object": "list", "type": "user", "user": {}, "next_cursor": None, "has_more": False}
    given = exchange("notion", "GET", "/v1/users", None, 200, listed | {"results": []})
    person = {**USER, "person": {"email": "ines@acme.example"}, "age": 40}
    assert found(documents, given) == []
    told = found(documents, replace(given, answer=listed | {"results": [person]}))
    assert told == ["GET /v1/users response: results/*/age: unknown key"]


def test_the_type_decides_which_branch_was_meant() -> None:
    """Not the number of errors: a value with many is not taken for something else."""
    numbers = {name: {"type": "number"} for name in "xy"}
    point = {"properties": {"type": {"const": "point"}, **numbers}}
    other = {"properties": {"type": {"const": "other"}}}
    schemas = Schemas({"point": point, "other": other}, formats())
    union = {"anyOf": [{"$ref": "#/definitions/other"}, {"$ref": "#/definitions/point"}]}
    told = schemas.problems(union, {"type": "point", "x": "1", "y": None})
    assert told == [
        Problem("x", "string instead of number"), Problem("y", "null instead of number"),
    ]  # fmt: skip


def test_a_listing_that_was_asked_for_more_fields_shows_whole_records(
    documents: Specifications,
) -> None:
    """Compact without opt_fields; also then nothing that the whole record does not have."""
    given = exchange("asana", "GET", "/tasks", None, 200, {"data": [{"gid": "1", "notes": "x"}]})
    wide = replace(given, query=[["opt_fields", "notes"]])
    assert found(documents, given) == ["GET /tasks response: data/*/notes: unknown key"]
    assert found(documents, wide) == []
    made_up = replace(wide, answer={"data": [{"gid": "1", "note": "x"}]})
    assert found(documents, made_up) == ["GET /tasks response: data/*/note: unknown key"]


def test_what_a_fault_falsified_is_not_held_against_the_tool(documents: Specifications) -> None:
    """Its request is checked all the same."""
    given = replace(RIGHT["asana"], fault="html", status=502, answer="<html>", text=True)
    assert found(documents, given) == []
    wrong = replace(given, sent={"data": {"name": 7}})
    assert len(found(documents, wrong)) == 1


def test_a_request_that_the_tool_refused_is_not_held_against_its_form(
    documents: Specifications,
) -> None:
    """The refusal is checked, with the vendor's schema of errors."""
    wrong = replace(RIGHT["asana"], sent={"data": {"title": "x"}}, status=400)
    assert found(documents, replace(wrong, answer={"errors": [{"message": "no"}]})) == []
    told = found(documents, replace(wrong, answer={"problems": []}))
    assert told == ["PUT /sections/{section_gid} response: problems: unknown key"]
