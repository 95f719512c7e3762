"""Statements in the words of a driver: what is bound, what comes back, and what is refused."""

from datetime import UTC, date, timedelta, timezone

import pytest
from sqlalchemy import bindparam, select

from syncline.domain.errors import Stop
from syncline.domain.item import Item
from syncline.store.statements import among, built_once
from syncline.store.tables import agreed_values, items, sightings
from tests.store.holding import NOW, Held

MANY = 2_500  # more than SQLite's oldest limit of bound variables, and two fetches of a stream


@pytest.fixture
def filled(held: Held) -> Held:
    """Put some Items."""
    held.put(*(Item(f"syn-{n:04}", "epic", active_at=NOW) for n in range(MANY)))
    return held


def test_any_number_of_values_is_bound_under_one_name(filled: Held) -> None:
    """Names with quotes, brackets, umlauts and emoji are names like any other."""
    query = select(items.c.id).where(among(items.c.id, "ids")).order_by(items.c.id)
    odd = ['a"b', "a'b", "[1]", "ä 🎉", "{}", "%s", "%(ids)s", "?", ":ids", ""]
    filled.put(*(Item(name, "epic") for name in odd if name))
    ids = [f"syn-{n:04}" for n in range(MANY)]
    with filled.store._database.reading() as transaction:
        assert transaction.values(query, ids=ids) == ids
        assert set(transaction.values(query, ids=odd)) == {*odd} - {""}
        assert transaction.values(query, ids=[]) == []
        assert transaction.value(query, ids=["nobody"]) is None


def test_values_are_bound_and_read_in_the_type_of_their_column(filled: Held) -> None:
    """A moment is a moment again, and one in another zone is found."""
    query = select(items.c.id, items.c.active_at).where(items.c.active_at == bindparam("at"))
    elsewhere = NOW.astimezone(timezone(timedelta(hours=9)))
    with filled.store._database.reading() as transaction:
        rows = transaction.rows(query, at=elsewhere)
    assert len(rows) == MANY
    assert {at for _, at in rows} == {NOW}
    assert rows[0][1].tzinfo == UTC


def test_a_stream_brings_what_all_at_once_would(filled: Held) -> None:
    """Some at a time; in order, each once."""
    query = select(items.c.id, items.c.active_at).order_by(items.c.id)
    with filled.store._database.reading() as transaction:
        streamed = [tuple(row) for row in transaction.stream(query)]
        assert streamed == [tuple(row) for row in transaction.rows(query)]
    assert len(streamed) == MANY


def test_values_of_a_type_of_its_own_are_encoded_one_by_one(held: Held) -> None:
    """As a parent's id is, which is stored as a value."""
    query = select(agreed_values.c.item).where(among(agreed_values.c.value, "values"))
    with held.store._database.reading() as transaction:
        assert transaction.values(query, values=["syn-a", date(2026, 3, 2)]) == []
        encoded = select(agreed_values.c.item).where(agreed_values.c.value.in_(["syn-a"]))
        with pytest.raises(TypeError, match="say them with `among`"):
            transaction.values(encoded)


def test_what_is_bound_has_the_names_that_are_wanted(held: Held) -> None:
    """A name too many would be lost without a word."""
    query = select(items.c.id).where(items.c.kind == bindparam("kind"))
    with held.store._database.reading() as transaction:
        for wrong in ({}, {"kind": "epic", "team": "web"}, {"team": "web"}):
            with pytest.raises(TypeError, match=r"are bound, \['kind'\] wanted"):
                transaction.rows(query, **wrong)


def test_a_value_that_cannot_be_stored_ends_the_commit_in_a_sentence(held: Held) -> None:
    """Nothing of it is kept."""
    naive = NOW.replace(tzinfo=None) + timedelta(days=1)
    with pytest.raises(Stop, match=r"cannot be stored: .* has no time zone"):
        held.put(Item("syn-a", "epic"), Item("syn-b", "epic", active_at=naive))
    assert [*held.store.items()] == []


def test_a_statement_is_built_once_for_each_of_what_it_is_built_from() -> None:
    """Else it would be compiled anew whenever it runs."""
    build = built_once(lambda portfolio: select(sightings).where(sightings.c.item == portfolio))
    assert build("a") is build("a") is not build("b")
