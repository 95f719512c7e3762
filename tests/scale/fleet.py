"""Many portfolios on one sandbox and one PostgreSQL store, run by several worker processes.

All portfolios use one credential a tool, as those of one company do, so its rate limit is what
they share. The sandbox counts calls in real seconds and refuses those over the limit.
"""

import json
import multiprocessing
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import pairwise
from multiprocessing.connection import Connection
from pathlib import Path
from string import Template
from typing import Any

from flows import runtime
from flows.runtime import CLOCK_VARIABLE, ROOT_VARIABLE, open_house
from flows.stages import threads
from sandbox import Sandbox
from sandbox.pressure import Limit as Allowed
from sandbox.scenarios import people_yaml
from sandbox.scenarios.marking import marker
from sandbox.server import SYNC_EMAIL, TOKENS
from sandbox.world import World
from syncline.domain.state import LeaseTaken
from syncline.engine.run import sync
from syncline.ports.pace import Limit

SPAWN = multiprocessing.get_context("spawn")
OVERLAPS = 600.0  # seconds
PATIENCE = 900.0  # seconds after which a worker gives up
PORTFOLIO = Template("""\
portfolio: $name
people: people.yaml
steward: ops@acme.example
replicas:
  specs:
    {tool: notion, url: $url/notion, data_source: $epics, credentials: "env:NOTION",
     kinds: {epic: "*"}, budget: 100%}
  delivery:
    {tool: jira, site: $url/jira, projects: [$key], credentials: "env:JIRA",
     kinds: {epic: Epic}, budget: 100%}
  launches:
    {tool: asana, url: $url/asana/api/1.0, project: "$launches", credentials: "env:ASANA",
     kinds: {epic: "*"}, budget: 100%}
links:
  - {same_as: [specs, delivery, launches], match: [marker]}
fields:
  title: {authority: any}
  target: {authority: any, in: {specs: Target date, delivery: duedate}}
safety: {first_run: apply, approve_above: {changes: 9000, share: 100%}, stop_above: {share: 100%}}
store: env:FLEET
""")


@dataclass(frozen=True)
class Fleet:
    """How many portfolios of how many items, how many of each are edited, and how fast is allowed.

    `limits`: calls and seconds for each tool. `latency`: milliseconds of every answer.
    """

    portfolios: int
    items: int
    edits: int
    limits: dict[str, tuple[int, float]]
    latency: float = 0.0


@dataclass(frozen=True)
class Ran:
    """One run of one portfolio by one worker; times are seconds of this machine."""

    worker: int
    portfolio: str
    fence: int
    began: float
    ended: float
    outcome: str
    applied: int


@dataclass(frozen=True)
class Told:
    """What the sandbox says at the end."""

    calls: dict[str, int]
    refused: dict[str, int]
    writes: int
    amiss: int  # records that do not show what was edited, or are there twice

    @property
    def share(self) -> float:
        """Return the share of the calls that a tool refused."""
        return sum(self.refused.values()) / max(1, sum(self.calls.values()))


# -- the sandbox -----------------------------------------------------------------------------


def _planted(world: World, fleet: Fleet, number: int) -> dict[str, str]:
    """Build the containers and the items of one portfolio; return what its file names."""
    key = f"F{number:02d}"
    world.jira.add_project(key, f"Fleet {number}", "open")
    source = world.notion.add_data_source(
        f"Epics {number}", {"Name": "title", "Target date": "date", "Syncline": "rich_text"}
    )
    project = world.asana.add_project(f"Launches {number}")
    field = world.asana.add_field("Syncline", "text")
    world.asana.attach(project, field)
    for n in range(fleet.items):
        title = f"{key} epic {n:04d}"
        mark = marker(title)
        world.jira.add_issue(key, "Epic", title, labels=(mark,))
        world.notion.add_page(source, {"Name": title, "Syncline": mark})
        world.asana.add_task(project, title, custom={"Syncline": mark})
    return {"name": key.lower(), "key": key, "epics": source.id, "launches": project.gid}


def _edited(world: World, fleet: Fleet) -> None:
    """Let somebody rename some issues of every project, at the time of the sandbox."""
    for key in [key for key in world.jira.projects if key.startswith("F")]:
        issues = [issue for issue in world.jira.issues.values() if issue.project == key]
        for issue in issues[: fleet.edits]:
            world.jira.edit(issue, {"summary": f"{issue['summary']} edited"}, "ines")


def _told(world: World) -> Told:
    entries = [entry for entry in world.log.entries if entry.user == "sync"]
    titles = [
        Counter(issue["summary"] for issue in world.jira.issues.values()),
        Counter(page.title for page in world.notion.pages.values()),
        Counter(task.name for task in world.asana.tasks.values()),
    ]
    everything = set().union(*titles)
    return Told(
        dict(Counter(entry.tool for entry in entries)),
        dict(Counter(entry.tool for entry in entries if entry.status == 429)),
        sum(e.write and e.status < 300 and "properties" not in e.route for e in entries),
        sum(1 for title in everything if any(found[title] != 1 for found in titles)),
    )


def _serve(fleet: Fleet, folder: str, store: str, wire: "Connection[Any, Any]") -> None:
    with Sandbox(scenario="empty") as sandbox:
        world, root = sandbox.world, Path(folder)
        made = [_planted(world, fleet, number) for number in range(fleet.portfolios)]
        for one in made:
            text = PORTFOLIO.substitute(one, url=sandbox.url)
            (root / f"{one['name']}.yaml").write_text(text, encoding="utf-8")
        (root / "people.yaml").write_text(people_yaml(world), encoding="utf-8")
        allowed = {tool: Allowed(*limit, wall=True) for tool, limit in fleet.limits.items()}
        world.pressure.limits.update(allowed)
        world.pressure.latency.update(dict.fromkeys(fleet.limits, fleet.latency))
        environ = {
            ROOT_VARIABLE: folder, CLOCK_VARIABLE: sandbox.access()["clock"], "FLEET_URL": store,
            "JIRA_EMAIL": SYNC_EMAIL, "JIRA_TOKEN": TOKENS["jira"],
            "ASANA_TOKEN": TOKENS["asana"], "NOTION_TOKEN": TOKENS["notion"],
        }  # fmt: skip
        configs = [str(root / f"{one['name']}.yaml") for one in made]
        wire.send(json.dumps([configs, environ]))
        while (asked := wire.recv()) != "end":
            if asked == "edit":
                world.clock.advance(OVERLAPS)
                world.log.clear()
                _edited(world, fleet)
            wire.send(json.dumps(asdict(_told(world))))


@dataclass(frozen=True)
class Berth:
    """A fleet that lies in a sandbox: its configurations, what runs need, and a wire to it."""

    fleet: Fleet
    configs: Sequence[str]
    environ: dict[str, str]
    wire: Any

    def edit(self) -> None:
        """Let people edit."""
        self.wire.send("edit")
        self.wire.recv()

    def told(self) -> Told:
        """Ask what came of it."""
        self.wire.send("told")
        return Told(**json.loads(self.wire.recv()))


@contextmanager
def berth(fleet: Fleet, store: str) -> Iterator[Berth]:
    """Serve a sandbox with a fleet, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="syncline-fleet-") as folder:
        here, there = SPAWN.Pipe()
        process = SPAWN.Process(target=_serve, args=(fleet, folder, store, there), daemon=True)
        process.start()
        there.close()  # a sandbox that fails is then an end of file, not a wait
        configs, environ = json.loads(here.recv())
        try:
            yield Berth(fleet, configs, environ, here)
        finally:
            here.send("end")
            process.join(timeout=15)


# -- the workers -----------------------------------------------------------------------------


@contextmanager
def crew(place: Berth, workers: int) -> Iterator[Callable[[int], tuple[list[Ran], float]]]:
    """Give a way to let workers run every portfolio until each has ended OK so many times.

    It returns the runs and the seconds that they took together; the processes stay for the next.
    """
    with SPAWN.Pool(workers) as pool:
        pool.map(_ready, range(workers), chunksize=1)

        def sail(rounds: int) -> tuple[list[Ran], float]:
            jobs = [
                (number, list(place.configs), place.environ, rounds, place.fleet.limits)
                for number in range(workers)
            ]
            began = time.time()
            ran = [one for each in pool.starmap(_work, jobs, chunksize=1) for one in each]
            return ran, time.time() - began

        yield sail


def _ready(_: int) -> None:
    """Begin when all have loaded what they need."""
    time.sleep(0.5)


def _work(
    number: int, configs: list[str], environ: dict[str, str], rounds: int, limits: dict[str, Any]
) -> list[Ran]:
    # In this process alone: the limits of the test in the place of the vendors'.
    runtime.LIMITS = {tool: Limit(*limit) for tool, limit in limits.items()}  # type: ignore[misc]
    ran: list[Ran] = []
    left = configs[number:] + configs[:number]  # whoever comes later begins elsewhere
    end = time.time() + PATIENCE
    while left and time.time() < end:
        config = left.pop(0)
        with open_house(config, environ) as house:
            ended = [run for run in house.store.runs(rounds + 5) if run.outcome == "OK"]
            if len(ended) >= rounds:
                continue
            with house.leased() as session:
                if isinstance(session, LeaseTaken):
                    left.append(config)
                    time.sleep(0.05)
                    continue
                again = [run for run in house.store.runs(rounds + 5) if run.outcome == "OK"]
                if len(again) >= rounds:
                    continue
                began = time.time()
                summary = sync(session, threads()).summary
                ran.append(
                    Ran(number, house.portfolio.name, session.lease.fence, began, time.time(),
                        summary.outcome, summary.applied)
                )  # fmt: skip
        if ran and ran[-1].outcome != "OK":
            left.append(config)
    return ran


def overlapping(ran: Sequence[Ran]) -> list[tuple[Ran, Ran]]:
    """Return the runs of one portfolio that were at work at the same time."""
    ordered = sorted(ran, key=lambda one: (one.portfolio, one.began))
    pairs = pairwise(ordered)
    return [(a, b) for a, b in pairs if a.portfolio == b.portfolio and b.began < a.ended]
