"""A digest stands for all that is compared: of values that differ, no two have the same one."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syncline.domain.fields import FieldType, Value, same
from syncline.domain.item import Snapshot
from syncline.domain.state import Lease
from syncline.engine.sightings import Sightings
from tests.domain.documents import DOCUMENTS
from tests.engine.conftest import Team3, portfolio

MANY = settings(
    max_examples=400, derandomize=True, deadline=None, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
# Few of each, and close to each other: what a digest might run together.
DAYS = st.sampled_from([date(2026, 5, 4), date(2026, 5, 5)])
ZONES = st.sampled_from(
    [UTC, timezone(timedelta(hours=2)), timezone(timedelta(hours=-9, minutes=-30))]
)
MOMENTS = st.builds(
    lambda day, minutes, zone: datetime(day.year, day.month, day.day, tzinfo=zone)
    + timedelta(minutes=minutes),
    DAYS, st.sampled_from([0, 1, 60, 540]), ZONES,
)  # fmt: skip
WORDS = st.sampled_from(
    ["", "a", "b", "ab", "a,b", "a\x00b", "A", "1", "1.0", "None", "2026-05-04"]
)
SETS = st.frozensets(WORDS, max_size=3)
NUMBERS = st.sampled_from([0.0, 1.0, -1.0, 0.1 + 0.2, 0.3, 739_375.0, 1e300])
EMPTY = st.none()
VALUES: dict[FieldType, st.SearchStrategy[Value]] = {
    FieldType.TEXT: EMPTY | WORDS,
    FieldType.OPTION: EMPTY | WORDS,
    FieldType.URL: EMPTY | WORDS,
    FieldType.PERSON: EMPTY | WORDS,
    FieldType.NUMBER: EMPTY | NUMBERS,
    FieldType.DATE: EMPTY | DAYS,
    FieldType.MOMENT: EMPTY | DAYS | MOMENTS,
    FieldType.CHECKBOX: EMPTY | st.booleans(),
    FieldType.SET: EMPTY | SETS,
    FieldType.PEOPLE: EMPTY | SETS,
    FieldType.THREAD: EMPTY | SETS,
    FieldType.RICH: EMPTY | DOCUMENTS,
}
PAIRS = st.sampled_from(sorted(VALUES)).flatmap(
    lambda kind: st.tuples(st.just(kind), VALUES[kind], VALUES[kind])
)


@pytest.fixture(scope="module")
def sightings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sightings]:
    """Return the sightings of one tool; which field holds a value does not matter to a digest."""
    team = Team3(tmp_path_factory.mktemp("digests") / "state.db", portfolio("A", "B"))
    yield Sightings(team.session(Lease("", 0, "")), "A")
    assert team.store
    team.store.close()


@MANY
@given(pair=PAIRS)
def test_values_that_differ_have_two_digests(
    sightings: Sightings, pair: tuple[FieldType, Value, Value]
) -> None:
    """Else a census takes an edit for none; that one value may have two only costs time."""
    kind, one, other = pair
    first, second = (
        sightings.digest(Snapshot("A", "1", "A-1", "", "epic", {"title": value}, ""), {})
        for value in (one, other)
    )
    assert first != second or same(kind, one, other)
