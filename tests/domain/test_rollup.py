"""What an item shows for the items that deliver it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syncline.domain.fields import FieldSpec, FieldType
from syncline.domain.missing import Moment
from syncline.domain.policy import Category, Delivers, Portfolio
from syncline.domain.relating import tied
from syncline.domain.rollup import category_of, spellings, with_rollups, word_of
from syncline.domain.state import ItemState, Relation
from syncline.domain.toolbox import Toolbox
from tests.domain.worlds import NOW, known, snapshot, tool

WORDS: dict[str, Category] = {
    "planned": "unstarted",
    "started": "started",
    "done": "done",
    "dropped": "cancelled",
    "shipped": "done",
}
LINK = Delivers(
    "roadmap",
    {"delivery": "epic"},
    {"delivery": "Roadmap item"},
    {"delivery_status": "status", "progress": "done_share"},
)
COMPUTED = {
    "delivery_status": FieldSpec("delivery_status", FieldType.OPTION, computed=True),
    "progress": FieldSpec("progress", FieldType.NUMBER, computed=True),
}
MADE = Portfolio(
    "p", ("roadmap", "delivery"),
    {"title": FieldSpec("title", FieldType.TEXT), "status": FieldSpec("status", FieldType.OPTION)}
    | COMPUTED,
    delivers=(LINK,), categories=WORDS,
)  # fmt: skip
BOX = Toolbox(MADE, {"roadmap": tool(), "delivery": tool()})


@pytest.mark.parametrize(
    ("statuses", "category"),
    [
        ("", None),
        ("u", "unstarted"),
        ("s", "started"),
        ("d", "done"),
        ("c", "cancelled"),
        ("uu", "unstarted"),
        ("us", "started"),
        ("ud", "started"),
        ("uc", "unstarted"),
        ("sd", "started"),
        ("sc", "started"),
        ("dc", "done"),
        ("cc", "cancelled"),
        ("usd", "started"),
        ("udc", "started"),
        ("usdc", "started"),
    ],
)
def test_categories_roll_up(statuses: str, category: str | None) -> None:
    """All done or cancelled, one done: done; any started, or done beside open work: started."""
    names: dict[str, Category] = {"u": "unstarted", "s": "started", "d": "done", "c": "cancelled"}
    assert category_of(names[s] for s in statuses) == category


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(st.permutations(["unstarted", "started", "done", "cancelled", "done"]), st.integers(0, 5))
def test_the_order_of_children_does_not_matter(order: list[Category], size: int) -> None:
    """Nor does it matter how often a category occurs."""
    some = order[:size]
    assert category_of(some) == category_of(reversed(some)) == category_of([*some, *some])


def test_the_first_word_of_a_category_is_its_word() -> None:
    """In the order of the file."""
    assert word_of(MADE, "done") == "done"
    assert word_of(MADE, None) is None


def family(*statuses: str | None) -> dict[str, ItemState]:
    """Return a roadmap item and its epics."""
    children = {f"c{n}": known(f"c{n}", "delivery", status=s) for n, s in enumerate(statuses)}
    return {"top": known("top", "roadmap", status="planned"), **children}


def rolled(states: dict[str, ItemState], *, ended: bool = False) -> ItemState:
    """Roll every child up into the roadmap item."""
    relations = tuple(Relation(c, "top", ended=ended) for c in states if c != "top")
    with_rollups(BOX, states, relations, {}, Moment(NOW, "r"))
    return states["top"]


@pytest.mark.parametrize(
    ("statuses", "word", "share"),
    [
        (("planned", "planned"), "planned", 0.0),
        (("done", "planned"), "started", 0.5),
        (("done", "done", "started"), "started", 0.67),
        (("done", "dropped"), "done", 1.0),
        (("dropped",), "dropped", None),
        ((None, "started"), "started", 0.0),
        (("nobody's word",), None, None),
    ],
)
def test_computed_fields(statuses: tuple[str | None, ...], word: str, share: float) -> None:
    """The status word and the share of what is done; cancelled work counts nowhere."""
    top = rolled(family(*statuses))
    assert (top.value("delivery_status"), top.value("progress")) == (word, share)


def test_dates_are_those_of_open_children() -> None:
    """The earliest start, the latest target; what is done or dropped no longer counts."""
    link = replace(LINK, up={"begins": "start", "ends": "target", "likely": "p85"})
    dated = {n: FieldSpec(n, FieldType.DATE, computed=True) for n in link.up}
    box = replace(BOX, portfolio=replace(MADE, fields={**MADE.fields, **dated}, delivers=(link,)))
    days = [date(2026, 3, n) for n in (1, 5, 9)]
    states = family()
    for number, status in enumerate(("done", "started", "planned")):
        day, name = days[number], f"c{number}"
        states[name] = known(name, "delivery", status=status, start=day, target=day)
    relations = tuple(Relation(c, "top") for c in states if c != "top")
    with_rollups(box, states, relations, {"top": days[2]}, Moment(NOW, "r"))
    top = states["top"]
    assert [top.value(n) for n in ("begins", "ends", "likely")] == [days[1], days[2], days[2]]


def test_a_second_roll_up_changes_nothing() -> None:
    """No new version, no line of history."""
    states = family("done", "planned")
    top = rolled(states)
    relations = tuple(Relation(c, "top") for c in states if c != "top")
    assert with_rollups(BOX, states, relations, {}, Moment(NOW, "r")) == []
    assert states["top"] == top


def test_an_item_whose_last_deliverer_left_shows_nothing() -> None:
    """A stale share would be a lie."""
    states = family("done")
    assert rolled(states).value("progress") == 1.0
    assert rolled(states, ended=True).value("progress") is None


def test_a_tie_makes_a_relation_and_an_empty_one_ends_it() -> None:
    """Only items that were read can change theirs; a key or a URL names the parent."""
    states = family("done", "done")
    epic = snapshot("delivery", "c0", kind="epic", ties={"Roadmap item": "https://roadmap/TOP?v=1"})
    states["top"] = replace(
        states["top"],
        records={"roadmap": replace(states["top"].records["roadmap"], url="https://roadmap/top/")},
    )
    made = tied(BOX, {"c0": {"delivery": epic}}, (Relation("c1", "top"),), {}, states).relations
    assert made == (Relation("c0", "top"), Relation("c1", "top"))
    cleared = replace(epic, ties={"Roadmap item": ""})
    after = tied(BOX, {"c0": {"delivery": cleared}}, made, {}, states).relations
    assert after == (Relation("c0", "top", ended=True), Relation("c1", "top"))


def test_a_tie_that_nobody_touched_stays_when_the_name_that_it_quotes_is_gone() -> None:
    """An item above may get another key; who quotes the old one delivers it until that changes."""
    states = family("done")
    old = {"Roadmap item": "OLD-1"}
    home = replace(states["c0"].records["delivery"], ties=old)
    states["c0"] = replace(states["c0"], records={"delivery": home})
    stood = (Relation("c0", "top"),)
    epic = snapshot("delivery", "c0", kind="epic", ties=old)
    assert tied(BOX, {"c0": {"delivery": epic}}, stood, {}, states).relations == stood
    for typed in ("", "OLD-2"):
        other = replace(epic, ties={"Roadmap item": typed})
        after = tied(BOX, {"c0": {"delivery": other}}, stood, {}, states).relations
        assert after == (Relation("c0", "top", ended=True),)


def test_a_story_delivers_nothing_by_an_epics_tie() -> None:
    """`by: {delivery: epic}`."""
    story = snapshot("delivery", "c0", kind="story", ties={"Roadmap item": "roadmap-top"})
    assert tied(BOX, {"c0": {"delivery": story}}, (), {}, family("done")).relations == ()


def test_a_page_is_named_by_its_id_however_its_url_is_dressed() -> None:
    """Title, dashes, query and fragment are dress."""
    plain = "0123456789abcdef0123456789abcdef"
    assert plain in spellings(f"https://notes/Launch-{plain}?pvs=4#top")
    assert "pay-12" in spellings("PAY-12 ")
