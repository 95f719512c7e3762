"""A first sync is killed at twenty random moments: nothing is doubled, and all of it heals."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from flows import cli
from sandbox import Sandbox
from sandbox.faults import Rule
from sandbox.scenarios.containers import PRIORITIES, SQUADS, found
from sandbox.scenarios.planting import Epic, Planter
from syncline.domain.fields import shown_text
from tests.proof.place import TOOLS, Place

KILLS = int(os.environ.get("SYNCLINE_KILLS", "20"))
ONLY_NOTION, SHARED = 7, 3
TITLES = {f"Epic {n}" for n in range(1, ONLY_NOTION + SHARED + 1)}
PLANTED = ONLY_NOTION + 3 * SHARED  # records that people made
STATUSES = ("planned", "in_progress", "done")
LAG = 20.0  # seconds until Jira's search shows a change
VISIBLE = 5 * 60.0  # seconds; past every tool's declared `visible_by`
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ready:
    """A place whose first plan waits, and how many requests its approval takes."""

    place: Place
    digest: str
    requests: int
    totals: Counter[str]


def plant(place: Place) -> None:
    """Plant epics in Notion, the last ones also in the two other tools, where they lack a body."""
    planter = Planter(place.world, found(place.world))
    for number in range(1, ONLY_NOTION + SHARED + 1):
        day = planter.today + timedelta(days=number)
        body = (f"Why **{number}** matters.", ("-", ("first", "second")))
        past = planter.now - timedelta(days=30)
        rest: dict[str, Any] = {
            "squad": SQUADS[0], "status": STATUSES[number % 3], "priority": PRIORITIES[number % 5],
            "owner": "karim", "start": day, "target": day + timedelta(days=30),
            "labels": ("growth",), "created": past, "updated": past,
        }  # fmt: skip
        planter.notion(Epic(title=f"Epic {number}", body=body, **rest))
        if number > ONLY_NOTION:
            planter.jira(Epic(title=f"Epic {number}", body=(), **rest))
            planter.asana(Epic(title=f"Epic {number}", body=(), **rest))
    planter.finish()


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ready]:
    """Give a planted sandbox with a held first plan, and count what the undisturbed sync asks."""
    with Sandbox(scenario="empty") as sandbox:
        place = Place(sandbox, tmp_path_factory.mktemp("kill"))
        plant(place)
        held = place.sync().summary
        assert held.outcome == "HELD"
        assert held.operations > 2 * ONLY_NOTION
        assert held.digest
        sandbox.world.snapshots["planted"] = sandbox.world.snapshot()
        shutil.copy(place.database, place.folder / "held.db")
        mark = place.mark()
        assert place.sync(held.digest).summary.outcome == "OK"
        yield Ready(place, held.digest, sum(place.requests(mark).values()), Counter())


def again(ready: Ready) -> None:
    """Put everything back to before the approval."""
    place = ready.place
    place.world.restore(place.world.snapshots["planted"])
    place.world.log.clear()
    place.world.faults.clear()
    place.world.pressure.lag["jira_search"] = LAG
    for rest in place.database.parent.iterdir():
        rest.unlink()
    shutil.copy(place.folder / "held.db", place.database)


def command(ready: Ready) -> list[str]:
    """Return the command line that is run, killed, and run again."""
    path = str(ready.place.config)
    return ["sync", path, "--approve", ready.digest, "--yes", "--no-prefect", "--json"]


def killed(ready: Ready, after: int, delay: float) -> bool:
    """Run the command in a process group of its own and kill that after so many requests."""
    place = ready.place
    process = subprocess.Popen(
        [sys.executable, "-m", "flows.cli", *command(ready)],
        cwd=ROOT, env={**os.environ, **place.environ}, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while process.poll() is None and len(place.world.log.entries) < after:
        assert time.monotonic() < deadline, "the command neither asks nor ends"
        time.sleep(0.001)
    time.sleep(delay)
    died = process.poll() is None
    if died:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return died


def run_again(ready: Ready, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    """Run the very same command once more."""
    capsys.readouterr()
    code = cli.run(command(ready))
    said = capsys.readouterr()
    assert said.out, said.err
    return code, json.loads(said.out)


def markers(place: Place) -> dict[str, Counter[str]]:
    """Count, per tool, the records that carry each marker."""
    world, here = place.world, found(place.world)
    labels = [str(label) for i in world.jira.issues.values() for label in i["labels"] or ()]
    column = here.epics.find("Syncline")
    assert column
    runs = [p.values.get(column.raw_id) or [] for p in here.epics.pages]
    field = next(f for f in world.asana.fields.values() if f.name == "Syncline")
    tasks = [t.custom.get(field.gid) for t in world.asana.tasks.values()]
    return {
        "jira": Counter(label for label in labels if label.startswith("syn-")),
        "notion": Counter("".join(run["plain_text"] for run in text) for text in runs if text),
        "asana": Counter(str(value) for value in tasks if value),
    }


def titles(place: Place) -> dict[str, Counter[str]]:
    """Count, per tool, the records of each title."""
    world = place.world
    return {
        "jira": Counter(str(i["summary"]) for i in world.jira.issues.values()),
        "notion": Counter(p.title for p in found(world).epics.pages),
        "asana": Counter(t.name for t in world.asana.tasks.values()),
    }


def assert_nothing_is_doubled(place: Place, when: str) -> None:
    """Each marker and each title at most once in each tool."""
    for counted in (markers(place), titles(place)):
        for tool, counts in counted.items():
            twice = [name for name, count in counts.items() if count > 1]
            assert not twice, f"{when}: {tool} has {twice} more than once"


def whole(place: Place) -> bool:
    """Tell whether every item is in every tool, marked."""
    marked = [set(counts) for counts in markers(place).values()]
    named = [set(counts) for counts in titles(place).values()]
    return all(names == TITLES for names in named) and all(len(m) == len(TITLES) for m in marked)


def assert_all_as_planted(place: Place) -> None:
    """Every value is what people typed in Notion, in all three tools."""
    with place.house() as house:
        states = house.store.load([item.id for item in house.store.items()])
        assert not house.store.intents("SENT", "UNKNOWN")
        assert not house.store.conflicts()
    assert len(states) == len(TITLES)
    for state in states.values():
        number = int(str(state.value("title")).split()[-1])
        assert set(state.records) == set(TOOLS)
        assert state.value("status") == STATUSES[number % 3], state.name
        assert state.value("priority") == PRIORITIES[number % 5], state.name
        assert f"Why {number} matters." in state_text(state.value("description")), state.name
    mark = place.mark()
    assert place.sync().summary.operations == 0
    assert not place.writes(mark)


def state_text(value: object) -> str:
    """Return the words of a description."""
    return shown_text(value)  # type: ignore[arg-type]


def lease_holder(place: Place) -> str | None:
    """Return who holds the lease."""
    with closing(sqlite3.connect(place.database)) as store:
        row = store.execute("SELECT holder FROM leases").fetchone()
        return str(row[0]) if row and row[0] else None


def faults(chance: random.Random) -> list[Rule]:
    """Lose the answer of one create in Jira and of one in Asana, after they were applied."""
    return [
        Rule("applied_then_drop", "jira", "POST", "/rest/api/3/issue", after=chance.randrange(9)),
        Rule("applied_then_drop", "asana", "POST", "/tasks", after=chance.randrange(9)),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(KILLS))
def test_a_killed_first_sync_doubles_nothing_and_heals_by_itself(
    ready: Ready,
    seed: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Killed, run again at once, and again once the lags have passed: whole after three runs."""
    place, chance = ready.place, random.Random(seed)
    again(ready)
    for name, value in place.environ.items():
        monkeypatch.setenv(name, value)
    place.world.faults.load(faults(chance))
    after = chance.randrange(1, ready.requests)
    died = killed(ready, after, chance.random() * 0.02)
    assert_nothing_is_doubled(place, "after the kill")
    created = {tool: sum(names.values()) for tool, names in titles(place).items()}
    runs: list[str] = []
    for number in range(1, 4):
        code, summary = run_again(ready, capsys)
        assert code in {0, 1}, summary
        assert not any("Another run" in note for note in summary["notes"]), "the lease is stuck"
        assert_nothing_is_doubled(place, f"after run {number}")
        assert lease_holder(place) is None
        runs.append(summary["outcome"])
        place.later(VISIBLE)
        if number > 1 and whole(place) and summary["outcome"] == "OK":
            break
    assert whole(place), (runs, titles(place))
    assert_all_as_planted(place)
    ready.totals.update({"rounds": 1, "killed": died, f"whole after {len(runs)} runs": 1})
    ready.totals.update({"records made before the kill": sum(created.values()) - PLANTED})


@pytest.mark.slow
def test_most_kills_met_a_run_at_its_work(ready: Ready, figure: Callable[[str], None]) -> None:
    """Otherwise nothing was proved."""
    totals = ready.totals
    figure(f"kills of a first sync of {ready.requests} requests: {dict(totals)}")
    assert totals["killed"] >= totals["rounds"] * 0.8
