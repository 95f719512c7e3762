"""From tasks to snapshots, word by word and field by field, and what Asana would show."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.asana.codec import Codec
from connectors.asana.native import read_task
from syncline.domain.fields import CORE_FIELDS, Cannot, FieldType, Value
from syncline.domain.item import Snapshot
from syncline.domain.people import People, Person
from syncline.ports import FieldMapping, NativeWord, ReplicaSettings, VocabularyWord

STATUSES = (
    VocabularyWord("planned", "unstarted", (NativeWord("À faire"), NativeWord("Idées"))),
    VocabularyWord("in_progress", "started", (NativeWord("En cours"),)),
    VocabularyWord("done", "done", (NativeWord("Fait", completed=True),)),
    VocabularyWord("dropped", "cancelled", (NativeWord("Fait", completed=False),)),
)
MARKER = "syn-0123456789abcdefghij"
CORE = {name: FieldMapping(name, spec.type) for name, spec in CORE_FIELDS.items()}
CUSTOM = {
    "launch": FieldMapping("launch", FieldType.DATE, "due_on"),
    "progress": FieldMapping("progress", FieldType.NUMBER, "Progress", computed=True),
    "roadmap": FieldMapping("roadmap", FieldType.URL, "c8"),
    "sponsor": FieldMapping("sponsor", FieldType.PERSON, "Sponsor"),
    "areas": FieldMapping("areas", FieldType.SET, "Areas"),
}
SETTINGS = ReplicaSettings(
    name="launches",
    tool="asana",
    url="http://127.0.0.1/asana/api/1.0",
    secrets={"token": "t"},
    container={"project": ("5",)},
    kinds={"initiative": "milestone", "task": "*"},
    fields=CORE | CUSTOM,
    words={"status": STATUSES},
    people=People([Person("ines@acme.fr", accounts={"asana": "7"})]),
    ties=("Roadmap",),
    hints=("section", "Areas"),
)
CODEC = Codec(SETTINGS, "5")


def seen(**fields: Any) -> Snapshot:
    """Read a task of the project that shows these properties."""
    place = {"project": {"gid": "5"}, "section": {"gid": "6", "name": "À faire"}}
    return CODEC.snapshot(read_task({"gid": "1", "memberships": [place]} | fields))


def custom(name: str, kind: str, key: str, value: Any) -> dict[str, Any]:
    """Return one custom field as Asana shows it."""
    return {"gid": "c8", "name": name, "resource_subtype": kind, key: value, "display_value": "d"}


@pytest.mark.parametrize(
    ("section", "completed", "word"),
    [
        ("À faire", False, "planned"),
        ("à FAIRE ", False, "planned"),
        ("Idées", False, "planned"),
        ("En cours", False, "in_progress"),
        ("En cours", True, "in_progress"),  # a card dragged back keeps its tick
        ("Fait", True, "done"),
        ("Fait", False, "dropped"),
        ("Bloqué", False, None),
    ],
)
def test_the_section_and_the_tick_say_the_status(
    section: str, word: str | None, *, completed: bool
) -> None:
    """The section first; the tick decides between words of one section."""
    place = {"project": {"gid": "5"}, "section": {"name": section}}
    snapshot = seen(memberships=[place], completed=completed)
    assert snapshot.fields.get("status") == word
    if word is None:
        assert snapshot.refused["status"] == (
            'status "Bloqué" is in no vocabulary: add it under values.status'
        )


def test_a_dragged_card_is_done_even_where_the_word_asks_for_a_tick() -> None:
    """Whoever drags to the last column means it."""
    codec = Codec(replace(SETTINGS, words={"status": STATUSES[:3]}), "5")
    place = {"project": {"gid": "5"}, "section": {"name": "Fait"}}
    task = read_task({"gid": "1", "memberships": [place], "completed": False})
    assert codec.snapshot(task).fields["status"] == "done"


def test_what_a_payload_does_not_show_is_absent_and_what_is_empty_is_none() -> None:
    """A compact record never clears a field."""
    assert set(seen().fields) == {"status"}
    shown = seen(assignee=None, due_on=None, html_notes="<body></body>", tags=[], name="")
    empty = {"owner": None, "target": None, "description": None, "title": None, "launch": None}
    assert shown.fields == empty | {"labels": frozenset(), "status": "planned"}


def test_a_person_is_found_by_account_then_by_address_and_is_refused_without_both() -> None:
    """Guests hide their address."""
    assert seen(assignee={"gid": "7", "name": "I"}).fields["owner"] == "ines@acme.fr"
    assert seen(assignee={"gid": "8", "email": "Paul@acme.fr"}).fields["owner"] == "paul@acme.fr"
    refused = seen(assignee={"gid": "8", "name": "Guest"})
    assert "owner" not in refused.fields
    assert "Guest (8)" in refused.refused["owner"]


def test_a_field_may_be_a_property_or_a_custom_field_by_name_or_gid() -> None:
    """Whatever `native` names."""
    shown = seen(
        due_on="2026-03-04", custom_fields=[custom("Progress", "number", "number_value", 0)]
    )
    assert shown.fields["launch"] == shown.fields["target"] == date(2026, 3, 4)
    assert shown.fields["progress"] == 0.0
    tie = custom("Roadmap", "text", "text_value", "https://x")
    assert seen(custom_fields=[tie]).fields["roadmap"] == "https://x"
    areas = custom("Areas", "multi_enum", "multi_enum_values", [{"name": "a"}, {"name": "b"}])
    shown = seen(custom_fields=[areas])
    assert shown.fields["areas"] == {"a", "b"}
    assert shown.hints == {"section": "À faire", "Areas": "d"}


def test_a_custom_field_of_another_type_is_refused_with_what_it_shows() -> None:
    """Two people are not one person, and an option is not a number."""
    two = [{"gid": "7", "name": "A"}, {"gid": "8", "name": "B"}]
    shown = seen(custom_fields=[custom("Sponsor", "people", "people_value", two)])
    assert "sponsor" in shown.refused
    shown = seen(custom_fields=[custom("Progress", "enum", "enum_value", {"name": "half"})])
    assert "Progress (enum)" in shown.refused["progress"]


def test_the_marker_is_read_from_its_field_and_is_no_label() -> None:
    """Anything else in that field is no marker."""
    field = custom("Syncline", "text", "text_value", MARKER)
    assert seen(custom_fields=[field], tags=[{"name": MARKER}]).marker == MARKER
    assert seen(tags=[{"name": MARKER}, {"name": "web"}]).fields["labels"] == {"web"}
    assert seen(custom_fields=[field | {"text_value": "mine"}]).marker is None


@pytest.mark.parametrize(
    ("subtype", "kind"), [("milestone", "initiative"), ("default_task", "task"), ("section", None)]
)
def test_the_subtype_says_the_kind(subtype: str, kind: str | None) -> None:
    """The rest is taken by `*`; headings of old projects are no tasks."""
    assert CODEC.kind(read_task({"gid": "1", "resource_subtype": subtype})) == kind


TEXT = st.text(max_size=30)
VALUES: dict[FieldType, st.SearchStrategy[Value]] = {
    FieldType.TEXT: TEXT | st.text(min_size=1020, max_size=1030),
    FieldType.OPTION: st.sampled_from(["planned", "done", "unknown", ""]),
    FieldType.PERSON: st.sampled_from(["Ines@acme.fr", "x@y.fr"]),
    FieldType.DATE: st.dates(),
    FieldType.SET: st.frozensets(TEXT | st.just(MARKER)),
    FieldType.REF: st.just("9"),
    FieldType.NUMBER: st.floats(allow_nan=False),
    FieldType.URL: TEXT,
}


@given(st.data())
def test_a_projection_is_idempotent_and_pure(data: st.DataObject) -> None:
    """What Asana would show of what it shows is what it shows."""
    name = data.draw(
        st.sampled_from(sorted(n for n, f in SETTINGS.fields.items() if f.type in VALUES))
    )
    value = data.draw(st.none() | VALUES[SETTINGS.fields[name].type])
    shown = CODEC.projection(name, value)
    if not isinstance(shown, Cannot):
        assert CODEC.projection(name, shown) == shown


def test_a_long_title_is_cut_with_an_ellipsis_at_its_end() -> None:
    """At the limit of a task's name."""
    shown = CODEC.projection("title", "é" * 2000)
    assert isinstance(shown, str)
    assert len(shown) == 1024
    assert shown.endswith("é…")


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("status", "unknown", "name one under values.status.unknown"),
        ("status", None, "always in one of its sections"),
        ("title", " ", "a title cannot be empty"),
        ("sprint", "1", "not mapped"),
    ],
)
def test_what_asana_cannot_show_has_a_reason(name: str, value: Value, reason: str) -> None:
    """The reason says the remedy."""
    refused = CODEC.projection(name, value)
    assert isinstance(refused, Cannot)
    assert reason in refused.reason
