"""The Slack channel: one direct message to one person."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from slack_sdk.errors import SlackApiError

from connectors.slack.client import TIMEOUT, SlackClient
from connectors.slack.failures import TRANSPORT, verdict
from connectors.slack.text import message
from syncline.ports import Delivered, NotDelivered

T = TypeVar("T", dict[str, object], str)


class SlackChannel:
    """Fulfil `Channel` on the official client; safe to use from several threads."""

    name = "slack"

    def __init__(self, client: SlackClient) -> None:
        self._client = client

    def send(self, email: str, lines: Sequence[str]) -> Delivered | NotDelivered:
        """Send one message to one person; the lines are inert text.

        Raises UnknownOutcome when the post may have arrived; RateLimited, Outage,
        CredentialsRefused or Unreadable when nothing was posted.
        """
        person = _called(lambda: self._client.person(email), f"look-up of {email}")
        if isinstance(person, NotDelivered):
            return person
        if person.get("deleted"):
            return NotDelivered("deactivated")
        user = str(person["id"])
        opened = _called(lambda: self._client.conversation(user), f"conversation with {email}")
        if isinstance(opened, NotDelivered):
            return opened
        text = message(lines)
        posted = _called(lambda: self._client.post(opened, text), f"message to {email}", write=True)
        return posted if isinstance(posted, NotDelivered) else Delivered(f"{opened}:{posted}")


def _called(call: Callable[[], T], what: str, *, write: bool = False) -> T | NotDelivered:
    """Call Slack once; return its answer or its refusal, raise anything that is neither."""
    try:
        return call()
    except (SlackApiError, *TRANSPORT) as error:
        meaning = verdict(error, what=what, write=write)
        if isinstance(meaning, NotDelivered):
            return meaning
        raise meaning from error


def open_channel(url: str, token: str, timeout: int = TIMEOUT) -> SlackChannel:
    """Open the channel on a base URL such as https://slack.com/api with a bot token."""
    return SlackChannel(SlackClient(url, token, timeout))
