"""A replica of Jira as the tests of this folder configure it, and native issues as it answers."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from connectors.jira.binding import bind
from connectors.jira.codec import Codec
from connectors.jira.native import read_issue
from connectors.jira.projection import Projection
from connectors.jira.words import Words
from syncline.domain.fields import CORE_FIELDS, Cannot, Value
from syncline.domain.item import Snapshot
from syncline.domain.people import People, Person
from syncline.ports import FieldMapping, NativeWord, ReplicaSettings, VocabularyWord

STATUS = (
    VocabularyWord("planned", "unstarted", (NativeWord("To Do"), NativeWord("À faire"))),
    VocabularyWord("in_progress", "started", (NativeWord("In Progress"), NativeWord("En cours"))),
    VocabularyWord("done", "done", (NativeWord("Done"), NativeWord("Terminé"))),
    VocabularyWord("dropped", "cancelled", (NativeWord("Won't do"),)),
)
PRIORITY = (
    VocabularyWord("P1", None, (NativeWord("Highest"), NativeWord("High"))),
    VocabularyWord("P2", None, (NativeWord("Medium"),)),
    VocabularyWord("P3", None, (NativeWord("Low"), NativeWord("Lowest"))),
)
INES = Person("ines@acme.example", accounts={"jira": "account-ines"})


def mapped(**native: str) -> dict[str, FieldMapping]:
    """Map the core fields."""
    return {n: FieldMapping(n, spec.type, native.get(n)) for n, spec in CORE_FIELDS.items()}


def settings(**changes: Any) -> ReplicaSettings:
    """Return the settings of the replica `delivery`."""
    base = ReplicaSettings(
        name="delivery",
        tool="jira",
        url="http://127.0.0.1:9/jira",
        secrets={"email": "sync@acme.example", "token": "jira-sandbox-token"},
        container={"projects": ("PAY", "ONB")},
        kinds={"epic": "Epic", "story": "Story", "subtask": "Sub-task"},
        fields=mapped(),
        words={"status": STATUS, "priority": PRIORITY},
        hints=("project",),
        people=People([INES]),
    )
    return replace(base, **changes)


def described(*fields: tuple[str, str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Describe custom fields as GET field does: id, name, schema."""
    return [{"id": i, "name": name, "schema": schema} for i, name, schema in fields]


START = described(("customfield_10015", "Start date", {"type": "date"}))


def issue(**fields: Any) -> dict[str, Any]:
    """Return a native issue with every core field."""
    usual: dict[str, Any] = {
        "summary": "Pay by card",
        "description": None,
        "issuetype": {"name": "Epic", "id": "10000"},
        "status": {"name": "To Do", "id": "1", "statusCategory": {"key": "new"}},
        "priority": {"name": "Medium", "id": "3"},
        "assignee": None,
        "customfield_10015": None,
        "duedate": None,
        "labels": [],
        "project": {"key": "PAY"},
        "created": "2026-03-02T09:00:00.000+0100",
        "updated": "2026-03-02T09:30:00.000+0100",
    }
    return {"id": "10001", "key": "PAY-1", "fields": {**usual, **fields}}


FIELDS = [
    *START,
    *described(
        ("customfield_1", "Squad", {"type": "option"}),
        ("customfield_2", "Points", {"type": "number"}),
        ("customfield_3", "Spec", {"type": "string"}),
        ("customfield_4", "Launch", {"type": "datetime"}),
        ("customfield_5", "Twice", {"type": "string"}),
        ("customfield_6", "Twice", {"type": "string"}),
    ),
]


def codec(given: ReplicaSettings | None = None) -> Codec:
    """Return the codec of the replica `delivery`."""
    chosen = given or settings()
    return Codec(chosen, bind(chosen, FIELDS), Words(chosen))


def show(raw: Mapping[str, Any], given: ReplicaSettings | None = None) -> Snapshot:
    """Read one native issue."""
    return codec(given).snapshot(read_issue(raw))


def project(name: str, value: Value, given: ReplicaSettings | None = None) -> Value | Cannot:
    """Project one value."""
    chosen = given or settings()
    return Projection(chosen, Words(chosen)).of(name, value)
