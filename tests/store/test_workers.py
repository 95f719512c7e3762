"""Several workers on one store: one writes a portfolio at a time, and none is lost or stuck."""

import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from syncline.domain.errors import LeaseLost
from syncline.domain.item import Item
from syncline.domain.state import Lease, LeaseTaken, RunRow
from syncline.store import SqlStore, open_store
from tests.store.holding import NOW, TTL, Held, take

# Each round reads what the last one wrote and writes one more; a lost update would be missing.
COUNT = """
import sys, time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from syncline.domain.state import CursorAt, FieldChange, Lease
from syncline.store import open_store
url, me, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
now, ttl = datetime(2026, 3, 2, tzinfo=UTC), timedelta(minutes=5)
with closing(open_store(url)) as database:
    store = database.portfolio("product")
    store.cursor("delivery")
    print("ready", flush=True)
    sys.stdin.readline()
    taken = 0
    while rounds:
        lease = store.acquire(me, now, ttl=ttl, alive=lambda _: True)
        if not isinstance(lease, Lease):
            taken += 1
            time.sleep(0.002)
            continue
        for _ in range(5):
            seen = store.cursor("delivery")
            after = str(int(seen.cursor) + 1 if seen else 1)
            change = FieldChange("syn-a", "n", "delivery", None, after, "adopted", me, now)
            store.commit(lease, [change, CursorAt("delivery", after)], now)
            time.sleep(0.002)  # long enough for another process to find the lease taken
        store.release(lease)
        rounds -= 1
    print(taken)
"""

HOLD = """
import sys
from datetime import UTC, datetime, timedelta
from syncline.domain.item import Item
from syncline.store import open_store
store = open_store(sys.argv[1]).portfolio("product")
now = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
lease = store.acquire(sys.argv[2], now, ttl=timedelta(minutes=15), alive=lambda _: False)
print(lease.fence, flush=True)
if sys.argv[3] == "amid":
    with store._database.writing() as transaction:
        store._leases.renew(transaction, lease, now)
        print("amid a commit", flush=True)
        sys.stdin.read()
number = 0
while True:
    number += 1
    store.commit(lease, [Item(f"syn-{number}", "task")], now)
"""

Python = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def hold(url: str, python: Python) -> Iterator[Callable[[str, str], subprocess.Popen[str]]]:
    """Return a starter of processes that hold the lease of `product` until they are killed."""
    started: list[subprocess.Popen[str]] = []

    def start(holder: str, how: str) -> subprocess.Popen[str]:
        process = python(HOLD, url, holder, how)
        started.append(process)
        assert process.stdout
        assert process.stdout.readline().strip(), process.communicate()[1]
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_four_processes_take_turns_with_one_lease(url: str, python: Python) -> None:
    """Two never hold it at once: 4 × 10 × 5 numbers are counted, each once and in order."""
    open_store(url).close()
    processes = [python(COUNT, url, f"worker-{n}", "10") for n in range(4)]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=120) for process in processes]
    assert [errors for _, errors in said] == [""] * 4
    with closing(open_store(url)) as database:
        store = database.portfolio("product")
        counted = [str(change.new) for change in store.history("syn-a")]
        answer = store.acquire("last", NOW, ttl=TTL, alive=lambda _: True)
    assert counted == [str(number) for number in range(1, 201)]
    assert answer == Lease("product", 41, "last")
    assert sum(int(taken) for taken, _ in said) > 0, "they never met"


@pytest.mark.parametrize("how", ["between", "amid"])
def test_the_lease_of_a_killed_process_is_taken_at_once(
    url: str, hold: Callable[[str, str], subprocess.Popen[str]], how: str
) -> None:
    """Killed between two commits or amid one, it leaves no lock behind, and no half of a commit."""
    open_store(url).close()
    process = hold("dead", how)
    if how == "amid":
        assert process.stdout
        assert process.stdout.readline() == "amid a commit\n"
    process.kill()
    process.communicate()
    with closing(open_store(url)) as database:
        store = database.portfolio("product")
        waits = store.acquire("b", NOW, ttl=TTL, alive=lambda _: True)
        assert waits == LeaseTaken("dead", NOW + TTL)
        taken = store.acquire("b", NOW, ttl=TTL, alive=lambda _: False)
        assert taken == Lease("product", 2, "b")
        store.commit(taken, [Item("syn-b", "epic")], NOW)
        with pytest.raises(LeaseLost, match=r"fence 1, .* fence 2 .* held by b"):
            store.commit(Lease("product", 1, "dead"), [Item("syn-c", "epic")], NOW)
        known = {item.id for item in store.items()}
    assert "syn-b" in known
    assert "syn-c" not in known


def test_a_process_that_was_overtaken_learns_it_at_its_next_commit(
    url: str, hold: Callable[[str, str], subprocess.Popen[str]]
) -> None:
    """It commits all the time; once another has the lease, nothing more of it arrives."""
    open_store(url).close()
    process = hold("slow", "between")
    with closing(open_store(url)) as database:
        store = database.portfolio("product")
        taken = store.acquire("b", NOW, ttl=TTL, alive=lambda _: False)
        count = len(tuple(store.items()))
        _, errors = process.communicate(timeout=60)
        assert isinstance(taken, Lease)
        assert "LeaseLost: product: this run holds fence 1" in errors
        assert len(tuple(store.items())) == count


def test_all_queries_of_one_question_see_one_state(held: Held) -> None:
    """A commit between two of them is not seen by the second."""
    held.put(Item("syn-a", "epic"))
    database, store = held.store._database, held.store
    with database.reading() as transaction:
        query = "SELECT count(*) FROM items"
        before = transaction.driver.execute(query).fetchone()
        with ThreadPoolExecutor(1) as other:
            other.submit(held.put, Item("syn-b", "epic")).result()
        assert transaction.driver.execute(query).fetchone() == before == (1,)
    assert len(tuple(store.items())) == 2


def test_a_note_of_a_run_waits_for_nobody_and_stops_nobody(sql: SqlStore) -> None:
    """Runs that could not start are noted while another run puts its own row over and over."""
    held, notes = take(sql.portfolio("product")), 25
    going = threading.Event()

    def note(worker: int) -> None:
        going.wait(10)
        for _ in range(notes):
            held.store.note_run(RunRow(f"run-{worker % 2}", "product", "apply", NOW))

    with ThreadPoolExecutor(4) as threads:
        answers = [threads.submit(note, worker) for worker in range(4)]
        going.set()
        for number in range(notes):
            rows = [RunRow(f"run-{n}", "product", "apply", NOW) for n in (1, 0)]
            held.put(Item(f"syn-{number}", "epic"), *rows)
        for answer in answers:
            answer.result(60)
    assert {run.id for run in held.store.runs()} == {"run-0", "run-1"}
    assert len(tuple(held.store.items())) == notes


def test_text_that_a_database_refuses_is_kept_as_far_as_it_can_be(held: Held) -> None:
    """NUL and half an emoji come from tools; a value keeps them, a plain text shows a mark."""
    odd = "late\0 \ud83d"
    held.put(Item("syn-a", "epic", odd))
    assert held.store.load(["syn-a"])["syn-a"].item.team == "late? ?"
