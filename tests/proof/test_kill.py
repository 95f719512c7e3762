"""Syncs are killed at random moments, on SQLite and PostgreSQL: nothing is doubled, all heals."""

import json
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from flows import cli
from sandbox.scenarios.containers import found
from syncline.domain.fields import shown_text
from tests.proof.killing import TITLES, Kills, Ready
from tests.proof.place import TOOLS, Place

KILLS = int(os.environ.get("SYNCLINE_KILLS", "20"))
VISIBLE = 5 * 60.0  # seconds; past every tool's declared `visible_by`
# A database and a stage, and how many of twenty kills they get.
SHARES = {
    ("sqlite", "first"): 6,
    ("sqlite", "second"): 6,
    ("postgresql", "first"): 4,
    ("postgresql", "second"): 4,
}
ROUNDS = [
    pytest.param(kind, seed, id="-".join((*kind, str(seed))))
    for kind, share in SHARES.items()
    for seed in range(-(-KILLS * share // 20))
]


@pytest.fixture(scope="module")
def kills() -> Iterator[Kills]:
    """Keep what is to be killed from one kill to the next."""
    with ExitStack() as stack:
        yield Kills(stack)


@pytest.fixture
def ready(
    request: pytest.FixtureRequest, kills: Kills, tmp_path_factory: pytest.TempPathFactory
) -> Ready:
    """Give what is to be killed, put back to before its sync."""
    database, stage = request.param
    server = request.getfixturevalue("server") if database == "postgresql" else None
    ready = kills.ready(database, stage, tmp_path_factory.mktemp(database), server)
    ready.again()
    return ready


def run_again(ready: Ready, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    """Run the very same command once more."""
    capsys.readouterr()
    code = cli.run(ready.command())
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


def assert_all_as_expected(ready: Ready) -> None:
    """Every value is what people typed last, in the store and in all three tools."""
    place, wanted = ready.place, ready.expected()
    with place.house() as house:
        states = house.store.load([item.id for item in house.store.items()])
        assert not house.store.intents("SENT", "UNKNOWN")
        assert not house.store.conflicts()
    assert len(states) == len(TITLES)
    for state in states.values():
        values = wanted[int(str(state.value("title")).split()[-1])]
        assert set(state.records) == set(TOOLS)
        for name in ("status", "priority", "target"):
            assert state.value(name) == values[name], (state.name, name)
        body = shown_text(state.value("description"))
        assert str(values["body"]) in body, (state.name, body)
    for tool, shown in targets(place).items():
        assert shown == {f"Epic {n}": str(v["target"]) for n, v in wanted.items()}, tool
    mark = place.mark()
    assert place.sync().summary.operations == 0
    assert not place.writes(mark)


def targets(place: Place) -> dict[str, dict[str, str]]:
    """Return the target date of every record, as each tool holds it."""
    world = place.world
    column = found(world).epics.find("Target date")
    assert column
    return {
        "jira": {str(i["summary"]): str(i["duedate"]) for i in world.jira.issues.values()},
        "asana": {t.name: str(t.due_on) for t in world.asana.tasks.values()},
        "notion": {p.title: p.values[column.raw_id]["start"] for p in found(world).epics.pages},
    }


@pytest.mark.slow
@pytest.mark.parametrize(("ready", "seed"), ROUNDS, indirect=["ready"])
def test_a_killed_sync_doubles_nothing_and_heals_by_itself(
    ready: Ready,
    seed: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Killed, run again at once, and again once the lags have passed: whole after three runs."""
    place, chance = ready.place, random.Random(f"{ready.stage} {ready.place.folder.name} {seed}")
    for name, value in place.environ.items():
        monkeypatch.setenv(name, value)
    place.world.faults.load(ready.faults(chance))
    died = ready.killed(ready.moment(chance), chance.random() * 0.02)
    assert_nothing_is_doubled(place, "after the kill")
    written, cut = sum(place.writes(0).values()), ready.cut_off()
    runs: list[str] = []
    for number in range(1, 4):
        code, summary = run_again(ready, capsys)
        assert code in {0, 1}, summary
        assert not any("Another run" in note for note in summary["notes"]), "the lease is stuck"
        assert_nothing_is_doubled(place, f"after run {number}")
        assert ready.lease_holder() is None
        runs.append(summary["outcome"])
        place.later(VISIBLE)
        if number > 1 and whole(place) and summary["outcome"] == "OK":
            break
    assert whole(place), (runs, titles(place))
    assert_all_as_expected(ready)
    ready.totals.update({"rounds": 1, "killed": died, f"whole after {len(runs)} runs": 1})
    ready.totals.update({"amid a write": cut > 0, "writes before the kill": written})


@pytest.mark.slow
def test_most_kills_met_a_run_at_its_work(kills: Kills, figure: Callable[[str], None]) -> None:
    """Otherwise nothing was proved."""
    for (database, stage), ready in kills.made.items():
        figure(
            f"kills on {database}: {stage} sync of {ready.requests} requests: {dict(ready.totals)}"
        )
    whole = sum((ready.totals for ready in kills.made.values()), Counter[str]())
    assert whole["killed"] >= max(1, whole["rounds"] * 0.8)
    assert whole["amid a write"] >= whole["rounds"] * 0.3
