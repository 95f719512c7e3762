"""What a run costs follows what has changed, not how much there is."""

from collections.abc import Callable, Iterator

import pytest

from tests.scale.place import Place, counted

pytestmark = pytest.mark.slow

MOVING = frozenset({"runs", "leases", "cursors", "epochs"})  # tables that say when, not what
SMALL, LARGE = 1_000, 10_000
RUNS = 3  # of which the cheapest counts: a busy machine only ever adds


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, Place]]:
    """Fill two stores, of which one holds ten times as many Items, and take a first census."""
    folder = tmp_path_factory.mktemp("scale")
    with counted() as steps:
        small, large = (Place(folder / f"{size}.db", size, steps) for size in (SMALL, LARGE))
        for place in (small, large):
            place.fill()
            place.census()
        yield small, large
        small.close()
        large.close()


def test_ten_changes_cost_the_same_in_ten_times_as_many_items(
    places: tuple[Place, Place], figure: Callable[[str], None]
) -> None:
    """The store takes as many steps, and the process about as long."""
    few, many = ([place.ten() for _ in range(RUNS)] for place in places)
    steps = min(c.steps for c in many) / min(c.steps for c in few)
    cpu = min(c.cpu for c in many) / min(c.cpu for c in few)
    figure(
        f"scale: 10 changes of {LARGE:,} against {SMALL:,}: {steps:.2f} x steps, {cpu:.2f} x CPU"
    )
    assert steps < 1.3
    assert cpu < 2


def test_a_census_compares_digests(
    places: tuple[Place, Place], figure: Callable[[str], None]
) -> None:
    """No state of unchanged records is loaded, and what is known of all is asked once."""
    small, large = places
    few, many = small.census(), min((large.census() for _ in range(RUNS)), key=lambda c: c.cpu)
    each = many.cpu / (2 * LARGE) * 1e6
    figure(f"scale: census of 2 x {LARGE:,} unchanged: {many.wall:.2f} s, {each:.0f} us each")
    assert many.steps < 12 * few.steps
    assert many.steps / (2 * LARGE) < 20  # 32 with a question a page; some thousand with its state
    assert many.cpu < 3


def test_a_census_of_what_is_known_writes_nothing(places: tuple[Place, Place]) -> None:
    """State and sightings stay as they are, row by row."""
    small, _ = places
    before = small.rows()
    assert len(before["sightings"]) == 2 * SMALL
    small.census()
    after = small.rows()
    assert {name for name in before if before[name] != after[name]} <= MOVING
