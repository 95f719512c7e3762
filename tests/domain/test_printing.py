"""The plan as people and programs read it; what comes from tools is inert in it."""

import json
from dataclasses import replace

from syncline.domain.item import Record
from syncline.domain.plan import Change, Create, Pairing, Plan, Refusal, Stamp, Update
from syncline.domain.printing import counts, paired, plan_document

CHANGE = Change("title", "new", "old", 2, "old becomes new")


def plan(name: str = "PAY-1 Title", reason: str = "no such option", size: int = 1) -> Plan:
    """Return a plan with one of everything, about an item of this name."""
    updates = tuple(Update("i", "B", f"{n}", "edit", (CHANGE,)) for n in range(size))
    return Plan(
        (Create("i", "A", "task", (CHANGE,), "it is in B"), *updates, Stamp("i", "B", "1", "heal")),
        (Pairing("i", "B", "1", "same title", confirm=True),),
        (Refusal("i", "B", "status", reason),),
        ("1 records are paired by title alone",),
        {"i": name},
    )


def test_the_document_is_json_and_names_everything() -> None:
    """Operations with reasons, pairings, refusals, waits, counts, digest."""
    made = plan()
    document = json.loads(json.dumps(plan_document(made)))
    assert document["digest"] == made.digest
    assert [op["do"] for op in document["operations"]] == ["create", "update", "mark"]
    assert document["operations"][1]["changes"] == [
        {"field": "title", "to": "new", "from": "old", "reason": "old becomes new"}
    ]
    assert document["refusals"][0]["reason"] == "no such option"
    assert document["pairings"][0]["confirm"] is True
    assert document["waits"] == list(made.waits)
    assert document["counts"] == {"A create": 1, "B mark": 1, "B update": 1}


def test_a_pairing_names_the_records_that_it_ties() -> None:
    """By their addresses, so that a person can open both; what a person confirms comes first."""
    records = (Record("i", "A", "1", "PAY-1", "https://a/1"), Record("i", "B", "1", "1", ""))
    other = (Record("j", "B", "2", "2", "https://b/2"),)
    sure = Pairing("j", "B", "2", "marker", confirm=False)
    made = replace(plan(), records={"i": records, "j": other}, pairings=(sure, *plan().pairings))
    first, second = paired(made, 2)
    assert first == "paired by same title: PAY-1 Title: A https://a/1, B 1"
    assert second == "paired by marker: j: B https://b/2"
    assert paired(made, 1)[1].startswith("... and 1 more")
    assert plan_document(made)["records"] == {
        "i": {"A": {"key": "PAY-1", "url": "https://a/1"}, "B": {"key": "", "url": ""}},
        "j": {"B": {"key": "", "url": "https://b/2"}},
    }  # fmt: skip


def test_counts_are_in_a_fixed_order() -> None:
    """By replica and verb."""
    assert list(counts(reversed(plan().operations))) == ["A create", "B mark", "B update"]
