"""Slack's endpoints on the official client: no retries, a time-out, no meaning."""

import logging
from typing import Any

from slack_sdk import WebClient

TIMEOUT = 15  # seconds, for one call
_silent = logging.getLogger("syncline.slack")  # the client logs bodies of failed calls as errors
_silent.addHandler(logging.NullHandler())
_silent.propagate = False


class SlackClient:
    """The methods that a message to one person, and its answers, take."""

    def __init__(self, url: str, token: str, timeout: int) -> None:
        self._web = WebClient(
            token=token,
            base_url=url.rstrip("/") + "/",
            timeout=timeout,
            retry_handlers=[],  # its connection retry can double a chat.postMessage
            logger=_silent,
        )

    def whoami(self) -> str:
        """Return the name of the token's own user."""
        return str(self._web.auth_test()["user"])

    def account(self, email: str) -> str:
        """Look a user's id up by e-mail address."""
        return str(self._web.users_lookupByEmail(email=email)["user"]["id"])

    def person(self, user: str) -> dict[str, Any]:
        """Return a user as the workspace knows them now."""
        return dict(self._web.users_info(user=user)["user"])

    def conversation(self, user: str) -> str:
        """Open the direct conversation with a user; return its channel id."""
        return str(self._web.conversations_open(users=[user])["channel"]["id"])

    def post(
        self, channel: str, text: str, blocks: list[dict[str, Any]], thread: str | None = None
    ) -> tuple[str, str]:
        """Post blocks, and plain text that Slack neither parses nor formats; return channel, ts."""
        posted = self._web.chat_postMessage(
            channel=channel, text=text, blocks=blocks or None, thread_ts=thread, mrkdwn=False,
            parse="none", link_names=False, unfurl_links=False, unfurl_media=False,
        )  # fmt: skip
        return str(posted["channel"]), str(posted["ts"])

    def reactions(self, channel: str, ts: str) -> list[dict[str, Any]]:
        """Return the reactions to one message."""
        found = self._web.reactions_get(channel=channel, timestamp=ts)
        return list(found["message"].get("reactions", []))
