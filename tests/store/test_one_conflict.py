"""A field has one open conflict at most, whoever writes it down."""

from dataclasses import replace

import pytest

from syncline.domain.errors import Stop
from syncline.domain.item import Item
from syncline.domain.state import Candidate, Conflict
from syncline.store import migrations, open_store
from syncline.store.database import connect
from tests.store.holding import NOW, Behind, Held, take

SIDES = {"delivery": Candidate("high", 1, "high")}
ONE = Conflict("c-1", "syn-0", "status", SIDES, ("high",), NOW)
TWO = replace(ONE, id="c-2")


def test_a_second_open_conflict_of_a_field_is_refused(held: Held) -> None:
    """People would settle one of them, and the other would overrule them later."""
    held.put(Item("syn-0", "epic"), ONE)
    with pytest.raises(Stop):
        held.put(TWO)
    assert held.store.conflicts() == (ONE,)


def test_another_one_may_open_in_the_commit_that_closes_the_first(held: Held) -> None:
    """In whichever order they stand there."""
    held.put(Item("syn-0", "epic"), ONE)
    held.put(TWO, replace(ONE, closed_at=NOW, how="agreed in the tools"))
    assert held.store.conflicts() == (TWO,)
    held.put(replace(TWO, field="title", id="c-3"))
    assert {c.field for c in held.store.conflicts()} == {"status", "title"}


CONFLICT = """
INSERT INTO conflicts (portfolio, id, item, field, candidates, seen, opened_at, revision)
    VALUES ('product', '{id}', 'syn-0', 'status', '{sides}', '{seen}',
            '2026-03-02T09:30:00+00:00', {revision})
"""
SIDE = '{{"{replica}"\\:["{value}",1,"{value}",null,null]}}'


def test_what_an_older_store_holds_open_twice_is_joined(url: str, behind: Behind) -> None:
    """The newer one goes on with the sides of both, under another name for who saw it before."""
    database = connect(url)
    with database.schema(writes=True) as connection:
        migrations.upgrade(connection, "0008")
    database.close()
    behind.run("INSERT INTO items (portfolio, id, kind) VALUES ('product', 'syn-0', 'epic')")
    for number, (replica, value) in enumerate([("delivery", "high"), ("launches", "é")], 1):
        sides, seen = SIDE.format(replica=replica, value=value), f'["{value}","low"]'
        behind.run(CONFLICT.format(id=f"c-{number}", sides=sides, seen=seen, revision=number))
    opened = open_store(url)
    store = take(opened.portfolio("product")).store
    (going,) = store.conflicts()
    assert (going.id, going.revision, going.seen) == ("c-2", 3, ("high", "low", "é"))
    assert {r: c.value for r, c in going.candidates.items()} == {
        "delivery": "high",
        "launches": "é",
    }
    (ended,) = store.conflicts(closed=True)
    assert (ended.id, ended.candidates["delivery"].value) == ("c-1", "high")
    opened.close()
