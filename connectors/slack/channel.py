"""The Slack channel: a direct message to one person, or a message in a team's channel."""

from collections.abc import Callable
from typing import TypeVar

from slack_sdk.errors import SlackApiError

from connectors.slack.blocks import blocks
from connectors.slack.client import TIMEOUT, SlackClient
from connectors.slack.failures import TRANSPORT, verdict
from connectors.slack.text import message
from syncline.domain.memo import Memo
from syncline.domain.people import People
from syncline.ports import ChannelSettings, Delivered, NotDelivered, Reaction

T = TypeVar("T")
GONE = NotDelivered("deactivated")


class SlackChannel:
    """Fulfil `Channel` and `Answering` on the official client; safe to use from any thread."""

    name = "slack"

    def __init__(self, client: SlackClient, people: People) -> None:
        self._client, self._people = client, people

    def send(self, to: str, memo: Memo) -> Delivered | NotDelivered:
        """Send one message to the person of an address, or to a `#channel`.

        Raises UnknownOutcome when the post may have arrived; RateLimited, Outage,
        CredentialsRefused or Unreadable when nothing was posted.
        """
        where = to if to.startswith("#") else self._direct(to)
        if isinstance(where, NotDelivered):
            return where
        return self._post(where, memo, f"message to {to}", None)

    def whoami(self) -> str:
        """Return whose token this is. Raises CredentialsRefused, Unreadable or RetryLater."""
        found = _called(self._client.whoami, "look-up of the token")
        return found.reason if isinstance(found, NotDelivered) else found

    def _direct(self, email: str) -> str | NotDelivered:
        """Open the conversation with a person, who is asked for anew: Slack posts to leavers."""
        if known := self._people.account("slack", email):
            return self._opened(known, email)
        user = _called(lambda: self._client.account(email), f"look-up of {email}")
        return user if isinstance(user, NotDelivered) else self._opened(user, email)

    def _opened(self, user: str, email: str) -> str | NotDelivered:
        person = _called(lambda: self._client.person(user), f"account of {email}")
        if isinstance(person, NotDelivered):
            return person
        if person.get("deleted") or person.get("is_bot"):
            return GONE
        return _called(lambda: self._client.conversation(user), f"conversation with {email}")

    def _post(
        self, where: str, memo: Memo, what: str, thread: str | None
    ) -> Delivered | NotDelivered:
        text, made = message(memo), blocks(memo)
        posted = _called(lambda: self._client.post(where, text, made, thread), what, write=True)
        return posted if isinstance(posted, NotDelivered) else Delivered(":".join(posted))

    def answers(self, reference: str) -> tuple[Reaction, ...]:
        """Return who answered a message with which sign. Raises as `send` does."""
        channel, _, ts = reference.partition(":")
        found = _called(lambda: self._client.reactions(channel, ts), f"answers to {reference}")
        if isinstance(found, NotDelivered):  # the message was deleted: nobody answers any more
            return ()
        return tuple(
            Reaction(str(one["name"]).partition("::")[0], str(user))
            for one in found
            for user in one.get("users", ())
        )

    def reply(self, reference: str, memo: Memo) -> Delivered | NotDelivered:
        """Say something below a message. Raises as `send` does."""
        channel, _, ts = reference.partition(":")
        return self._post(channel, memo, f"reply to {reference}", ts)


def _called(call: Callable[[], T], what: str, *, write: bool = False) -> T | NotDelivered:
    """Call Slack once; return its answer or its refusal, raise anything that is neither."""
    try:
        return call()
    except (SlackApiError, *TRANSPORT) as error:
        meaning = verdict(error, what=what, write=write)
        if isinstance(meaning, NotDelivered):
            return meaning
        raise meaning from error


def open_channel(settings: ChannelSettings, timeout: int = TIMEOUT) -> SlackChannel:
    """Open the channel on a base URL such as https://slack.com/api with a bot token."""
    client = SlackClient(settings.url, settings.secrets.get("token", ""), timeout)
    return SlackChannel(client, settings.people)
