"""Plain-text refusals, limits without a time to wait, and what one part of a batch says."""

from typing import Any

import httpx
import pytest

from connectors.gateway import Gateway
from connectors.trello.client import TrelloClient
from connectors.trello.failures import NotAnAnswer, classify, meant, part, words
from connectors.trello.tracker import TrelloTracker
from syncline.domain.errors import (
    CannotRead,
    CredentialsRefused,
    Outage,
    RateLimited,
    Rejected,
    ReplicaError,
    Unreadable,
)
from syncline.domain.item import Absent
from tests.connectors.trello.place import Place

LIMIT = {"error": "API_TOKEN_LIMIT_EXCEEDED", "message": "Rate limit exceeded"}


def hasty(place: Place) -> tuple[TrelloTracker, list[float]]:
    """Open the board with a gateway that only writes down how long it would wait."""
    waited: list[float] = []
    settings = place.tracker.settings
    gateway = Gateway("trello", sleep=waited.append)
    client = TrelloClient(settings.url, settings.secrets["key"], settings.secrets["token"], gateway)
    return TrelloTracker(settings, client), waited


def test_a_limit_without_a_time_to_wait_is_waited_out_a_whole_window(place: Place) -> None:
    """Knocking sooner only brings the lock-out nearer."""
    card = place.add()
    tracker, waited = hasty(place)
    place.fail("status", "GET", "/batch", status=429, body=LIMIT, headers={"Retry-After": None})
    assert tracker.read([card.id], set())[card.id]
    assert waited == [10.0]
    place.fail("status", "GET", "/batch", status=429, body=LIMIT, count=0)
    with pytest.raises(RateLimited, match="API_TOKEN_LIMIT_EXCEEDED: Rate limit exceeded"):
        tracker.read([card.id], set())


def test_the_own_limits_of_trello_are_survived(place: Place) -> None:
    """A hundred calls in ten seconds, and then a window of nothing."""
    card = place.add()
    tracker, waited = hasty(place)
    place.world.pressure.switches["trello_limits"] = 1
    tracker.read([card.id], set())
    for _ in range(100 - len(place.calls())):
        tracker.read([card.id], set())
    with pytest.raises(RateLimited) as limited:
        tracker.read([card.id], set())
    assert (limited.value.seconds, waited) == (10.0, [10.0, 10.0])
    place.world.clock.advance(10)
    assert tracker.read([card.id], set())[card.id]


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, "invalid token", CredentialsRefused),
        (401, "invalid key", CredentialsRefused),
        (401, "unauthorized permission requested", CredentialsRefused),
        (449, {"path": "boards", "originalMessage": "Unauthorized", "originalStatus": 401},
         CredentialsRefused),
        (403, {"error": "API_TOO_MANY_CARDS_REQUESTED", "message": "Too many"}, ReplicaError),
        (400, "invalid id", ReplicaError),
        (503, "Service Unavailable", Outage),
        (302, "", Unreadable),
    ],
)  # fmt: skip
def test_a_refused_listing_says_what_it_means(
    place: Place, status: int, body: Any, error: type[Exception]
) -> None:
    """Most of the bodies are plain text."""
    tracker, _ = hasty(place)
    place.fail("status", "GET", "/boards/{id}/lists/{filter}", status=status, body=body, count=0)
    with pytest.raises(error) as raised:
        list(tracker.observe(None, place.world.clock.now))
    assert type(raised.value) is error
    secrets = place.tracker.settings.secrets.values()
    assert not any(secret in str(raised.value) for secret in secrets)


def test_a_description_that_is_too_long_is_rejected_in_trellos_words(place: Place) -> None:
    """400, plain text."""
    update = place.update(place.add(), title="New")
    place.fail("status", "PUT", "/cards/{id}", status=400, body="invalid value for desc")
    with pytest.raises(Rejected, match="invalid value for desc"):
        place.tracker.apply(update)


def answered(place: Place, row: Any) -> Any:
    """Read a card whose part of the batch is this."""
    card = place.add()
    place.fail("status", "GET", "/batch", status=200, body=[row], count=0)
    return hasty(place)[0].read([card.id], {"title"})[card.id]


@pytest.mark.parametrize(
    ("row", "presence"),
    [
        ({"404": "The requested resource was not found."}, "GONE"),
        ({"name": "ErrorResponse", "message": "not found", "statusCode": 404}, "GONE"),
        ({"403": "unauthorized card permission requested"}, "FORBIDDEN"),
        ({"401": "unauthorized card permission requested"}, "FORBIDDEN"),
        ({"400": "invalid id"}, "UNSEEN"),
    ],
)
def test_a_refused_part_says_as_much_as_its_status(
    place: Place, row: dict[str, Any], presence: str
) -> None:
    """Only what Trello does not find is gone; the reason has its words."""
    found = answered(place, row)
    assert isinstance(found, Absent)
    assert found.presence == presence
    assert found.reason.startswith("Trello answers 40")


@pytest.mark.parametrize("body", [None, "half an ans", [], {"id": ""}])
def test_a_success_without_a_card_is_no_absent_card(place: Place, body: object) -> None:
    """It cannot be read this time."""
    assert isinstance(answered(place, {"200": body}), CannotRead)


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ({"429": LIMIT}, RateLimited),
        ({"500": "Server Error"}, Outage),
        ({"401": "invalid token"}, CredentialsRefused),
        ({}, Unreadable),
        ("?", Unreadable),
    ],
)
def test_a_part_that_says_nothing_of_its_card_fails_the_read(
    place: Place, row: Any, error: type[Exception]
) -> None:
    """Part of a batch is no reading."""
    with pytest.raises(error):
        answered(place, row)


def test_a_batch_with_too_few_answers_fails_the_read(place: Place) -> None:
    """Nobody can tell which one is missing."""
    one, two = place.add(), place.add()
    place.fail("status", "GET", "/batch", status=200, body=[{"404": "gone"}], count=0)
    with pytest.raises(Unreadable):
        place.tracker.read([one.id, two.id], set())


def test_an_error_that_is_not_the_transports_goes_through() -> None:
    """A defect of our own is never a failure of the tool."""
    assert classify(KeyError("x")) is None
    unsent = classify(httpx.ConnectTimeout("late"))
    lost = classify(httpx.ReadTimeout("late"))
    assert (unsent and unsent.sent, lost and lost.sent) == (False, True)


def test_statuses_and_words_of_odd_answers_are_found() -> None:
    """Whatever stands in them."""
    assert meant(449, "not JSON") == 400
    assert meant(403, "unauthorized permission requested") == 403
    assert words('{"message": "Too many", "error": "X"}') == "X: Too many"
    assert words("[1]") == "[1]"
    with pytest.raises(NotAnAnswer):
        part({"two hundred": {}})
