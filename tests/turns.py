"""The two stages of a run on one thread: the same order of calls, and no waiting for each other."""

from collections.abc import Sequence

from syncline.domain.item import ReplicaName
from syncline.engine.apply import apply_replica
from syncline.engine.observe import observe_replica
from syncline.engine.run import Stages


def in_turn(order: Sequence[ReplicaName]) -> Stages:
    """Return stages that go through the replicas in this order."""
    return Stages(
        lambda session: [observe_replica(session, name) for name in order],
        lambda session, plan: [
            apply_replica(session, name, plan.of(name)) for name in order if plan.of(name)
        ],
    )
