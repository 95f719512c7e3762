"""Under which configuration a replica is read, and which values another one puts in doubt."""

from dataclasses import replace

import pytest

from flows.reading import fingerprint, readings
from syncline.domain.fields import FieldType
from syncline.domain.people import People, Person
from syncline.domain.toolbox import Moved
from syncline.ports import FieldMapping, NativeWord, ReplicaSettings, VocabularyWord

ANN = Person("ann@acme.example", accounts={"jira": "5b10"})
FIELDS = {
    "title": FieldMapping("title", FieldType.TEXT),
    "status": FieldMapping("status", FieldType.OPTION),
    "owner": FieldMapping("owner", FieldType.PERSON),
}


def words(**meant: str) -> tuple[VocabularyWord, ...]:
    """Return a vocabulary: word -> native words, with a + before one that needs a tick."""
    return tuple(
        VocabularyWord(word, "started", tuple(_native(t) for t in texts.split("|")))
        for word, texts in meant.items()
    )


def _native(text: str) -> NativeWord:
    return NativeWord(text.removeprefix("+"), completed=True if text.startswith("+") else None)


BEFORE = ReplicaSettings(
    "delivery", "jira", "https://acme.example", {}, {}, {"epic": "Epic"}, FIELDS,
    {"status": words(planned="Open", done="Closed|Shipped")}, people=People([ANN]),
)  # fmt: skip


def said(**meant: str) -> ReplicaSettings:
    """Return the settings with another vocabulary."""
    return replace(BEFORE, words={"status": words(**meant)})


def known(*persons: Person) -> ReplicaSettings:
    """Return the settings with other people."""
    return replace(BEFORE, people=People(persons))


ELSEWHERE = replace(BEFORE, fields={**FIELDS, "title": replace(FIELDS["title"], native="Name")})
BOB = Person("bob@acme.example")
CASES: list[tuple[ReplicaSettings, dict[str, Moved]]] = [
    (BEFORE, {}),
    (ELSEWHERE, {"title": None}),
    (said(planned="Open|New", done="Closed|Shipped"), {}),
    (said(planned="Open", done="closed|SHIPPED"), {}),
    (said(planned="Open", done="Closed"), {}),
    (said(planned="Open|Shipped", done="Closed"), {"status": frozenset({"planned"})}),
    (said(planned="Open", finished="Closed|Shipped"), {"status": frozenset({"finished"})}),
    (said(planned="Open", done="+Closed|Shipped"), {"status": None}),
    (known(ANN, BOB), {"owner": frozenset({BOB.email})}),
    (known(replace(ANN, accounts={"jira": "77"})), {"owner": frozenset({ANN.email})}),
    (known(replace(ANN, aliases=frozenset({"a@x.example"}))), {"owner": frozenset({ANN.email})}),
    (replace(BEFORE, where="labels = x"), {}),
]


@pytest.mark.parametrize(("now", "moved"), CASES)
def test_only_what_may_mean_something_else_is_in_doubt(
    now: ReplicaSettings, moved: dict[str, Moved]
) -> None:
    """A longer vocabulary is none of it: what could not be read before was typed by somebody."""
    before = readings(BEFORE)
    found = {name: reading.moved(before[name]) for name, reading in readings(now).items()}
    assert {name: values for name, values in found.items() if values != frozenset()} == moved


@pytest.mark.parametrize(("now", "_moved"), CASES[1:])
def test_whatever_is_read_in_another_way_is_read_whole(
    now: ReplicaSettings, _moved: dict[str, Moved]
) -> None:
    """The fingerprint differs wherever a reading does: only a whole reading shows all of it."""
    assert fingerprint(now) != fingerprint(BEFORE) or readings(now) == readings(BEFORE)
