"""The plan as people and programs read it; what comes from tools is inert in it."""

import json

from syncline.domain.plan import Change, Create, Pairing, Plan, Refusal, Stamp, Update
from syncline.domain.printing import counts, plan_document

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


def test_counts_are_in_a_fixed_order() -> None:
    """By replica and verb."""
    assert list(counts(reversed(plan().operations))) == ["A create", "B mark", "B update"]
