"""One tool that is broken stops nobody, and nothing is inferred about it; two stop the run."""

import json
import shutil
import socket
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from connectors import gateway
from connectors.asana import answers as asana_answers
from connectors.jira import client as jira_client
from connectors.notion import client as notion_client
from flows import cli
from sandbox import Sandbox
from sandbox.faults import Rule
from sandbox.hands import Hands
from syncline.engine.evaluate import evaluate
from tests.proof.place import TOOLS, Place

NO_WAIT = {"Retry-After": None}
FAULTS: dict[str, dict[str, Any]] = {
    "answers 401": {"kind": "status", "status": 401},
    "answers 410": {"kind": "status", "status": 410},
    "answers HTML": {"kind": "html", "status": 200},
    "answers half a JSON": {"kind": "half_json"},
    "answers 503": {"kind": "status", "status": 503, "headers": NO_WAIT},
    "answers 429 without a time": {"kind": "status", "status": 429, "headers": NO_WAIT},
    "hangs up": {"kind": "drop"},
    "never answers": {"kind": "hang", "seconds": 20.0},
}
REFUSED = "refuses the connection"
REPLICA = {tool: replica for replica, tool in TOOLS.items()}
KEPT = frozenset({"runs", "leases", "troubles"})  # what a FAILED run may write
DAYS = {"jira": date(2026, 6, 1), "asana": date(2026, 6, 2), "notion": date(2026, 6, 3)}


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Give twelve items in three tools that are in step, past every overlap."""
    with Sandbox(scenario="uniform", items=12) as sandbox:
        place = Place(sandbox, tmp_path_factory.mktemp("broken"))
        assert place.begin().summary.outcome == "OK"
        assert place.sync().summary.outcome == "OK"
        sandbox.world.snapshots["calm"] = sandbox.world.snapshot()
        shutil.copy(place.database, place.folder / "calm.db")
        yield place


@pytest.fixture
def place(calm: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """Give the calm place again, with clients that lose patience early."""
    calm.world.restore(calm.world.snapshots["calm"])
    for rest in calm.database.parent.iterdir():
        rest.unlink()
    shutil.copy(calm.folder / "calm.db", calm.database)
    for name, value in calm.environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(gateway, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(jira_client, "TIMEOUT", (1, 1))
    monkeypatch.setattr(asana_answers, "TIMEOUT", (1, 1))
    monkeypatch.setattr(notion_client, "DEADLINE", 1)
    yield calm
    mended(calm)


def broken(place: Place, tool: str, how: str) -> None:
    """Break one tool, for every call."""
    if how == REFUSED:
        place.addresses = {**place.addresses, tool: f"http://127.0.0.1:{_closed_port()}"}
        place.write()
        return
    rule = Rule(tool=tool, count=0, **FAULTS[how])
    place.world.faults.load([*place.world.faults.rules, rule])


def mended(place: Place) -> None:
    """Mend every tool."""
    place.world.faults.clear()
    place.addresses = {}
    place.write()


def _closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def run(place: Place, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    """Run as a person does; return the exit code and the summary."""
    capsys.readouterr()
    code = cli.run(["sync", str(place.config), "--yes", "--no-prefect", "--json"])
    return code, json.loads(capsys.readouterr().out)


def typed(place: Place, tool: str, number: int) -> None:
    """Let Sofia change the due date of one item in one tool."""
    hands, day = Hands(place.sandbox.access(), "sofia"), DAYS[tool].isoformat()
    record = records(place, tool)[number]
    match tool:
        case "jira":
            hands.edit_in_jira(record, {"duedate": day})
        case "asana":
            hands.edit_in_asana(record, {"due_on": day})
        case _:
            hands.edit_in_notion(record, {"Target date": {"date": {"start": day}}})


def records(place: Place, tool: str) -> dict[int, str]:
    """Return the ids of a tool's records by the number in their title."""
    world = place.world
    titles: dict[str, str] = {
        "jira": {i.id: str(i["summary"]) for i in world.jira.issues.values()},
        "asana": {t.gid: t.name for t in world.asana.tasks.values()},
        "notion": {p.id: p.title for p in world.notion.pages.values()},
    }[tool]
    return {int(title.split()[-1]): record for record, title in titles.items()}


def targets(place: Place, number: int) -> dict[str, str]:
    """Return the due date of one item as each tool holds it."""
    world, ids = place.world, {tool: records(place, tool)[number] for tool in DAYS}
    page = world.notion.pages[ids["notion"]]
    assert page.source
    column = page.source.find("Target date")
    assert column
    return {
        "jira": str(next(i for i in world.jira.issues.values() if i.id == ids["jira"])["duedate"]),
        "asana": str(world.asana.tasks[ids["asana"]].due_on),
        "notion": str(page.values[column.raw_id]["start"]),
    }


def of_replica(place: Place, replica: str) -> list[tuple[object, ...]]:
    """Return every row of state that is about one replica, versions aside of what is agreed."""
    rows = place.rows()
    return [r for table in ("records", "shadows", "cursors") for r in rows[table] if replica in r]


@pytest.mark.parametrize("how", [*FAULTS, REFUSED])
@pytest.mark.parametrize("tool", ["jira", "asana", "notion"])
def test_the_others_go_on_and_nothing_is_inferred_about_a_broken_tool(
    place: Place, tool: str, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """PARTIAL, exit 1, tool and remedy named; when it heals, what was missed is carried."""
    source, third = (t for t in DAYS if t != tool)
    typed(place, source, 3)
    typed(place, tool, 4)
    before, shown = of_replica(place, REPLICA[tool]), targets(place, 3)
    broken(place, tool, how)
    mark = place.mark()

    code, summary = run(place, capsys)

    assert (code, summary["outcome"]) == (1, "PARTIAL"), summary
    assert of_replica(place, REPLICA[tool]) == before, "nothing is inferred"
    assert not place.writes(mark, tool)
    wanted = DAYS[source].isoformat()
    assert targets(place, 3) == {**shown, source: wanted, third: wanted}
    note = next(n for n in summary["notes"] if REPLICA[tool] in n)
    assert f": {tool}: " in note, note
    assert any(hint in note for hint in ("Check", "Give", "Try again", "The next run")), note
    with place.house() as house:
        seen = evaluate(house.portfolio, house.people, house.store, place.world.clock.now)
        assert not seen.complete, "so that no alert is resolved by it"

    mended(place)
    place.later()
    code, summary = run(place, capsys)
    assert (code, summary["outcome"]) == (0, "OK"), summary
    assert set(targets(place, 3).values()) == {wanted}
    assert set(targets(place, 4).values()) == {DAYS[tool].isoformat()}


@pytest.mark.parametrize("how", ["answers 401", "hangs up", REFUSED])
@pytest.mark.parametrize("standing", ["jira", "asana", "notion"])
def test_two_broken_tools_fail_the_run_and_only_the_run_is_written(
    place: Place, standing: str, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """FAILED, exit 4; the next run carries what was missed."""
    typed(place, standing, 5)
    before, mark = place.rows(), place.mark()
    for tool in DAYS:
        if tool != standing:
            broken(place, tool, how)

    code, summary = run(place, capsys)

    assert (code, summary["outcome"]) == (4, "FAILED"), summary
    assert not place.writes(mark)
    after = place.rows()
    assert {t: r for t, r in after.items() if t not in KEPT} == {
        t: r for t, r in before.items() if t not in KEPT
    }
    assert len(after["runs"]) == len(before["runs"]) + 1

    mended(place)
    code, summary = run(place, capsys)
    assert (code, summary["outcome"], summary["applied"]) == (0, "OK", 2), summary


def test_a_tool_that_breaks_between_reading_and_writing_is_written_by_the_next_run(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its part of the plan stops with a sentence, and the other part is done."""
    typed(place, "jira", 6)
    place.world.faults.load(
        [Rule("status", "asana", route="/batch", count=0, status=401)]
    )  # the re-read before a write is the first call that meets it
    code, summary = run(place, capsys)
    assert (code, summary["outcome"], summary["applied"]) == (1, "PARTIAL", 1), summary
    assert any(n.startswith("launches stopped: asana: ") for n in summary["notes"]), summary
    mended(place)
    place.later()
    code, summary = run(place, capsys)
    assert (code, summary["outcome"], summary["applied"]) == (0, "OK", 1), summary
    assert set(targets(place, 6).values()) == {DAYS["jira"].isoformat()}
