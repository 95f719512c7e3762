"""Directed rounds of the engine once more, on a store in PostgreSQL."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.engine import test_lost_writes as writes
from tests.engine import test_rounds as rounds
from tests.engine import test_runs as runs
from tests.engine.conftest import Team3, portfolio
from tests.postgres import Server

AGAIN: tuple[Callable[..., None], ...] = (
    rounds.test_the_first_plan_is_held_and_applied_exactly_by_its_digest,
    rounds.test_one_edit_reaches_the_two_others_with_one_write_each,
    rounds.test_a_missing_record_is_created_with_its_marker,
    rounds.test_a_conflict_is_held_in_every_tool_until_it_is_settled,
    rounds.test_an_edit_between_reading_and_writing_is_not_overwritten,
    rounds.test_one_replica_down_stops_nobody_and_infers_nothing,
    rounds.test_an_ambiguous_record_is_set_aside_and_never_doubled,
    rounds.test_a_lost_create_that_is_listed_before_it_is_settled_is_read_whole,
    writes.test_an_update_whose_answer_is_lost_is_settled_by_reading,
    writes.test_an_update_that_never_arrived_is_written_again_after_the_deadline,
    writes.test_a_crash_between_intent_and_call_is_healed_without_a_person,
    writes.test_one_poisoned_item_stops_no_other_and_is_tried_again,
    writes.test_a_replica_whose_listing_is_cut_short_creates_and_infers_nothing,
    runs.test_a_second_run_finds_the_lease_taken_and_does_nothing,
)
globals().update({test.__name__: test for test in AGAIN})  # collected here, with this `three`


@pytest.fixture
def three(server: Server, tmp_path: Path) -> Iterator[Team3]:
    """Return three tools, A, B and C, whose state is on a server."""
    url = server.migrated()
    team = Team3(tmp_path / "state.db", portfolio("A", "B", "C"), url=url)
    yield team
    assert team.store
    team.store.close()
    server.drop(url)
