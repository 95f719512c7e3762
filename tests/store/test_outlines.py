"""Items in outline say what their whole states say; only cheaper, and all at once."""

from dataclasses import replace
from datetime import date, timedelta

from syncline.domain.fields import Value
from syncline.domain.item import Item, Record
from syncline.domain.rules.outline import COMPARED, LONG
from syncline.domain.rules.work import Move
from syncline.domain.state import Agreed, AgreedAt, FieldChange, Relation, Shadow, ShadowAt
from syncline.domain.text import plain
from tests.injection.corpus import CORPUS
from tests.store.holding import NOW, Held

VALUES: dict[str, Value] = {
    "title": 'Pay "later" \\ café ✅', "target": date(2026, 4, 3), "estimate": 3.0,
    "labels": frozenset({"a", "b"}), "done": True, "owner": None, "description": plain("Long"),
    "comments": frozenset({"x"}), "status": "planned", "parent": "",
}  # fmt: skip
CHANGE = FieldChange("one", "status", "board", None, "planned", "paired", "r", NOW)


def filled(held: Held) -> None:
    """Put three items: in one tool, in two, and in none."""
    held.put(*(Item(name, "epic", "web", NOW) for name in ("one", "two")), Item("none", "story"))
    held.put(
        Record("one", "board", "1", "PAY-1", "", refused={"status": "no such word"}),
        Record("two", "board", "2", "2", ""), Record("two", "list", "x", "T-2", ""),
    )  # fmt: skip
    places = {"one": ("board",), "two": ("board", "list"), "none": ()}
    for item, homes in places.items():
        held.put(*(AgreedAt(item, name, Agreed(value, 1)) for name, value in VALUES.items()))
        for home in homes:
            held.put(*(ShadowAt(item, home, n, Shadow(v, v, 1)) for n, v in VALUES.items()))
    held.put(Relation("one", "two"), Relation("two", "one", ended=True))


def test_an_outline_agrees_with_the_whole_state(held: Held) -> None:
    """Values, names, records, refusals, and what tools show wherever two could differ."""
    filled(held)
    found = held.store.outlines(("status",))
    states = held.store.load(["one", "two", "none"])
    assert found.items.keys() == states.keys()
    assert found.delivers == [("one", "two")]
    for name, state in states.items():
        outline = found.items[name]
        whole = {n: agreed.value for n, agreed in state.agreed.items() if n not in LONG}
        assert (outline.item, outline.name, outline.values) == (state.item, state.name, whole)
        assert outline.written == {"description", "comments"}
        assert outline.keys.keys() == state.records.keys()
        wanted = COMPARED if len(state.records) > 1 or name == "one" else ()
        shown = {(r, n): s.shown for (r, n), s in state.shadows.items() if n in wanted}
        assert {(r, n): v for n, by in outline.shown.items() for r, v in by.items()} == shown
    assert found.items["one"].refused == {("board", "status"): "no such word"}


def test_whatever_was_typed_is_read_as_it_was(held: Held) -> None:
    """The short way of reading a text is the long one."""
    odd = ('"', "\\", "\\n", "\t", "", "\u2028", '{"set":["a"]}', "a\x1fb\x1ec")
    titles = dict(enumerate((*CORPUS, *odd)))
    held.put(*(Item(f"i{n}", "task") for n in titles))
    held.put(*(AgreedAt(f"i{n}", "title", Agreed(said, 1)) for n, said in titles.items()))
    found, states = held.store.outlines(()).items, held.store.load([f"i{n}" for n in titles])
    read = {name: outline.values["title"] for name, outline in found.items()}
    assert read == {name: state.value("title") for name, state in states.items()}


def test_moves_are_those_of_the_agreed_value_in_order(held: Held) -> None:
    """A value that was only held, proposed or written back has not changed the field."""
    held.put(Item("one", "epic"), CHANGE)
    later = NOW + timedelta(days=1)
    for what in ("held", "proposed", "declined", "reverted", "replaced", "overruled", "written"):
        held.put(replace(CHANGE, what=what, at=later))
    before, after = replace(CHANGE, at=NOW - timedelta(days=9)), replace(CHANGE, what="resolved")
    written = replace(CHANGE, field="description", at=later)
    held.put(
        replace(after, at=later, by="i\x1fnes"), before, replace(CHANGE, field="title"), written
    )
    (outline,) = held.store.outlines(("status",)).items.values()
    assert outline.seen_at == before.at
    moves = [Move("status", None, "planned", at, None, "paired") for at in (before.at, NOW)]
    assert outline.moves == [*moves, Move("status", None, "planned", later, "i\x1fnes", "resolved")]
    assert outline.described_at == later
