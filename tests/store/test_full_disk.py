"""A disk that is full, or may only be read: the run ends in a sentence, and nothing is lost."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from syncline.domain.errors import StoreUnusable
from syncline.domain.item import Item
from syncline.domain.state import Lease
from syncline.store import open_store

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_a_full_disk_is_told_and_what_was_committed_stays(tmp_path: Path) -> None:
    """A commit that does not fit is not there at all; once there is room, the next one is."""
    opened = open_store(f"sqlite:///{tmp_path / 's.db'}")
    held = opened.portfolio("p")
    lease = held.acquire("me", NOW, ttl=timedelta(days=1), alive=lambda _: True)
    assert isinstance(lease, Lease)
    held.commit(lease, [Item("kept", "epic")], NOW)
    full = [True]

    def limit(driver: sqlite3.Connection, *_: object) -> None:
        pages = 1 if full else 1_000_000
        driver.execute(f"PRAGMA max_page_count={pages}")

    event.listen(held._database.engine, "checkout", limit)
    with pytest.raises(StoreUnusable, match="full"):
        held.commit(lease, [Item(f"lost {n}", "epic") for n in range(20_000)], NOW)
    full.clear()
    assert [item.id for item in held.items()] == ["kept"]
    held.commit(lease, [Item("later", "epic")], NOW)
    assert sorted(item.id for item in held.items()) == ["kept", "later"]
    opened.close()
