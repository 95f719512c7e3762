"""Large containers, planted into the tools' own state by a process that serves them.

So memory measured in the process of a test is that of the connector, not of the tools.
"""

import multiprocessing
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sandbox import Sandbox
from sandbox.scenarios.bodies import to_blocks
from syncline.domain.fields import Value
from syncline.domain.item import RecordId
from syncline.domain.text import plain
from syncline.ports import ReplicaSettings
from tests.conformance.tools.notion import NotionHarness
from tests.conformance.tools.trello import TrelloHarness

STATUSES = ("planned", "in_progress", "done")
WORDS = {"planned": "Planned", "in_progress": "In progress", "done": "Done"}
LISTS = {"planned": "To do", "in_progress": "Doing", "done": "Done"}
PRIORITIES = {"P1": "High", "P3": "Low"}
PEOPLE = ("ines", "paul")
LABELS = ("web", "mobile", "needs design", "R&D, later")
A_MINUTE = 30  # records made in one; a query that is cut off goes on with the last minute


@dataclass(frozen=True)
class Planted:
    """What is served: the replica of each tool, and its clock's time."""

    trello: ReplicaSettings
    notion: ReplicaSettings
    now: datetime
    wide: RecordId  # the page with many relations
    related: frozenset[RecordId]


def values(number: int) -> dict[str, Any]:
    """Say what people typed into the record of this number."""
    target = date(2026, 6, 1) + timedelta(days=number % 200)
    return {
        "title": f"Checkout step {number} of the “new” basket",
        "description": f"What customers of area {number} asked for.",
        "status": STATUSES[number % 3],
        "owner": PEOPLE[number % 2],
        "priority": ("P1", "P3")[number // 2 % 2],
        "start": target - timedelta(days=9),
        "target": target,
        "labels": frozenset({LABELS[number % 4], LABELS[number // 4 % 4]}),
    }


def shown(number: int) -> Mapping[str, Value]:
    """Return the same in canonical values."""
    typed = values(number)
    owner, body = f"{typed['owner']}@acme.example", plain(typed["description"])
    return {**typed, "owner": owner, "description": body}


def number_of(title: Value) -> int:
    """Return the number of a record by its title."""
    found = re.search(r"step (\d+) of", str(title))
    assert found, title
    return int(found[1])


def _created(sandbox: Sandbox, number: int) -> datetime:
    begun = sandbox.world.clock.now - timedelta(days=60)
    return begun.replace(second=0) + timedelta(minutes=number // A_MINUTE)


def _board(sandbox: Sandbox, size: int) -> ReplicaSettings:
    harness = TrelloHarness(sandbox)
    lists = {one.name: one for one in harness.board.lists}
    for number in range(size):
        typed = values(number)
        sandbox.world.trello.add_card(
            lists[LISTS[typed["status"]]], typed["title"], desc=typed["description"],
            members=(typed["owner"],), start=typed["start"], due=typed["target"],
            due_complete=typed["status"] == "done", labels=sorted(typed["labels"]),
            custom={"Priority": PRIORITIES[typed["priority"]]},
            created=_created(sandbox, number),
        )  # fmt: skip
    harness.close()
    return harness.settings


def _data_source(sandbox: Sandbox, size: int, relations: int) -> tuple[ReplicaSettings, list[str]]:
    harness, state = NotionHarness(sandbox), sandbox.world.notion
    made: list[Any] = []
    for number in range(size):
        typed = values(number)
        row = {
            "Name": typed["title"], "Status": WORDS[typed["status"]], "Owner": typed["owner"],
            "Priority": PRIORITIES[typed["priority"]], "Start date": typed["start"],
            "Target date": typed["target"],
            "Labels": sorted(label.replace(",", "%2C") for label in typed["labels"]),
            "Blocking": made[1 : relations + 1] if number == size - 1 else (),
        }  # fmt: skip
        body = to_blocks((typed["description"],)) if number == 0 else None
        made.append(
            state.add_page(harness.source, row, blocks=body, created=_created(sandbox, number))
        )
    harness.close()
    return harness.settings, [made[-1].id, *(page.id for page in made[1 : relations + 1])]


def _serve(cards: int, rows: int, relations: int, pipe: Any) -> None:
    with Sandbox(scenario="empty") as sandbox:
        board = _board(sandbox, cards)
        source, (wide, *related) = _data_source(sandbox, rows, relations)
        now = sandbox.world.clock.now
        pipe.send(Planted(board, source, now, wide, frozenset(related)))
        pipe.recv()


@contextmanager
def served(*, cards: int, rows: int, relations: int) -> Iterator[Planted]:
    """Serve a board of so many cards, and a data source of which the last page relates to many."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(cards, rows, relations, there), daemon=True)
    process.start()
    there.close()  # so that a server that dies is noticed
    yield here.recv()
    here.send("end")
    process.join(timeout=20)
