"""Two syncs that are worth killing, on a place that can be put back to before them."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from sandbox import Sandbox
from sandbox.faults import Rule
from sandbox.hands import Hands
from sandbox.scenarios.containers import PRIORITIES, SQUADS, found
from sandbox.scenarios.planting import Epic, Planter
from tests.postgres import Server
from tests.proof.place import OVERLAPS, Place

ONLY_NOTION, SHARED = 7, 3
TITLES = {f"Epic {n}" for n in range(1, ONLY_NOTION + SHARED + 1)}
STATUSES = ("planned", "in_progress", "done")
LAG = 20.0  # seconds until Jira's search shows a change
TODAY = date(2026, 3, 2)  # when the epics are planted
# What people change between the two syncs, by the number of the epic.
EDITS: Mapping[int, Mapping[str, object]] = {
    1: {"priority": "P4"},
    2: {"priority": "P0", "target": date(2026, 9, 2)},
    3: {"target": date(2026, 9, 3)},
    5: {"target": date(2026, 9, 5)},
    6: {"status": "in_progress"},
    7: {"body": "Since then 7 has grown."},
}
ROOT = Path(__file__).resolve().parents[2]
WRITES = {
    "first": (("jira", "POST", "/rest/api/3/issue"), ("asana", "POST", "/tasks")),
    "second": (("jira", "PUT", "/rest/api/3/issue/*"), ("asana", "PUT", "/tasks/*")),
}


@dataclass
class Ready:
    """A place whose next sync is known: what approves it, and which requests it makes."""

    place: Place
    stage: str
    digest: str
    reads: int  # before its first write
    requests: int
    server: Server | None
    before: str  # the store as it was before that sync
    totals: Counter[str] = field(default_factory=Counter)

    def again(self) -> None:
        """Put everything back to before that sync."""
        place = self.place
        place.world.restore(place.world.snapshots["before"])
        place.world.log.clear()
        place.world.faults.clear()
        place.world.pressure.lag["jira_search"] = LAG
        if self.server:
            self.server.drop(place.server_url)
            place.server_url = self.server.copy(self.before)
            return
        for rest in place.database.parent.iterdir():
            rest.unlink()
        shutil.copy(self.before, place.database)

    def command(self) -> list[str]:
        """Return the command line that is run, killed, and run again."""
        path = str(self.place.config)
        return ["sync", path, "--approve", self.digest, "--yes", "--no-prefect", "--json"]

    def killed(self, after: int, delay: float) -> bool:
        """Run the command in a process group of its own and kill that after so many requests."""
        place = self.place
        process = subprocess.Popen(
            [sys.executable, "-m", "flows.cli", *self.command()],
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

    def expected(self) -> Mapping[int, Mapping[str, object]]:
        """Return what every tool holds of each epic once that sync is through."""
        values: dict[int, dict[str, object]] = {
            number: {
                "status": STATUSES[number % 3], "priority": PRIORITIES[number % 5],
                "target": TODAY + timedelta(days=number + 30), "body": f"Why {number} matters.",
            }
            for number in range(1, len(TITLES) + 1)
        }  # fmt: skip
        if self.stage == "second":
            for number, edits in EDITS.items():
                values[number] |= edits
        return values

    def faults(self, chance: random.Random) -> list[Rule]:
        """Lose the answer of one write in Jira and of one in Asana, after they were applied."""
        return [
            Rule("applied_then_drop", *call, after=chance.randrange(9))
            for call in WRITES[self.stage]
        ]

    def moment(self, chance: random.Random) -> int:
        """Return after how many requests to kill: more often amid the writes than before them."""
        return chance.randrange(chance.choice((1, self.reads, self.reads)), self.requests)

    def cut_off(self) -> int:
        """Return how many writes nobody knows the end of."""
        with self.place.house() as house:
            return len(house.store.intents("SENT"))

    def lease_holder(self) -> str | None:
        """Return who holds the lease."""
        engine = create_engine(self.place.store_url)
        with engine.connect() as connection:
            holder = connection.execute(text("SELECT holder FROM leases")).scalar()
        engine.dispose()
        return str(holder) if holder else None


@dataclass
class Kills:
    """What is killed, kept from one kill to the next."""

    stack: ExitStack
    made: dict[tuple[str, str], Ready] = field(default_factory=dict)

    def ready(self, database: str, stage: str, folder: Path, server: Server | None) -> Ready:
        """Return what is to be killed; the first to ask prepares it."""
        if (database, stage) not in self.made:
            sandbox = self.stack.enter_context(Sandbox(scenario="empty"))
            place = Place(sandbox, folder, server_url=server.empty() if server else "")
            self.made[database, stage] = prepared(place, stage, server)
        return self.made[database, stage]


def prepared(place: Place, stage: str, server: Server | None) -> Ready:
    """Plant, and for a second sync run the first and edit; then sync undisturbed, to count."""
    plant(place)
    if stage == "second":
        assert place.begin().summary.outcome == "OK"
        assert place.sync().summary.operations == 0
        place.later(OVERLAPS)
        edit(place)
    digest = digest_of(place, stage)
    place.world.snapshots["before"] = place.world.snapshot()
    before = server.copy(place.server_url) if server else str(place.folder / "before.db")
    if not server:
        shutil.copy(place.database, before)
    mark = place.mark()
    done = place.sync(digest).summary
    assert (done.outcome, done.failed) == ("OK", 0), done
    asked = [entry.n for entry in place.world.log.since(mark)]
    reads = asked.index(place.world.log.writes(mark)[0].n)
    return Ready(place, stage, digest, reads, len(asked), server, before)


def digest_of(place: Place, stage: str) -> str:
    """Return what approves the next sync: the first one has to be held, any other may be."""
    if stage == "first":
        held = place.sync().summary
        assert held.outcome == "HELD"
        assert held.digest
        return held.digest
    planned = place.plan().plan
    assert planned
    assert len(planned.operations) >= 2 * len(EDITS)
    return planned.digest


def plant(place: Place) -> None:
    """Plant epics in Notion, the last ones also in the two other tools, where they lack a body."""
    planter = Planter(place.world, found(place.world))
    assert planter.today == TODAY
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


def edit(place: Place) -> None:
    """Change `EDITS` by hand, each in one tool; of epic 2 in two tools."""
    hands, world = Hands(place.sandbox.access(), "ines"), place.world
    issues = {str(i["summary"]): i.key for i in world.jira.issues.values()}
    pages = {p.title: p.id for p in found(world).epics.pages}
    tasks = {t.name: t.gid for t in world.asana.tasks.values()}
    hands.edit_in_jira(issues["Epic 1"], {"priority": {"name": "Lowest"}})
    hands.edit_in_jira(issues["Epic 2"], {"priority": {"name": "Highest"}})
    hands.edit_in_notion(pages["Epic 2"], {"Target date": {"date": {"start": "2026-09-02"}}})
    hands.edit_in_jira(issues["Epic 3"], {"duedate": "2026-09-03"})
    hands.edit_in_asana(tasks["Epic 5"], {"due_on": "2026-09-05"})
    hands.edit_in_notion(pages["Epic 6"], {"Status": {"status": {"name": "In progress"}}})
    hands.write_in_notion(pages["Epic 7"], "Since then 7 has grown.")
    place.later()
