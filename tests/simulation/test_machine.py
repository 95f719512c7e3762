"""The same world under a searching hand: hypothesis chooses who does what, and shrinks it."""

import os
import random

import hypothesis.strategies as st
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.simulation.people import ACTS
from tests.simulation.rest import judge, settle_everything, to_rest
from tests.simulation.script import MEANWHILE, REACH, Step, play, setting
from tests.simulation.world import World

EXAMPLES = int(os.environ.get("SYNCLINE_EXAMPLES", "15"))
STEPS = int(os.environ.get("SYNCLINE_STEPS", "14"))
DICE = st.integers(0, 2**16)
EDGES = st.none() | st.integers(0, REACH)
AROUND = st.lists(
    st.tuples(st.integers(0, REACH), st.sampled_from(sorted(MEANWHILE)), DICE), max_size=3
)


class Office(RuleBasedStateMachine):
    """People, faults and runs in any order; every law at every step, and at rest in the end."""

    @initialize(dice=DICE)
    def opens(self, dice: int) -> None:
        self.world = World(setting(random.Random(dice)))
        self._play("create", dice)

    def _play(self, act: str, dice: int) -> None:
        play(self.world, Step(act, dice))

    @rule(act=st.sampled_from(sorted(ACTS)), dice=DICE)
    def somebody(self, act: str, dice: int) -> None:
        self._play(act, dice)

    @rule(act=st.sampled_from(["fault", "wait", "skew", "plan and run"]), dice=DICE)
    def something(self, act: str, dice: int) -> None:
        self._play(act, dice)

    @rule(crash=EDGES, thief=EDGES, around=AROUND, dice=DICE)
    def run(
        self, crash: int | None, thief: int | None, around: list[tuple[int, str, int]], dice: int
    ) -> None:
        meanwhile = tuple((edge, Step(act, salt)) for edge, act, salt in sorted(around))
        play(self.world, Step("run", dice, crash, thief, meanwhile))

    @invariant()
    def no_law_is_broken(self) -> None:
        world = getattr(self, "world", None)
        assert world is None or not world.broken, "\n".join([*world.trace, *map(str, world.broken)])

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        for last in (to_rest, judge, lambda world: settle_everything(world, 0), judge):
            if not self.world.broken:
                last(self.world)
        self.world.close()
        self.no_law_is_broken()


Office.TestCase.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=STEPS, derandomize=EXAMPLES < 100, deadline=None,
    database=None, suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)  # fmt: skip
TestOffice = Office.TestCase
