"""Sub-tasks, sprints and moments between a Jira project and a Trello board, in whole runs."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from string import Template

import httpx
import pytest

from sandbox import Sandbox
from sandbox.jira.customs import LAUNCHED
from sandbox.jira.planning import SPRINT
from sandbox.jira.records import Issue
from sandbox.scenarios.config import people_yaml
from sandbox.trello import checklists
from sandbox.trello.records import Card
from tests.proof.archetypes import Archetype

PORTFOLIO = Template("""\
portfolio: planning
steward: ops@acme.example
people: people.yaml
replicas:
  delivery:
    tool: jira
    site: $url/jira
    projects: [PAY]
    credentials: env:JIRA
    kinds: {story: Story, subtask: Sub-task}
  board:
    {tool: trello, url: $url/trello, board: $board, credentials: "env:TRELLO", kinds: {story: "*"}}
links:
  - same_as: [delivery, board]
    create: {in: board}
fields:
  title: {}
  status: {}
  parent: {}
  subtasks: {}
  sprint: {in: {delivery: Sprint, board: Sprint}}
  launch: {type: datetime, in: {delivery: Launched, board: due}}
values:
  status:
    planned: {category: unstarted, delivery: To Do, board: To do}
    in_progress: {category: started, delivery: In Progress, board: Doing}
    done: {category: done, delivery: Done, board: Done}
    dropped: {category: cancelled, delivery: "Won't do", board: Dropped}
store: sqlite:///state/proof.db
""")


class Planned(Archetype):
    """A project with a story of two parts, and an empty board."""

    def write(self) -> None:
        """Make the work, and write the portfolio over it."""
        world = self.world
        for name in ("Sprint 8", "Sprint 9"):
            world.jira.add_sprint("PAY", name)
        self.story = world.jira.add_issue("PAY", "Story", "Checkout")
        self.parts = [
            world.jira.add_issue("PAY", "Sub-task", name, parent=self.story)
            for name in ("Refund", "Retry")
        ]
        self.board = world.trello.add_board("Team", ("To do", "Doing", "Done", "Dropped"))
        self.sprint = world.trello.add_field(self.board, "Sprint", "text")
        text = PORTFOLIO.substitute(url=self.sandbox.url, board=self.board.id)
        self.config.write_text(text, encoding="utf-8")
        (self.folder / "people.yaml").write_text(people_yaml(world), encoding="utf-8")

    @property
    def card(self) -> Card:
        """Return the only card."""
        (found,) = self.board.cards
        return found

    def jira_issue(self) -> Issue:
        """Return the story as it is."""
        return self.world.jira.the(self.story)

    def lines(self) -> list[tuple[str, bool]]:
        """Return the first words and ticks of our checklist."""
        ours = [one for one in self.card.checklists if one.name.endswith("· Syncline")]
        return sorted((item.name.split(" ↗ ")[0], item.complete) for c in ours for item in c.items)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Planned]:
    """Give the two tools as they are before the first run."""
    with Sandbox(scenario="empty") as sandbox:
        yield Planned(sandbox, tmp_path, "planning", {})


def test_what_jira_plans_and_a_board_shows_are_one(place: Planned) -> None:
    """Parts are listed and ticked; a sprint and a moment typed on the board reach Jira."""
    place.begun()
    place.carried()
    assert place.lines() == [("Refund", False), ("Retry", False)]
    jira, trello, ines = place.world.jira, place.world.trello, place.world.people["ines"]
    own = checklists.add(trello, place.card, {"name": "Before the launch"}, ines)
    checklists.add_item(trello, own, {"name": "Buy cake"}, ines)

    jira.enter_named(place.parts[0], "In Progress", "ines")
    jira.enter_named(place.parts[0], "In Review", "ines")
    jira.enter_named(place.parts[0], "Done", "ines")
    hands = place.by("ines")
    hands.edit_in_trello(place.card.id, {"due": "2026-07-01T15:30:00.000Z"})
    _give(place, "Sprint 9")
    place.carried()
    assert place.lines() == [("Refund", True), ("Retry", False)]
    assert jira.the(place.story)[LAUNCHED] == datetime(2026, 7, 1, 15, 30, tzinfo=UTC)
    (planned,) = place.jira_issue()[SPRINT]
    assert jira.sprints[planned].name == "Sprint 9"
    assert [item.name for item in own.items] == ["Buy cake"]
    assert place.quiet()

    _give(place, "Moon")
    place.later(600)
    assert place.sync().summary.outcome == "PARTIAL"
    with place.house() as house:
        (refused,) = house.store.postponed()
    assert 'no active or future sprint "Moon" (it has Sprint 8, Sprint 9)' in refused.reason
    assert place.jira_issue()[SPRINT] == (planned,)


def _give(place: Planned, sprint: str) -> None:
    """Let Inès fill the custom field of the card."""
    access = place.sandbox.access()["trello"]
    pair = f'oauth_consumer_key="{access["key"]}", oauth_token="trello-ines"'
    route = f"{access['url']}/1/cards/{place.card.id}/customField/{place.sprint.id}/item"
    headers = {"Authorization": f"OAuth {pair}"}
    httpx.put(route, json={"value": {"text": sprint}}, headers=headers).raise_for_status()
