"""Kill -9 of the flow, of the worker, and of the Prefect server, over and over, under a schedule.

`python -m tests.e2e.kills --count 20 [--seed N]`, on PostgreSQL and Redis where they are named.
After each kill the next scheduled run that completes has everything in step, within SOON seconds,
and no run is said to be at work for more than SILENCE. Ends with 1 when that was not so.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.runtime import open_house
from syncline.domain.item import Snapshot
from tests.e2e.ground import SERVERS, Ground, on_servers
from tests.e2e.prefect_processes import waited
from tests.e2e.town import Town, built

EVERY = 20  # seconds between two scheduled runs
SILENCE = 120  # seconds after which no run may still count as running
SOON = SILENCE + 60  # seconds until a scheduled run has had its turn and has ended
LAST = 6.0  # seconds: a kill comes at any moment of these


class Soak:
    """One town, whose schedule is on all the time."""

    def __init__(self, town: Town, seed: int) -> None:
        self.town, self.rng = town, random.Random(seed)
        self.wrong = 0

    def begin(self) -> None:
        """Approve the first plan, and turn a schedule on."""
        town = self.town
        waited(lambda: town.site.read(town.zombie)["state"]["type"] == "CRASHED", "the zombie")
        held = town.site.run(town.sync(), portfolio="demo", mode="apply")
        digest = town.site.numbers(held)["digest"]
        asked = town.site.first("approve-plan", name=digest, state="Suspended")
        assert town.site.answer(asked, decision="approve", plan=digest) == "ACCEPT"
        town.site.ended(town.site.first("sync-portfolio", name=f"demo {digest}")["id"])
        town.office.later()
        schedule = {"schedule": {"interval": EVERY, "timezone": "UTC"}, "active": True,
                    "parameters": {"request": {"portfolio": "demo", "mode": "apply"}}}  # fmt: skip
        path = f"/deployments/{town.sync()['id']}/schedules"
        assert town.site.ask("POST", path, [schedule]).is_success

    def kill(self, what: str, number: int) -> None:
        """Rename an epic, kill in the middle of a scheduled run, and see it arrive all the same."""
        text = f"{what} killed, number {number}"
        with self.town.slow():
            self.town.renamed(text)
            run = self._scheduled(lambda run: run["state"]["type"] == "RUNNING")
            time.sleep(self.rng.uniform(0, LAST))
            at = datetime.now(UTC)
            getattr(self, f"_{what}")()
        began = time.monotonic()
        try:
            done = self._scheduled(lambda run: _after(run, at), SOON)
        except AssertionError as late:
            self._tell(text, f"WRONG: {late}")
            return
        seconds, shown = time.monotonic() - began, self._shown()
        silent = [run["name"] for run in self.town.site.runs() if _silent(run)]
        if set(shown) != {text} or done["state"]["name"] != "Completed" or silent:
            found = f"{done['state']['name']}, the tools show {shown}, said to be at work: {silent}"
            self._tell(text, f"WRONG: {found}")
            return
        ended = self.town.site.read(run["id"])["state"]["name"]
        self._tell(text, f"that run {ended}; in step after {seconds:.0f} s")

    def _flow(self) -> None:
        self.town.worker.kill_runs()

    def _worker(self) -> None:
        self.town.worker.kill()
        self.town.worker.start()

    def _server(self) -> None:
        self.town.server.kill()
        self.town.server.start()

    def _scheduled(self, fits: Callable[[dict[str, Any]], bool], seconds: float = 90) -> Any:
        """Wait for a scheduled run that fits."""

        def there() -> Any:
            runs = self.town.site.runs("sync-portfolio")
            return next((run for run in runs if run["auto_scheduled"] and fits(run)), None)

        return waited(there, "a scheduled run", seconds)

    def _shown(self) -> list[object]:
        """Return the title of the renamed epic in every tool, read directly."""
        with open_house("demo") as house:
            store = house.store
            states = store.load([item.id for item in store.items()]).values()
            first = min(states, key=lambda state: state.name)
            seen = [
                house.trackers[name].read([record.id], ["title"])[record.id]
                for name, record in first.records.items()
            ]
        return [one.fields["title"] if isinstance(one, Snapshot) else one for one in seen]

    def _tell(self, text: str, outcome: str) -> None:
        self.wrong += outcome.startswith("WRONG")
        sys.stdout.write(f"{text}: {outcome}\n")
        sys.stdout.flush()


def _after(run: dict[str, Any], at: datetime) -> bool:
    """Tell whether a run began after a moment and has completed."""
    begun = run["start_time"] and datetime.fromisoformat(run["start_time"]) > at
    return bool(begun) and run["state"]["type"] == "COMPLETED"


def _silent(run: dict[str, Any]) -> bool:
    """Tell whether a run is said to be at work for longer than any of these takes."""
    if run["state"]["type"] != "RUNNING":
        return False
    since = datetime.now(UTC) - datetime.fromisoformat(run["state"]["timestamp"])
    return since.total_seconds() > SILENCE


def main() -> int:
    """Kill everything `count` times; 1 when something was not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20, help="kills of each")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options = parser.parse_args()
    sys.stdout.write(f"seed {options.seed}, on {'PostgreSQL and Redis' if SERVERS else 'SQLite'}\n")
    with tempfile.TemporaryDirectory() as folder:
        ground = on_servers(Path(folder)) if SERVERS else nullcontext(Ground(Path(folder)))
        with ground as under, built(under) as town:
            soak = Soak(town, options.seed)
            soak.begin()
            for number in range(options.count):
                for what in ("flow", "worker", "server"):
                    soak.kill(what, number)
    sys.stdout.write(f"{3 * options.count} kills, {soak.wrong} wrong\n")
    return 1 if soak.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
