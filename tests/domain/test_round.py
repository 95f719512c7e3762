"""One round: what is created, written, refused, stamped and left alone; and the plan's digest."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from syncline.domain.fields import Cannot, Value
from syncline.domain.item import Kind, Snapshot
from syncline.domain.plan import Create, Plan, Stamp, Update
from syncline.domain.policy import CreateRule, FieldPolicy
from syncline.domain.state import Agreed, Candidate, Conflict, FieldChange, ItemState, Shadow
from tests.domain.worlds import NOW, decided, known, portfolio, snapshot, tool

FAST = settings(max_examples=60, derandomize=True, deadline=None, database=None)
BOTH = portfolio("A", "B")
PLANNED = CreateRule({"status": frozenset({"planned", "started"})})
CREATING = portfolio("A", "B", create={"B": PLANNED})
COMPARED = {"owner": FieldPolicy(authority=("A",), elsewhere="compare")}


def behind(state: ItemState, name: str, value: Value) -> ItemState:
    """Return the Item with a newer agreed value, which only A shows."""
    agreed = Agreed(value, 2)
    current = Shadow(value, value, 2)
    return replace(
        state,
        agreed={**state.agreed, name: agreed},
        shadows={**state.shadows, ("A", name): current},
    )


def updates(plan: Plan) -> list[tuple[str, str, Value]]:
    """Return every replica, field and value that is asked."""
    return [
        (op.replica, change.field, change.ask)
        for op in plan.operations
        if isinstance(op, Update)
        for change in op.changes
    ]


def creates(plan: Plan) -> list[Create]:
    """Return the creations of a plan."""
    return [op for op in plan.operations if isinstance(op, Create)]


# -- writing -------------------------------------------------------------------------------------


def test_a_replica_that_is_behind_is_asked_and_says_why() -> None:
    """The change expects what was shown, and stands for the agreed version."""
    state = behind(known("syn-x", "A", "B", title="t"), "title", "new")
    (op,) = decided(BOTH, states=(state,)).plan.operations
    assert isinstance(op, Update)
    (change,) = op.changes
    assert (op.replica, op.record, op.lane) == ("B", "syn-x", "edit")
    assert (change.ask, change.expect, change.version) == ("new", "t", 2)
    assert change.reason == "t becomes new"


def test_fields_of_two_lanes_are_two_updates() -> None:
    """A transition is a call of its own; what fails there leaves the edit alone."""
    state = behind(behind(known("x", "A", "B", title="t", status="p"), "title", "n"), "status", "s")
    plan = decided(BOTH, states=(state,)).plan
    assert [op.lane for op in plan.operations if isinstance(op, Update)] == ["edit", "transition"]


def test_a_value_without_a_counterpart_is_refused_with_the_reason() -> None:
    """Cannot: named in the plan, never written, and not forgotten."""

    def project(name: str, value: Value) -> Value | Cannot:
        return Cannot("no such option") if name == "status" else value

    state = behind(known("syn-x", "A", "B", status="planned"), "status", "odd")
    made = decided(BOTH, states=(state,), tools={"B": tool(project=project)})
    assert made.plan.operations == ()
    assert [(r.replica, r.field, r.reason) for r in made.plan.refusals] == [
        ("B", "status", "no such option")
    ]
    assert made.states["syn-x"].shadows["B", "status"].version == 1


def test_a_field_that_the_record_refuses_is_not_planned_even_when_it_is_not_listed() -> None:
    """What was refused when last read stays refused until it is read again."""
    state = behind(known("syn-x", "A", "B", parent=None, title="t"), "title", "new")
    record = replace(state.records["B"], refused={"title": "locked by a rule"})
    state = replace(state, records={**state.records, "B": record})
    assert decided(BOTH, states=(state,)).plan.operations == ()


def test_a_field_on_hold_is_frozen_in_every_replica() -> None:
    """Each tool keeps what its people typed."""
    sides = {r: Candidate(r, 1, r) for r in "AB"}
    conflict = Conflict("c", "syn-x", "title", sides, ("A", "B"), NOW)
    state = replace(
        behind(known("syn-x", "A", "B", title="t", owner="o"), "owner", "p"),
        conflicts={"title": conflict},
    )
    state = behind(state, "title", "new")
    assert updates(decided(BOTH, states=(state,)).plan) == [("B", "owner", "p")]


def test_a_blocked_field_is_neither_read_nor_written() -> None:
    """An Intent is in flight: first it is settled by reading."""
    state = behind(known("syn-x", "A", "B", title="t"), "title", "new")
    state = replace(state, blocked=frozenset({("B", "title")}))
    made = decided(BOTH, snapshot("B", "syn-x", marker="syn-x", title="odd"), states=(state,))
    assert made.plan.operations == ()
    assert made.states["syn-x"].agreed["title"] == Agreed("new", 2)
    assert not made.states["syn-x"].conflicts
    assert made.states["syn-x"].shadows["B", "title"] == Shadow("t", "t", 1)


def test_a_read_only_replica_is_read_and_never_written() -> None:
    """`access: read`: its edits travel; nothing travels to it, no stamp and no record either."""
    quiet = {"B": tool(writable=frozenset())}
    state = behind(known("syn-x", "A", "B", title="t", status="planned"), "title", "new")
    unmarked = replace(state.records["B"], marked=False)
    state = replace(state, records={**state.records, "B": unmarked})
    lone = known("syn-y", "A", title="u", status="planned")
    assert decided(CREATING, states=(state, lone), tools=quiet).plan.operations == ()
    heard = decided(BOTH, snapshot("B", "syn-x", title="typed"), states=(
        known("syn-x", "A", "B", title="t"),), tools=quiet).plan  # fmt: skip
    assert updates(heard) == [("A", "title", "typed")]


def test_a_compared_field_is_watched_and_never_written() -> None:
    """Not at the first sighting, not after an edit of the authority, not in a create."""
    made = portfolio("A", "B", policies=COMPARED, create={"B": PLANNED})
    first = decided(
        made,
        snapshot("A", "1", marker="syn-x", title="t", owner="ines@acme.fr"),
        snapshot("B", "1", marker="syn-x", title="t", owner="paul@acme.fr"),
    )
    state = first.states["syn-x"]
    assert first.plan.operations == ()
    assert not state.conflicts
    assert state.value("owner") == "ines@acme.fr"
    after = decided(
        made, snapshot("A", "1", marker="syn-x", title="t", owner="nina@acme.fr"), states=(state,)
    )
    assert after.states["syn-x"].value("owner") == "nina@acme.fr"
    assert updates(after.plan) == []
    lone = decided(made, snapshot("A", "2", title="u", status="planned", owner="ines@acme.fr")).plan
    assert [c.field for c in creates(lone)[0].changes] == ["title", "status"]


def test_a_field_that_is_set_once_is_filled_and_never_changed() -> None:
    """Written where it is empty."""
    made = portfolio("A", "B", policies={"start": FieldPolicy(set_once=True)})
    empty = behind(known("syn-x", "A", "B", start=None), "start", "v")
    full = behind(known("syn-y", "A", "B", start="old"), "start", "v")
    assert updates(decided(made, states=(empty, full)).plan) == [("B", "start", "v")]


def test_a_matched_record_is_stamped_once() -> None:
    """A stamp stands in the plan like any other write; a created record needs none."""
    state = known("syn-x", "A", "B", title="t")
    unmarked = replace(state.records["B"], marked=False)
    state = replace(state, records={**state.records, "B": unmarked})
    (op,) = decided(BOTH, states=(state,)).plan.operations
    assert isinstance(op, Stamp)
    assert (op.item, op.replica, op.record) == ("syn-x", "B", "syn-x")
    seen = snapshot("B", "syn-x", marker="syn-x", title="t")
    assert decided(BOTH, seen, states=(state,)).plan.operations == ()
    mute = {"B": tool(markable=False)}
    assert decided(BOTH, states=(state,), tools=mute).plan.operations == ()


# -- references ----------------------------------------------------------------------------------


def test_a_parent_without_a_record_there_is_refused_and_kept() -> None:
    """The parent is an item; it travels once that item has a record there."""
    parent = known("syn-p", "A", title="p")
    child = behind(known("syn-c", "A", "B", title="c", parent=None), "parent", "syn-p")
    plan = decided(BOTH, states=(parent, child)).plan
    assert [(r.replica, r.field) for r in plan.refusals] == [("B", "parent")]
    assert updates(plan) == []


def test_a_parent_outside_the_portfolio_cannot_say() -> None:
    """It is named, and takes nobody's parent away."""
    state = known("syn-c", "A", "B", title="c", parent=None)
    seen = snapshot("A", "syn-c", marker="syn-c", title="c", parent="elsewhere-9")
    made = decided(BOTH, seen, states=(state,))
    assert made.plan.operations == ()
    assert "not part of this portfolio" in made.plan.refusals[0].reason


# -- what waits, and the digest ------------------------------------------------------------------


def test_pairs_by_title_and_replaced_values_wait_for_a_person() -> None:
    """Both are said with their number."""
    made = portfolio("A", "B", policies={"owner": FieldPolicy(authority=("A",))})
    plan = decided(
        made, snapshot("A", "1", title="t", owner="x"), snapshot("B", "2", title="t", owner="y")
    ).plan
    assert plan.waits == (
        "1 records are paired by title alone",
        "1 values give way to those of the deciding replica",
    )


def test_an_authority_that_joins_late_waits_for_a_person() -> None:
    """Its value replaces one that nobody there has seen: kept in history, and said."""
    made = portfolio("A", "B", policies={"owner": FieldPolicy(authority=("A",))})
    seen = snapshot("A", "1", marker="syn-x", owner="new")
    round_ = decided(made, seen, states=(known("syn-x", "B", owner="old"),))
    assert round_.states["syn-x"].value("owner") == "new"
    assert round_.plan.waits == ("1 values give way to those of the deciding replica",)
    assert any(isinstance(r, FieldChange) and r.old == "old" for r in round_.rows)


_titles = st.lists(st.sampled_from(["t", "u", "v", "w"]), min_size=1, max_size=4, unique=True)


@FAST
@given(_titles, _titles, st.randoms(use_true_random=False))
def test_the_digest_names_the_plan_whatever_the_order(
    left: list[str], right: list[str], random: object
) -> None:
    """Two decisions of one world agree; so do two orders of its pages, and of its operations."""
    snapshots: list[Snapshot] = [
        snapshot(replica, str(n), title=title, status="planned")
        for replica, names in (("A", left), ("B", right))
        for n, title in enumerate(sorted(names))
    ]
    turned = list(snapshots)
    random.shuffle(turned)  # type: ignore[attr-defined]  # a Random
    one, two = decided(CREATING, *snapshots).plan, decided(CREATING, *turned).plan
    assert one.operations == two.operations
    assert one.digest == two.digest
    assert replace(one, operations=tuple(reversed(one.operations))).digest == one.digest


def test_the_digest_changes_with_a_value() -> None:
    """An approval is for exactly these writes."""
    base = known("syn-x", "A", "B", title="t")
    one = decided(BOTH, states=(behind(base, "title", "new"),)).plan
    two = decided(BOTH, states=(behind(base, "title", "newer"),)).plan
    assert one.digest != two.digest


def test_parents_are_created_before_their_children() -> None:
    """A child needs its parent's record."""
    kinds: tuple[Kind, ...] = ("subtask", "epic", "task")
    plan = Plan(tuple(Create(k, "B", k, (), "") for k in kinds))
    assert [op.item for op in plan.of("B")] == ["epic", "task", "subtask"]


def test_a_second_round_on_the_same_world_is_empty() -> None:
    """Nothing to write, and no row to put."""
    seen = (
        snapshot("A", "1", marker="syn-x", title="t", labels=frozenset({"a"}), owner=None),
        snapshot("B", "2", marker="syn-x", title="t", labels=frozenset({"a"}), owner=None),
    )
    first = decided(BOTH, *seen)
    second = decided(BOTH, *seen, states=tuple(first.states.values()))
    assert (second.plan, second.rows, second.states) == (Plan(), (), first.states)
