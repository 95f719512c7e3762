"""One large portfolio, cut by scope into shards that run at once over the same containers."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from string import Template

import pytest

from flows.neighbours import all_overlapping
from flows.runtime import open_house
from flows.stages import threads
from sandbox import Sandbox
from sandbox.hands import Hands
from sandbox.scenarios import people_yaml
from sandbox.world import World
from syncline.domain.state import Lease
from syncline.engine.conclude import Summary
from syncline.engine.run import preview, sync
from syncline.engine.session import Session
from tests.e2e.office import surroundings

ITEMS = 3
SHARDS = {"mobile": ("MOB", "Mobile"), "web": ("WEB", "Web")}
COMMON = Template("""\
people: people.yaml
steward: ops@acme.example
store: sqlite:///product.db
replicas:
  specs:
    {tool: notion, url: $url/notion, data_source: $epics, credentials: "env:NOTION",
     kinds: {epic: "*"}}
  delivery:
    {tool: jira, site: $url/jira, projects: [MOB, WEB], credentials: "env:JIRA",
     kinds: {epic: Epic}}
  launches:
    {tool: asana, url: $url/asana/api/1.0, project: "$launches", credentials: "env:ASANA",
     kinds: {epic: "*"}}
links:
  - same_as: [specs, delivery, launches]
    match: [marker]
    create: {in: [specs, delivery, launches]}
fields: {title: {authority: any}}
safety: {first_run: apply, approve_above: {changes: 900, share: 100%}, stop_above: {share: 100%}}
""")
SHARD = Template("""\
portfolio: $name
extends: _product.yaml
replicas:
  specs: {where: {Squad: $squad}}
  delivery: {projects: [$key]}
  launches: {where: {Squad: $squad}}
""")


@dataclass
class Dock:
    """A sandbox with one container a tool, and the folder of the shards."""

    world: World
    folder: Path
    hands: Hands

    def sync(self, name: str) -> Summary:
        """Run one shard."""
        with open_house(name) as house, house.leased() as session:
            assert isinstance(session, Session)
            return sync(session, threads()).summary

    def both(self) -> list[Summary]:
        """Let time pass, and run both at once, as two workers do."""
        self.world.clock.advance(600)
        with ThreadPoolExecutor(len(SHARDS)) as workers:
            return list(workers.map(self.sync, SHARDS))

    def refusals(self, name: str) -> list[str]:
        """Return what a plan leaves alone, and why."""
        self.world.clock.advance(600)
        with open_house(name) as house:
            plan = preview(Session(house.portfolio, house.trackers, house.store, house.clock,
                                   "look", Lease("", 0, "")), threads()).plan  # fmt: skip
        assert plan
        return [refusal.reason for refusal in plan.refusals]

    def titles(self) -> list[list[str]]:
        """Return the titles in Jira, Notion and Asana."""
        world = self.world
        return [
            sorted(str(issue["summary"]) for issue in world.jira.issues.values()),
            sorted(page.title for page in world.notion.pages.values()),
            sorted(task.name for task in world.asana.tasks.values()),
        ]

    def move(self, title: str, squad: str) -> None:
        """Move the page and the task of an item to another squad."""
        [page] = [page for page in self.world.notion.pages.values() if page.title == title]
        self.hands.edit_in_notion(page.id, {"Squad": {"select": {"name": squad}}})
        [task] = [task for task in self.world.asana.tasks.values() if task.name == title]
        [field] = [f for f in self.world.asana.fields.values() if f.name == "Squad"]
        [option] = [o for o in field.options if o.name == squad]
        self.hands.edit_in_asana(task.gid, {"custom_fields": {field.gid: option.gid}})


@pytest.fixture
def dock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Dock]:
    """Plant a few epics in each squad's Jira project; the other tools are empty."""
    with Sandbox(scenario="empty") as sandbox:
        world, asana = sandbox.world, sandbox.world.asana
        for name, value in surroundings(sandbox.access(), tmp_path).items():
            monkeypatch.setenv(name, value)
        squads = [squad for _, squad in SHARDS.values()]
        properties = {"Name": "title", "Syncline": "rich_text", "Squad": {"select": squads}}
        source = world.notion.add_data_source("Epics", properties)
        project = asana.add_project("Launches")
        asana.attach(project, asana.add_field("Syncline", "text"))
        asana.attach(project, asana.add_field("Squad", "enum", squads))
        for key, squad in SHARDS.values():
            world.jira.add_project(key, squad, "open")
            for number in range(ITEMS):
                world.jira.add_issue(key, "Epic", f"{squad} {number}")
        config = tmp_path / "config"
        config.mkdir()
        made = {"url": sandbox.url, "epics": source.id, "launches": project.gid}
        (config / "_product.yaml").write_text(COMMON.substitute(made), "utf-8")
        (config / "people.yaml").write_text(people_yaml(world), "utf-8")
        for name, (key, squad) in SHARDS.items():
            text = SHARD.substitute(name=name, key=key, squad=squad)
            (config / f"{name}.yaml").write_text(text, "utf-8")
        yield Dock(world, tmp_path, Hands(sandbox.access(), "ines"))


def test_shards_that_run_at_once_double_nothing_and_do_not_meet(dock: Dock) -> None:
    """Each makes what it lacks within its own scope, and carries its own edits alone."""
    assert all_overlapping() == []
    assert [one.applied for one in dock.both()] == [3 * ITEMS, 3 * ITEMS]  # two creates, a stamp
    expected = sorted(f"{squad} {n}" for _, squad in SHARDS.values() for n in range(ITEMS))
    assert dock.titles() == [expected] * 3
    assert [one.operations for one in dock.both()] == [0, 0]
    issue = next(i for i in dock.world.jira.issues.values() if i["summary"] == "Web 1")
    dock.world.jira.edit(issue, {"summary": "Web 1, renamed"}, "ines")
    assert [one.applied for one in dock.both()] == [0, 2]
    page = next(p for p in dock.world.notion.pages.values() if p.title == "Mobile 2")
    dock.hands.edit_in_notion(page.id, {"Name": {"title": [{"text": {"content": "Mobile two"}}]}})
    assert [one.applied for one in dock.both()] == [2, 0]
    assert [titles.count("Mobile two") for titles in dock.titles()] == [1, 1, 1]


def test_an_item_that_moves_to_another_shard_is_never_made_twice(dock: Dock) -> None:
    """Half moved it waits, with what is missing; once all of it is there it is at home."""
    dock.both()
    before = dock.titles()
    issue = next(i for i in dock.world.jira.issues.values() if i["summary"] == "Mobile 0")
    dock.world.jira.move(issue, dock.world.jira.projects["WEB"])
    for _ in range(2):
        assert [one.operations for one in dock.both()] == [0, 0]
    assert any("Its record in specs and launches is not here" in r for r in dock.refusals("web"))
    dock.move("Mobile 0", "Web")
    for _ in range(2):
        assert [one.applied for one in dock.both()] == [0, 0]
    assert dock.titles() == before
    moved = next(i for i in dock.world.jira.issues.values() if i["summary"] == "Mobile 0")
    dock.world.jira.edit(moved, {"summary": "At home in Web"}, "ines")
    assert [one.applied for one in dock.both()] == [0, 2]
    assert [titles.count("At home in Web") for titles in dock.titles()] == [1, 1, 1]


def test_portfolios_that_are_not_cut_are_told_of(dock: Dock) -> None:
    """Once for each replica in which their scopes meet."""
    shard = dock.folder / "config" / "web.yaml"
    text = shard.read_text("utf-8")
    shard.write_text(text.replace("where: {Squad: Web}", "where: {Squad: [Web, Mobile]}"), "utf-8")
    assert sorted(one.path for one in all_overlapping()) == [
        "replicas.launches", "replicas.launches", "replicas.specs", "replicas.specs",
    ]  # fmt: skip
