"""Peace: faults end, everything comes to rest, and the ghost is asked about all it remembers."""

import random

from tests.simulation.deciding import settle_conflict, settle_proposal
from tests.simulation.events import CLOSED, Seen, words
from tests.simulation.people import bring, edit
from tests.simulation.tools import MARKER, NAMES
from tests.simulation.world import World

CENSUS = 90_000  # seconds, after which everything is read whole again
ROUNDS = 8  # runs after which everything that moves should have arrived


def to_rest(world: World) -> None:
    """End every fault and run until a run changes nothing, outside and in the store (I6, I22)."""
    world.say("-- peace --")
    for name, tool in sorted(world.tools.items()):
        tool.faults.clear()
        tool.fields = {*world.setting.fields, MARKER}
        for record in sorted(tool.records(), key=lambda r: r.id):
            if record.place in ("hidden", "unlisted"):
                tool.move(record.id, "listed")
                world.say(f"{name} shows {record.id} again")
    world.clock.pass_by(CENSUS)
    _quieten(world)


def _quieten(world: World) -> None:
    world.clock.skew *= 0
    for number in range(ROUNDS):
        world.clock.pass_by(600)
        before = world.books.state()
        outcome = world.run(approve=True)
        quiet = not world.last.calls and outcome == "OK" and not world.books.open_intents()
        if quiet and world.books.state() == before:
            world.counts[f"at rest after {number} runs"] += 1
            return
        if world.broken:
            return
    changed = [t for t, rows in world.books.state().items() if rows != before[t]]
    world.ghost.accuse(
        "I6", f"no rest after {ROUNDS} runs: {outcome}, {world.last.calls}, changed {changed}"
    )


def judge(world: World) -> None:
    """Ask for everything that must hold at rest: I1, I2, I4 and I7."""
    _judge_identity(world)
    seen = _judge_convergence(world)
    thrown = {
        (name, record.id)
        for name, tool in world.tools.items()
        for record in tool.records()
        if record.place != "listed"
    } | {(name, record) for name, tool in world.tools.items() for record in tool.purged}
    world.ghost.judge_end(seen, thrown)
    _judge_economy(world)


def settle_everything(world: World, seed: int) -> None:
    """Let people decide all that waits for them, until nothing does."""
    for number in range(12):
        if world.broken or not (world.books.held() or world.books.proposed()):
            return
        rng = random.Random(f"{seed} {number}")
        while world.books.held() or world.books.proposed():
            before = world.ghost.counts["decisions"]
            settle_conflict(world, rng)
            settle_proposal(world, rng)
            if world.ghost.counts["decisions"] == before:
                break
        _quieten(world)
    world.ghost.accuse("I22", f"decisions come back for ever: {world.books.held()}")


def another_day(world: World, seed: int) -> None:
    """Edit what a census has found clean, and let the next census be the first to look at it.

    Some of what was put away is brought back first, and stays. Only a few edits: each in a record
    of its own, if possible, that nothing else gives away.
    """
    world.say("-- another day --")
    _bring_back(world, random.Random(f"{seed} brought back"))
    rng = random.Random(f"{seed} another day")
    world.clock.pass_by(CENSUS)
    world.run()
    for name in (*world.setting.moments, rng.choice(world.setting.fields)):
        edit(world, rng, name)
    world.clock.pass_by(CENSUS)
    _quieten(world)
    if not world.broken:
        judge(world)


def _bring_back(world: World, rng: random.Random) -> None:
    """Let people want some of what Syncline put away."""
    for name, tool in sorted(world.tools.items()):
        for record in sorted(tool.records(), key=lambda r: r.id):
            if record.place == "archived" and rng.random() < 0.5:
                world.say(f"cat brings {name} {record.id} back")
                bring(world, tool, record.id)


def _judge_identity(world: World) -> None:
    """One item for everything that people made, and one record of it in each tool."""
    homes = {n: world.books.items(world.ghost, n) for n in set(world.ghost.things.values())}
    for thing, items in homes.items():
        if len(items) > 1:
            world.ghost.accuse("I4", f"thing {thing} stands for {sorted(items)}")
    named = {item for items in homes.values() for item in items}
    if len(named) != world.books.count_items() or len(named) < sum(map(bool, homes.values())):
        world.ghost.accuse("I4", f"{world.books.count_items()} items for {len(named)} things")


def _judge_convergence(world: World) -> Seen:
    """Every tool shows the same, apart from what waits for a person (I1)."""
    held, proposed = world.books.held(), world.books.proposed()
    seen: dict[int, dict[str, list[tuple[str, ...]]]] = {}
    for thing in sorted(set(world.ghost.things.values())):
        records = {t: r for (t, r), n in world.ghost.things.items() if n == thing}
        shown = {t: r for t, r in records.items() if world.tools[t].record(r).place == "listed"}
        if not shown:
            continue
        item = world.books.item(*next(iter(sorted(shown.items()))))
        nameless = (item, "title") in held and world.books.agreed(item, "title") is None
        if len(shown) == len(records) and len(records) < len(world.setting.order) and not nameless:
            world.ghost.accuse("I1", f"thing {thing} is only in {sorted(records)}")
        for name in world.setting.fields:
            fits = {t: r for t, r in shown.items() if (item, name, t) not in proposed}
            values = [_value(world, t, r, name) for t, r in sorted(fits.items())]
            if (item, name) not in held:
                seen.setdefault(thing, {})[name] = values
                if len(set(values)) > 1:
                    shows = dict(zip(sorted(fits), values, strict=True))
                    world.ghost.accuse("I1", f"thing {thing} {name} differs: {shows}")
            else:
                seen.setdefault(thing, {})[name] = []
    return seen


def _value(world: World, tool: str, record: str, name: str) -> tuple[str, ...]:
    value = world.tools[tool].said(world.tools[tool].record(record).fields).get(name)
    return (str(value),) if name in CLOSED else words(value)


def _judge_economy(world: World) -> None:
    """Writes follow what people typed: each value goes to every other tool once, or is repaired."""
    spare = sum(n for what, n in world.counts.items() if what.startswith("fault "))
    spare += world.counts["crashes"] + world.counts["stolen leases"] + world.counts["moves"]
    spare += world.counts["schema edits"] + world.counts["restored stores"]
    spare += world.counts["lost stores"] + len(NAMES) * world.counts["undone runs"]
    for (thing, name), writes in world.ghost.writes.items():
        typed = world.ghost.acts[thing, name]
        allowed = 2 * len(NAMES) * max(typed, 1) + spare  # twice: for what a tool rewrites
        if writes > allowed:
            world.ghost.accuse("I7", f"thing {thing} {name}: {writes} writes for {typed} edits")
