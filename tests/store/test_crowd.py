"""Many writers, sudden death, and the time that a large portfolio takes."""

import random
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from syncline.domain.item import Item, Record
from syncline.domain.state import Agreed, AgreedAt, Row, Shadow, ShadowAt
from syncline.store import SqlStore, open_store
from tests.store.holding import Held, take

FIELDS = ("title", "status", "owner", "priority", "start", "target", "labels", "parent")
REPLICAS = ("delivery", "roadmap")

WRITE = """
import sys
from datetime import UTC, datetime, timedelta
from syncline.domain.item import Item
from syncline.domain.state import CursorAt
from syncline.store import open_store
url, name, first, count = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
database = open_store(url)
store = database.portfolio(name)
now = datetime(2026, 3, 2, tzinfo=UTC)
lease = store.acquire(name, now, ttl=timedelta(minutes=5), alive=lambda _: False)
for batch in range(first, first + count):
    items = [Item(f"syn-{batch}-{number}", "task") for number in range(10)]
    store.commit(lease, [*items, CursorAt("delivery", str(batch))], now)
    print(batch, flush=True)
database.close()
"""


def test_eight_threads_write_at_the_same_time(sql: SqlStore) -> None:
    """Each commits to a portfolio of its own, nobody fails, and nothing is missing."""

    def write(number: int) -> int:
        held = take(sql.portfolio(f"portfolio-{number}"))
        for batch in range(10):
            held.put(*(Item(f"syn-{batch}-{n}", "task") for n in range(10)))
        return len(tuple(held.store.items()))

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(write, range(8))) == [100] * 8


def test_readers_see_whole_commits_while_a_writer_works(held: Held) -> None:
    """Ten items come at a time, so every count is a multiple of ten."""

    def read(_: int) -> int:
        return len(tuple(held.store.items())) % 10

    with ThreadPoolExecutor(4) as threads:
        odd = threads.map(read, range(100))
        for batch in range(20):
            held.put(*(Item(f"syn-{batch}-{n}", "task") for n in range(10)))
        assert set(odd) == {0}


def test_four_processes_write_to_a_new_store(
    url: str, python: Callable[..., subprocess.Popen[str]]
) -> None:
    """They make the file, migrate it and write to it, all at once."""
    processes = [python(WRITE, url, f"portfolio-{n}", "0", "10") for n in range(4)]
    for process in processes:
        _, errors = process.communicate(timeout=60)
        assert (errors, process.returncode) == ("", 0)
    store = open_store(url)
    assert store.portfolios() == tuple(f"portfolio-{n}" for n in range(4))
    counts = [len(tuple(store.portfolio(name).items())) for name in store.portfolios()]
    assert counts == [100] * 4
    store.close()


def test_a_killed_writer_leaves_a_prefix_of_its_commits(
    url: str, python: Callable[..., subprocess.Popen[str]]
) -> None:
    """Every commit that was reported is there, and no half of another."""
    open_store(url).close()
    chance = random.Random(7)  # when to die is no secret
    done = -1
    for _ in range(3):
        process = python(WRITE, url, "product", str(done + 1), "100000")
        assert process.stdout is not None
        reported = [int(process.stdout.readline()) for _ in range(chance.randint(1, 30))]
        time.sleep(chance.random() / 100)
        process.kill()
        reported += [int(line) for line in process.communicate()[0].split()]
        store = open_store(url)
        reached = store.portfolio("product").cursor("delivery")
        done = int(reached.cursor) if reached else -1
        count = len(tuple(store.portfolio("product").items()))
        store.close()
        assert count == 10 * (done + 1)
        assert reported[-1] <= done <= reported[-1] + 1


def test_a_large_portfolio_is_loaded_and_committed_in_seconds(
    held: Held, figure: Callable[[str], None]
) -> None:
    """6,000 records, 50,000 shadows. The figures are printed with `pytest -s`."""
    items = [f"syn-{number:020}" for number in range(3125)]
    held.put(*(row for number, item in enumerate(items) for row in _described(number, item)))
    shadows = [
        ShadowAt(item, replica, name, Shadow(f"{item} {name}", f"{item} {name}", 1))
        for item in items
        for replica in REPLICAS
        for name in FIELDS
    ]
    insert = _timed(lambda: held.put(*shadows))
    load = _timed(lambda: held.store.load(items))
    scans = [_timed(held.store.unsettled) for _ in range(3)]
    figure(f"store: commit of 50,000 shadows {insert:.2f} s, load of 6,250 records {load:.2f} s")
    assert len(shadows) == 50_000
    assert held.store.unsettled() == frozenset()
    assert max(insert, load) < 10  # ample: what is wanted is no quadratic path
    assert min(scans) < 2


def _described(number: int, item: str) -> list[Row]:
    records = [
        Record(
            item, replica, str(number), f"PAY-{number}", f"https://{replica}/{number}", "r", True
        )
        for replica in REPLICAS
    ]
    agreed = [AgreedAt(item, name, Agreed(f"{item} {name}", 1)) for name in FIELDS]
    return [Item(item, "epic"), *records, *agreed]


def _timed(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began
