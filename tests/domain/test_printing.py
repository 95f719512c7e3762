"""The plan as people and programs read it; what comes from tools is inert in it."""

import json

import pytest

from syncline.domain.plan import Change, Create, Pairing, Plan, Refusal, Stamp, Update
from syncline.domain.printing import counts, plan_document, plan_lines, plan_markdown

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


@pytest.mark.parametrize(
    "text",
    [
        "a | b",
        "two\nlines",
        "<script>alert(1)</script>",
        "`code`",
        "[click](https://evil.example)",
        "![seen](https://evil.example/pixel.png)",
        "back\\slash | pipe",
        "| --- |",
        "# heading",
    ],
)
def test_synced_text_is_inert_in_a_table(text: str) -> None:
    """No new cell, no new line, no tag, no link, wherever the text stands."""
    for made in (plan_markdown(plan(name=text)), plan_markdown(plan(reason=text))):
        clean = plan_markdown(plan(name="x", reason="x"))
        assert len(made.splitlines()) == len(clean.splitlines())
        assert "<" not in made
        for line, model in zip(made.splitlines(), clean.splitlines(), strict=True):
            unescaped = line.replace("\\\\", "").replace("\\|", "").replace("\\[", "")
            assert unescaped.count("|") == model.count("|")
            assert "[" not in unescaped


def test_a_backslash_before_a_pipe_does_not_free_it() -> None:
    """The escape itself is escaped first."""
    assert "\\\\\\|" in plan_markdown(plan(name="\\|"))


def test_an_empty_plan_says_so() -> None:
    """One sentence."""
    assert plan_markdown(Plan()) == "Nothing to write."


def test_long_plans_are_cut_with_a_count() -> None:
    """A page in a browser has an end; what is cut is counted."""
    made = plan_markdown(plan(size=30), limit=10)
    assert made.count("set title") <= 10
    assert f"and {len(plan_lines(plan(size=30))) - 10} more" in made


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
