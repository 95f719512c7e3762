"""Native issues become Snapshots, and values become what Jira would show of them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.jira.native import read_issue
from syncline.domain.errors import CannotRead
from syncline.domain.fields import Cannot, FieldType, Value
from syncline.domain.item import Edited
from syncline.ports import FieldMapping
from tests.connectors.jira.replicas import codec, issue, mapped, settings, show

MARKER = "syn-0123456789abcdefghij"
EXTRA = {
    "squad": FieldMapping("squad", FieldType.OPTION, "Squad"),
    "points": FieldMapping("points", FieldType.NUMBER, "customfield_2"),
    "launch": FieldMapping("launch", FieldType.DATE, "Launch"),
}


def one(name: str, **fields: Any) -> Value | Cannot:
    """Read one field of an issue; Cannot when it is refused."""
    shown = show(issue(**fields))
    return Cannot(shown.refused[name]) if name in shown.refused else shown.fields[name]


READINGS = [
    ("title", {"summary": "  Pay \u00a0by   card "}, "Pay by card"),
    ("description", {"description": None}, None),
    ("status", {"status": {"name": "à FAIRE", "id": "9"}}, "planned"),
    ("priority", {"priority": {"name": "Lowest"}}, "P3"),
    ("priority", {"priority": None}, None),
    ("owner", {"assignee": None}, None),
    ("owner", {"assignee": {"accountId": "account-ines", "displayName": "I"}}, "ines@acme.example"),
    ("owner", {"assignee": {"name": "bo", "emailAddress": "Bo@acme.example"}}, "bo@acme.example"),
    ("start", {"customfield_10015": "2026-03-04"}, date(2026, 3, 4)),
    ("target", {"duedate": "2026-03-04T23:30:00.000-0800"}, date(2026, 3, 4)),
    ("target", {"duedate": ""}, None),
    ("labels", {"labels": ["web", MARKER, "needs%20design"]}, frozenset({"web", "needs design"})),
    ("labels", {"labels": None}, frozenset()),
    ("parent", {"parent": {"id": "7", "key": "PAY-7"}}, "7"),
    ("parent", {}, None),
]


@pytest.mark.parametrize(("name", "fields", "value"), READINGS)
def test_a_native_value_has_a_canonical_one(
    name: str, fields: Mapping[str, Any], value: Value
) -> None:
    """The table of readings."""
    assert one(name, **fields) == value


REFUSALS = [
    ("status", {"status": {"name": "Blocked"}}, 'status "Blocked" is in no vocabulary: add it'),
    ("priority", {"priority": {"name": "Now"}}, "values.priority"),
    ("owner", {"assignee": {"accountId": "a1", "displayName": "Zoé"}}, "Zoé (a1), whose e-mail"),
    ("description", {"description": "h1. wiki"}, "wiki text"),
]


@pytest.mark.parametrize(("name", "fields", "reason"), REFUSALS)
def test_a_value_without_a_reading_is_absent_with_a_remedy(
    name: str, fields: Mapping[str, Any], reason: str
) -> None:
    """It is not shown as empty, and the rest of the issue is read."""
    shown = show(issue(**fields))
    assert name not in shown.fields
    assert reason in shown.refused[name]
    assert shown.fields["title"] == "Pay by card"


BROKEN = [
    ({"duedate": 12}, "fields.duedate: expected a date, got 12"),
    ({"duedate": "2026-02-31"}, "fields.duedate: expected a date"),
    ({"customfield_10015": [1]}, "fields.customfield_10015: expected a date, got [1]"),
    ({"summary": None}, "fields.summary: expected text, got None"),
    ({"labels": "web"}, "fields.labels: expected a list"),
    ({"assignee": "ines"}, "fields.assignee: expected an object"),
    ({"status": {}}, "fields.status.name: expected a name"),
    ({"parent": {"key": "PAY-7"}}, "fields.parent.id: expected an id"),
    ({"updated": "yesterday"}, "fields.updated: expected a moment"),
    ({"issuetype": None}, "fields.issuetype"),
]


@pytest.mark.parametrize(("fields", "path"), BROKEN)
def test_a_broken_issue_is_named_with_the_path_inside_it(
    fields: Mapping[str, Any], path: str
) -> None:
    """CannotRead, with the key of the issue."""
    with pytest.raises(CannotRead) as raised:
        show(issue(**fields))
    assert raised.value.record == "PAY-1"
    assert path in raised.value.reason


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["id", "key", "fields", "summary", "status", "name", "labels", "duedate", "assignee",
         "changelog", "histories", "items", "created", "accountId"]), inner, max_size=6),
    max_leaves=20,
))  # fmt: skip
def test_no_json_is_a_traceback(raw: Any) -> None:
    """Whatever stands where an issue should be is read or cannot be read."""
    for candidate in (raw, issue(**raw) if isinstance(raw, dict) else issue(status=raw)):
        try:
            read_issue(candidate)
        except CannotRead as unreadable:
            assert ":" in unreadable.reason  # noqa: PT017


def test_identity_marker_and_hints_are_shown() -> None:
    """The id is the identity; key and URL are aliases."""
    shown = show(issue(labels=["web", MARKER]))
    assert (shown.id, shown.key) == ("10001", "PAY-1")
    assert shown.url.endswith("/jira/browse/PAY-1")
    assert (shown.marker, shown.kind, shown.hints) == (MARKER, "epic", {"project": "PAY"})
    assert shown.created == datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_a_field_that_is_not_on_the_issue_cannot_say() -> None:
    """A custom field outside its context is absent in the answer, not empty."""
    raw = issue()
    del raw["fields"]["customfield_10015"]
    shown = show(raw)
    assert "start" not in shown.fields
    assert "PAY" in shown.refused["start"]


def test_custom_fields_are_read_by_their_type() -> None:
    """Options, numbers, and the calendar date of a moment as it is written."""
    raw = issue(
        customfield_1={"value": "Core", "id": "5"},
        customfield_2=3,
        customfield_4="2026-03-04T23:59:00.000+1300",
    )
    shown = show(raw, settings(fields={**mapped(), **EXTRA}))
    assert shown.fields["squad"] == "Core"
    assert shown.fields["points"] == 3.0
    assert shown.fields["launch"] == date(2026, 3, 4)


def test_the_newest_entry_of_the_changelog_tells_who_edited_a_field() -> None:
    """In whatever order the entries come."""
    histories = [
        _entry("2026-03-02T10:00:00.000+0000", "duedate", "account-ines"),
        _entry("2026-03-02T09:00:00.000+0000", "duedate", "somebody"),
        _entry("2026-03-02T08:00:00.000+0000", "IssueParentAssociation", "somebody"),
    ]
    shown = show({**issue(), "changelog": {"histories": histories}})
    newest = datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert shown.edits["target"] == Edited("ines@acme.example", newest)
    assert shown.edits["parent"].by is None
    assert "title" not in shown.edits


def _entry(created: str, field: str, by: str) -> dict[str, Any]:
    author = {"accountId": by, "displayName": by}
    return {"created": created, "author": author, "items": [{"field": field, "fieldId": field}]}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"issuetype": {"name": "Initiative"}}, "of type Initiative"),
        ({"project": {"key": "DAT"}}, "in the project DAT now"),
        ({"issuetype": {"name": "epic"}}, None),
    ],
)
def test_an_issue_outside_the_replica_says_why(
    fields: Mapping[str, Any], reason: str | None
) -> None:
    """Another type, or moved to another project; the case of a type does not matter."""
    said = codec().outside(read_issue(issue(**fields)))
    assert reason is said if reason is None else reason in str(said)
