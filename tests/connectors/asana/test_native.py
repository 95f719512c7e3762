"""Native tasks: every documented shape is read, any other ends in a sentence with its path."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.asana.native import Account, NativeTask, Place, Tag, read_task
from syncline.domain.errors import CannotRead

TASK: dict[str, Any] = {
    "gid": "1", "name": "Ship", "resource_subtype": "milestone", "completed": False,
    "html_notes": "<body>a</body>", "assignee": {"gid": "7", "name": "Inès", "email": "i@acme.fr"},
    "start_on": None, "due_on": "2026-03-04", "due_at": None, "parent": {"gid": "9"},
    "tags": [{"gid": "3", "name": "web"}], "permalink_url": "https://app.asana.com/0/0/1",
    "memberships": [
        {"project": {"gid": "5"}, "section": {"gid": "6", "name": "À faire"}},
        {},
    ],
    "created_at": "2026-03-01T08:00:00.000Z", "modified_at": "2026-03-01T10:00:00.000+02:00",
    "custom_fields": [
        {"gid": "c1", "name": "Text", "resource_subtype": "text", "text_value": "t"},
        {"gid": "c2", "name": "Number", "type": "number", "number_value": 2},
        {"gid": "c3", "name": "Enum", "type": "enum", "enum_value": {"gid": "o", "name": "High"}},
        {"gid": "c4", "name": "Multi", "type": "multi_enum", "multi_enum_values": [{"name": "a"}]},
        {"gid": "c5", "name": "Day", "type": "date", "date_value": {"date": "2026-05-01"}},
        {"gid": "c6", "name": "Who", "type": "people", "people_value": [{"gid": "7", "name": "I"}]},
        {"gid": "c7", "name": "Odd", "type": "reference", "display_value": "shown"},
    ],
}  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


def test_a_whole_task_is_read() -> None:
    """Every property in its own type."""
    task = read_task(TASK)
    assert (task.gid, task.name, task.subtype, task.completed) == ("1", "Ship", "milestone", False)
    assert task.assignee == Account("7", "Inès", "i@acme.fr")
    assert (task.start_on, task.due_on, task.parent) == (None, date(2026, 3, 4), "9")
    assert task.tags == (Tag("3", "web"),)
    assert task.places == (Place("5", "6", "À faire"),)
    assert task.modified == datetime(2026, 3, 1, 8, tzinfo=UTC)


def test_a_custom_field_is_read_by_its_type_and_an_unknown_one_as_its_text() -> None:
    """So that a new type of Asana's never stops a record."""
    held = {value.name: value.value for value in read_task(TASK).custom}
    assert held == {
        "Text": "t", "Number": 2.0, "Enum": "High", "Multi": ("a",), "Day": date(2026, 5, 1),
        "Who": (Account("7", "I", None),), "Odd": "shown",
    }  # fmt: skip


def test_a_moment_in_a_date_is_its_day_as_written() -> None:
    """No time zone is reckoned with."""
    assert read_task({"gid": "1", "due_at": "2026-03-04T23:30:00.000Z"}).due_on == date(2026, 3, 4)


def test_tags_without_names_are_unsaid() -> None:
    """A compact record tells that there is a tag, not which."""
    assert read_task({"gid": "1", "tags": [{"gid": "3"}]}).tags is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"due_on": 12}, "due_on: expected a date, got 12"),
        ({"gid": None}, "gid: expected text, got None"),
        ({"assignee": "me"}, "assignee: expected an object, got 'me'"),
        ({"memberships": [{"section": 3}]}, "memberships[0].section: expected an object, got 3"),
        (
            {"custom_fields": [{"type": "number", "number_value": "many"}]},
            "custom_fields[0].number_value: expected a number, got 'many'",
        ),
        ({"modified_at": "now"}, "modified_at: expected a moment, got 'now'"),
    ],
)
def test_a_malformed_task_is_named_with_the_path(change: dict[str, Any], reason: str) -> None:
    """The sentence says where, what was expected and what was there."""
    with pytest.raises(CannotRead) as refused:
        read_task(TASK | change)
    assert refused.value.reason == reason


@given(st.dictionaries(st.sampled_from([*TASK, "projects", "notes", "id"]), JSON), JSON)
def test_any_json_is_a_task_or_cannot_be_read(broken: dict[str, Any], junk: Any) -> None:
    """Bad input never ends in another exception."""
    for data in (TASK | broken, {"gid": "1", "custom_fields": [{"type": "date", **broken}]}, junk):
        assert isinstance(attempt(data), NativeTask | str)


def attempt(data: Any) -> NativeTask | str:
    """Read a task, or return the sentence of its refusal."""
    try:
        return read_task(data)
    except CannotRead as refused:
        return refused.reason.partition(": expected ")[1] or pytest.fail(refused.reason)
