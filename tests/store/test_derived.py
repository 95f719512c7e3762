"""What is derived is what the rows say, after any sequence of commits, on either database."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import get_args

import pytest

from syncline.domain.errors import Stop
from syncline.domain.item import Item, ItemId, Kind, Record
from syncline.domain.plan import Change, Stamp, Update
from syncline.domain.rollup import spellings
from syncline.domain.state import (
    Absence,
    Agreed,
    AgreedAt,
    Conflict,
    Intent,
    ItemState,
    Row,
    Shadow,
    ShadowAt,
    SightingAt,
)
from syncline.store import migrations, open_store
from syncline.store.database import connect
from tests.store.holding import NOW, Behind, Held, take

REPLICAS = ("delivery", "roadmap", "launches")
FIELDS = ("title", "status")
KINDS: tuple[Kind, ...] = ("epic", "task")
KEYS = ("", "PAY-1", "PAY-2")
URLS = ("", "https://a.example/pay-1?x", "https://Notion.example/Some-title-0123456789abcdef01")
ITEMS = tuple(f"syn-{number}" for number in range(12))


def some_rows(chance: random.Random) -> Iterator[Row]:
    """Yield rows that touch a few Items in every way that the engine knows; first the Items."""
    few = chance.sample(ITEMS, chance.randint(1, 4))
    for item in few:
        yield Item(item, chance.choice(KINDS))
    for item in few:
        field, replica = chance.choice(FIELDS), chance.choice(REPLICAS)
        closed = chance.choice([NOW, None])
        operation = Stamp(item, replica, item, "")
        if chance.random() < 0.7:
            operation = Update(item, replica, item, "edit", (Change(field, "b", "a", 1, ""),))  # type: ignore[assignment]  # either
        state = chance.choice(["SENT", "OK", "QUARANTINED", "FAILED"])
        rows: list[Row] = [
            Record(
                item,
                replica,
                item,
                chance.choice(KEYS),
                chance.choice(URLS),
                marked=chance.random() < 0.6,
            ),
            AgreedAt(item, field, Agreed("a", chance.randint(0, 3))),
            ShadowAt(item, replica, field, Shadow("a", "a", chance.randint(0, 3))),
            Conflict(f"c-{item}-{field}", item, field, {}, (), NOW, closed_at=closed),
            Intent(f"w-{chance.randint(0, 5)}", "run-1", operation, state, {}, NOW),  # type: ignore[arg-type]  # a state
        ]
        yield from chance.sample(rows, chance.randint(0, len(rows)))


def naively_unsettled(states: dict[ItemId, ItemState]) -> set[ItemId]:
    """Read every Item whole, and look."""
    return {
        item
        for item, state in states.items()
        for (replica, field), shadow in state.shadows.items()
        if shadow.version < state.agreed.get(field, Agreed()).version
        and field not in state.conflicts
        and (replica, field) not in state.blocked
    }


def agree(held: Held) -> None:
    """Compare each question about what is derived with the answer of every Item, read whole."""
    states = held.store.load(ITEMS)
    assert held.store.unsettled() == naively_unsettled(states)
    assert held.store.size() == len(states)
    for replica in REPLICAS:
        quoted = {a: r.item for r in held.store.records(replica) for a in spellings(r.url, r.key)}
        assert held.store.named(replica, {*quoted, "nobody"}) == quoted
        there = {i: s.records[replica] for i, s in states.items() if replica in s.records}
        assert held.store.count(replica) == len(there)
        assert set(held.store.record_ids(replica)) == {record.id for record in there.values()}
        items = {record.id: item for item, record in there.items()}
        assert {record: item for record, (item, _) in held.store.known(replica).items()} == items
        for kinds in ((), ("epic",), ("epic", "task"), get_args(Kind)):
            of = {i for i, s in states.items() if s.item.kind in kinds}
            assert held.store.without_record(replica, kinds) == of - there.keys()
            bare = {i for i in of & there.keys() if not there[i].marked}
            assert held.store.unmarked(replica, kinds) == bare


@pytest.mark.parametrize("seed", range(4))
def test_what_is_derived_is_what_every_item_says(held: Held, seed: int) -> None:
    """Items, kinds, records, markers, versions, conflicts and intents come and change at random."""
    chance = random.Random(seed)
    answers: Counter[str] = Counter()
    for _ in range(20):
        held.put(*some_rows(chance))
        agree(held)
        answers["unsettled"] += len(held.store.unsettled())
        for replica in REPLICAS:
            answers["lacking"] += len(held.store.without_record(replica, KINDS))
            answers["unmarked"] += len(held.store.unmarked(replica, KINDS))
    assert min(answers.values()) > 10, answers  # or nothing was compared
    assert len(answers) == 3


def test_a_refused_commit_derives_nothing(held: Held) -> None:
    """What follows from rows goes with them."""
    one = Record("syn-0", "delivery", "1", "PAY-1", "", marked=True)
    held.put(Item("syn-0", "epic"), one)
    with pytest.raises(Stop):
        held.put(Item("syn-1", "epic"), replace(one, id="2"))
    agree(held)
    assert held.store.count("delivery") == 1
    assert held.store.without_record("roadmap", ["epic"]) == {"syn-0"}


def test_portfolios_derive_apart(leased: Callable[[str], Held]) -> None:
    """The same Item is behind, at home and seen in its own portfolio alone."""
    one, two = leased("product"), leased("agency")
    record = Record("syn-0", "delivery", "1", "PAY-1", "")
    behind = (AgreedAt("syn-0", "title", Agreed("a", 2)),
              ShadowAt("syn-0", "delivery", "title", Shadow("a", "a", 1)))  # fmt: skip
    one.put(Item("syn-0", "epic"), record, *behind)
    two.put(Item("syn-0", "epic"), replace(record, marked=True))
    one.put(SightingAt("syn-0", "delivery", b"one"))
    agree(one)
    agree(two)
    assert one.store.unsettled() == {"syn-0"}
    assert two.store.unsettled() == frozenset()
    assert two.store.known("delivery", ["1"]) == {"1": ("syn-0", None)}
    assert two.store.known("delivery") == {"1": ("syn-0", None)}
    two.put(replace(record, url="moved"))
    assert one.store.known("delivery", ["1"]) == {"1": ("syn-0", b"one")}


FIRST_SCHEMA = """
INSERT INTO items (portfolio, id, kind) VALUES ('product', 'syn-0', 'epic');
INSERT INTO items (portfolio, id, kind) VALUES ('product', 'syn-1', 'epic');
INSERT INTO items (portfolio, id, kind) VALUES ('agency', 'syn-0', 'task');
INSERT INTO records VALUES
    ('product', 'syn-0', 'roadmap', '9', 'RM-9', 'https://A.example/x-0123456789abcdef?p=1', '',
     '{}', '{}', '', '', NOT 1=1);
INSERT INTO records VALUES
    ('product', 'syn-0', 'delivery', '1', '', '', '', '{}', '{}', '', '', 1=1);
INSERT INTO agreed_values VALUES ('product', 'syn-0', 'title', NULL, 2);
INSERT INTO agreed_values VALUES ('product', 'syn-0', 'status', NULL, 2);
INSERT INTO shadows VALUES ('product', 'syn-0', 'delivery', 'title', NULL, NULL, NULL, 1);
INSERT INTO shadows VALUES ('product', 'syn-0', 'roadmap', 'title', NULL, NULL, NULL, 2);
INSERT INTO shadows VALUES ('product', 'syn-0', 'roadmap', 'status', NULL, NULL, NULL, 1);
INSERT INTO conflicts (portfolio, id, item, field, candidates, seen, opened_at, revision)
    VALUES ('product', 'c-1', 'syn-0', 'status', '{}', '[]', '2026-03-02T09:30:00+00:00', 1)
"""


def test_a_store_of_the_first_schema_gets_what_is_derived(url: str, behind: Behind) -> None:
    """The revision derives from what is there just as a commit does."""
    database = connect(url)
    with database.schema(writes=True) as connection:
        migrations.upgrade(connection, "0001")
    database.close()
    for statement in FIRST_SCHEMA.split(";"):
        behind.run(statement)
    opened = open_store(url)
    made = {name: behind.tables()[name] for name in ("behind", "homes", "tallies", "aliases")}
    assert made["behind"] == [("product", "syn-0", "delivery", "title")]
    held = take(opened.portfolio("product"))
    agree(held)
    before = held.store.load(ITEMS)
    rows = [r for s in before.values() for r in (s.item, *s.records.values())]
    rows += [AgreedAt("syn-0", name, agreed) for name, agreed in before["syn-0"].agreed.items()]
    held.put(*rows)
    assert {name: behind.tables()[name] for name in made} == made
    opened.close()


SEEN = SightingAt("syn-0", "delivery", b"\x00seen\xff")
RECORD = Record("syn-0", "delivery", "1", "PAY-1", "")
SHADOW = ShadowAt("syn-0", "delivery", "title", Shadow("a", "a", 1))
ABSENCE = Absence("syn-0", "delivery", "1", "GONE", "", NOW, NOW)


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        (RECORD, False),
        (SHADOW, False),
        (ABSENCE, False),
        (replace(ABSENCE, ended=True), False),
        (replace(RECORD, replica="roadmap", id="9"), True),
        (replace(SHADOW, replica="roadmap"), True),
        (replace(ABSENCE, replica="roadmap"), True),
        (replace(SHADOW, item="syn-1"), True),
        (AgreedAt("syn-0", "title", Agreed("b", 2)), True),
        (Item("syn-0", "epic", team="payments"), True),
    ],
)
def test_a_sighting_goes_with_what_it_was_compared_with(
    held: Held, row: Row, *, kept: bool
) -> None:
    """A Record, its shadows and its absence decide what is clean; nothing else does."""
    held.put(Item("syn-0", "epic"), Item("syn-1", "epic"), RECORD, SHADOW)
    held.put(SEEN)
    assert held.store.known("delivery", ["1", "2"]) == {"1": ("syn-0", SEEN.digest)}
    held.put(row)
    assert held.store.known("delivery", ["1"]) == {"1": ("syn-0", SEEN.digest if kept else None)}


def test_a_sighting_beside_a_change_of_its_record_is_not_kept(held: Held) -> None:
    """In whichever order they stand in one commit, the change has the last word."""
    held.put(Item("syn-0", "epic"), RECORD, SHADOW, SEEN)
    assert held.store.known("delivery", ["1"]) == {"1": ("syn-0", None)}
    held.put(SEEN, SHADOW)
    assert held.store.known("delivery", ["1"]) == {"1": ("syn-0", None)}


def test_many_records_are_known_whatever_the_limit_of_one_statement(held: Held) -> None:
    """1,000 records need several statements, and a sighting replaces an older one."""
    many = [f"syn-{number:04}" for number in range(1000)]
    held.put(*(Item(i, "task") for i in many), *(replace(RECORD, item=i, id=i) for i in many))
    held.put(*(SightingAt(i, "delivery", b"old") for i in many))
    held.put(*(SightingAt(i, "delivery", i.encode()) for i in many))
    assert held.store.known("delivery", many) == {i: (i, i.encode()) for i in many}
    assert held.store.known("delivery") == held.store.known("delivery", many)
    assert held.store.known("delivery", ()) == held.store.known("roadmap") == {}
    assert held.store.count("delivery") == 1000
