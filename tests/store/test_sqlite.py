"""What holds for a file of SQLite alone: durability, damage, locks, folders and network shares."""

import sqlite3
import threading
import time
from pathlib import Path

import pytest

from syncline.domain.errors import StoreUnusable
from syncline.domain.item import Item
from syncline.store import open_store
from syncline.store.mounts import network_share
from tests.store.holding import take


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Return the URL of a store that does not exist yet, in a folder that does not either."""
    return f"sqlite:///{tmp_path}/new folder/product.db"


def path_of(url: str) -> Path:
    """Return the file of a SQLite URL."""
    return Path(url.removeprefix("sqlite:///"))


def test_a_store_is_durable_and_shared(url: str) -> None:
    """Write-ahead log, full synchronisation, foreign keys, and 30 s of patience."""
    store = open_store(url)
    with store.portfolio("product")._database.reading() as transaction:
        asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        answers = [transaction.driver.execute(f"PRAGMA {name}").fetchone()[0] for name in asked]
    assert answers == ["wal", 2, 1, 30_000]
    store.close()


def test_opening_an_up_to_date_file_changes_no_byte_of_it(url: str) -> None:
    """It is looked at and left."""
    first = open_store(url)
    take(first.portfolio("product")).put(Item("syn-a", "epic"))
    first.close()
    before = path_of(url).read_bytes()
    open_store(url).close()
    assert path_of(url).read_bytes() == before


def test_a_newer_schema_is_left_as_it_is(url: str) -> None:
    """Not a byte of it is changed by a Syncline that does not know it."""
    open_store(url).close()
    with sqlite3.connect(path_of(url)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0999'")
    connection.close()
    before = path_of(url).read_bytes()
    with pytest.raises(StoreUnusable, match="has schema 0999"):
        open_store(url)
    assert path_of(url).read_bytes() == before


def test_a_file_that_is_no_database_is_refused(url: str) -> None:
    """The sentence names the file and what to do with it."""
    path_of(url).parent.mkdir()
    path_of(url).write_text("portfolio: product\n" * 100)
    with pytest.raises(StoreUnusable, match=r"product\.db cannot be used: .* Move that file away"):
        open_store(url)
    assert path_of(url).read_text().startswith("portfolio")


def test_a_store_that_cannot_be_created_is_refused(tmp_path: Path) -> None:
    """A file where the folder should be, and a folder where the file should be."""
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnusable, match=r"file/product.db cannot be created: File exists"):
        open_store(f"sqlite:///{tmp_path}/file/product.db")
    with pytest.raises(StoreUnusable, match=r"cannot be used: unable to open .* Make its folder"):
        open_store(f"sqlite:///{tmp_path}")


@pytest.mark.parametrize(
    ("path", "share"),
    [
        ("/home/ines/product.db", None),
        ("/mnt/team/x/product.db", "nfs4"),
        ("/mnt/team folder/product.db", "cifs"),
        ("/mnt/team/local/product.db", None),
    ],
)
def test_a_network_share_is_known_by_its_mount(path: str, share: str | None) -> None:
    """The nearest mount decides."""
    mounts = """/dev/sda1 / ext4 rw 0 0
nas:/team /mnt/team nfs4 rw 0 0
//nas/folder /mnt/team\\040folder cifs rw 0 0
/dev/sdb1 /mnt/team/local ext4 rw 0 0
"""
    assert network_share(Path(path), mounts) == share


def test_a_locked_store_is_waited_for(url: str) -> None:
    """A second writer queues behind the first instead of failing."""
    store = open_store(url)
    other = sqlite3.connect(path_of(url), isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    threading.Timer(0.3, lambda: other.execute("ROLLBACK")).start()
    take(store.portfolio("product")).put(Item("syn-a", "epic"))
    assert time.monotonic() - began >= 0.3
    other.close()
    store.close()


def test_damage_to_the_file_is_told_in_a_sentence(url: str) -> None:
    """A store that went bad after it was opened ends the run with a remedy."""
    store = open_store(url)
    take(store.portfolio("product")).put(*(Item(f"syn-{n}", "epic") for n in range(2000)))
    store.close()
    whole = path_of(url).read_bytes()
    store = open_store(url)
    path_of(url).write_bytes(whole[: len(whole) // 2] + b"\x55" * (len(whole) // 2))
    with pytest.raises(StoreUnusable, match=r"product.db cannot be used: .*Put a backup in its"):
        tuple(store.portfolio("product").items())
    store.close()
