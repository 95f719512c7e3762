"""The Slack emulator, driven with the unmodified `slack_sdk` client."""

from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox import Sandbox

TOKEN = "xoxb-sandbox-token"


def connect(sandbox: Sandbox, token: str = TOKEN) -> Any:
    """Return a client that never retries."""
    return WebClient(
        token=token, base_url=f"{sandbox.url}/slack/api/", timeout=5, retry_handlers=[]
    )


@pytest.fixture
def slack(sandbox: Sandbox) -> Any:
    """Return the client of the sync account."""
    return connect(sandbox)


def error(call: Any, **arguments: Any) -> str:
    """Return the error that a call is refused with."""
    with pytest.raises(SlackApiError) as caught:
        call(**arguments)
    return str(caught.value.response["error"])


def test_the_token_says_who_it_is(slack: Any) -> None:
    """auth.test names the workspace and the bot."""
    answer = slack.auth_test()
    assert (answer["team"], answer["user"]) == ("Acme", "sync")


@pytest.mark.parametrize("token", ["xoxb-wrong", "slack-leo"])
def test_a_wrong_token_is_refused_with_http_200(sandbox: Sandbox, token: str) -> None:
    """Slack says ok false, not 401."""
    with pytest.raises(SlackApiError) as caught:
        connect(sandbox, token).auth_test()
    assert caught.value.response.status_code == 200
    assert caught.value.response["error"] == "invalid_auth"


def test_a_person_is_found_by_address_unless_gone(slack: Any) -> None:
    """Deactivated people are not found; users.info still knows them."""
    ines = slack.users_lookupByEmail(email="ines@acme.example")["user"]
    assert ines["profile"]["email"] == "ines@acme.example"
    assert error(slack.users_lookupByEmail, email="leo@acme.example") == "users_not_found"
    assert error(slack.users_lookupByEmail, email="who@acme.example") == "users_not_found"
    assert slack.users_info(user=ines["id"])["user"]["real_name"] == "Inès Moreau"
    assert error(slack.users_info, user="U0NOBODY") == "user_not_found"


def test_users_are_listed_page_by_page(slack: Any) -> None:
    """The client follows next_cursor over all twelve, the deactivated one too."""
    pages = [page["members"] for page in slack.users_list(limit=5)]
    assert [len(page) for page in pages] == [5, 5, 2]
    assert [user["name"] for page in pages for user in page if user["deleted"]] == ["leo"]


def test_a_direct_message_reaches_its_person(slack: Any, sandbox: Sandbox) -> None:
    """conversations.open, then a post with blocks; the controls show whom it went to."""
    ines = sandbox.world.people["ines"]
    channel = slack.conversations_open(users=[ines.slack_id])["channel"]["id"]
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "*PAY-1* is stale"}}
    posted = slack.chat_postMessage(channel=channel, text="PAY-1 is stale", blocks=[block])
    assert posted["message"]["blocks"] == [block]
    (message,) = httpx.get(f"{sandbox.url}/_sandbox/messages").json()["messages"]
    assert (message["to"], message["text"]) == ("ines@acme.example", "PAY-1 is stale")
    assert message["ts"] == posted["ts"]


def test_channels_are_known_by_name_and_id(slack: Any) -> None:
    """A name with or without the sign will do; what does not exist is refused."""
    channels = {c["name"]: c["id"] for c in slack.conversations_list(limit=3).data["channels"]}
    assert len(channels) == 3
    posted = slack.chat_postMessage(channel="#payments", text="hello")
    assert slack.conversations_info(channel=posted["channel"])["channel"]["name"] == "payments"
    assert error(slack.chat_postMessage, channel="#nowhere", text="x") == "channel_not_found"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"text": ""}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "x", "blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
        ({"text": "x", "blocks": [{"text": "no type"}]}, "invalid_blocks"),
        (
            {"text": "x", "blocks": [{"type": "section", "text": {"text": "x" * 3_001}}]},
            "invalid_blocks",
        ),
        (
            {"text": "x", "blocks": [{"type": "section", "text": {"text": "x" * 2_900}}] * 5},
            "msg_blocks_too_long",
        ),
    ],
)
def test_a_message_over_a_limit_is_refused_and_not_sent(
    slack: Any, sandbox: Sandbox, content: dict[str, Any], expected: str
) -> None:
    """Slack's own limits, by their own names."""
    body = {"channel": "#payments", **content}
    assert error(slack.api_call, api_method="chat.postMessage", json=body) == expected
    assert sandbox.world.slack.sent() == []


def test_a_message_is_updated_in_place_by_its_author_only(slack: Any, sandbox: Sandbox) -> None:
    """The ts stays; someone else's message cannot be changed."""
    posted = slack.chat_postMessage(channel="#data", text="one")
    slack.chat_update(channel=posted["channel"], ts=posted["ts"], text="two")
    (message,) = sandbox.world.slack.sent()
    assert (message["text"], message["ts"]) == ("two", posted["ts"])
    other = connect(sandbox, "slack-ines")
    arguments = {"channel": posted["channel"], "ts": posted["ts"], "text": "three"}
    assert error(other.chat_update, **arguments) == "cant_update_message"
    assert error(slack.chat_update, **{**arguments, "ts": "1.000001"}) == "message_not_found"


def test_a_reaction_acknowledges_a_message_once(slack: Any, sandbox: Sandbox) -> None:
    """The person reacts, the bot reads it."""
    posted = slack.chat_postMessage(channel="#data", text="stale")
    target = {"channel": posted["channel"], "timestamp": posted["ts"]}
    ines = connect(sandbox, "slack-ines")
    ines.reactions_add(name="eyes", **target)
    assert error(ines.reactions_add, name="eyes", **target) == "already_reacted"
    (reaction,) = slack.reactions_get(**target)["message"]["reactions"]
    assert reaction["users"] == [sandbox.world.people["ines"].slack_id]


def test_form_bodies_and_json_bodies_mean_the_same(sandbox: Sandbox) -> None:
    """In a form, blocks are JSON text."""
    url = f"{sandbox.url}/slack/api/chat.postMessage"
    headers = {"Authorization": "Bearer xoxb-sandbox-token"}
    body = {"channel": "#data", "text": "hi", "blocks": '[{"type":"divider"}]'}
    assert httpx.post(url, data=body, headers=headers).json()["ok"] is True
    assert sandbox.world.slack.sent()[0]["blocks"] == [{"type": "divider"}]
    assert httpx.post(url, data={"token": "xoxb-sandbox-token", **body}).json()["ok"] is True


def test_one_message_per_second_and_channel_when_the_pace_is_on(
    slack: Any, sandbox: Sandbox
) -> None:
    """429 with Retry-After; another channel, or a second later, is fine."""
    sandbox.world.pressure.switches["slack_pace"] = 1
    slack.chat_postMessage(channel="#data", text="one")
    with pytest.raises(SlackApiError) as caught:
        slack.chat_postMessage(channel="#data", text="two")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "1"
    slack.chat_postMessage(channel="#payments", text="two")
    sandbox.world.clock.advance(1)
    slack.chat_postMessage(channel="#data", text="two")


def test_an_unknown_method_is_named(slack: Any) -> None:
    """Slack answers with unknown_method."""
    assert error(slack.api_call, api_method="chat.shout") == "unknown_method"


def test_a_thread_has_an_address_answers_and_an_end(slack: Any) -> None:
    """And a message of another time is taken, as far as it is not past."""
    channel = slack.conversations_list()["channels"][0]["id"]
    assert slack.conversations_join(channel=channel)["channel"]["id"] == channel
    first = slack.chat_postMessage(channel=channel, text="First")["ts"]
    second = slack.chat_postMessage(channel=channel, text="Second", thread_ts=first)["ts"]
    told = slack.conversations_replies(channel=channel, ts=first)["messages"]
    assert [one["ts"] for one in told] == [first, second]
    address = slack.chat_getPermalink(channel=channel, message_ts=first)["permalink"]
    assert address.endswith(f"/archives/{channel}/p{first.replace('.', '')}")
    slack.chat_delete(channel=channel, ts=second)
    assert len(slack.conversations_replies(channel=channel, ts=first)["messages"]) == 1
    assert error(slack.chat_delete, channel=channel, ts=second) == "message_not_found"
    later = {"channel": channel, "text": "Later"}
    assert error(slack.chat_scheduleMessage, **later, post_at=1) == "time_in_past"
    ahead = int(float(first)) + 3600
    assert slack.chat_scheduleMessage(**later, post_at=ahead)["scheduled_message_id"]


def test_a_modal_and_a_file_are_taken(slack: Any) -> None:
    """As the official client sends them: a file in three steps."""
    title = {"type": "plain_text", "text": "Why?"}
    view = {"type": "modal", "title": title, "blocks": []}
    assert slack.views_open(trigger_id="1.2.a", view=view)["view"]["id"]
    assert error(slack.views_open, trigger_id="1.2.a", view={}) == "invalid_arguments"
    channel = slack.conversations_list()["channels"][0]["id"]
    sent = slack.files_upload_v2(channel=channel, filename="a.txt", content="words")
    assert sent["files"][0]["id"]
