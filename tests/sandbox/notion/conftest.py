"""A Notion with one page in an otherwise empty world, and the official client."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from notion_client import APIResponseError, Client

from sandbox import Sandbox
from sandbox.notion.records import DataSource, Page

TOKEN = "notion-sandbox-token"


@pytest.fixture
def refusal() -> Any:
    """Return a caller of what is refused."""
    return _refusal


def _refusal(call: Any, *arguments: Any, **more: Any) -> tuple[int, str, str]:
    """Return status, code and message of a refused call."""
    with pytest.raises(APIResponseError) as caught:
        call(*arguments, **more)
    error = caught.value
    return error.status, str(getattr(error.code, "value", error.code)), str(error)


def paragraph(text: str) -> dict[str, Any]:
    """Return a paragraph block as a client sends it."""
    return {"paragraph": {"rich_text": [{"text": {"content": text}}]}}


@pytest.fixture
def connect(served: Sandbox) -> Iterator[Any]:
    """Return a maker of clients that never retry."""
    made: list[Client] = []

    def make(token: str = TOKEN) -> Any:
        base, quiet = served.url + "/notion", logging.getLogger("quiet")
        made.append(Client(auth=token, base_url=base, retry=False, logger=quiet))
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def source(sandbox: Sandbox) -> DataSource:
    """Return the empty data source Epics in an otherwise empty world."""
    sandbox.world.build(7, "empty", None)
    sources = sandbox.world.notion.data_sources.values()
    return next(one for one in sources if one.name == "Epics")


@pytest.fixture
def page(sandbox: Sandbox, source: DataSource) -> Page:
    """Return a page with two paragraphs."""
    blocks = [paragraph("one"), paragraph("two")]
    values = {"Name": "Ship it", "Status": "Planned"}
    return sandbox.world.notion.add_page(source, values, blocks=blocks)


@pytest.fixture
def notion(connect: Any, source: DataSource) -> Any:
    """Return the client of the integration."""
    return connect()
