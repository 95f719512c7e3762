"""What the engine asks of the store between two commits."""

from dataclasses import replace
from datetime import timedelta

import pytest

from syncline.domain.item import Item, Record
from syncline.domain.plan import Change, Stamp, Update
from syncline.domain.state import (
    Agreed,
    AgreedAt,
    Conflict,
    HeldPlan,
    Intent,
    Relation,
    Row,
    RunRow,
    Shadow,
    ShadowAt,
)
from tests.store.holding import NOW, Held

ITEM = Item("syn-a", "epic")
RECORD = Record(
    "syn-a", "delivery", "10001", "PAY-1", "https://Acme.atlassian.net/browse/PAY-1", marked=True
)
PAGE = Record(
    "syn-a", "roadmap", "1f0c", "", "https://www.notion.so/Refonte-1f0c?pvs=4", marked=True
)


def agreed(version: int) -> AgreedAt:
    """Return an agreed title."""
    return AgreedAt("syn-a", "title", Agreed("x", version))


def shadow(version: int, replica: str = "delivery") -> ShadowAt:
    """Return what a replica showed of the title."""
    return ShadowAt("syn-a", replica, "title", Shadow("x", "x", version))


def update(state: str, field: str = "title", replica: str = "delivery") -> Intent:
    """Return a write of one field."""
    change = Change(field, "x", "y", 2, "")
    operation = Update("syn-a", replica, "10001", "fields", (change,))
    return Intent(f"w-{state}", "run-1", operation, state, {}, NOW)  # type: ignore[arg-type]  # a state


def conflict(field: str = "title", *, closed: bool = False) -> Conflict:
    """Return a conflict without sides."""
    return Conflict("c-1", "syn-a", field, {}, (), NOW, closed_at=NOW if closed else None)


STAMP = Intent("w-s", "run-1", Stamp("syn-a", "delivery", "10001", ""), "UNKNOWN", {}, NOW)


@pytest.mark.parametrize(
    ("why", "rows", "unsettled"),
    [
        ("current", [agreed(2), shadow(2)], False),
        ("behind", [agreed(2), shadow(1)], True),
        ("one of two behind", [agreed(2), shadow(2), shadow(1, "roadmap")], True),
        ("nothing agreed yet", [agreed(0), shadow(0)], False),
        ("no shadow", [agreed(2)], False),
        ("held", [agreed(2), shadow(1), conflict()], False),
        ("held once", [agreed(2), shadow(1), conflict(closed=True)], True),
        ("another field is held", [agreed(2), shadow(1), conflict("owner")], True),
        ("planned", [agreed(2), shadow(1), update("PLANNED")], True),
        ("sent", [agreed(2), shadow(1), update("SENT")], False),
        ("unknown", [agreed(2), shadow(1), update("UNKNOWN")], False),
        ("quarantined", [agreed(2), shadow(1), update("QUARANTINED")], False),
        ("refused", [agreed(2), shadow(1), update("FAILED")], True),
        ("another field is sent", [agreed(2), shadow(1), update("SENT", "owner")], True),
        ("another replica is sent", [agreed(2), shadow(1), update("SENT", "title", "x")], True),
        ("being stamped", [agreed(2), shadow(1), STAMP], False),
    ],
)
def test_who_is_unsettled(held: Held, why: str, rows: list[Row], *, unsettled: bool) -> None:
    """Exactly the Items that a plan may have something to do for, though nobody edited them."""
    held.put(ITEM, *rows)
    assert held.store.unsettled() == (frozenset({"syn-a"}) if unsettled else frozenset()), why


def test_who_is_unmarked(held: Held) -> None:
    """Items of the kinds asked for, whose record in that replica has no marker."""
    held.put(ITEM, replace(RECORD, marked=False))
    kind = ITEM.kind
    assert held.store.unmarked(RECORD.replica, [kind]) == frozenset({ITEM.id})
    assert held.store.unmarked("elsewhere", [kind]) == frozenset()
    assert held.store.unmarked(RECORD.replica, []) == frozenset()
    held.put(RECORD)
    assert held.store.unmarked(RECORD.replica, [kind]) == frozenset()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("syn-a", True),
        ("SYN-A", True),
        (" pay-1 ", True),
        ("10001", True),
        ("https://acme.atlassian.net/browse/PAY-1", True),
        ("https://acme.atlassian.net/browse/PAY-1/?focusedId=7#comment", True),
        ("acme.atlassian.net/browse/PAY-1", True),
        ("https://www.notion.so/Refonte-1f0c", True),
        ("https://acme.atlassian.net/browse/PAY-12", False),
        ("PAY-12", False),
        ("https://[", False),
        ("/", False),
        ("", False),
    ],
)
def test_an_item_is_found_by_what_people_call_it(held: Held, text: str, *, found: bool) -> None:
    """By id, record id, key in any case, or URL however it was copied."""
    nameless = Record("syn-b", "launches", "77", "", "")
    held.put(ITEM, RECORD, PAGE, Item("syn-b", "task"), nameless)
    assert held.store.find(text) == ("syn-a" if found else None)


def test_an_id_goes_before_a_key(held: Held) -> None:
    """When one record's key is another's id, the id is meant."""
    other = replace(RECORD, item="syn-b", id="2", key="10001")
    held.put(ITEM, RECORD, replace(ITEM, id="syn-b"), other)
    assert held.store.find("10001") == "syn-a"


def test_records_are_known_by_replica(held: Held) -> None:
    """Links, counts and listings of one replica leave the others out."""
    held.put(ITEM, RECORD, PAGE)
    assert held.store.links("delivery", {"10001", "1f0c", "zz"}) == {"10001": "syn-a"}
    assert tuple(held.store.records("roadmap")) == (PAGE,)
    assert (held.store.count("delivery"), held.store.count("launches")) == (1, 0)


def test_items_that_a_replica_lacks(held: Held) -> None:
    """Only those of the wanted kinds count."""
    bug, epic = Item("syn-b", "bug"), Item("syn-c", "epic")
    held.put(ITEM, RECORD, bug, epic)
    assert held.store.without_record("delivery", ["epic"]) == {"syn-c"}
    assert held.store.without_record("delivery", ["epic", "bug"]) == {"syn-b", "syn-c"}
    assert held.store.without_record("delivery", []) == frozenset()
    assert set(held.store.items()) == {ITEM, bug, epic}


def test_relations_are_found_from_both_ends_and_told_once(held: Held) -> None:
    """A relation between two asked Items is one; an ended one says so."""
    one, two = Relation("syn-b", "syn-a"), Relation("syn-c", "syn-a", ended=True)
    held.put(one, two, Relation("syn-x", "syn-y"))
    assert held.store.relations(["syn-a", "syn-b"]) == (one, two)
    assert held.store.relations(["syn-c"]) == (two,)
    assert held.store.relations([]) == ()


def test_runs_are_told_newest_first_and_bounded(held: Held) -> None:
    """Of runs in the same second the later one comes first."""
    for number in range(4):
        held.store.note_run(RunRow(f"run-{number}", "product", "apply", NOW))
    held.store.note_run(RunRow("old", "product", "plan", NOW - timedelta(days=1)))
    assert [run.id for run in held.store.runs(3)] == ["run-3", "run-2", "run-1"]
    assert held.store.runs()[-1].id == "old"


@pytest.mark.parametrize(
    ("row", "applied"),
    [
        (HeldPlan("abc", "run-1", (), "{}", NOW), False),
        (HeldPlan("abc", "run-1", (), "{}", NOW, "applied"), True),
        (update("PLANNED"), False),
        (update("FAILED"), False),
        (update("UNKNOWN"), True),
        (update("OK"), True),
        (RunRow("run-1", "product", "apply", NOW, "OK"), False),
    ],
)
def test_whether_a_plan_was_ever_applied(held: Held, row: Row, *, applied: bool) -> None:
    """A run that had nothing to write leaves the first plan still to be approved."""
    held.put(row)
    assert held.store.has_applied() == applied


def test_many_items_are_loaded_whatever_the_limit_of_one_statement(held: Held) -> None:
    """2,000 Items need several statements, and none is lost between them."""
    many = [Item(f"syn-{number:04}", "task") for number in range(2000)]
    held.put(*many, *(AgreedAt(item.id, "title", Agreed(item.id, 1)) for item in many))
    states = held.store.load([item.id for item in many])
    assert {state.value("title") for state in states.values()} == {item.id for item in many}
    held.put(*(replace(RECORD, item=item.id, id=item.id) for item in many))
    assert len(held.store.links("delivery", states.keys())) == 2000
