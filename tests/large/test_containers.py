"""Containers as large as they get: whole, correct, and in memory no larger than their pages."""

from collections.abc import Callable, Iterator

import pytest

from connectors.registry import TRACKERS
from sandbox.notion.routes_tables import ROWS as CAP
from syncline.domain.item import Snapshot
from tests.large.containers import Planted, served
from tests.large.stream import streamed

pytestmark = pytest.mark.slow

CARDS, ROWS, RELATIONS = 3_000, 10_500, 200


@pytest.fixture(scope="module")
def planted() -> Iterator[Planted]:
    """Serve the board and the data source from a process of their own."""
    with served(cards=CARDS, rows=ROWS, relations=RELATIONS) as serving:
        yield serving


def test_a_board_of_3000_cards(planted: Planted, figure: Callable[[str], None]) -> None:
    """Every card once, as it was typed; what is held does not grow with the cards."""
    found = streamed(planted.trello, CARDS, planted.now)
    figure(found.line(f"a board of {CARDS:,} cards"))
    assert found.wrong == []
    assert found.whole
    assert found.growth < 2


def test_a_data_source_of_10500_rows(planted: Planted, figure: Callable[[str], None]) -> None:
    """Every row once, past what one query returns; what is held does not grow with the rows."""
    assert ROWS > CAP
    found = streamed(planted.notion, ROWS, planted.now, after=80)
    figure(found.line(f"a data source of {ROWS:,} rows"))
    assert found.wrong == []
    assert found.whole
    assert found.growth < 2


def test_a_page_with_200_relations(planted: Planted) -> None:
    """A direct read has all of them, of which Notion shows the first 25."""
    assert len(planted.related) == RELATIONS
    tracker = TRACKERS["notion"](planted.notion)
    shown = tracker.read([planted.wide], {"blocks", "title"})[planted.wide]
    assert isinstance(shown, Snapshot)
    assert shown.fields["blocks"] == planted.related
