"""Requests, time and memory of rounds, then the engine alone: `python -m tests.bench`.

The sandbox runs in a process of its own, so that time and memory are those of the product alone.
Requests are exact on any machine; seconds are to be compared within one run only.
"""

import argparse
import json
import multiprocessing
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

import httpx

from flows.runtime import House, open_house
from flows.stages import threads
from sandbox import Sandbox
from sandbox.hands import Hands
from syncline.domain.plan import Plan
from syncline.engine.run import Result, sync
from syncline.engine.session import Session
from tests.bench_many import fleets, webhooks
from tests.proof.place import OVERLAPS, Place
from tests.scale.measure import engine_alone
from tests.scale.rules import every_rule

PAGE = 100
EDITED = 10


@dataclass(frozen=True)
class Measured:
    """What one round cost; memory is the peak of the process so far, in MiB."""

    name: str
    requests: int
    floor: int
    writes: int
    wall: float
    cpu: float
    memory: float

    def line(self) -> str:
        """Return one row of the table."""
        return (
            f"{self.name:24} {self.requests:8,} {self.floor:8,} {self.requests / self.floor:6.2f}"
            f" {self.writes:7,} {self.wall:8.2f} {self.cpu:8.2f} {self.memory:8.0f}"
        )


HEADER = (
    f"{'round':24} {'requests':>8} {'floor':>8} {'ratio':>6} {'writes':>7} {'wall s':>8}"
    f" {'CPU s':>8} {'peak MiB':>8}"
)


class Bench:
    """One sandbox in another process, and the product over it in this one."""

    def __init__(self, ready: dict[str, Any]) -> None:
        self.access, self.config = ready["access"], ready["config"]
        self.environ: dict[str, str] = ready["environ"]
        self.controls = httpx.Client(base_url=self.access["url"] + "/_sandbox", timeout=60)

    def measure(self, name: str, floor: int, approved: str | None = None) -> Measured:
        """Run once and measure."""
        self.controls.delete("/requests")
        began, cpu = time.monotonic(), time.process_time()
        result = self._run(approved)
        wall, spent = time.monotonic() - began, time.process_time() - cpu
        assert result.summary.outcome == "OK", result.summary
        told = self.controls.get("/requests").json()
        return Measured(
            name, len(told["entries"]), floor, told["writes"], wall, spent,
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        )  # fmt: skip

    def _run(self, approved: str | None) -> Result:
        with open_house(self.config, self.environ) as house:
            return _synced(house, approved)

    def later(self) -> None:
        """Let every overlap pass."""
        self.controls.post("/clock", json={"advance": OVERLAPS})

    def edit(self, first: int, count: int) -> None:
        """Let somebody change the due dates of some issues in Jira."""
        hands = Hands(self.access, "ines")
        for number in range(first, first + count):
            hands.edit_in_jira(f"PAY-{number}", {"duedate": f"2026-09-{number:02d}"})


def _synced(house: House, approved: str | None) -> Result:
    with house.leased() as session:
        assert isinstance(session, Session)
        return sync(session, threads(), approved=approved)


def _serve(items: int, folder: str, out: Any) -> None:
    with Sandbox(scenario="uniform", items=items) as sandbox:
        place = Place(sandbox, Path(folder))
        ready = {
            "access": sandbox.access(), "config": str(place.config), "environ": place.environ,
        }  # fmt: skip
        out.send(json.dumps(ready))
        out.recv()


@contextmanager
def served(items: int) -> Iterator[Bench]:
    """Serve a sandbox in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="syncline-bench-") as folder:
        here, there = multiprocessing.get_context("spawn").Pipe()
        process = multiprocessing.get_context("spawn").Process(
            target=_serve, args=(items, folder, there), daemon=True
        )
        process.start()
        bench = Bench(json.loads(here.recv()))
        try:
            yield bench
        finally:
            bench.controls.close()
            here.send("end")
            process.join(timeout=10)


def rounds(items: int, show: Callable[[Measured], None]) -> None:
    """Measure a first sync, quiet rounds, one edit and ten."""
    with served(items) as bench:
        cold = 3 * ceil(items / PAGE) + items  # listings, and a body a page
        show(bench.measure("first sync", cold, Plan().digest))
        for what in ("no change", "no change again"):
            bench.later()
            show(bench.measure(what, 4))
        bench.edit(1, 1)
        show(bench.measure("1 edit in Jira", 4 + 1 + 2 + 2))
        for _ in range(2):
            bench.later()
            bench.measure("its echo", 4)
        bench.edit(2, EDITED)
        show(bench.measure(f"{EDITED} edits in Jira", 4 + 1 + (1 + EDITED) + 2 * EDITED))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure one size in this process, or each of several in a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--items", type=int, nargs="*", default=[500, 2000], help="per tool")
    parser.add_argument("--engine", type=int, nargs="*", default=[10_000, 100_000],
                        help="sizes for the engine alone, over tools in memory")  # fmt: skip
    parser.add_argument("--rules", type=int, nargs="*", default=[30_000], help="items to ask about")
    asked = parser.parse_args(arguments)
    if len(asked.items) == 1 and not asked.engine:
        _say(f"\n3 replicas of {asked.items[0]:,} items each\n{HEADER}")
        rounds(asked.items[0], lambda measured: _say(measured.line()))
        return 0
    for size in asked.items:
        again = [sys.executable, "-m", "tests.bench", "--engine", "--items", str(size)]
        if code := subprocess.run(again, check=False).returncode:
            return code
    engine_alone(asked.engine, _say)
    webhooks(_say)
    fleets(_say)
    every_rule(asked.rules, _say)
    return 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
