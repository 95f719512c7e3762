"""From cards to snapshots, word by word and field by field, and what Trello would show."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.trello.board import Board, BoardList, CustomField, Member, Option
from connectors.trello.codec import Codec
from connectors.trello.native import read_card
from connectors.trello.projection import projection
from syncline.domain.fields import Cannot, FieldType, Value
from syncline.domain.item import Snapshot
from syncline.domain.people import People, Person
from syncline.ports import FieldMapping, NativeWord, ReplicaSettings, VocabularyWord
from tests.connectors.trello.place import FIELDS

STATUSES = (
    VocabularyWord("planned", "unstarted", (NativeWord("À faire"), NativeWord("Idées"))),
    VocabularyWord("in_progress", "started", (NativeWord("En cours"),)),
    VocabularyWord("done", "done", (NativeWord("Livré", completed=True),)),
    VocabularyWord("dropped", "cancelled", (NativeWord("Livré", completed=False),)),
)
MARKER = "syn-0123456789abcdefghij"
ID = "69a54c80aaaaaaaaaa000001"
LISTS = {"1": "À faire", "2": "Idées", "3": "En cours", "4": "Livré", "5": "Bloqué"}
BOARD = Board(
    id="b",
    name="Freelancers",
    closed=False,
    lists=tuple(BoardList(one, name, closed=name == "Idées") for one, name in LISTS.items()),
    fields=(
        CustomField("c1", "Priority", "list", (Option("o1", "P0"), Option("o2", "P1"))),
        CustomField("c2", "Estimate", "number"),
        CustomField("c3", "Launch", "date"),
        CustomField("c4", "Client", "text"),
        CustomField("c5", "Brief", "text"),
        CustomField("c6", "Paid", "checkbox"),
    ),
    members=(
        Member("m1", "ines_acme"),
        Member("m2", "guest"),
        Member("m3", "sync_acme", "Sync@acme.fr"),
        Member("m4", "paul"),
    ),
)
SETTINGS = ReplicaSettings(
    name="freelancers",
    tool="trello",
    url="http://127.0.0.1/trello",
    secrets={"key": "k", "token": "t"},
    container={"board": ("b",)},
    kinds={"task": "*"},
    fields=FIELDS,
    words={"status": STATUSES},
    people=People(
        [
            Person("ines@acme.fr", accounts={"trello": "ines_acme"}),
            Person("paul@acme.fr", accounts={"trello": "m4"}),
        ]
    ),
    ties=("Brief",),
    hints=("list", "board", "Client"),
)
CODEC = Codec(SETTINGS)


def seen(**fields: Any) -> Snapshot:
    """Read a card of the board that shows these properties."""
    return CODEC.snapshot(read_card({"id": ID, "idBoard": "b", **fields}), BOARD)


def item(field: str, **held: Any) -> Snapshot:
    """Read a card that shows one custom field."""
    return seen(customFieldItems=[{"idCustomField": field, **held}])


@pytest.mark.parametrize(
    ("column", "completed", "word"),
    [
        ("1", False, "planned"),
        ("2", True, "planned"),  # also on a list that was archived
        ("3", True, "in_progress"),  # a card dragged back keeps its tick
        ("4", True, "done"),
        ("4", False, "dropped"),
        ("5", False, None),
    ],
)
def test_the_list_and_the_tick_say_the_status(
    column: str, word: str | None, *, completed: bool
) -> None:
    """The list first; the tick decides between words of one list."""
    snapshot = seen(idList=column, dueComplete=completed)
    assert snapshot.fields.get("status") == word
    if word is None:
        assert snapshot.refused["status"] == (
            'status "Bloqué" is in no vocabulary: add it under values.status'
        )


def test_a_dragged_card_is_done_even_where_the_word_asks_for_a_tick() -> None:
    """Whoever drags to the last list means it."""
    codec = Codec(replace(SETTINGS, words={"status": STATUSES[:3]}))
    card = read_card({"id": ID, "idList": "4", "dueComplete": False})
    assert codec.snapshot(card, BOARD).fields["status"] == "done"


def test_what_a_payload_does_not_show_is_absent_and_what_is_empty_is_none() -> None:
    """A compact record never clears a field; a list that nobody knows says nothing."""
    assert seen(idList="?").fields == {}
    shown = seen(name="", desc="", idMembers=[], due=None, start=None, labels=[])
    empty = dict.fromkeys(("title", "description", "owner", "target", "start"))
    assert shown.fields == empty | {"labels": frozenset()}
    customs = dict.fromkeys(("priority", "estimate", "launch", "client", "brief", "paid"))
    assert seen(customFieldItems=[]).fields == customs


def test_the_owner_is_the_first_member_whom_somebody_knows() -> None:
    """By username, by id, or by an address where Trello shows one."""
    assert seen(idMembers=["m1", "m4"]).fields["owner"] == "ines@acme.fr"
    assert seen(idMembers=["m2", "m4"]).fields["owner"] == "paul@acme.fr"
    assert seen(idMembers=["m3"]).fields["owner"] == "sync@acme.fr"
    refused = seen(idMembers=["m2", "m9"])
    assert "owner" not in refused.fields
    assert "@guest, m9" in refused.refused["owner"]


def test_labels_are_those_with_a_name() -> None:
    """A bare colour is left alone, and a marker of another tool is none."""
    names = ("web", "", "  needs   design ", MARKER)
    labels = [{"id": str(n), "name": name} for n, name in enumerate(names)]
    assert seen(labels=labels).fields["labels"] == {"web", "needs design"}


@pytest.mark.parametrize(
    ("field", "held", "name", "value"),
    [
        ("c1", {"idValue": "o2", "value": None}, "priority", "P1"),
        ("c2", {"value": {"number": "100.32"}}, "estimate", 100.32),
        ("c3", {"value": {"date": "2026-05-01T16:00:00.000Z"}}, "launch", date(2026, 5, 1)),
        ("c4", {"value": {"text": "Acme"}}, "client", "Acme"),
        ("c5", {"value": {"text": "https://x"}}, "brief", "https://x"),
        ("c6", {"value": {"checked": "true"}}, "paid", "true"),
    ],
)
def test_a_custom_field_is_read_by_its_type(
    field: str, held: dict[str, Any], name: str, value: Value
) -> None:
    """Each of the five types of Trello."""
    assert item(field, **held).fields[name] == value


@pytest.mark.parametrize(
    ("field", "held", "name"),
    [
        ("c2", {"value": {"number": "many"}}, "estimate"),
        ("c2", {"value": {"number": "nan"}}, "estimate"),
        ("c3", {"value": {"date": "soon"}}, "launch"),
        ("c1", {"idValue": "o9"}, "priority"),
        ("c4", {"value": {"number": "1"}}, "client"),
    ],
)
def test_a_custom_field_that_is_not_of_its_type_is_refused_with_what_it_shows(
    field: str, held: dict[str, Any], name: str
) -> None:
    """The others of the card are read."""
    shown = item(field, **held)
    assert name not in shown.fields
    assert shown.refused[name].endswith(": map another field")


def test_the_marker_is_the_address_of_an_attachment() -> None:
    """Any other address is none."""
    urls = ["https://acme.example/", "https://syncline.invalid/i/mine"]
    attachments = [{"url": url} for url in urls]
    assert seen(attachments=attachments).marker is None
    attachments.append({"url": f"https://syncline.invalid/i/{MARKER}"})
    assert seen(attachments=attachments).marker == MARKER


def test_ties_and_hints_are_custom_fields_or_the_place_of_a_card() -> None:
    """As their raw texts."""
    items = [
        {"idCustomField": "c5", "value": {"text": "https://acme.example/PAY-1"}},
        {"idCustomField": "c4", "value": {"text": "Acme"}},
    ]
    shown = seen(idList="3", customFieldItems=items)
    assert shown.ties == {"Brief": "https://acme.example/PAY-1"}
    assert shown.hints == {"list": "En cours", "board": "Freelancers", "Client": "Acme"}


@pytest.mark.parametrize(
    ("role", "kind"), [(None, "task"), ("link", "task"), ("mirror", None), ("separator", None)]
)
def test_a_card_that_is_no_work_of_its_own_is_not_taken(role: str | None, kind: str | None) -> None:
    """A mirror shows a card of another place again."""
    assert CODEC.kind(read_card({"id": ID, "cardRole": role})) == kind


def test_a_built_in_field_of_another_type_is_refused() -> None:
    """A due date is no text."""
    fields = {"client": FieldMapping("client", FieldType.TEXT, "due")}
    card = read_card({"id": ID, "due": None})
    shown = Codec(replace(SETTINGS, fields=fields)).snapshot(card, BOARD)
    assert shown.refused["client"] == "due holds a date, not a text"


TEXT = st.text(max_size=30)
VALUES: dict[FieldType, st.SearchStrategy[Value]] = {
    FieldType.TEXT: TEXT | st.sampled_from(["é" * length for length in (16_384, 16_385)]),
    FieldType.OPTION: st.sampled_from(["planned", "done", "unknown", ""]),
    FieldType.PERSON: st.sampled_from(["Ines@acme.fr", "x@y.fr"]),
    FieldType.DATE: st.dates(),
    FieldType.SET: st.frozensets(TEXT | st.just(MARKER)),
    FieldType.NUMBER: st.floats(allow_nan=False),
    FieldType.URL: TEXT,
}
PROJECTED = sorted(name for name, mapping in FIELDS.items() if mapping.type in VALUES)


@given(st.data())
def test_a_projection_is_idempotent_and_pure(data: st.DataObject) -> None:
    """What Trello would show of what it shows is what it shows."""
    name = data.draw(st.sampled_from(PROJECTED))
    value = data.draw(st.none() | VALUES[FIELDS[name].type])
    shown = projection(SETTINGS, name, value)
    if not isinstance(shown, Cannot):
        assert projection(SETTINGS, name, shown) == shown


def test_a_long_title_is_cut_with_an_ellipsis_at_its_end() -> None:
    """At the limit of a card's name."""
    shown = projection(SETTINGS, "title", "é" * 20_000)
    assert isinstance(shown, str)
    assert len(shown) == 16_384
    assert shown.endswith("é…")


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("status", "unknown", "name one under values.status.unknown"),
        ("status", None, "always in one of the lists"),
        ("title", " ", "a title cannot be empty"),
        ("sprint", "1", "not mapped"),
    ],
)
def test_what_trello_cannot_show_has_a_reason(name: str, value: Value, reason: str) -> None:
    """The reason says the remedy."""
    refused = projection(SETTINGS, name, value)
    assert isinstance(refused, Cannot)
    assert reason in refused.reason
