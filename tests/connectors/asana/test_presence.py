"""What one answer inside a batch says of its task."""

from typing import Any

import pytest

from syncline.domain.errors import CannotRead, Outage
from syncline.domain.item import Absent
from tests.connectors.asana.place import Place


def answered(place: Place, status: int, body: Any) -> Any:
    """Read a task whose part of the batch has this answer."""
    task = place.add()
    row = {"status_code": status, "body": body, "headers": {}}
    place.fail("status", "POST", "/batch", status=200, body={"data": [row]}, count=0)
    return place.tracker.read([task.gid], {"title"})[task.gid]


@pytest.mark.parametrize(
    ("status", "presence"),
    [(404, "GONE"), (410, "GONE"), (403, "FORBIDDEN"), (400, "UNSEEN"), (402, "UNSEEN")],
)
def test_a_refusal_says_as_much_as_its_status(place: Place, status: int, presence: str) -> None:
    """Only what Asana does not find is gone; the reason has its words."""
    found = answered(place, status, {"errors": [{"message": "task: no such thing"}]})
    assert isinstance(found, Absent)
    assert found.presence == presence
    assert found.reason == f"Asana answers {status}: task: no such thing"


@pytest.mark.parametrize("body", [None, "half an ans", []])
def test_a_success_without_a_task_is_no_absent_task(place: Place, body: object) -> None:
    """It cannot be read this time."""
    assert isinstance(answered(place, 200, body), CannotRead)


def test_a_part_that_fails_for_now_fails_the_read(place: Place) -> None:
    """An outage inside a batch is an outage."""
    with pytest.raises(Outage):
        answered(place, 503, {"errors": [{"message": "Server Error"}]})
