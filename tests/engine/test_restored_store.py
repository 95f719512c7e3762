"""A store restored from an older copy, in a portfolio of Asana and Notion alone."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Template

import pytest

from flows.runtime import open_house
from flows.stages import threads
from sandbox import Sandbox
from sandbox.hands import Hands
from sandbox.scenarios import people_yaml
from sandbox.world import World
from syncline.engine.conclude import Summary
from syncline.engine.run import sync
from syncline.engine.session import Session
from tests.e2e.office import surroundings

PORTFOLIO = Template("""\
portfolio: small
people: people.yaml
store: sqlite:///small.db
replicas:
  $first
  $second
links:
  - {same_as: [specs, launches], match: [marker], create: {in: [specs, launches]}}
fields: {title: {authority: any}}
safety: {first_run: apply, approve_above: {changes: 900, share: 100%}, stop_above: {share: 100%}}
""")
LAUNCHES = Template("""\
launches: {tool: asana, url: $url/asana/api/1.0, project: "$project", credentials: "env:ASANA",
             kinds: {epic: "*"}}""")
SPECS = Template("""\
specs: {tool: notion, url: $url/notion, data_source: $source, credentials: "env:NOTION",
          kinds: {epic: "*"}}""")


@dataclass
class Desk:
    """A sandbox, a folder, and somebody's hands in Asana."""

    world: World
    folder: Path
    hands: Hands

    @property
    def store(self) -> Path:
        return self.folder / "small.db"

    def sync(self, approved: str | None = None) -> Summary:
        """Let time pass, and run."""
        self.world.clock.advance(600)
        with open_house("small") as house, house.leased() as session:
            assert isinstance(session, Session)
            return sync(session, threads(), approved=approved).summary

    def rename(self, name: str) -> None:
        """Let Inès rename the task."""
        [task] = self.world.asana.tasks.values()
        self.hands.edit_in_asana(task.gid, {"name": name})

    def titles(self) -> list[str]:
        """Return the title of the page and of the task."""
        [page], [task] = self.world.notion.pages.values(), self.world.asana.tasks.values()
        return [page.title, task.name]


@pytest.fixture(params=["Asana keeps it", "Notion keeps it"])
def desk(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """Plant a task; the first tool of the file keeps the epoch."""
    with Sandbox(scenario="empty") as sandbox:
        world, asana = sandbox.world, sandbox.world.asana
        for name, value in surroundings(sandbox.access(), tmp_path).items():
            monkeypatch.setenv(name, value)
        source = world.notion.add_data_source("Epics", {"Name": "title", "Syncline": "rich_text"})
        project = asana.add_project("Launches")
        asana.attach(project, asana.add_field("Syncline", "text"))
        asana.add_task(project, "Ship")
        both = [
            LAUNCHES.substitute(url=sandbox.url, project=project.gid),
            SPECS.substitute(url=sandbox.url, source=source.id),
        ]
        first, second = both if request.param == "Asana keeps it" else reversed(both)
        config = tmp_path / "config"
        config.mkdir()
        text = PORTFOLIO.substitute(first=first, second=second)
        (config / "small.yaml").write_text(text, "utf-8")
        (config / "people.yaml").write_text(people_yaml(world), "utf-8")
        yield Desk(world, tmp_path, Hands(sandbox.access(), "ines"))


def test_a_restored_store_writes_nothing_until_somebody_has_agreed(desk: Desk) -> None:
    """A name that was put back meanwhile is not taken for the old one."""
    assert desk.sync().outcome == "OK"
    shutil.copy(desk.store, desk.folder / "copy.db")
    desk.rename("Ship it")
    assert desk.sync().applied == 1
    assert desk.titles() == ["Ship it", "Ship it"]
    desk.rename("Ship")
    shutil.copy(desk.folder / "copy.db", desk.store)
    held = desk.sync()
    assert held.outcome == "HELD"
    assert any("restored from an older copy" in note for note in held.notes), held.notes
    assert desk.titles() == ["Ship it", "Ship"]
    assert desk.sync(held.digest).outcome == "OK"
    assert len(set(desk.titles())) == 1
    assert desk.sync().operations == 0
