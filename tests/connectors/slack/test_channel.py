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
from syncline.domain.memo import Line, Memo
from syncline.domain.people import People, Person
from syncline.ports import ChannelSettings, Delivered, NotDelivered, Reaction

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
    return open_channel(settings(sandbox), timeout=1)


HELLO = Memo("hello")


def settings(sandbox: Sandbox, token: str = "", *people: Person) -> ChannelSettings:
    """Return where the sandbox is, with its own token where none is given."""
    access = sandbox.access()["slack"]
    secrets = {"token": token or access["token"]}
    return ChannelSettings("slack", access["url"], secrets, people=People(people))


def posts(sandbox: Sandbox) -> int:
    """Count the posts that reached Slack."""
    return len([e for e in sandbox.world.log.since(0, "slack") if e.route == POST])


def fail(sandbox: Sandbox, route: str, kind: str, **more: Any) -> None:
    """Let every call of a route fail."""
    sandbox.world.faults.load([Rule(kind, "slack", route=route, count=0, **more)])


def test_a_message_arrives_in_the_direct_conversation_as_inert_text(
    sandbox: Sandbox, channel: SlackChannel
) -> None:
    """Four calls; the reference is channel and ts; nothing in the text is live."""
    memo = Memo("PAY-12 is late & stuck", (Line("<!channel> *see* <@U1>", "Look."),))
    sent = channel.send(INES, memo)
    (message,) = sandbox.world.slack.messages
    assert sent == Delivered(f"{message.channel}:{message.ts}")
    assert message.text == "PAY-12 is late &amp; stuck\n• &lt;!channel&gt; *see* &lt;@U1&gt; Look."
    head, rich = message.blocks
    assert head["text"] == {
        "type": "plain_text", "text": "PAY-12 is late &amp; stuck", "emoji": False,
    }  # fmt: skip
    (section,) = rich["elements"][0]["elements"]
    assert section["elements"][0] == {"type": "text", "text": "<!channel> *see* <@U1>"}
    assert [entry.route for entry in sandbox.world.log.since(0, "slack")] == [
        "/users.lookupByEmail", "/users.info", "/conversations.open", POST,
    ]  # fmt: skip
    asked = json.loads(sandbox.world.log.entries[-1].body)
    assert (asked["mrkdwn"], asked["parse"], asked["link_names"]) == (False, "none", False)


@pytest.mark.parametrize("email", ["nobody@acme.example", "leo@acme.example"])
def test_a_person_whom_slack_does_not_know_gets_nothing(
    sandbox: Sandbox, channel: SlackChannel, email: str
) -> None:
    """Unknown and deactivated people are refused for good, in Slack's own word."""
    assert channel.send(email, HELLO) == NotDelivered("users_not_found")
    assert posts(sandbox) == 0


def test_a_user_shown_as_deleted_gets_nothing(sandbox: Sandbox) -> None:
    """Slack posts to deactivated people without a word, so each is asked for before."""
    leo = sandbox.world.people["leo"]
    known = Person(leo.email, accounts={"slack": leo.slack_id})
    channel = open_channel(settings(sandbox, "", known))
    assert channel.send(leo.email, HELLO) == NotDelivered("deactivated")
    assert [e.route for e in sandbox.world.log.since(0, "slack")] == ["/users.info"]


def test_an_account_of_people_yaml_needs_no_look_up(sandbox: Sandbox) -> None:
    """And only that account is ever mentioned."""
    ines = sandbox.world.people["ines"]
    known = Person("i@other.example", "Inès", accounts={"slack": ines.slack_id})
    unknown = Person("x@other.example", "<@U999>", accounts={"slack": "!channel"})
    channel = open_channel(settings(sandbox, "", known))
    memo = Memo("Look", (Line("Two plans differ.", people=(known, unknown)),))
    assert isinstance(channel.send(known.email, memo), Delivered)
    (message,) = sandbox.world.slack.messages
    said = message.blocks[1]["elements"][0]["elements"][0]["elements"]
    assert [one for one in said if one["type"] == "user"] == [
        {"type": "user", "user_id": ines.slack_id}
    ]
    assert said[-1] == {"type": "text", "text": "<@U999>"}


def test_a_message_reaches_a_team_in_its_channel(sandbox: Sandbox, channel: SlackChannel) -> None:
    """One that is not there is refused for good."""
    assert isinstance(channel.send("#payments", HELLO), Delivered)
    assert channel.send("#nowhere", HELLO) == NotDelivered("channel_not_found")


def test_an_answer_is_a_reaction_and_gets_a_reply(sandbox: Sandbox, channel: SlackChannel) -> None:
    """Skin tones do not matter; a message that was deleted has no answers."""
    sent = channel.send(INES, HELLO)
    assert isinstance(sent, Delivered)
    (message,) = sandbox.world.slack.messages
    sandbox.world.slack.react(message, "+1::skin-tone-2", "ines")
    ines = sandbox.world.people["ines"].slack_id
    assert channel.answers(sent.reference) == (Reaction("+1", ines),)
    channel.reply(sent.reference, Memo("Written: 12 March."))
    assert sandbox.world.slack.messages[-1].thread_ts == message.ts
    assert channel.answers(f"{message.channel}:1.000000") == ()


def test_the_longest_message_keeps_to_every_limit_of_slack(
    sandbox: Sandbox, channel: SlackChannel
) -> None:
    """Blocks, characters, and no text that is empty."""
    line = Line("x" * 5000, "y" * 5000, "https://acme.example/" + "z" * 900)
    memo = Memo("h" * 500, (Line(""), *[line] * 60), ("f",) * 20)
    assert isinstance(channel.send(INES, memo), Delivered)


@pytest.mark.parametrize("name", ["channel_not_found", "msg_too_long", "restricted_action"])
def test_a_refused_post_is_not_delivered(
    sandbox: Sandbox, channel: SlackChannel, name: str
) -> None:
    """HTTP 200 with ok false and an error name is a refusal."""
    fail(sandbox, POST, "status", status=200, body={"ok": False, "error": name})
    assert channel.send(INES, HELLO) == NotDelivered(name)
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
        channel.send(INES, HELLO)
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
@pytest.mark.parametrize("route", ["/users.lookupByEmail", "/users.info", "/conversations.open"])
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
        channel.send(INES, HELLO)
    assert posts(sandbox) == 0


def test_a_post_over_the_limit_is_rate_limited_with_its_seconds(
    sandbox: Sandbox, channel: SlackChannel
) -> None:
    """429 says when to come back; nothing was posted."""
    fail(sandbox, POST, "status", status=429, headers={"Retry-After": "30"})
    with pytest.raises(RateLimited) as raised:
        channel.send(INES, HELLO)
    assert raised.value.seconds == 30
    assert sandbox.world.slack.messages == []


def test_a_wrong_token_is_refused_and_not_shown(sandbox: Sandbox) -> None:
    """The sentence names the scopes and never the token."""
    stranger = open_channel(settings(sandbox, "xoxb-secret-canary"))
    with pytest.raises(CredentialsRefused) as raised:
        stranger.send(INES, HELLO)
    assert "chat:write" in str(raised.value)
    assert "canary" not in str(raised.value)


def test_an_address_where_nobody_listens_is_an_outage() -> None:
    """Nothing was sent, so nothing is unknown."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/api"
    with pytest.raises(Outage):
        open_channel(ChannelSettings("slack", url, {"token": "xoxb"})).send(INES, HELLO)
