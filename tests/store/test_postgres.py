"""What holds for PostgreSQL alone: time-outs, lost connections, rights, passwords."""

import re
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import make_url, select

from syncline.domain.errors import StoreUnusable
from syncline.domain.item import Item
from syncline.domain.state import LeaseTaken
from syncline.store import PortfolioStore, open_store, postgres
from syncline.store.database import Database, address, connect
from syncline.store.tables import items, leases, metadata
from tests.store.holding import NOW, TTL, Behind, take


@pytest.fixture
def kind() -> str:
    """Run on PostgreSQL alone."""
    return "postgresql"


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """Give the connection to an empty store."""
    open_store(url).close()
    opened = connect(url)
    yield opened
    opened.close()


def test_partial_indexes_are_partial_and_sequences_are_wide(url: str, behind: Behind) -> None:
    """What is open is found without reading what is closed; history may outgrow 2^31 rows."""
    open_store(url).close()
    partial = {
        index.name
        for table in metadata.sorted_tables
        for index in table.indexes
        if index.dialect_options["postgresql"]["where"] is not None
    }
    found = behind.run("SELECT indexname FROM pg_indexes WHERE indexdef LIKE '%WHERE%'")
    assert {name for (name,) in found if name.startswith("ix_")} == partial
    wide = behind.run("SELECT table_name FROM information_schema.columns"
                      " WHERE column_name = 'seq' AND data_type = 'bigint'")  # fmt: skip
    assert {name for (name,) in wide} == {t.name for t in metadata.sorted_tables if "seq" in t.c}


def test_a_question_cannot_write(database: Database) -> None:
    """What only asks is read-only in the database, too."""
    insert = items.insert().values(portfolio="product", id="syn-a", kind="epic")
    with pytest.raises(StoreUnusable, match="read-only"), database.reading() as transaction:
        transaction.run(insert)
    with database.writing() as transaction:
        transaction.run(insert)


def test_a_server_that_vanished_is_noticed_within_a_minute(database: Database) -> None:
    """No time-out is left at what the server or the network think right."""
    with database.reading() as transaction:
        asked = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout",
                 "client_encoding", "application_name", "transaction_isolation")  # fmt: skip
        answers = [transaction.driver.execute(f"SHOW {name}").fetchone()[0] for name in asked]
        parameters = transaction.driver.info.get_parameters()
        seconds, alive = int(parameters["connect_timeout"]), parameters["keepalives_idle"]
    assert answers == ["30s", "5min", "1min", "UTF8", "syncline", "repeatable read"]
    assert (seconds, alive) == (10, "30")
    with database.writing() as transaction:
        isolation = transaction.driver.execute("SHOW transaction_isolation").fetchone()
    assert isolation == ("read committed",)  # what was committed during a wait for a lock is seen


def test_the_address_may_set_its_own_time_outs(url: str) -> None:
    """What stands in the address goes before what is set here."""
    mine = f"{url}?connect_timeout=3&application_name=mine"
    with closing(connect(mine)) as opened, opened.reading() as transaction:
        assert transaction.driver.execute("SHOW application_name").fetchone() == ("mine",)


def test_connections_that_broke_while_idle_are_replaced(url: str, behind: Behind) -> None:
    """A server that was restarted between two runs of one process is no failure."""
    with closing(open_store(url)) as store:
        held = take(store.portfolio("product"))
        assert hang_up(behind) >= 1
        held.put(Item("syn-a", "epic"))
        assert hang_up(behind) >= 1
        assert [item.id for item in held.store.items()] == ["syn-a"]


def test_a_connection_that_breaks_amid_a_commit_ends_it_in_a_sentence(
    url: str, database: Database, behind: Behind
) -> None:
    """Nothing of that commit is kept, and the next one goes through."""
    insert = items.insert().values(portfolio="product", id="syn-a", kind="epic")
    ended = r"cannot be used: [^\n]*\. Run again: the next run goes on from what is stored\.$"

    def commit() -> None:
        with database.writing() as transaction:
            transaction.run(insert)
            hang_up(behind)
            transaction.run(insert)

    with pytest.raises(StoreUnusable, match=ended):
        commit()
    assert behind.run("SELECT * FROM items") == []
    with database.writing() as transaction:
        transaction.run(insert)
    assert len(behind.run("SELECT * FROM items")) == 1


def test_a_lease_that_stays_locked_is_told_after_a_while(
    database: Database, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who waits for a commit that never ends gets a sentence, not silence."""
    monkeypatch.setattr(postgres, "SETTINGS", "SET lock_timeout = '200ms'")
    with closing(open_store(url)) as store:
        held = take(store.portfolio("product"))
        with database.writing() as transaction:
            transaction.rows(select(leases).with_for_update())
            with pytest.raises(StoreUnusable, match=r"lock timeout.* Another process has kept it"):
                held.put(Item("syn-a", "epic"))
            asked = held.store.acquire("b", NOW, ttl=TTL, alive=lambda _: True)
            assert isinstance(asked, LeaseTaken)  # who only looks waits for nobody
            held.store.check(held.lease)
        held.put(Item("syn-a", "epic"))


def test_a_frozen_commit_holds_up_nobody_for_long(
    database: Database, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server ends a transaction in which nothing happens, and its locks with it."""
    held = take(PortfolioStore(database, "product"))
    idle = "SET idle_in_transaction_session_timeout = '300ms'"
    monkeypatch.setattr(postgres, "SETTINGS", idle)  # of what connects from now on

    def freeze() -> None:
        with closing(connect(url)) as frozen, frozen.writing() as transaction:
            transaction.rows(select(leases).with_for_update())
            held.put(Item("syn-a", "epic"))  # waits until the server has ended the other one
            transaction.rows(select(leases))

    with pytest.raises(StoreUnusable, match=r"idle-in-transaction.* Run again"):
        freeze()
    assert [item.id for item in held.store.items()] == ["syn-a"]


def test_a_database_that_is_missing_is_told_with_the_remedy(url: str) -> None:
    """It is not made: a wrong name would make a second, empty store."""
    wrong = make_url(url).set(database="syncline_nowhere").render_as_string(hide_password=False)
    with pytest.raises(StoreUnusable, match=r'"syncline_nowhere" does not exist\. Create it with'):
        open_store(wrong)


def test_a_user_without_rights_is_told_with_the_remedy(url: str, behind: Behind) -> None:
    """A user who may connect and not create tables."""
    name = f"{make_url(url).database}_reader"
    behind.run(f"CREATE ROLE {name} LOGIN")
    try:
        reader = make_url(url).set(username=name)
        with pytest.raises(StoreUnusable, match=r"permission denied .* Make the user the owner"):
            open_store(reader.render_as_string(hide_password=False))
    finally:
        behind.run(f"DROP ROLE {name}")


def test_a_server_that_is_down_is_told_with_the_remedy() -> None:
    """Nobody listens at that port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(StoreUnusable, match=r"[Cc]onnection refused.* Start the server, or corr"):
        open_store(f"postgresql+psycopg://ines:s3cret@127.0.0.1:{port}/state")


def test_a_password_that_is_refused_is_told_and_not_repeated() -> None:
    """The words are those of the server; the password is in none of them."""
    with refusing_passwords() as port, pytest.raises(StoreUnusable) as told:
        open_store(f"postgresql+psycopg://ines:s3cret@127.0.0.1:{port}/state")
    assert re.search(r"authentication failed .* Correct the user or the password", str(told.value))
    assert f"ines:***@127.0.0.1:{port}/state" in str(told.value)
    assert "s3cret" not in str(told.value)


def test_a_missing_password_is_told_with_where_to_put_it() -> None:
    """The file of the portfolio is no place for it."""
    with refusing_passwords() as port, pytest.raises(StoreUnusable, match="no password supplied"):
        open_store(f"postgresql+psycopg://ines@127.0.0.1:{port}/state")


def test_a_server_that_does_not_answer_is_given_up() -> None:
    """It accepts the connection and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        began = time.monotonic()
        with pytest.raises(StoreUnusable, match=r"timeout expired.* Start the server"):
            open_store(f"postgresql+psycopg://ines@127.0.0.1:{port}/state?connect_timeout=2")
        assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://ines:s3cret@nowhere.invalid/state",
        "postgresql+psycopg://ines:pa@s3cret@127.0.0.1/state",
        "postgresql+psycopg://ines@127.0.0.1:1/state?password=s3cret",
        "postgresql+psycopg://ines:x@127.0.0.1:s3cret/state",
        "postgres://ines:s3cret@127.0.0.1:1/state",
        "mysql://ines:s3cret@127.0.0.1/state",
    ],
)
def test_a_password_is_in_no_message(url: str) -> None:
    """Nor in what the store is called."""
    with pytest.raises(StoreUnusable) as told:
        open_store(url)
    assert "s3cret" not in str(told.value)


def test_a_store_is_called_by_its_address_without_passwords() -> None:
    """Everything else of the address stays."""
    url = "postgresql://ines:a@acme:5433/state?sslmode=require&sslpassword=b"
    shown = "postgresql://ines:***@acme:5433/state?sslmode=require&sslpassword=hidden"
    assert address(url) == shown


def hang_up(behind: Behind) -> int:
    """Let the server end every other connection to this database; return how many."""
    ended = behind.run(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    return len(ended)


@contextmanager
def refusing_passwords() -> Iterator[int]:
    """Speak as much of PostgreSQL's protocol as it takes to ask for a password and refuse it."""
    said = b'SFATAL\0C28P01\0Mpassword authentication failed for user "ines"\0\0'
    answers = (b"R" + struct.pack("!ii", 8, 3), b"E" + struct.pack("!i", len(said) + 4) + said)
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with listening:
            peer, _ = listening.accept()
            with peer:
                while (asked := peer.recv(4096)) and asked[4:7] == b"\x04\xd2\x16":
                    peer.sendall(b"N")  # neither TLS nor GSS here
                for answer in answers:
                    peer.sendall(answer)
                    if answer[:1] == b"R" and not peer.recv(4096):
                        return

    thread = threading.Thread(target=serve)
    thread.start()
    yield int(listening.getsockname()[1])
    thread.join(10)
