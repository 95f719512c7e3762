"""The Slack channel over real HTTP: one message, at most once, or the reason why not."""

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from connectors.slack import SlackChannel, open_channel
from sandbox import Sandbox
from sandbox.faults import Rule
from syncline.domain.errors import (
    CredentialsRefused,
    Outage,
    RateLimited,
    SynclineError,
    UnknownOutcome,
    Unreadable,
)
from syncline.ports import Delivered, NotDelivered

INES = "ines@acme.example"
POST = "/chat.postMessage"


@pytest.fixture(scope="module")
def serving() -> Iterator[Sandbox]:
    """Serve the emulator for this file."""
    with Sandbox(scenario="empty") as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(serving: Sandbox) -> Sandbox:
    """Give the emulator as it begins."""
    serving.world.reset()
    return serving


@pytest.fixture
def channel(sandbox: Sandbox) -> SlackChannel:
    """Open the channel with the sandbox's token and a short time-out."""
    access = sandbox.access()["slack"]
    return open_channel(access["url"], access["token"], timeout=1)


def posts(sandbox: Sandbox) -> int:
    """Count the posts that reached Slack."""
    return len([e for e in sandbox.world.log.since(0, "slack") if e.route == POST])


def fail(sandbox: Sandbox, route: str, kind: str, **more: Any) -> None:
    """Let every call of a route fail."""
    sandbox.world.faults.load([Rule(kind, "slack", route=route, count=0, **more)])


def test_a_message_arrives_in_the_direct_conversation_as_inert_text(
    sandbox: Sandbox, channel: SlackChannel
) -> None:
    """Three calls; the reference is channel and ts; nothing in the text is live."""
    sent = channel.send(INES, ["PAY-12 is late & stuck", "<!channel> *see* <@U1>"])
    (message,) = sandbox.world.slack.messages
    assert sent == Delivered(f"{message.channel}:{message.ts}")
    assert message.text == "PAY-12 is late &amp; stuck\n&lt;!channel&gt; *see* &lt;@U1&gt;"
    assert [entry.route for entry in sandbox.world.log.since(0, "slack")] == [
        "/users.lookupByEmail", "/conversations.open", POST,
    ]  # fmt: skip
    asked = json.loads(sandbox.world.log.entries[-1].body)
    assert (asked["mrkdwn"], asked["parse"], asked["link_names"]) == (False, "none", False)


@pytest.mark.parametrize("email", ["nobody@acme.example", "leo@acme.example"])
def test_a_person_whom_slack_does_not_know_gets_nothing(
    sandbox: Sandbox, channel: SlackChannel, email: str
) -> None:
    """Unknown and deactivated people are refused for good, in Slack's own word."""
    assert channel.send(email, ["hello"]) == NotDelivered("users_not_found")
    assert posts(sandbox) == 0


def test_a_user_shown_as_deleted_gets_nothing(sandbox: Sandbox, channel: SlackChannel) -> None:
    """Some workspaces still find deactivated people by their address."""
    body = {"ok": True, "user": {"id": "U1", "deleted": True}}
    fail(sandbox, "/users.lookupByEmail", "status", status=200, body=body)
    assert channel.send("leo@acme.example", ["hello"]) == NotDelivered("deactivated")
    assert posts(sandbox) == 0


@pytest.mark.parametrize("name", ["channel_not_found", "msg_too_long", "restricted_action"])
def test_a_refused_post_is_not_delivered(
    sandbox: Sandbox, channel: SlackChannel, name: str
) -> None:
    """HTTP 200 with ok false and an error name is a refusal."""
    fail(sandbox, POST, "status", status=200, body={"ok": False, "error": name})
    assert channel.send(INES, ["hello"]) == NotDelivered(name)
    assert posts(sandbox) == 1


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("applied_then_drop", {}),
        ("drop", {}),
        ("half_json", {}),
        ("bad_utf8", {}),
        ("html", {"status": 200}),
        ("html", {"status": 503}),
        ("status", {"status": 500}),
        ("status", {"status": 200, "body": {"ok": False, "error": "fatal_error"}}),
        ("hang", {"seconds": 1.5}),
    ],
)
def test_a_lost_or_garbled_answer_to_a_post_is_unknown_and_never_sent_again(
    sandbox: Sandbox, channel: SlackChannel, kind: str, more: dict[str, Any]
) -> None:
    """The client's own retry, which doubles messages, is off."""
    fail(sandbox, POST, kind, **more)
    with pytest.raises(UnknownOutcome):
        channel.send(INES, ["hello"])
    assert posts(sandbox) == 1


@pytest.mark.parametrize(
    ("kind", "more", "error"),
    [
        ("drop", {}, Outage),
        ("hang", {"seconds": 1.5}, Outage),
        ("status", {"status": 500}, Outage),
        ("status", {"status": 429}, RateLimited),
        ("status", {"status": 200, "body": {"ok": False, "error": "token_revoked"}},
         CredentialsRefused),
        ("html", {"status": 200}, Unreadable),
        ("half_json", {}, Unreadable),
        ("bad_utf8", {}, Unreadable),
        ("status", {"status": 200, "body": {"ok": True}}, Unreadable),
    ],
)  # fmt: skip
@pytest.mark.parametrize("route", ["/users.lookupByEmail", "/conversations.open"])
def test_a_failure_before_the_post_posts_nothing(
    sandbox: Sandbox,
    channel: SlackChannel,
    route: str,
    kind: str,
    more: dict[str, Any],
    error: type[SynclineError],
) -> None:
    """What is raised tells what to do next: wait, give a token, or look at the address."""
    fail(sandbox, route, kind, **more)
    with pytest.raises(error):
        channel.send(INES, ["hello"])
    assert posts(sandbox) == 0


def test_a_post_over_the_limit_is_rate_limited_with_its_seconds(
    sandbox: Sandbox, channel: SlackChannel
) -> None:
    """429 says when to come back; nothing was posted."""
    fail(sandbox, POST, "status", status=429, headers={"Retry-After": "30"})
    with pytest.raises(RateLimited) as raised:
        channel.send(INES, ["hello"])
    assert raised.value.seconds == 30
    assert sandbox.world.slack.messages == []


def test_a_wrong_token_is_refused_and_not_shown(sandbox: Sandbox) -> None:
    """The sentence names the scopes and never the token."""
    stranger = open_channel(sandbox.access()["slack"]["url"], "xoxb-secret-canary")
    with pytest.raises(CredentialsRefused) as raised:
        stranger.send(INES, ["hello"])
    assert "chat:write" in str(raised.value)
    assert "canary" not in str(raised.value)


def test_an_address_where_nobody_listens_is_an_outage() -> None:
    """Nothing was sent, so nothing is unknown."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/api"
    with pytest.raises(Outage):
        open_channel(url, "xoxb").send(INES, ["hello"])
