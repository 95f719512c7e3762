"""Random schedules of the whole engine for as long as wanted: `python -m tests.soak --seconds 600`.

Every seed is fresh; one that breaks a law is printed with the command that plays it again. With
`--shrink` the steps that it does not need are left out first. Before them, `--documents` are
carried over four tools, ten rounds each, and some of them by the engine over the sandbox.
"""

import argparse
import random
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.content.rounds import Carried, carried
from tests.proof.generated import generated, wrong
from tests.receiver.soaking import believed
from tests.simulation.crowd import Crowd
from tests.simulation.playing import Played, played
from tests.simulation.script import KINDS
from tests.simulation.shrink import shrunk

REPORT_EVERY = 10.0  # seconds
AT_ONCE = 4  # seeds a worker is given
BY_ENGINE = 100  # documents that go through the engine as well, at most
CHUNK = 50  # documents that a worker is given


def main(arguments: Sequence[str] | None = None) -> int:
    """Play schedules until the time is up, or one seed; 1 when a law was broken."""
    options = _options(arguments)
    if options.seed is not None:
        return _one(options.seed, options.kinds, shrink=options.shrink)
    if options.document is not None:
        return _content([options.document], 1)
    if believed(options.base, _say):
        return 1
    first = range(options.base, options.base + options.documents)
    worn = _content(first, options.workers) if first else 0
    if first:
        worn = max(worn, _engine(min(len(first), BY_ENGINE), options.base))
    return max(worn, _schedules(options))


def _content(seeds: Sequence[int], workers: int) -> int:
    """Carry the documents of seeds; 1 when one of them changed."""
    done = Carried()
    chunks = [seeds[at : at + CHUNK] for at in range(0, len(seeds), CHUNK)]
    with ProcessPoolExecutor(workers) as pool:
        for part in pool.map(carried, chunks):
            done.add(part)
    for line in (*done.lines(), *done.broken):
        _say(line)
    return 1 if done.broken else 0


def _engine(documents: int, first: int) -> int:
    """Carry documents by the whole engine through the sandbox; 1 when one wore off."""
    with (
        TemporaryDirectory(prefix="syncline-soak-") as folder,
        generated(Path(folder), documents, first) as place,
    ):
        broken = list(wrong(place, documents))
    _say(f"content: {documents} documents through the engine, each edited: {len(broken)} wrong")
    for line in broken:
        _say(f"  {line}")
    return 1 if broken else 0


def _schedules(options: argparse.Namespace) -> int:
    crowd, began = Crowd(), time.monotonic()
    _say(f"fresh seeds from {options.base}, {options.workers} workers, {options.seconds:.0f} s")
    reported = began
    for one in _plays(options, began + options.seconds):
        crowd.take(one)
        if one.broken:
            _say(f"seed {one.seed}: {one.broken[0]}")
            _say(f"  again: python -m tests.soak --seed {one.seed} --shrink")
        if time.monotonic() - reported > REPORT_EVERY:
            reported = time.monotonic()
            _say(_rate(crowd, began))
    _say(_rate(crowd, began))
    _say(crowd.line())
    seeds = [one.seed for one in crowd.failed]
    _say(f"seeds that break a law: {seeds}" if seeds else "no law was broken")
    return 1 if seeds else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="for how long")
    parser.add_argument("--documents", type=int, default=0, help="to carry, before the schedules")
    parser.add_argument("--document", type=int, help="carry the document of this one seed alone")
    parser.add_argument("--workers", type=int, default=1, help="processes")
    parser.add_argument("--seed", type=int, help="play this one seed alone, and tell its trace")
    parser.add_argument(
        "--shrink", action="store_true", help="leave out what the seed does not need"
    )
    parser.add_argument(
        "--kinds", nargs="*", choices=KINDS, default=KINDS,
        help="what a schedule of before had, of what came later",
    )  # fmt: skip
    fresh = random.SystemRandom().randrange(10**9)
    parser.add_argument("--base", type=int, default=fresh, help="where fresh seeds begin")
    return parser.parse_args(arguments)


def _one(seed: int, kinds: Collection[str], *, shrink: bool) -> int:
    one = (shrunk if shrink else played)(seed, kinds)
    for number, step in enumerate(one.steps, 1):
        _say(f"{number:3} {step}")
    _say(f"\n{one}" if one.broken else f"\n{one}no law was broken; trace {one.hash}")
    return 1 if one.broken else 0


def _plays(options: argparse.Namespace, until: float) -> Iterator[Played]:
    if options.workers < 2:
        for seed in _seeds(options.base, until):
            yield played(seed)
        return
    size = options.workers * AT_ONCE
    with ProcessPoolExecutor(options.workers) as pool:
        base = options.base
        while time.monotonic() < until:
            yield from pool.map(played, range(base, base + size))
            base += size


def _seeds(base: int, until: float) -> Iterator[int]:
    while time.monotonic() < until:
        yield base
        base += 1


def _rate(crowd: Crowd, began: float) -> str:
    seconds = time.monotonic() - began
    rate = crowd.schedules / seconds * 60 if seconds else 0.0
    return (
        f"{seconds:6.0f} s  {crowd.schedules} schedules ({rate:.0f} a minute), "
        f"{crowd.counts['runs']:,} runs, {crowd.counts['edits']:,} edits; "
        f"{len(crowd.failed)} broke a law"
    )


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
