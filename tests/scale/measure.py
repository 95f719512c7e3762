"""What a run of the engine alone costs, over two tools in memory and a real SQLite file.

The store is filled in a process of its own, so that memory is that of the measured runs alone.
"""

import multiprocessing
import resource
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TypeVar

from tests.scale.place import TEN, Cost, Place, counted

T = TypeVar("T")

RUNS = 5  # of which the cheapest counts: a busy machine only ever adds
CENSUS_SECONDS, CENSUS_MEMORY, TEN_RATIO = 3.0, 250, 1.3

HEADER = (
    f"{'items in each of 2 tools':24} {'census s':>9} {'CPU s':>7} {'of tools':>9}"
    f" {'growth MiB':>11} {f'{TEN} changed s':>13} {'CPU s':>7} {'steps':>8}"
)


@dataclass(frozen=True)
class Figures:
    """What runs over one size cost; growth is that of the process over a census, in MiB."""

    size: int
    census: Cost
    generator: float  # CPU seconds of the census that the tools took to make their records
    growth: float
    ten: Cost

    def line(self) -> str:
        """Return one row of the table."""
        return (
            f"{self.size:<24,} {self.census.wall:9.2f} {self.census.cpu:7.2f} {self.generator:9.2f}"
            f" {self.growth:11.0f} {self.ten.wall:13.2f} {self.ten.cpu:7.2f} {self.ten.steps:8,}"
        )


def engine_alone(sizes: Sequence[int], say: Callable[[str], None]) -> None:
    """Measure each size, and hold the largest against the smallest and the targets."""
    if not sizes:
        return
    say(f"\nthe engine alone\n{HEADER}")
    found = []
    for size in sorted(sizes):
        found.append(measured(size))
        say(found[-1].line())
    small, large = found[0], found[-1]
    whole, own = large.census.cpu, large.census.cpu - large.generator
    each, mine = (seconds / (2 * large.size) * 1e6 for seconds in (whole, own))
    say(
        f"census of {large.size:,} unchanged items in both tools: {large.census.wall:.2f} s;"
        f" {whole:.2f} s CPU, {each:.1f} us a record, and {own:.2f} s, {mine:.1f} us without the"
        f" tools' making of them; at most {CENSUS_SECONDS:.0f} s and {CENSUS_MEMORY} MiB are wanted"
    )
    say(
        f"{TEN} changed, {large.size:,} against {small.size:,}:"
        f" {large.ten.wall / small.ten.wall:.2f} x wall, {large.ten.cpu / small.ten.cpu:.2f} x CPU,"
        f" {large.ten.steps / small.ten.steps:.2f} x steps; at most {TEN_RATIO} is wanted"
    )


def measured(size: int) -> Figures:
    """Fill a store and measure it, each in a process that did nothing before."""
    with tempfile.TemporaryDirectory(prefix="syncline-scale-") as folder:
        path = Path(folder) / "scale.db"
        for stage in (_fill, _first):
            _apart(stage, path, size)
        return _apart(_figures, path, size)


def _apart(stage: Callable[[Path, int], T], path: Path, size: int) -> T:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(stage, path, size).result()


def _fill(path: Path, size: int) -> None:
    with counted() as steps:
        place = Place(path, size, steps)
        place.fill()
        place.close()


def _first(path: Path, size: int) -> None:
    with counted() as steps:
        place = Place(path, size, steps)
        place.census()
        place.close()


def _figures(path: Path, size: int) -> Figures:
    with counted() as steps:
        place = Place(path, size, steps)
        made = min(place.generator() for _ in range(RUNS))
        before = _peak()
        census = _cheapest(place.census)
        growth = _peak() - before
        ten = _cheapest(place.ten)
        place.close()
    return Figures(size, census, made, growth, ten)


def _cheapest(run: Callable[[], Cost]) -> Cost:
    """Return the least of each figure: the run of the least CPU may have waited for the disk."""
    costs = [run() for _ in range(RUNS)]
    return Cost(*(min(getattr(c, at.name) for c in costs) for at in fields(Cost)))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
