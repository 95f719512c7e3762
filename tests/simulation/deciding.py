"""What people decide in Syncline; each act draws all it needs from its own dice."""

import random

from syncline.domain.missing import RECORD
from syncline.engine.verdicts import accept, candidate, decline, resolve
from tests.simulation.watched import plain
from tests.simulation.world import World


def settle_conflict(world: World, rng: random.Random) -> None:
    """Decide an open conflict for one of its sides."""
    store = world.view()
    if not (waiting := store.conflicts()):
        return
    conflict = rng.choice(waiting)
    side = rng.choice(sorted(conflict.candidates))
    value = candidate(conflict, side)
    agreed = store.load([conflict.item])[conflict.item].value(conflict.field)
    done = world.decide(
        lambda s: resolve(s, conflict, value, conflict.revision, how=side, by="eva")
    )
    if done:
        over = [*conflict.seen, agreed, *(c.display for c in conflict.candidates.values())]
        world.say(f"eva settles {conflict.field} for {side}: {plain(value)}")
        world.ghost.counts["decisions"] += 1
        _decided(world, conflict.item, conflict.field, value, over)


def settle_proposal(world: World, rng: random.Random) -> None:
    """Accept or decline an open proposal."""
    store = world.view()
    if not (waiting := store.proposals()):
        return
    proposal = rng.choice(waiting)
    state = store.load([proposal.item])[proposal.item]
    agreed = state.value(proposal.field)
    # While others disagree about the field, nobody may accept: that would overrule them unseen.
    yes = rng.random() < 0.5 and proposal.field not in state.conflicts
    verdict = accept if yes else decline
    if world.decide(lambda s: verdict(s, proposal.id, by="eva")):
        world.say(
            f"eva {'accepts' if yes else 'declines'} {proposal.field} {plain(proposal.value)}"
        )
        world.ghost.counts["decisions"] += 1
        if yes and proposal.field == RECORD:
            homes = world.books.ask("SELECT replica, id FROM records WHERE item=?", proposal.item)
            world.brought -= set(homes)
        if yes:  # a decline keeps what is agreed as it is: whoever saw that has seen all
            _decided(world, proposal.item, proposal.field, proposal.value, [agreed, proposal.value])


def _decided(world: World, item: str, name: str, value: object, over: list[object]) -> None:
    homes = world.books.ask("SELECT replica, id FROM records WHERE item=?", item)
    thing = next(world.ghost.things[t, r] for t, r in homes if (t, r) in world.ghost.things)
    world.ghost.decided(thing, name, value, over)
