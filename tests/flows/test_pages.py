"""A plan as a page of the Prefect UI; what comes from tools is inert in it."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from flows.pages import plan_page
from syncline.domain.item import Record
from syncline.domain.plan import Pairing, Plan
from syncline.domain.printing import plan_document, plan_lines
from syncline.domain.state import HeldPlan
from tests.domain.test_printing import plan

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def page(made: Plan, limit: int = 200) -> str:
    rendered = json.dumps(plan_document(made))
    return plan_page(HeldPlan(made.digest, "r", (), rendered, NOW), limit=limit)


def known(plan: Plan, *records: Record) -> Plan:
    """Return a plan that knows these records of its item."""
    return replace(plan, records={"i": records})


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
    for made in (page(plan(name=text)), page(plan(reason=text))):
        clean = page(plan(name="x", reason="x"))
        assert len(made.splitlines()) == len(clean.splitlines())
        assert "<" not in made
        for line, model in zip(made.splitlines(), clean.splitlines(), strict=True):
            unescaped = line.replace("\\\\", "").replace("\\|", "").replace("\\[", "")
            assert unescaped.count("|") == model.count("|")
            assert "[" not in unescaped


def test_a_backslash_before_a_pipe_does_not_free_it() -> None:
    """The escape itself is escaped first."""
    assert "\\\\\\|" in page(plan(name="\\|"))


def test_an_empty_plan_says_so() -> None:
    """One sentence."""
    assert page(Plan()).strip() == "Nothing to write."


def test_long_plans_are_cut_with_a_count() -> None:
    """A page in a browser has an end; what is cut is counted."""
    made = page(plan(size=30), 10)
    assert made.count("| set title |") <= 10
    assert f"and {len(plan_lines(plan(size=30))) - 10} more" in made


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://acme.example/PAY-1", True),
        ("javascript:alert(1)", False),
        ("https://acme.example/) [x](https://evil.example", False),
        ("https://acme.example/|x", False),
    ],
)
def test_records_are_linked_where_their_address_is_one(url: str, linked: bool) -> None:  # noqa: FBT001  # a column of a table
    """Any other address is left out, and its replica only named."""
    made = page(known(plan(), Record("i", "A", "1", "PAY-1", url)))
    assert (f"[A PAY-1]({url})" in made) == linked
    assert "| A PAY-1 |" in made or linked


def test_a_first_plan_says_first_which_records_it_pairs() -> None:
    """With a link to each, and what is guessed before what is sure; the store knows none of it."""
    links = {"A": "https://acme.example/PAY-1", "B": "https://notes.example/1"}
    records = (Record("i", "A", "1", "PAY-1", links["A"]), Record("i", "B", "1", "1", links["B"]))
    sure = Pairing("j", "B", "2", "marker", confirm=False)
    made = known(plan(), *records)
    made = replace(made, pairings=(sure, *made.pairings), names={**made.names, "j": "Another"})
    paired, rest = page(made).split("### A: 1 operations")
    both = f"[A PAY-1]({links['A']}) [B]({links['B']})"
    assert f"| 1 | PAY-1 Title | {both} | same title |\n|  | Another |  | marker |" in paired
    assert "### Paired: 2 items" in paired
    assert "please look" in paired
    assert rest.count(both) == 2
    assert "Only marked" not in rest


def test_many_pairings_are_cut_with_a_count() -> None:
    """As every other table is."""
    pairs = tuple(Pairing(f"i{n}", "B", f"{n}", "same title", confirm=True) for n in range(5))
    made = page(Plan(pairings=pairs), 2)
    assert made.count("| same title |") == 2
    assert "... and 3 more." in made


def test_items_are_numbered_so_that_a_part_can_be_approved() -> None:
    """Also those that only get their marker."""
    assert "| 1 | PAY-1 Title | set title |" in page(plan())
    stamps = Plan(tuple(op for op in plan().operations if op.__class__.__name__ == "Stamp"))
    assert "### Only marked" in page(stamps)
    assert "| 1 | i |" in page(stamps)
