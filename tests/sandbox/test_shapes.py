"""What the Jira emulator answers, checked against the vendor's published specification."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest

from sandbox import Sandbox
from sandbox.jira.state import JiraState

AUTH = ("sync@acme.example", "jira-sandbox-token")


@pytest.fixture(scope="session")
def specification(shared: Callable[[str], Path]) -> Any:
    """Return Jira's OpenAPI document."""
    with gzip.open(shared("specs/jira-platform-v3.openapi.json.gz")) as file:
        return json.load(file)


def closed(schema: Any) -> Any:
    """Return an OpenAPI schema as JSON schema, with null allowed, which Jira's document omits."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    converted = {key: closed(value) for key, value in schema.items()}
    if isinstance(converted.get("type"), str):
        converted["type"] = [converted["type"], "null"]
        if "enum" in converted:
            converted["enum"] = [*converted["enum"], None]
    return converted


def problems(specification: Any, route: str, method: str, status: str, body: Any) -> list[str]:
    """Return where a body differs from the published schema of its route."""
    answer = specification["paths"][route][method]["responses"][status]
    schema = closed(answer["content"]["application/json"]["schema"])
    schema["components"] = {"schemas": closed(specification["components"]["schemas"])}
    found = jsonschema.Draft7Validator(schema).iter_errors(body)
    return [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:160]}" for e in found]


@pytest.fixture
def full(site: JiraState) -> JiraState:
    """Return a Jira with an epic, a task with everything set and with a history, and a comment."""
    epic = site.add_issue("PAY", "Epic", "Epic")
    task = site.add_issue(
        "PAY", "Task", "Task", parent=epic, assignee="ines", due="2026-04-01",
        start="2026-03-01", labels=["a"], description="Text",
    )  # fmt: skip
    site.edit(task, {"summary": "Changed", "priority": "1"}, "paul")
    site.add_comment(task, "Hello", "nina")
    return site


READS = [
    ("/serverInfo", {}),
    ("/myself", {}),
    ("/field", {}),
    ("/project/PAY", {}),
    ("/project/search", {}),
    ("/issuetype", {}),
    ("/status", {}),
    ("/priority", {}),
    ("/user/search", {"query": "ines"}),
    ("/user/assignable/search", {"project": "PAY"}),
    ("/issue/createmeta/PAY/issuetypes", {}),
    ("/issue/createmeta/PAY/issuetypes/10000", {}),
    ("/issue/PAY-2", {"expand": "changelog,names,transitions"}),
    ("/issue/PAY-2/changelog", {}),
    ("/issue/PAY-2/transitions", {}),
    ("/issue/PAY-2/comment", {}),
    ("/issue/PAY-2/properties", {}),
    ("/search/jql", {"jql": "project = PAY", "fields": "*all"}),
]
TEMPLATES = {
    "/project/PAY": "/project/{projectIdOrKey}",
    "/issue/createmeta/PAY": "/issue/createmeta/{projectIdOrKey}",
    "/issuetypes/10000": "/issuetypes/{issueTypeId}",
    "/issue/PAY-2": "/issue/{issueIdOrKey}",
}


@pytest.mark.parametrize(("path", "query"), READS, ids=[path for path, _ in READS])
def test_an_answer_has_the_published_shape(
    sandbox: Sandbox, full: JiraState, specification: Any, path: str, query: dict[str, str]
) -> None:
    """No unknown property, no wrong type."""
    answer = httpx.get(f"{sandbox.url}/jira/rest/api/3{path}", params=query, auth=AUTH)
    assert answer.status_code == 200
    route = "/rest/api/3" + path
    for part, template in TEMPLATES.items():
        route = route.replace(part, template)
    assert problems(specification, route, "get", "200", answer.json()) == []


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/issue/bulkfetch", {"issueIdsOrKeys": ["PAY-1", "NO-1"]}, "200"),
        ("/search/jql", {"jql": "project = PAY"}, "200"),
        ("/search/approximate-count", {"jql": "project = PAY"}, "200"),
        ("/issue/bulk", {"issueUpdates": [{"fields": {}}]}, "400"),
        ("/issue", {"fields": {"project": {"key": "PAY"}}}, "400"),
    ],
)
def test_a_posted_answer_has_the_published_shape(
    sandbox: Sandbox, full: JiraState, specification: Any, path: str, body: Any, status: str
) -> None:
    """Good answers and refusals alike."""
    answer = httpx.post(f"{sandbox.url}/jira/rest/api/3{path}", json=body, auth=AUTH)
    assert str(answer.status_code) == status
    content = specification["paths"]["/rest/api/3" + path]["post"]["responses"][status]
    if "schema" in content.get("content", {}).get("application/json", {}):
        assert problems(specification, "/rest/api/3" + path, "post", status, answer.json()) == []
