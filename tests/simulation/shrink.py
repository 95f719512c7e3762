"""The shortest schedule that still breaks the same law: steps are left out while it does."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from tests.simulation.playing import Played, replayed
from tests.simulation.script import KINDS, Step, schedule
from tests.simulation.setting import Setting

Steps = tuple[Step, ...]


def shrunk(seed: int, kinds: Collection[str] = KINDS) -> Played:
    """Return a minimal schedule of a failing seed; the whole one where it fails no more."""
    setting, steps = schedule(seed, kinds=kinds)
    best = replayed(seed, setting, steps)
    if not best.broken:
        return best
    law = best.broken[0].law
    for plainer in ({"abreast": False}, {"policies": {}}):
        calmer = replace(setting, **plainer)  # type: ignore[arg-type]
        if plain := _fails(seed, calmer, best.steps, law):
            setting, best = calmer, plain
    size = max(len(best.steps) // 2, 1)
    while True:
        smaller = next(_smaller(seed, setting, best, law, size), None)
        if smaller:
            best = smaller
        elif size > 1:
            size = max(size // 2, 1)
        else:
            return best


def _smaller(seed: int, setting: Setting, best: Played, law: str, size: int) -> Iterator[Played]:
    for steps in _shorter(best.steps, size):
        if found := _fails(seed, setting, steps, law):
            yield found


def _fails(seed: int, setting: Setting, steps: Steps, law: str) -> Played | None:
    done = replayed(seed, setting, steps)
    return done if done.broken and done.broken[0].law == law else None


def _shorter(steps: Steps, size: int) -> Iterator[Steps]:
    """Yield the steps without `size` of them, last ones first; then without what is around one."""
    for start in range(len(steps) - size, -1, -1):
        yield steps[:start] + steps[start + size :]
    if size > 1:
        return
    for at, step in enumerate(steps):
        for less in _calmer(step):
            yield (*steps[:at], less, *steps[at + 1 :])


def _calmer(step: Step) -> Iterator[Step]:
    if step.crash is not None:
        yield replace(step, crash=None)
    if step.thief is not None:
        yield replace(step, thief=None)
    for number in range(len(step.meanwhile)):
        yield replace(step, meanwhile=step.meanwhile[:number] + step.meanwhile[number + 1 :])
