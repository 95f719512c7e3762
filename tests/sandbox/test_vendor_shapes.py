"""What Asana's and Notion's emulators answer, against the vendors' specifications and any body."""

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from sandbox import Sandbox
from sandbox.asana.tool import TOOL as ASANA
from sandbox.http import Call, Endpoint, Refusal, Reply
from sandbox.notion.tool import TOOL as NOTION
from sandbox.scenarios.containers import found
from sandbox.world import World

Shared = Callable[[str], Path]


@pytest.fixture
def notion(sandbox: Sandbox) -> Iterator[httpx.Client]:
    """Return an HTTP client of the integration."""
    headers = {"Authorization": "Bearer notion-sandbox-token", "Notion-Version": "2025-09-03"}
    with httpx.Client(base_url=f"{sandbox.url}/notion/v1/", headers=headers) as client:
        yield client


@pytest.mark.parametrize(
    ("file", "definition", "path"),
    [
        ("users", "ListUsersResponse", "users"),
        ("users", "GetSelfResponse", "users/me"),
        ("databases", "GetDatabaseResponse", "databases/{database}"),
        ("data-sources", "GetDataSourceResponse", "data_sources/{source}"),
        ("data-sources", "QueryDataSourceResponse", "data_sources/{source}/query"),
        ("search", "SearchResponse", "search"),
        ("pages", "GetPageResponse", "pages/{page}"),
        ("pages", "GetPagePropertyResponse", "pages/{page}/properties/title"),
        ("blocks", "ListBlockChildrenResponse", "blocks/{page}/children"),
        ("blocks", "GetBlockResponse", "blocks/{block}"),
    ],
)
def test_a_notion_answer_has_the_published_shape(
    sandbox: Sandbox, notion: httpx.Client, shared: Shared, file: str, definition: str, path: str
) -> None:
    """No unknown key, no wrong type; request_id is in every real answer and in no schema."""
    with gzip.open(shared(f"specs/notion-types-5.26.0/{file}.schema.json.gz")) as packed:
        definitions = json.load(packed)["definitions"]
    source = found(sandbox.world).epics
    page = source.pages[1]
    ids = {"source": source.id, "database": source.database_id, "page": page.id}
    path = path.format(**ids, block=page.children[0].id)
    method = "POST" if path.endswith(("query", "search")) else "GET"
    answer = notion.request(method, path).json()
    assert answer.pop("request_id")
    schema = {"$ref": f"#/definitions/{definition}", "definitions": definitions}
    problems = [
        error.message[:300] for error in jsonschema.Draft7Validator(schema).iter_errors(answer)
    ]
    assert problems == []


@pytest.fixture(scope="session")
def asana_schemas(shared: Shared) -> Any:
    """Return the schemas of Asana's OpenAPI document."""
    with gzip.open(shared("specs/asana_oas.yaml.gz"), "rt", encoding="utf-8") as file:
        return YAML(typ="safe").load(file)["components"]["schemas"]


def keys(schemas: Any, schema: Any) -> set[str]:
    """Return every property that a schema knows, through its references."""
    if "$ref" in schema:
        return keys(schemas, schemas[schema["$ref"].rpartition("/")[2]])
    parts = (keys(schemas, part) for part in schema.get("allOf", ()))
    return set(schema.get("properties", ())).union(*parts)


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("TaskResponse", "tasks/{task}"),
        ("TaskCompact", "tasks?project={project}"),
        ("ProjectResponse", "projects/{project}"),
        ("SectionResponse", "sections/{section}"),
        ("TagResponse", "tags/{tag}"),
        ("UserResponse", "users/me"),
        ("WorkspaceResponse", "workspaces/{workspace}"),
        ("CustomFieldResponse", "custom_fields/{field}"),
        ("CustomFieldSettingResponse", "projects/{project}/custom_field_settings"),
        ("StoryResponse", "tasks/{task}/stories"),  # recorded compact stories have a `type`
        ("StoryResponse", "stories/{story}"),
    ],
)
def test_an_asana_answer_has_no_unknown_field(
    sandbox: Sandbox, asana_schemas: Any, schema: str, path: str
) -> None:
    """Every key is in the vendor's document."""
    state, project = sandbox.world.asana, found(sandbox.world).launches
    task = project.tasks[0]
    ids = {"task": task.gid, "project": project.gid, "section": project.sections[0].gid}
    ids |= {"tag": next(iter(state.tags)), "field": next(iter(state.fields))}
    ids |= {"workspace": state.workspace.gid, "story": task.stories[0].gid}
    headers = {"Authorization": "Bearer asana-sandbox-token"}
    url = f"{sandbox.url}/asana/api/1.0/{path.format(**ids)}"
    data = httpx.get(url, headers=headers).json()["data"]
    shown = data[0] if isinstance(data, list) else data
    assert shown.keys() - keys(asana_schemas, asana_schemas[schema]) == set()


VOCABULARY = """
    data name notes html_notes assignee completed due_on due_at start_on custom_fields
    projects memberships section project task parent tags followers workspace text
    resource_subtype actions relative_path method options properties children filter sorts and
    or property Status Name title rich_text status select date people start end id content
    link annotations color paragraph table type timestamp last_edited_time equals after
    page_size start_cursor query in_trash position data_source_id page_id
"""
WORDS = st.sampled_from(VOCABULARY.split())
LEAVES = st.none() | st.booleans() | st.integers(-1, 101) | st.floats() | st.text(max_size=5)
JSON = st.recursive(
    LEAVES | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)
WORLD = World(7, "uniform", 2)


def _params(endpoint: Endpoint) -> dict[str, str]:
    """Return ids of things that exist for every part of a template."""
    launches, epics = found(WORLD).launches, found(WORLD).epics
    task, page = launches.tasks[0], epics.pages[0]
    return {
        "task_gid": task.gid,
        "project_gid": launches.gid,
        "section_gid": launches.sections[0].gid,
        "workspace_gid": WORLD.asana.workspace.gid,
        "custom_field_gid": launches.settings[0].field.gid,
        "enum_option_gid": launches.settings[0].field.options[0].gid,
        "tag_gid": task.tags[0].gid,
        "story_gid": task.stories[0].gid,
        "user_gid": "me",
        "data_source_id": epics.id,
        "database_id": epics.database_id,
        "page_id": page.id,
        "block_id": page.children[0].id,
        "property_id": "title",
        "webhook_gid": "404",
        "attachment_gid": "404",
        "file_upload_id": "404",
        "user_id": WORLD.people["ines"].notion_id,
        "comment_id": WORLD.notion.add_comment(page, "Hello", by="sync").id,
    }


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=JSON, wrapped=st.booleans(), number=st.integers(0, 1_000))
def test_any_body_is_answered_in_the_vendors_words(
    body: Any, number: int, *, wrapped: bool
) -> None:
    """A reply or a refusal, never another exception; what is sent can be written as JSON."""
    endpoints = (*ASANA.routes, *NOTION.routes)
    before = WORLD.snapshot()
    for endpoint in endpoints[number % 7 :: 7]:
        call = Call(
            method=endpoint.method,
            path=endpoint.template,
            base="http://127.0.0.1",
            path_params=_params(endpoint),
            query=[],
            json={"data": body} if wrapped else body,
            raw=b"{}",
            headers={"notion-version": "2025-09-03"},
            user=WORLD.people.sync,
        )
        try:
            reply: Reply = endpoint.handler(WORLD, call)
        except Refusal as refused:
            reply = refused.reply
        assert json.dumps(reply.body)
        WORLD.restore(before)
