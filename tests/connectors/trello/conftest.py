"""One sandbox for the file, and a fresh board for every test."""

from collections.abc import Iterator

import httpx
import pytest

from connectors.trello import open_tracker
from sandbox import Sandbox
from syncline.domain.people import People, Person
from syncline.ports import ReplicaSettings
from tests.connectors.trello.place import FIELDS, WORDS, Place


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Serve the emulated Trello for this file."""
    with Sandbox(scenario="empty") as serving:
        yield serving


@pytest.fixture
def place(sandbox: Sandbox) -> Iterator[Place]:
    """Give every test a board of its own."""
    world = sandbox.world
    world.reset()
    trello, access = world.trello, sandbox.access()["trello"]
    board = trello.add_board("Freelancers", ("To do", "Ideas", "Doing", "Done"))
    trello.add_field(board, "Priority", "list", ("P0", "P1"))
    trello.add_field(board, "Estimate", "number")
    trello.add_field(board, "Launch", "date")
    trello.add_field(board, "Client", "text")
    trello.add_field(board, "Brief", "text")
    trello.add_field(board, "Paid", "checkbox")
    known = ("ines", "paul", "nina")
    settings = ReplicaSettings(
        name="freelancers",
        tool="trello",
        url=access["url"],
        secrets={"key": access["key"], "token": access["token"]},
        container={"board": (board.id,)},
        kinds={"task": "*"},
        fields=FIELDS,
        words={"status": WORDS},
        people=People(
            Person(world.people[key].email, accounts={"trello": world.people[key].trello_username})
            for key in known
        ),
    )
    credentials = f'OAuth oauth_consumer_key="{access["key"]}", oauth_token="trello-ines"'
    headers = {"Authorization": credentials}
    with httpx.Client(base_url=access["url"], headers=headers) as ines:
        yield Place(world, board, open_tracker(settings), ines)
