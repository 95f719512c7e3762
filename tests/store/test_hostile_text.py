"""Names, titles and values that would be SQL, were they not parameters."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from syncline.domain.item import Item, Record
from syncline.domain.state import Agreed, AgreedAt, Lease, Row
from syncline.store import open_store

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOSTILE = [
    "'; DROP TABLE items; --",
    '"; DELETE FROM records; --',
    "x' OR '1'='1",
    "%_\\%",
    "$1 :name ?1 @p {0} %s %(x)s",
    "../../etc/passwd\nline",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_type_is_only_ever_a_value(tmp_path: Path, text: str) -> None:
    """As a portfolio, an item, a record, a key and a value; asked for, it finds itself alone."""
    opened = open_store(f"sqlite:///{tmp_path / 's.db'}")
    store, other = opened.portfolio(text), opened.portfolio("plain")
    for held in (store, other):
        lease = held.acquire(
            text, NOW, ttl=datetime(2027, 1, 1, tzinfo=UTC) - NOW, alive=lambda _: True
        )
        assert isinstance(lease, Lease)
        rows: list[Row] = [
            Item(text, "epic"),
            Record(text, "A", text, text, text),
            Item("another", "epic"),
            Record("another", "A", "other", "other", "other"),
            AgreedAt(text, "title", Agreed(text, 1)),
        ]
        held.commit(lease, rows, NOW)
    assert store.find(text) == text
    assert store.load([text])[text].value("title") == text
    assert store.links("A", [text]) == {text: text}
    assert len(tuple(store.items())) == len(tuple(other.items())) == 2
    assert opened.portfolio("x").find(text) is None
    opened.close()
