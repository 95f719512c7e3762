"""A schedule as data: its setting and its steps, all from one seed, each step with its own dice.

Since every step draws from its own dice, a step can be left out and the others stay the same.
"""

import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from connectors.memory import Fault
from syncline.domain.policy import FieldPolicy, Safety
from tests.simulation.engines import Script
from tests.simulation.people import ACTS
from tests.simulation.restoring import back_up, restore
from tests.simulation.setting import OPEN_SAFETY, Setting
from tests.simulation.tools import MOMENTS, NAMES
from tests.simulation.undoing import undo_one
from tests.simulation.world import World

LENGTH = 26
KINDS = ("moments", "threads", "restores", "missing", "undo")  # what came since the first ones
WEIGHTS = {
    "run": 34, "edit": 36, "fault": 14, "wait": 8, "move": 4, "back": 4, "clear": 2, "create": 3,
    "schema": 1, "settle conflict": 4, "settle proposal": 4, "skew": 1, "plan and run": 2,
}  # fmt: skip
MEANWHILE = {"edit": 12, "back": 2, "clear": 1, "create": 1, "move": 2, "schema": 1, "skew": 1}
READS = ("outage", "rate_limited", "refused", "garbled", "gone")
CALLS = {
    "list": (*READS, "empty"), "read": READS, "find": READS,
    "create": ("rejected", "outage", "lost", "lost", "unsent", "late", "cut", "rate_limited"),
    "update": ("rejected", "outage", "lost", "lost", "unsent", "late", "refused", "garbled"),
    "stamp": ("rejected", "lost", "unsent", "late"),
}  # fmt: skip
WAITS = (1, 20, 45, 200, 900, 90_000)
REACH = 150  # edges of a run among which something may happen


@dataclass(frozen=True)
class Step:
    """One step; `crash`, `thief` and `meanwhile` belong to a run."""

    act: str
    salt: int
    crash: int | None = None
    thief: int | None = None
    meanwhile: tuple[tuple[int, "Step"], ...] = ()

    def __str__(self) -> str:
        around = [f"at edge {n}: {step}" for n, step in self.meanwhile]
        around += [f"dies at edge {self.crash}"] if self.crash is not None else []
        around += [f"is robbed at edge {self.thief}"] if self.thief is not None else []
        return self.act + (f" ({'; '.join(around)})" if around else "")


def schedule(
    seed: int, length: int = LENGTH, *, kinds: Collection[str] = KINDS
) -> tuple[Setting, tuple[Step, ...]]:
    """Return the setting and the steps of a seed; `kinds`: what may be in it, as it came to be."""
    rng = random.Random(seed)
    made = setting(rng, MOMENTS if "moments" in kinds else ())
    abreast = "threads" in kinds and random.Random(f"{seed} threads").random() < 1 / 3
    made = replace(made, abreast=abreast)
    if "missing" in kinds:
        made = replace(made, safety=_missing(made.safety, random.Random(f"{seed} missing")))
    first = [Step("create", rng.getrandbits(32)) for _ in range(rng.choice((1, 1, 2, 3)))]
    begin = [Step("run", rng.getrandbits(32))] * (rng.random() < 0.7)
    acts = rng.choices(list(WEIGHTS), list(WEIGHTS.values()), k=length)
    steps = [*first, *begin, *(_step(act, rng) for act in acts)]
    if "restores" in kinds:
        _restored(steps, random.Random(f"{seed} restores"))
    if "undo" in kinds:
        _undone(steps, random.Random(f"{seed} undo"))
    return made, tuple(steps)


def _undone(steps: list[Step], rng: random.Random) -> None:
    """Let a person take runs back, in one of six schedules."""
    if rng.random() > 1 / 6:
        return
    for _ in range(rng.choice((1, 1, 2, 4))):
        steps.insert(rng.randrange(3, len(steps)), Step("undo", rng.getrandbits(32)))


def _missing(safety: Safety, rng: random.Random) -> Safety:
    """Let one in six portfolios not ask what becomes of an item when a record was deleted."""
    if rng.random() > 1 / 6:
        return safety
    return replace(safety, on_missing=rng.choice(("label", "archive", "ignore")))


def _restored(steps: list[Step], rng: random.Random) -> None:
    """Let an older copy of the store be laid back, in one of six schedules, or an empty one."""
    if rng.random() > 1 / 6:
        return
    first, then = sorted(rng.sample(range(len(steps)), 2))
    steps.insert(then + 1, Step("restore", 0))
    if rng.random() < 3 / 4:
        steps.insert(first + 1, Step("back up", 0))


def setting(rng: random.Random, moments: tuple[str, ...] = MOMENTS) -> Setting:
    """Return who decides what, and how careful the brake is."""
    order = list(NAMES)
    rng.shuffle(order)
    policies = {
        name: policy
        for name in ("priority", "title", "owner", "target", "status", *moments)
        if (policy := _policy(rng, order))
    }
    if rng.random() < 0.3:
        policies["description"] = FieldPolicy(on_conflict=tuple(rng.sample(order, 2)))
    careful = rng.random() < 0.08
    safety = Safety(True, 10**6, 1.0, 1.0) if careful else OPEN_SAFETY
    return Setting(tuple(order), policies, safety, rng.getrandbits(32), moments)


def _policy(rng: random.Random, order: Sequence[str]) -> FieldPolicy | None:
    """Anybody decides; or one with proposals or reverts; or the first of a list wins."""
    dice, one = rng.random(), rng.choice(order)
    if dice < 0.5:
        return None
    if dice < 0.65:
        return FieldPolicy(authority=(one,), elsewhere="propose")
    if dice < 0.8:
        return FieldPolicy(authority=(one,), elsewhere="revert")
    return FieldPolicy(on_conflict=tuple(rng.sample(order, 2)))


def _step(act: str, rng: random.Random) -> Step:
    salt = rng.getrandbits(32)
    if act != "run":
        return Step(act, salt)
    crash = _edge(rng) if rng.random() < 0.3 else None
    thief = _edge(rng) if rng.random() < 0.18 else None
    busy = rng.choice((0, 0, 1, 2, 4))
    acts = rng.choices(list(MEANWHILE), list(MEANWHILE.values()), k=busy)
    meanwhile = sorted((_edge(rng), rng.getrandbits(32), one) for one in acts)
    return Step(act, salt, crash, thief, tuple((n, Step(one, dice)) for n, dice, one in meanwhile))


def _edge(rng: random.Random) -> int:
    return int(rng.triangular(0, REACH, 15))


# -- playing ----------------------------------------------------------------------------------


def play(world: World, step: Step) -> None:
    """Let one step happen."""
    rng = random.Random(step.salt)
    if step.act in ACTS:
        ACTS[step.act](world, rng)
    else:
        _WORLD[step.act](world, rng, step)
    world.clock.pass_by(1)


def _run(world: World, rng: random.Random, step: Step) -> None:
    meanwhile: dict[int, list[Callable[[World], None]]] = {}
    for edge, one in step.meanwhile:
        meanwhile.setdefault(edge, []).append(lambda w, one=one: play(w, one))  # type: ignore[misc]
    world.run(Script(step.crash, step.thief, meanwhile), approve=rng.random() < 0.5)


def _fault(world: World, rng: random.Random, _step: Step) -> None:
    tool = world.tools[rng.choice(world.setting.order)]
    call = rng.choice(list(CALLS))
    kind = rng.choice(CALLS[call])
    delay = timedelta(seconds=rng.uniform(1, tool.quirks.deadline.total_seconds() - 1))
    after, count = rng.randrange(3), rng.choice((1, 1, 1, 2))
    world.say(f"{tool.name} will answer a {call} with {kind} (after {after}, {count} times)")
    tool.fail(Fault(kind, call, None, after, count, delay))  # type: ignore[arg-type]


def _wait(world: World, rng: random.Random, _step: Step) -> None:
    seconds = rng.choice(WAITS)
    world.say(f"{seconds} s pass")
    world.clock.pass_by(seconds)


def _skew(world: World, rng: random.Random, _step: Step) -> None:
    world.clock.skew = timedelta(seconds=rng.choice((-7200, -40, 0, 40, 7200)))
    world.say(f"this machine's clock is set to {world.clock.skew}")
    world.counts["clock jumps"] += 1


def _plan_and_run(world: World, rng: random.Random, _step: Step) -> None:
    """A dry run writes nothing, and foretells the run that follows (I23)."""
    world.run(approve=True)  # settles what can be settled, so that both see one state
    world.clock.pass_by(max(WAITS[:4]))  # and every index shows it
    hidden = any(r.place != "listed" for t in world.tools.values() for r in t.records())
    if hidden or world.books.open_intents():
        return  # what a listing does not show, a plan cannot foretell
    met = {tool.name: tool.quiet() for tool in world.tools.values()}
    world.ticking, before = 0.0, world.books.state()
    plan = world.plan()
    if world.last.calls or world.books.state() != before:
        world.ghost.accuse("I23", f"a dry run wrote {world.last.calls or 'to the store'}")
    done = world.rerun()
    world.ticking = 0.4
    for name, faults in met.items():
        world.tools[name].faults = faults
    world.compare(plan, done)


_WORLD: dict[str, Callable[[World, random.Random, Step], None]] = {
    "run": _run, "fault": _fault, "wait": _wait, "skew": _skew, "plan and run": _plan_and_run,
    "undo": lambda world, rng, _step: undo_one(world, rng),
    "back up": lambda world, _rng, _step: back_up(world),
    "restore": lambda world, _rng, _step: restore(world),
}  # fmt: skip
