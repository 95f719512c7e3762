"""Traces of writing that once went wrong: a late call, a stale re-read, a write left open."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.memory import Fault, MemoryRecord, Quirks
from flows.stages import threads
from syncline.domain.errors import LeaseLost
from syncline.domain.state import Intent, Lease, Row
from syncline.engine.run import sync
from syncline.engine.session import Session, holding
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import flying, seeded, shows, store, titles, writes


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Team3]:
    """Give two tools, A and B; B's index lags by two minutes."""
    lagging = {"B": Quirks(lag=timedelta(minutes=2))}
    team = Team3(tmp_path / "s.db", portfolio("A", "B"), quirks=lagging)
    yield team
    if team.store:
        team.store.close()


def paused(monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], object]) -> None:
    """Let something happen once, between writing an intent down and making its call."""
    commit, pauses = Session.commit, iter([meanwhile])

    def commit_and_pause(session: Session, rows: Sequence[Row]) -> None:
        commit(session, rows)
        if any(isinstance(row, Intent) and row.state == "SENT" for row in rows):
            for happens in pauses:
                happens()

    monkeypatch.setattr(Session, "commit", commit_and_pause)


@pytest.mark.parametrize("seconds", [10, 1800])
def test_a_run_that_was_overtaken_before_its_call_makes_no_call(
    pair: Team3, monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    """Its lease is gone, another run has been at work, and a person has typed since."""
    ids = seeded(pair, 1)
    pair.tools["A"].edit(ids["A"][0], "priority", "101")

    def overtaken() -> None:
        pair.clock.pass_by(seconds=seconds)
        with holding(store(pair), pair.clock, "other", lambda _: False) as lease:
            assert isinstance(lease, Lease)
            sync(pair.session(lease), threads())
        pair.tools["B"].edit(ids["B"][0], "priority", "102", by="bob@acme.example")

    paused(monkeypatch, overtaken)
    with pytest.raises(LeaseLost):
        pair.sync()
    for _ in range(3):
        assert shows(pair, "Epic 0", "priority")["B"] == "102"
        pair.clock.pass_by(minutes=10)
        assert pair.sync().summary.outcome == "OK"


def test_a_run_that_slept_too_long_before_its_call_makes_no_call(
    pair: Team3, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A write that lands after its deadline would be taken for somebody's."""
    ids = seeded(pair, 1)
    pair.tools["A"].edit(ids["A"][0], "priority", "low")
    before = writes(pair, "B")
    paused(monkeypatch, lambda: pair.clock.pass_by(minutes=2))
    ended = pair.sync().summary
    assert ended.outcome == "PARTIAL"
    assert any("paused just before a write" in note for note in ended.notes), ended.notes
    assert writes(pair, "B") == before
    pair.clock.pass_by(minutes=10)
    assert pair.sync().summary.outcome == "OK"
    assert set(shows(pair, "Epic 0", "priority").values()) == {"low"}


@pytest.mark.parametrize(("seconds", "logged", "read_again"), [
    (10, True, True), (2, True, False), (10, False, True), (2, False, True), (0.5, False, False),
])  # fmt: skip
def test_a_re_read_stands_for_a_second_where_no_log_tells_what_was_typed_since(
    tmp_path: Path, seconds: float, *, logged: bool, read_again: bool
) -> None:
    """One request more for a write, only where what it covers would be lost."""
    quirks = dict.fromkeys("AB", Quirks(changelog=logged))
    team = Team3(tmp_path / "s.db", portfolio("A", "B"), quirks=quirks)
    ids = seeded(team, 3)
    for record in ids["A"]:
        team.tools["A"].edit(record, "priority", "ours")
    reads, began = team.tools["B"].requests, [0]

    def slow(call: str, _record: str | None) -> None:
        if call == "update":
            began[0] = began[0] or reads["read"]
            team.clock.pass_by(seconds=seconds)

    team.tools["B"].before = slow
    assert team.sync().summary.applied == 3
    assert bool(reads["read"] - began[0]) is read_again
    assert team.store
    team.store.close()


def test_a_re_read_that_has_grown_old_is_made_again(three: Team3) -> None:
    """The first write of a batch is slow; meanwhile somebody edits a record further down."""
    ids = seeded(three, 3)
    for record in ids["A"]:
        three.tools["A"].edit(record, "priority", "ours")
    typed: list[str] = []

    def slow(call: str, record: str | None) -> None:
        if call == "update" and not typed:
            typed.append(next(i for i in ids["B"] if i != record))
            three.tools["B"].edit(typed[0], "priority", "theirs", by="bob@acme.example")
            three.clock.pass_by(seconds=10)

    three.tools["B"].before = slow
    assert three.sync().summary.applied == 5
    assert three.tools["B"].record(typed[0]).fields["priority"] == "theirs"


def test_what_a_tool_fills_in_by_itself_is_nobodys_edit(
    three: Team3, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B gives every new record a priority; it stays there, and a real one replaces it."""
    seeded(three, 1)
    create = three.tools["B"].create

    def generous(kind: str, fields: dict[str, str]) -> MemoryRecord:
        return create(kind, {"priority": "medium", **fields})

    monkeypatch.setattr(three.tools["B"], "create", generous)
    record = three.tools["A"].add({"title": "New", "status": "planned"}, kind="epic")
    three.sync()
    for _ in range(2):
        three.clock.pass_by(minutes=10)
        assert three.sync().summary.operations == 0
    assert shows(three, "New", "priority") == {"A": None, "B": "medium", "C": None}
    three.tools["A"].edit(record, "priority", "high")
    assert three.sync().summary.applied == 2
    assert set(shows(three, "New", "priority").values()) == {"high"}


def test_a_first_word_that_stands_where_ours_cannot_be_written_is_no_side_of_a_conflict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B offers no word for done: its record is behind, and the plan says so."""
    poor = {"B": Quirks(options={"status": ("planned",)})}
    team = Team3(tmp_path / "s.db", portfolio("A", "B"), quirks=poor)
    seeded(team, 1)
    create = team.tools["B"].create
    first = {"status": "planned"}
    monkeypatch.setattr(
        team.tools["B"], "create", lambda kind, fields: create(kind, {**first, **fields})
    )
    team.tools["A"].add({"title": "New", "status": "done"}, kind="epic")
    for _ in range(2):
        team.sync()
        team.clock.pass_by(minutes=10)
    assert not store(team).conflicts()
    assert shows(team, "New", "status") == {"A": "done", "B": "planned"}
    assert [refusal.field for refusal in team.plan().refusals] == ["status"]
    assert team.store
    team.store.close()


def test_what_a_person_makes_of_a_filled_in_value_is_an_edit(
    three: Team3, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From then on it is somebody's."""
    seeded(three, 1)
    create = three.tools["B"].create
    monkeypatch.setattr(
        three.tools["B"], "create", lambda kind, fields: create(kind, {"priority": "p3", **fields})
    )
    three.tools["A"].add({"title": "New", "status": "planned"}, kind="epic")
    three.sync()
    found = next(r for r in three.tools["B"].records() if r.fields["title"] == "New")
    three.tools["B"].edit(found.id, "priority", "p1", by="bob@acme.example")
    assert three.sync().summary.applied == 2
    assert set(shows(three, "New", "priority").values()) == {"p1"}


def test_a_record_of_the_same_title_does_not_take_the_place_of_one_in_flight(pair: Team3) -> None:
    """Only its marker may: the create whose answer was lost is there, and not indexed yet."""
    seeded(pair, 1)
    pair.tools["B"].add({"title": "New", "status": "planned"}, kind="epic")
    pair.clock.pass_by(seconds=110)
    pair.tools["A"].add({"title": "New", "status": "planned"}, kind="epic")
    pair.tools["B"].fail(Fault("lost", "create"))
    pair.sync()
    pair.clock.pass_by(seconds=20)  # now the person's record is indexed, and ours is not
    plan = pair.plan()
    assert (plan.pairings, plan.operations) == ((), ())
    assert pair.sync(plan.digest).summary.outcome == "PARTIAL"
    for _ in range(3):
        pair.clock.pass_by(minutes=10)
        assert pair.sync().summary.outcome == "OK"
    assert not flying(pair)
    assert titles(pair, "A") == titles(pair, "B") == ["Epic 0", "New", "New"]
    assert pair.sync().summary.operations == 0


@pytest.mark.parametrize("gone", ["field", "replica"])
def test_a_write_left_open_in_what_is_configured_no_more_is_closed(three: Team3, gone: str) -> None:
    """The configuration may change while an answer is lost."""
    ids = seeded(three, 1)
    three.tools["A"].edit(ids["A"][0], "priority", "low")
    three.tools["C"].fail(Fault("unsent", "update"))
    three.sync()
    assert flying(three)
    if gone == "replica":
        three.portfolio = portfolio("A", "B")
        del three.tools["C"]
    else:
        fields = {k: v for k, v in three.portfolio.fields.items() if k != "priority"}
        three.portfolio = replace(three.portfolio, fields=fields)
    three.clock.pass_by(minutes=10)
    assert three.sync().summary.outcome == "OK"
    assert not flying(three)


def test_the_rest_of_an_approved_plan_is_not_weighed_with_what_is_new(three: Team3) -> None:
    """Seventeen markers are still to be put into C when somebody edits one priority."""
    for tool in three.tools.values():
        for n in range(20):
            tool.add({"title": f"Epic {n}", "status": "planned"}, kind="epic")
    three.tools["C"].fail(Fault("outage", "stamp", after=3))
    first = three.sync(three.plan().digest).summary
    assert (first.outcome, first.operations, first.applied) == ("PARTIAL", 60, 43)
    three.clock.pass_by(minutes=10)
    record = next(r for r in three.tools["A"].records() if r.fields["title"] == "Epic 0")
    three.tools["A"].edit(record.id, "priority", "high")
    rest = three.sync().summary
    assert (rest.outcome, rest.operations, rest.applied) == ("OK", 19, 19)
    assert set(shows(three, "Epic 0", "priority").values()) == {"high"}
