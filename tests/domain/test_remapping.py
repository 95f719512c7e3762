"""Which shadows lose their meaning where a field is read in another way than before."""

from dataclasses import replace

import pytest

from syncline.domain.fields import CORE_FIELDS, FieldType, Value
from syncline.domain.item import Absent, Item, Record, Snapshot
from syncline.domain.presence import noticed
from syncline.domain.remapping import follows, seen_anew
from syncline.domain.state import ItemState, Shadow
from syncline.domain.toolbox import Moved, Observed
from tests.domain.worlds import NOW

SPECS = {name: CORE_FIELDS[name] for name in ("status", "owner", "labels")}
RECORD = Record("syn-a", "B", "b1", "B-1", "https://b.example/1")
KEY = ("B", "status")


def state(name: str = "status", shown: Value = "planned", **record: object) -> ItemState:
    """Return an Item whose record in B showed this when it was last read."""
    held = replace(RECORD, **record)  # type: ignore[arg-type]
    shadows = {("B", name): Shadow(shown, shown, 1)}
    return ItemState(Item("syn-a", "epic"), {"B": held}, shadows=shadows)


def snapshot(**fields: Value) -> Snapshot:
    """Return what B shows now."""
    return Snapshot("B", "b1", "B-1", RECORD.url, "epic", fields, "r2")


def forgotten(before: ItemState, shown: Snapshot | None, moved: Moved, *unread: str) -> bool:
    """Tell whether the only shadow of an Item is forgotten."""
    ((_, name),) = before.shadows
    observed = Observed(
        {}, frozenset({"B"}), remapped={"B": {name: moved}},
        unread=frozenset(("B", record) for record in unread),
    )  # fmt: skip
    states = {"syn-a": before}
    seen_anew(SPECS, states, {"syn-a": {"B": shown}} if shown else {}, observed)
    return not states["syn-a"].shadows


WORDS = frozenset({"done"})
CASES = [
    ("another column shows something else", state(), snapshot(status="done"), None, True),
    ("another column shows the same", state(), snapshot(status="planned"), None, False),
    ("it shows a word that was moved", state(), snapshot(status="done"), WORDS, True),
    ("it shows another word", state(), snapshot(status="dropped"), WORDS, False),
    ("it was clean, so it is not among what was read", state(), None, None, False),
    ("it cannot say", state(), snapshot(), WORDS, True),
    ("its word is unknown", state(), replace(snapshot(), refused={"status": "?"}), WORDS, False),
    ("another column is unknown", state(), replace(snapshot(), refused={"status": "?"}), None,
     True),
    ("it shows a moved label", state("labels", frozenset({"x"})),
     snapshot(labels=frozenset({"x", "done"})), WORDS, True),
    ("it shows other labels", state("labels", frozenset({"x"})),
     snapshot(labels=frozenset({"y"})), WORDS, False),
    ("a person was unknown until now", state("owner", None, refused={"owner": "hidden"}),
     snapshot(owner="done"), WORDS, False),
    ("a person has another account now", state("owner", "a"), snapshot(owner="done"), WORDS, True),
]  # fmt: skip


@pytest.mark.parametrize(("before", "shown", "moved", "lost"), [c[1:] for c in CASES],
                         ids=[c[0] for c in CASES])  # fmt: skip
def test_only_a_display_that_may_not_be_typed_is_seen_anew(
    before: ItemState, shown: Snapshot | None, moved: Moved, *, lost: bool
) -> None:
    """All others are as they were: equal, or somebody's edit."""
    assert forgotten(before, shown, moved) is lost


def test_what_nobody_can_read_now_is_seen_anew_once_it_can_be_read() -> None:
    """Away, unreadable, or behind a write whose answer was lost."""
    gone = noticed(state(), "B", Absent("b1", "in the trash", "TRASHED"), NOW)
    assert forgotten(replace(state(), absent={"B": gone}), None, None)
    assert forgotten(state(), None, None, "b1")
    assert not forgotten(state(), None, None, "b2")
    blocked = replace(state(), blocked=frozenset({KEY}))
    assert forgotten(blocked, snapshot(status="planned"), None)


def test_a_plan_waits_only_for_what_it_writes_because_of_it() -> None:
    """Nothing is said of a field that nothing is written of."""
    assert SPECS["status"].type is FieldType.OPTION
    assert follows([("syn-a", "B", "status")], ()) == ()
