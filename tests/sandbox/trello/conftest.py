"""A Trello board of three lists in an otherwise empty world, and a sender of requests to it."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from sandbox import Sandbox
from sandbox.trello.records import Board, Card
from sandbox.trello.state import TrelloState

Ask = Callable[..., httpx.Response]
KEY, TOKEN = "trello-sandbox-key", "trello-sandbox-token"


def oauth(token: str = TOKEN, key: str = KEY) -> dict[str, str]:
    """Return the header that carries key and token."""
    return {"Authorization": f'OAuth oauth_consumer_key="{key}", oauth_token="{token}"'}


@pytest.fixture
def header() -> Callable[..., dict[str, str]]:
    """Return a maker of headers."""
    return oauth


@pytest.fixture
def board(sandbox: Sandbox) -> Board:
    """Return a board in an otherwise empty world."""
    sandbox.world.build(7, "empty", None)
    return sandbox.world.trello.add_board("Freelancers", ("To do", "Doing", "Done"))


@pytest.fixture
def trello(sandbox: Sandbox, board: Board) -> TrelloState:
    """Return the workspace of the board."""
    return sandbox.world.trello


@pytest.fixture
def card(trello: TrelloState, board: Board) -> Card:
    """Return a card in the first list."""
    return trello.add_card(board.lists[0], "Ship it", desc="Soon", members=("ines",))


@pytest.fixture
def ask(sandbox: Sandbox) -> Iterator[Ask]:
    """Return a sender of requests, as the token or as a person; it returns the whole answer."""
    with httpx.Client(base_url=f"{sandbox.url}/trello/1", timeout=5) as client:

        def send(method: str, path: str, who: str = "", **more: Any) -> httpx.Response:
            headers = oauth(f"trello-{who}" if who else TOKEN)
            return client.request(method, path, headers=headers, **more)

        yield send


@pytest.fixture
def told(ask: Ask, board: Board) -> Callable[..., list[Any]]:
    """Return a reader of the board's actions, newest first."""

    def read(**parameters: Any) -> list[Any]:
        shown: list[Any] = ask("GET", f"/boards/{board.id}/actions", params=parameters).json()
        return shown

    return read
