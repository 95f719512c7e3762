"""Slack's endpoints on the official client: no retries, a time-out, no meaning."""

import logging
from typing import Any

from slack_sdk import WebClient

TIMEOUT = 15  # seconds, for one call
_silent = logging.getLogger("syncline.slack")  # the client logs bodies of failed calls as errors
_silent.addHandler(logging.NullHandler())
_silent.propagate = False


class SlackClient:
    """The three methods that a message to one person takes."""

    def __init__(self, url: str, token: str, timeout: int) -> None:
        self._web = WebClient(
            token=token,
            base_url=url.rstrip("/") + "/",
            timeout=timeout,
            retry_handlers=[],  # its connection retry can double a chat.postMessage
            logger=_silent,
        )

    def person(self, email: str) -> dict[str, Any]:
        """Look a user up by e-mail address."""
        return dict(self._web.users_lookupByEmail(email=email)["user"])

    def conversation(self, user: str) -> str:
        """Open the direct conversation with a user; return its channel id."""
        return str(self._web.conversations_open(users=[user])["channel"]["id"])

    def post(self, channel: str, text: str) -> str:
        """Post plain text that Slack neither parses nor formats; return its `ts`."""
        posted = self._web.chat_postMessage(
            channel=channel, text=text, mrkdwn=False, parse="none",
            link_names=False, unfurl_links=False, unfurl_media=False,
        )  # fmt: skip
        return str(posted["ts"])
