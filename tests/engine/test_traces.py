"""Traces of reading that once lost something: an edit, a parent, or who typed what and when."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.memory import Fault, MemoryTracker, Quirks
from syncline.domain.errors import CannotRead
from syncline.domain.item import Absent, Kind, RecordId, Snapshot
from syncline.domain.policy import FieldPolicy, Portfolio, Safety
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import seeded, shows, store, titles, writes

Shown = Snapshot | Absent | CannotRead
SLOW = Quirks(deadline=timedelta(minutes=10))  # far longer than two readings overlap
PARENTS: frozenset[Kind] = frozenset({"epic", "story"})


@pytest.fixture
def made(tmp_path: Path) -> Iterator[list[Team3]]:
    """Collect the teams that a test makes; their stores are closed after it."""
    teams: list[Team3] = []
    yield teams
    for team in teams:
        if team.store:
            team.store.close()


def with_stories(*names: str) -> Portfolio:
    """Return a portfolio of epics with stories below them."""
    plain = portfolio(*names)
    return replace(plain, same_as=(replace(plain.same_as[0], kinds=PARENTS),))


def test_an_edit_made_while_an_answer_is_lost_is_seen_after_it(
    tmp_path: Path, made: list[Team3]
) -> None:
    """The cursor passes it meanwhile; the record is read again once nothing is in flight."""
    made.append(team := Team3(tmp_path / "s.db", portfolio("A", "B"), quirks={"B": SLOW}))
    ids = seeded(team, 1)
    team.tools["A"].edit(ids["A"][0], "priority", "low")
    team.tools["B"].fail(Fault("unsent", "update"))
    assert team.sync().summary.outcome == "PARTIAL"
    team.tools["B"].edit(ids["B"][0], "priority", "high", by="bob@acme.example")
    for _ in range(3):
        team.clock.pass_by(minutes=3)
        assert team.sync().summary.operations == 0
    team.clock.pass_by(minutes=3)
    assert team.sync().summary.conflicts == 1
    assert shows(team, "Epic 0", "priority") == {"A": "low", "B": "high"}


@pytest.mark.parametrize(
    "once",
    [CannotRead("memory", "a00001", "half an answer"), Absent("a00001", "hidden for a moment")],
    ids=["unreadable", "absent"],
)
def test_an_edit_in_a_record_that_cannot_be_read_once_is_carried_by_the_next_run(
    three: Team3, monkeypatch: pytest.MonkeyPatch, once: Absent | CannotRead
) -> None:
    """It was listed before the overlap, and nobody touches it again."""
    ids = seeded(three, 1)
    three.sync()
    three.tools["A"].edit(ids["A"][0], "priority", "low")
    three.clock.pass_by(minutes=3)
    read = MemoryTracker.read

    def cut(self: MemoryTracker, records: list[RecordId], fields: list[str]) -> Mapping[str, Shown]:
        whole = read(self, records, fields)
        return dict.fromkeys(whole, once) if self.name == "A" else whole

    with monkeypatch.context() as patch:
        patch.setattr(MemoryTracker, "read", cut)
        assert three.sync().summary.operations == 0
    three.clock.pass_by(minutes=10)
    assert three.sync().summary.applied == 2
    assert set(shows(three, "Epic 0", "priority").values()) == {"low"}


def test_a_child_gets_its_parent_once_that_is_no_longer_set_aside(
    tmp_path: Path, made: list[Team3]
) -> None:
    """Two parents of one title stand for nothing; renaming one settles the child as well."""
    made.append(team := Team3(tmp_path / "s.db", with_stories("A", "B")))
    a, b = team.tools["A"], team.tools["B"]
    parent = a.add({"title": "P", "status": "planned"}, kind="epic")
    twin = a.add({"title": "P", "status": "planned"}, kind="epic")
    theirs = b.add({"title": "P", "status": "planned"}, kind="epic")
    a.add({"title": "S", "status": "planned", "parent": parent}, kind="story")
    team.settle()
    team.sync()
    team.clock.pass_by(minutes=10)
    a.edit(twin, "title", "Q")
    for _ in range(2):
        team.settle()
    assert shows(team, "S", "parent") == {"A": parent, "B": theirs}
    assert titles(team, "B") == ["P", "Q", "S"]


def test_a_listing_that_lags_is_no_edit_of_a_new_record(tmp_path: Path, made: list[Team3]) -> None:
    """After the first run a new record is read directly before it is paired."""
    lagging = {"B": Quirks(lag=timedelta(seconds=45))}
    made.append(team := Team3(tmp_path / "s.db", portfolio("A", "B"), quirks=lagging))
    seeded(team, 1)
    team.tools["A"].add({"title": "New", "status": "planned", "priority": "p1"}, kind="epic")
    record = team.tools["B"].add(
        {"title": "New", "status": "planned", "priority": "p9"}, kind="epic"
    )
    team.clock.pass_by(seconds=50)
    team.tools["B"].edit(record, "priority", "p1")  # the listing shows p9 still
    done = team.settle().summary
    assert (done.outcome, done.conflicts) == ("OK", 0)
    assert shows(team, "New", "priority") == {"A": "p1", "B": "p1"}


def test_after_a_lost_store_what_gives_way_is_seen_by_a_person_first(
    tmp_path: Path, made: list[Team3]
) -> None:
    """The list of deciding replicas does not know that C was only behind."""
    rules = portfolio("A", "B", "C", priority=FieldPolicy(on_conflict=("C", "A")))
    made.append(
        team := Team3(
            tmp_path / "s.db", replace(rules, safety=Safety(first_run_approval=False)),
        )
    )  # fmt: skip
    ids = seeded(team, 1)
    team.tools["C"].edit(ids["C"][0], "priority", "old")
    team.settle()
    team.tools["C"].fail(Fault("rejected", "update", count=0))
    team.tools["A"].edit(ids["A"][0], "priority", "new", by="ann@acme.example")
    team.sync()
    team.tools["C"].faults.clear()
    team.path = tmp_path / "new.db"
    team.reopen()
    before = [writes(team, name) for name in "ABC"]
    held = team.sync()
    assert held.summary.outcome == "HELD"
    assert "2 values give way to those of the deciding replica" in held.waits
    assert any("1 items are known by their markers and not by the store" in w for w in held.waits)
    assert [writes(team, name) for name in "ABC"] == before


def test_an_authority_that_joins_late_stands_where_the_list_puts_it(
    tmp_path: Path, made: list[Team3]
) -> None:
    """[A, B]: what A has said holds, whether B was there from the start or could not be read."""
    made.append(
        team := Team3(
            tmp_path / "s.db",
            portfolio("A", "B", "C", priority=FieldPolicy(authority=("A", "B"))),
        )
    )
    for name, value in {"A": "high", "C": "high"}.items():
        fields = {"title": "E", "status": "planned", "priority": value}
        team.tools[name].add(fields, kind="epic")
    team.tools["B"].fail(Fault("outage", "list", count=0))
    team.settle()
    team.tools["B"].faults.clear()
    team.tools["B"].add({"title": "E", "status": "planned", "priority": "low"}, kind="epic")
    assert "1 values give way to those of the deciding replica" in team.plan().waits
    assert team.settle().summary.outcome == "OK"
    assert shows(team, "E", "priority") == {"A": "high", "B": "high", "C": "high"}
    assert not store(team).conflicts()


def test_labels_that_are_only_compared_stay_where_they_were_put(
    tmp_path: Path, made: list[Team3]
) -> None:
    """A set is no exception from `elsewhere: compare`."""
    rule = FieldPolicy(authority=("A",), elsewhere="compare")
    made.append(team := Team3(tmp_path / "s.db", portfolio("A", "B", labels=rule)))
    ids = seeded(team, 1)
    team.tools["A"].edit(ids["A"][0], "labels", frozenset({"a"}))
    team.settle()
    team.tools["B"].edit(ids["B"][0], "labels", frozenset({"mine"}))
    for _ in range(2):
        assert team.sync().summary.operations == 0
        team.clock.pass_by(minutes=10)
    assert shows(team, "Epic 0", "labels") == {"A": frozenset({"a"}), "B": frozenset({"mine"})}


def test_the_deciding_value_gives_way_to_nobody_where_its_tool_cannot_show_it(
    tmp_path: Path, made: list[Team3]
) -> None:
    """A reads a word that it does not offer for writing; the plan does not wait for that."""
    poor = {"A": Quirks(options={"status": ("done",)})}
    rules = portfolio("A", "B", status=FieldPolicy(authority=("A",)))
    made.append(team := Team3(tmp_path / "s.db", rules, quirks=poor))
    for tool in team.tools.values():
        tool.add({"title": "E", "status": "planned"}, kind="epic")
    assert team.plan().waits == ("1 records are paired by title alone",)
