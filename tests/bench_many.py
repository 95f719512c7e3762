"""The two figures of many: how soon a webhook is seen, and what four workers do that one cannot."""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles

from sqlalchemy import make_url

from sandbox import Sandbox
from tests.listen.station import station
from tests.postgres import ABSENT, VARIABLE, Server
from tests.proof.place import Place
from tests.scale.fleet import Fleet, berth, crew, overlapping

EDITS = 40
EVERYWHERE = {"jira", "asana", "notion"}
LATENCY = 50.0  # milliseconds of every answer
# The vendors' limits in a sixth of the time, so that a measurement takes minutes.
LIMITS = {"jira": (50, 1.0), "asana": (250, 10.0), "notion": (180, 10.0)}
FLEET = Fleet(portfolios=12, items=500, edits=10, limits=LIMITS, latency=LATENCY)


def webhooks(show: Callable[[str], None]) -> None:
    """Measure from an edit in Jira until Notion and Asana show it, through `syncline listen`."""
    with (
        tempfile.TemporaryDirectory(prefix="syncline-bench-") as folder,
        Sandbox(scenario="uniform", items=200, latency_ms=LATENCY) as sandbox,
    ):
        place = Place(sandbox, Path(folder))
        place.begin()
        with station(place) as made:
            made.until(lambda: made.listener.wholes == 1, 60)
            took = []
            for number, issue in enumerate(list(place.world.jira.issues)[:EDITS]):
                title = f"Measured {number}"
                made.hands().edit_in_jira(issue, {"summary": title})
                took.append(made.until(lambda title=title: made.shown(title) == EVERYWHERE))
                time.sleep(0.1)
    cuts = quantiles(took, n=20)
    show(
        f"\nwebhook of Jira to visible in Notion and Asana, {EDITS} edits, {LATENCY:.0f} ms away: "
        f"median {cuts[9]:.1f} s, p95 {cuts[18]:.1f} s"
    )


def fleets(show: Callable[[str], None]) -> None:
    """Measure 12 portfolios of 500 items on PostgreSQL, with one worker and with four."""
    if not os.environ.get(VARIABLE):
        show(f"\nfleet: not measured, {ABSENT}")
        return
    server = Server(make_url(os.environ[VARIABLE]))
    show(f"\n{FLEET.portfolios} portfolios of {FLEET.items} items, {LATENCY:.0f} ms away")
    try:
        for workers in (1, 4):
            show(_measured(server, workers))
    finally:
        server.close()


def _measured(server: Server, workers: int) -> str:
    with berth(FLEET, server.migrated()) as place, crew(place, workers) as sail:
        cold, first = sail(1)
        place.edit()
        ran, second = sail(2)
        told = place.told()
    assert not overlapping([*cold, *ran])
    assert told.amiss == 0
    calls = sum(told.calls.values())
    return (
        f"{workers} workers: first sync {first:6.1f} s, {FLEET.edits} edits each {second:6.1f} s, "
        f"{calls:,} calls, {told.share:.2%} refused"
    )
