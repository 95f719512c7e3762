"""The whole state of the sandbox: one clock, one random source, the people and the tools."""

from __future__ import annotations

import pickle
from random import Random

from sandbox.asana.state import AsanaState
from sandbox.automations import Automations
from sandbox.clock import Clock
from sandbox.faults import FaultScript
from sandbox.jira.state import JiraState
from sandbox.log import RequestLog
from sandbox.mail.state import MailState
from sandbox.notion.state import NotionState
from sandbox.people import People
from sandbox.pressure import Pressure
from sandbox.scenarios import SCENARIOS
from sandbox.sight import Sight
from sandbox.slack.state import SlackState
from sandbox.trello.state import TrelloState
from sandbox.webhooks.hooks import Hooks
from sandbox.webhooks.post import Post


class World:
    """Hold everything that the emulated tools know; same seed, same ids and times.

    A scenario, in `sandbox.scenarios.SCENARIOS`, is a function of the World alone: it reads
    `world.items` (how many, or None for its own size), may move `world.clock`, and fills
    `world.jira`, `world.asana`, `world.notion` and `world.trello`.
    """

    def __init__(self, seed: int = 7, scenario: str = "demo", items: int | None = None) -> None:
        self.people = People()
        self.log = RequestLog()
        self.faults = FaultScript()
        self.automations = Automations()
        self.pressure = Pressure()
        self.sight = Sight()
        self.snapshots: dict[str, bytes] = {}
        self.post = Post(self.pressure.switches, seed)
        self.build(seed, scenario, items)

    def build(self, seed: int, scenario: str, items: int | None) -> None:
        """Choose the seed, the scenario and its size, and begin again."""
        if scenario not in SCENARIOS:
            known = ", ".join(sorted(SCENARIOS))
            raise ValueError(f"There is no scenario {scenario!r}; choose one of: {known}.")
        self.seed, self.scenario, self.items = seed, scenario, items
        self.reset()

    def reset(self) -> None:
        """Begin again: the tools as the scenario builds them, and nothing that is switched on."""
        self.log.clear()
        self.faults.clear()
        self.automations.load(())
        self.pressure.clear()
        self.sight.clear()
        self.post.clear()
        self.hooks = Hooks(self.post, Random(f"webhooks {self.seed}"))
        self.clock = Clock()
        self.rng = Random(self.seed)
        self.jira = JiraState(self.clock, self.rng, self.people)
        self.asana = AsanaState(self.clock, self.rng, self.people)
        self.notion = NotionState(self.clock, self.rng, self.people)
        self.slack = SlackState(self.clock, self.rng, self.people)
        self.mail = MailState()
        # A random source apart: drawing from the shared one would change the ids of the others.
        self.trello = TrelloState(self.clock, Random(f"trello {self.seed}"), self.people)
        SCENARIOS[self.scenario](self)

    def snapshot(self) -> bytes:
        """Return the state of clock, chance and tools, for restore()."""
        tools = (self.jira, self.asana, self.notion, self.slack, self.trello)
        return pickle.dumps((self.clock, self.rng, self.people, tools))

    def restore(self, snapshot: bytes) -> None:
        """Put back what snapshot() returned; the log and what is switched on stay."""
        self.clock, self.rng, self.people, tools = pickle.loads(snapshot)  # noqa: S301  # our own bytes
        self.jira, self.asana, self.notion, self.slack, self.trello = tools
