"""The shape of one replica, and what each tool asks for and calls its own fields."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StrictBool, StrictStr

from syncline.config.forms import (
    Identifier,
    OneOrMore,
    Query,
    Reference,
    Share,
    Text,
    Texts,
    Url,
    several,
)
from syncline.config.strict import Strict
from syncline.domain.item import FieldName, Kind

Tool = Literal["jira", "asana", "notion", "trello", "memory"]
IN_THIS_VERSION = frozenset({"jira", "asana", "notion", "trello", "memory"})

CONTAINERS: Mapping[str, str] = {
    "jira": "projects", "asana": "project", "notion": "data_source", "trello": "board",
}  # fmt: skip
"""The key that says where a tool's records are; the tool in memory is found by its URL."""

ADDRESSES: Mapping[str, str] = {
    "asana": "https://app.asana.com/api/1.0",
    "notion": "https://api.notion.com",
    "trello": "https://api.trello.com",
}

SECRETS: Mapping[str, tuple[str, ...]] = {
    "jira": ("email", "token"), "asana": ("token",), "notion": ("token",),
    "trello": ("key", "token"), "memory": (),
}  # fmt: skip

OWN_FIELDS: Mapping[str, Mapping[str, FieldName]] = {
    "jira": {
        "summary": "title", "description": "description", "status": "status",
        "assignee": "owner", "priority": "priority", "Start date": "start", "duedate": "target",
        "labels": "labels", "parent": "parent", "Blocks": "blocks", "issuelinks": "blocks",
    },
    "asana": {
        "name": "title", "notes": "description", "html_notes": "description", "assignee": "owner",
        "due_on": "target", "due_at": "target", "start_on": "start", "start_at": "start",
        "tags": "labels", "parent": "parent", "section": "status", "Priority": "priority",
        "dependents": "blocks",
    },
    "trello": {
        "name": "title", "desc": "description", "list": "status", "idList": "status",
        "members": "owner", "idMembers": "owner", "due": "target", "start": "start",
        "labels": "labels", "idLabels": "labels", "Priority": "priority",
        "checklist": "subtasks",
    },
    "notion": {
        "Status": "status", "Owner": "owner", "Priority": "priority", "Start": "start",
        "Target": "target", "Labels": "labels", "Parent": "parent", "Blocking": "blocks",
    },
    "memory": {},
}  # fmt: skip
"""Native fields that a connector uses without being told, and the core field they hold."""

FILLED_IN: Mapping[str, frozenset[str]] = {
    "jira": frozenset({"created", "updated", "creator", "project", "issuetype", "resolution"}),
}
"""Native fields that a tool fills in, by names that every site has: nobody else can write them."""


Native = StrictStr | StrictBool | int | float | None
Values = Annotated[
    tuple[Native, ...],
    Field(min_length=1),
    BeforeValidator(several, json_schema_input_type=Native | list[Native]),
]


class Projects(Strict):
    """Jira projects by name, or all of a category."""

    names: Texts = ()
    category: Annotated[str, Field(pattern=r"^[\w .&/-]{1,80}$")] | None = None
    new: Literal["off", "shadow", "pilot", "on"] | None = None


class Condition(Strict):
    """Which values of a native field are in scope: one of these, or none of them."""

    among: Values | None = Field(None, alias="in")
    without: Values | None = Field(None, alias="not")


def _projects(value: Any) -> Any:
    return value if isinstance(value, dict | Projects) else {"names": several(value)}


def _condition(value: Any) -> Any:
    return value if isinstance(value, dict | Condition) else {"in": several(value)}


ConditionForm = Annotated[
    Condition, BeforeValidator(_condition, json_schema_input_type=Native | list[Native] | Condition)
]


def _screen(value: Any) -> Any:
    return value if isinstance(value, dict) else {"": value}


Screen = Annotated[
    dict[str, Text], BeforeValidator(_screen, json_schema_input_type=Text | dict[str, Text])
]
"""A status word, or "" for every other one, and the value of the field."""


class ReplicaSheet(Strict):
    """One listing in one tool."""

    tool: Tool = Field(examples=["jira"])
    site: Url | None = Field(None, description="Jira site", examples=["https://acme.atlassian.net"])
    url: Url | None = Field(None, description="base URL of the API, where it is not the tool's own")
    credentials: Reference | None = Field(
        None, description="env:NAME or block:NAME", examples=["env:JIRA"]
    )
    projects: Annotated[
        Projects, BeforeValidator(_projects, json_schema_input_type=OneOrMore | Projects)
    ] = Field(Projects(), description="Jira: project keys, or {category: NAME}")
    project: Identifier | None = Field(None, description="Asana: project id")
    data_source: Identifier | None = Field(None, description="Notion: data source id")
    board: Identifier | None = Field(None, description="Trello: board id")
    kinds: dict[Kind, Text] = Field(
        min_length=1, description='kind -> native type; "*" takes all', examples=['{task: "*"}']
    )
    where: Query | dict[str, ConditionForm] | None = Field(
        None, description="Jira: JQL; Notion, Asana: {property or field: {not: [...]}}"
    )
    screens: dict[Text, Screen] = Field(
        default_factory=dict,
        description="Jira: what is filled in where a transition's screen requires it",
        examples=['{Resolution: {done: Done, dropped: "Won\'t Do"}}'],
    )
    access: Literal["read", "write"] = "write"
    only: Texts | None = Field(None, description="the fields that are synced here, if not all")
    budget: Share | None = Field(None, description="share of the tool's rate limit, like 60%")
    marker: Text | None = Field(None, description="native field of the marker, or none")
