"""Random schedules of the whole engine for as long as wanted: `python -m tests.soak --seconds 600`.

Every seed is fresh; one that fails is printed with the command that plays it again.
"""

import argparse
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.simulation.test_schedules import World

REPORT_EVERY = 10.0  # seconds


@dataclass
class Tally:
    """What a soak has seen so far."""

    began: float = field(default_factory=time.monotonic)
    schedules: int = 0
    failed: list[int] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def line(self) -> str:
        """Say how far it is, and at which rate."""
        seconds = time.monotonic() - self.began
        rate = self.schedules / seconds * 60 if seconds else 0.0
        numbers = ", ".join(f"{n:,} {what}" for what, n in sorted(self.counts.items()))
        return (
            f"{seconds:6.0f} s  {self.schedules} schedules ({rate:.0f} a minute), "
            f"{numbers}; {len(self.failed)} violations"
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Play schedules until the time is up, or one seed; 1 when a law was broken."""
    options = _options(arguments)
    tally, reported = Tally(), time.monotonic()
    _say("seed given" if options.seed is not None else f"fresh seeds from {options.base}")
    for seed in _seeds(options, tally):
        trouble = played(seed, tally)
        if trouble:
            tally.failed.append(seed)
            _say(f"seed {seed}: {trouble}\n  again: python -m tests.soak --seed {seed}")
        if time.monotonic() - reported > REPORT_EVERY:
            reported = time.monotonic()
            _say(tally.line())
    _say(tally.line())
    _say(f"failing seeds: {tally.failed}" if tally.failed else "no law was broken")
    return 1 if tally.failed else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="for how long")
    parser.add_argument("--seed", type=int, help="play this one seed alone")
    fresh = random.SystemRandom().randrange(10**9)
    parser.add_argument("--base", type=int, default=fresh, help="where fresh seeds begin")
    return parser.parse_args(arguments)


def _seeds(options: argparse.Namespace, tally: Tally) -> Iterator[int]:
    if options.seed is not None:
        yield options.seed
        return
    seed = options.base
    while time.monotonic() - tally.began < options.seconds:
        yield seed
        seed += 1


def played(seed: int, tally: Tally) -> str | None:
    """Play one schedule; return what was violated, with the place."""
    with tempfile.TemporaryDirectory(prefix="syncline-soak-") as folder:
        world = World(Path(folder) / "state.db", seed)
        try:
            world.schedule()
            world.check_at_rest()
        except Exception as broken:  # noqa: BLE001  # whatever it is, it is a finding
            frame = traceback.extract_tb(broken.__traceback__)[-1]
            place = f"{Path(frame.filename).name}:{frame.lineno}"
            return f"{type(broken).__name__}: {broken} ({place})"
        finally:
            _count(world, tally)
    return None


def _count(world: World, tally: Tally) -> None:
    tally.schedules += 1
    tally.counts["runs"] += world.team.count
    tally.counts["edits"] += sum(world.typed.values()) + sum(map(len, world.tags.values()))
    for tool in world.team.tools.values():
        tally.counts["calls"] += sum(tool.requests.values())
    if world.team.store:
        world.team.store.close()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
