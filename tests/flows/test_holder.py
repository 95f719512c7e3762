"""Who holds a lease: a process that is gone frees it, and a reused id deceives nobody."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.runtime import alive, holder
from syncline.domain.state import Lease, LeaseTaken
from syncline.store import open_store

TELL = "from flows.runtime import holder; print(holder(), flush=True); input()"
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@contextmanager
def another_process() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run a process that tells how it would hold a lease."""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", TELL], stdin=pipe, stdout=pipe, text=True) as made:
        assert made.stdout
        yield made.stdout.readline().strip(), made
        made.kill()


def test_this_process_holds_under_one_name_and_is_alive() -> None:
    """Asked twice, the name is the same."""
    assert holder() == holder()
    assert alive(holder())


def test_another_process_is_alive_until_it_ends() -> None:
    """From outside, and without a signal that would reach it."""
    with another_process() as (name, process):
        assert name != holder()
        assert alive(name)
        process.kill()
        process.wait()
        assert not alive(name)


def test_a_reused_id_is_not_taken_for_its_former_owner() -> None:
    """The same machine and id, but begun at another time: it is somebody else."""
    host, pid, began = holder().split(":")
    assert not alive(f"{host}:{pid}:{int(began) - 1}")


@pytest.mark.parametrize(
    "name", ["another-machine:1:1", "", "nonsense", f"{socket.gethostname()}:x:1"]
)
def test_what_cannot_be_looked_at_counts_as_alive(name: str) -> None:
    """A lease of another machine ends by its time alone."""
    assert alive(name)


def test_a_dead_holder_frees_the_lease_at_once(tmp_path: Path) -> None:
    """No run waits a quarter of an hour for a process that was killed."""
    with another_process() as (name, process):
        database = open_store(f"sqlite:///{tmp_path / 'state.db'}")
        store = database.portfolio("product")
        ttl = timedelta(minutes=15)
        first = store.acquire(name, NOW, ttl=ttl, alive=alive)
        assert isinstance(first, Lease)
        assert isinstance(store.acquire(holder(), NOW, ttl=ttl, alive=alive), LeaseTaken)
        process.kill()
        process.wait()
        second = store.acquire(holder(), NOW, ttl=ttl, alive=alive)
        assert isinstance(second, Lease)
        assert second.fence > first.fence
        database.close()


def test_a_killed_process_that_nobody_waited_for_is_not_alive() -> None:
    """A zombie keeps its id and its start time, and holds nothing any more."""
    with another_process() as (name, process):
        process.kill()
        for _ in range(200):
            if not alive(name):
                break
            time.sleep(0.01)
        assert not alive(name)
