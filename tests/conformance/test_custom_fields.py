"""Fields of our own, of every type that a tool can hold: written, read, emptied, refused."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from connectors.registry import Connector
from syncline.domain.errors import Unmapped
from syncline.domain.fields import SETS, Cannot, FieldType, Value, normal
from syncline.domain.item import RecordId
from syncline.domain.plan import Change, Update
from syncline.ports import FieldMapping
from tests.conformance.harness import (
    CUSTOMS,
    INES,
    PAUL,
    REPLICA,
    Harness,
    create,
    mappings,
    marker,
)


def _at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]  # year, month ...


VALUES: Mapping[str, tuple[Value, Value]] = {
    "risk": ("Depends on <b>billing</b> & “co”", "None left"),
    "points": (2.5, 13.0),
    "reviewed": (date(2026, 3, 4), date(2028, 2, 29)),
    "launched": (_at(2026, 3, 4, 8, 30), _at(2028, 2, 29, 23, 59)),
    "severity": ("Major", "Minor"),
    "areas": (frozenset({"Web", "API"}), frozenset({"Web", "Mobile"})),
    "reviewers": (frozenset({INES, PAUL}), frozenset({PAUL})),
    "approved": (True, False),
    "spec": ("https://acme.example/spec?a=b&c=d", "https://acme.example/spec/2"),
}


class Bench:
    """One record of a tool with its custom fields, and a tracker that maps them."""

    def __init__(self, tool: Harness, more: Mapping[str, FieldMapping] | None = None) -> None:
        self.tool = tool
        self.mapped = {**tool.customs(), **(more or {})}
        fields = {"title": mappings()["title"], **self.mapped}
        owner = tool.settings.fields["title"]
        settings = replace(tool.settings, fields={**fields, "title": owner})
        self.tracker: Connector = tool.tracker(settings)
        (self.record,) = tool.fill(1)

    def shown(self, record: RecordId | None = None) -> Mapping[str, Value]:
        """Return what a direct read shows."""
        found = self.tracker.read([record or self.record], set(self.mapped))
        snapshot = found[record or self.record]
        assert hasattr(snapshot, "fields"), snapshot
        assert not snapshot.refused, snapshot.refused
        return snapshot.fields  # type: ignore[no-any-return]  # just checked

    def write(self, name: str, value: Value) -> Value:
        """Ask for a value as the engine does; return what the receipt says is stored."""
        asked = self.tracker.project(name, value)
        assert not isinstance(asked, Cannot), asked
        change = Change(name, asked, self.shown()[name], 1, "test")
        lane = self.tracker.traits.lanes.get(name, "edit")
        update = Update(marker(), REPLICA, self.record, lane, (change,))
        return self.tracker.apply(update).stored[name]


@pytest.fixture
def bench(tool: Harness) -> Bench:
    """Give one record with every custom field that the tool can hold."""
    return Bench(tool)


@pytest.mark.parametrize("name", VALUES)
def test_a_custom_field_is_written_read_and_emptied(bench: Bench, name: str) -> None:
    """What the receipt says is what a read shows, and empty is the normal form of empty."""
    if name not in bench.mapped:
        pytest.skip("the tool has no such field")
    kind = CUSTOMS[name]
    for value in (*VALUES[name], normal(kind, None)):
        assert bench.write(name, value) == value
        assert bench.shown()[name] == value
        assert normal(kind, value) == value


@pytest.mark.parametrize("name", VALUES)
def test_a_custom_field_that_a_person_fills_is_read(bench: Bench, name: str) -> None:
    """In the tool's own terms, and by a listing as by a direct read."""
    if name not in bench.mapped:
        pytest.skip("the tool has no such field")
    for value in VALUES[name]:
        bench.tool.type_in(bench.record, name, value)
        assert bench.shown()[name] == value
        pages = list(bench.tracker.observe(None, bench.tool.now()))
        listed = {s.id: s for page in pages for s in page.snapshots}
        assert listed[bench.record].fields[name] == value


def test_a_new_record_carries_its_custom_fields(bench: Bench) -> None:
    """All at once, in the create call or right after it."""
    asked = {name: VALUES[name][0] for name in bench.mapped}
    made = bench.tracker.apply(create(bench.tool, {"title": "Whole"}))
    bench.record = made.record
    assert {name: bench.shown()[name] for name in asked} == {
        name: normal(CUSTOMS[name], None) for name in asked
    }
    changes = tuple(
        Change(name, value, None, 1, "test") for name, value in {"title": "Full", **asked}.items()
    )
    whole = replace(create(bench.tool, {"title": "Full"}, number=1), changes=changes)
    made = bench.tracker.apply(whole)
    assert {name: made.stored[name] for name in asked} == asked
    assert {name: bench.shown(made.record)[name] for name in asked} == asked


def test_a_field_that_is_not_there_cannot_say(tool: Harness) -> None:
    """Absent is not empty: nobody takes it for an edit."""
    gone = FieldMapping("gone", FieldType.TEXT, "No such field anywhere")
    if "gone" in tool.tracker().traits.fields:
        pytest.skip("a field comes to be by its name")
    bench = Bench(tool, {"gone": gone})
    if "gone" in bench.tracker.traits.fields:
        pytest.skip("a field comes to be by its name")
    assert "gone" not in bench.shown()


@pytest.mark.parametrize("name", ["severity", "areas"])
def test_an_option_that_is_not_offered_is_refused(bench: Bench, name: str) -> None:
    """With a sentence that names it, before anything is written: options are made by people."""
    if name not in bench.mapped:
        pytest.skip("the tool has no such field")
    strange: Value = frozenset({"Moon"}) if CUSTOMS[name] in SETS else "Moon"
    if "option" not in _kinds(bench.tool):
        pytest.skip("any word is an option here")
    before, writes = bench.shown()[name], bench.tool.writes()
    with pytest.raises(Exception, match="Moon") as refused:
        bench.write(name, strange)
    if isinstance(refused.value, Unmapped):
        assert bench.tool.writes() == writes
    assert bench.shown()[name] == before


def _kinds(tool: Harness) -> frozenset[str]:
    return frozenset() if tool.settings.tool == "memory" else frozenset({"option"})


def test_people_whom_nobody_knows_are_not_nobody(bench: Bench) -> None:
    """A stranger is refused before a call; those who are there stay."""
    if "reviewers" not in bench.mapped:
        pytest.skip("the tool has no such field")
    bench.write("reviewers", frozenset({INES}))
    writes = bench.tool.writes()
    with pytest.raises(Unmapped, match=r"nobody@elsewhere\.example"):
        bench.write("reviewers", frozenset({INES, "nobody@elsewhere.example"}))
    assert bench.tool.writes() == writes
    assert bench.shown()["reviewers"] == frozenset({INES})


def test_what_the_tool_fills_in_is_read_and_never_written(tool: Harness) -> None:
    """It is a source for the others, and `traits.fixed` says why it is no target."""
    filled = tool.filled_in()
    if filled is None:
        pytest.skip("the tool fills in nothing by itself")
    bench = Bench(tool, {filled.name: filled})
    traits = bench.tracker.traits
    assert filled.name in traits.fields
    assert filled.name not in traits.writable
    assert len(traits.fixed[filled.name]) > 20
    assert filled.name in bench.shown()
