"""Play seeded schedules until one breaks a law: run inside the folder of a mutant."""

import argparse
import json
import signal
import time
from collections.abc import Iterable

from tests.simulation.disk import disk
from tests.simulation.playing import played

LONGEST = 60.0  # CPU seconds, many times what a schedule of a sound engine takes


class NoEnd(Exception):
    """A schedule goes on and on."""


def _give_up(_signal: int, _frame: object) -> None:
    raise NoEnd(f"it goes on after {LONGEST:g} s of CPU")


def first_broken(seeds: Iterable[int], seconds: float) -> dict[str, object]:
    """Return the first seed whose schedule breaks a law, and which; `seconds` are of this CPU."""
    count = 0
    for count, seed in enumerate(seeds, 1):  # counted also when nothing is found
        signal.setitimer(signal.ITIMER_PROF, LONGEST)
        if broken := played(seed).broken:
            return {"seed": seed, "count": count, "law": broken[0].law, "said": broken[0].what}
        if time.process_time() > seconds:
            break
    return {"seed": None, "count": count, "law": "", "said": ""}


def main() -> None:
    """Play the seeds that are named, or 0, 1, 2 ... up to a limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, default=2_000)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("seeds", type=int, nargs="*")
    given = parser.parse_args()
    signal.signal(signal.SIGPROF, _give_up)
    try:
        found = first_broken(given.seeds or range(given.limit), given.seconds)
    finally:
        disk().leave()
    print(json.dumps(found))  # noqa: T201  # the answer to the process that asked


if __name__ == "__main__":
    main()
