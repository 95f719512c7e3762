"""One schedule, played whole: what was counted, which law broke, and the trace that leads there."""

import traceback
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.simulation.events import Broken
from tests.simulation.rest import another_day, judge, settle_everything, to_rest
from tests.simulation.script import KINDS, Step, play, schedule
from tests.simulation.setting import Setting
from tests.simulation.world import World


@dataclass
class Played:
    """What became of a schedule."""

    seed: int
    steps: tuple[Step, ...]
    broken: list[Broken] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    trace: list[str] = field(default_factory=list)
    hash: str = ""

    def differs(self, other: str) -> Broken:
        """Say that the same seed went another way."""
        return Broken("I24", f"seed {self.seed} ends as {self.hash}, and before as {other}")

    def __str__(self) -> str:
        """Give the trace and what broke, for people."""
        return "\n".join([*self.trace, "", f"seed {self.seed}:", *map(str, self.broken)])


def played(seed: int, kinds: Collection[str] = KINDS) -> Played:
    """Play the schedule of a seed; without some kinds as it was before they came."""
    return replayed(seed, *schedule(seed, kinds=kinds))


def replayed(seed: int, setting: Setting, steps: Sequence[Step]) -> Played:
    """Play steps in a setting, then peace, then decisions; stop at the first broken law."""
    world = World(setting)
    try:
        _through(world, seed, steps)
    except Exception as wrong:  # noqa: BLE001  # whatever the engine lets out is a finding
        frame = traceback.extract_tb(wrong.__traceback__)[-1]
        place = f"{Path(frame.filename).name}:{frame.lineno}"
        world.ghost.accuse("error", f"{type(wrong).__name__}: {wrong} ({place})")
    finally:
        world.close()
    counts = world.counts + world.ghost.counts
    done = Played(seed, tuple(steps), world.broken, counts, world.trace)
    done.hash = world.hash.hexdigest()[:16]
    return done


def _through(world: World, seed: int, steps: Sequence[Step]) -> None:
    for step in steps:
        play(world, step)
        if world.broken:
            return
    for last in (to_rest, judge):
        last(world)
        if world.broken:
            return
    settle_everything(world, seed)
    for last in (judge, lambda world: another_day(world, seed)):
        if not world.broken:
            last(world)
