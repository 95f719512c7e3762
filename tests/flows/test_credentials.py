"""Credentials blocks: what they hold stays masked, and their check asks the tool itself."""

from collections.abc import Iterator

import pytest

from flows.credentials import (
    KINDS,
    AsanaCredentials,
    Credentials,
    JiraCredentials,
    NotionCredentials,
    SlackCredentials,
    SmtpCredentials,
    TrelloCredentials,
)
from sandbox import Sandbox
from syncline.config.loading import CHANNEL_SECRETS
from syncline.config.replicas import SECRETS
from syncline.domain.errors import CredentialsRefused, Outage, SynclineError
from syncline.ports import ChannelSettings, ReplicaSettings

CANARY = "canary-in-every-credential"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Serve all tools."""
    with Sandbox(scenario="uniform-unstamped", items=1) as served:
        yield served


def of_every_tool(access: dict[str, dict[str, str]], token: str | None) -> list[Credentials]:
    """Return the credentials of a sandbox, or wrong ones."""
    jira, trello = access["jira"], access["trello"]
    return [
        JiraCredentials(email=jira["email"], token=token or jira["token"], url=jira["url"]),
        AsanaCredentials(token=token or access["asana"]["token"], url=access["asana"]["url"]),
        NotionCredentials(token=token or access["notion"]["token"], url=access["notion"]["url"]),
        TrelloCredentials(key=trello["key"], token=token or trello["token"], url=trello["url"]),
        SlackCredentials(token=token or access["slack"]["token"], url=access["slack"]["url"]),
    ]


def test_a_check_says_who_the_token_is(sandbox: Sandbox) -> None:
    """Through the official clients, of every tool."""
    for block in of_every_tool(sandbox.access(), None):
        assert "the account is" in block.check(), block


def test_a_refused_token_is_told_and_never_shown(sandbox: Sandbox) -> None:
    """Neither in the error nor in what caused it."""
    for block in of_every_tool(sandbox.access(), CANARY):
        with pytest.raises(SynclineError) as refused:
            block.check()
        assert isinstance(refused.value, CredentialsRefused), block.tool
        chain = [refused.value, refused.value.__cause__]
        assert CANARY not in "".join(map(repr, chain)) + "".join(map(str, chain))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_a_block_explains_itself_and_masks_what_is_secret(kind: type[Credentials]) -> None:
    """Every field has a title and a description; nothing secret is in its text form."""
    schema = kind.model_json_schema()
    assert kind.__doc__
    for name, field in schema["properties"].items():
        assert field["title"], name
        assert field["description"], name
    filled = {**dict.fromkeys(schema["properties"], CANARY), "url": "smtps://mail.acme.example"}
    block = kind.model_validate(filled)
    secret = [n for n, f in schema["properties"].items() if f.get("format") == "password"]
    assert secret
    for name in secret:
        assert CANARY not in repr(getattr(block, name)) + str(getattr(block, name))
    assert CANARY in block.values_by_key().values()


def test_a_block_gives_every_key_that_a_portfolio_asks_for() -> None:
    """Under the names of the configuration, for tools and channels alike."""
    for kind in KINDS:
        asked = SECRETS.get(kind.tool) or CHANNEL_SECRETS[kind.tool]
        assert set(asked) == set(kind.secrets)
        required = set(kind.model_json_schema()["required"])
        assert set(asked) <= required, "what a run cannot do without is no optional field"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_a_block_says_how_its_token_is_made(kind: type[Credentials]) -> None:
    """In a paragraph below its first sentence, and with the tool's own page."""
    shown = kind._to_block_type()
    assert len(str(shown.description).partition("\n\n")[2]) > 80
    assert shown.documentation_url


def test_slacks_own_address_is_asked_where_none_is_written() -> None:
    """As the form says."""
    block = SlackCredentials(token=CANARY)
    assert block._address() == "https://slack.com/api"  # no test calls Slack itself


def test_a_mail_account_is_let_in_by_the_way_that_messages_take() -> None:
    """What is not encrypted is not taken for `smtps`, and no error shows the password."""
    with Sandbox(scenario="empty", mail=True) as sandbox:
        url = sandbox.access()["mail"]["url"]
        account = SmtpCredentials(user="ops", password=CANARY, url=url)
        sealed = SmtpCredentials(user="ops", password=CANARY, url=url.replace("smtp:", "smtps:"))
        for block, said in ((account, "log-in"), (sealed, "cannot be reached")):
            with pytest.raises(Outage, match=said) as refused:
                block.check()
            assert CANARY not in repr(refused.value) + repr(refused.value.__cause__)


def test_what_is_printed_of_settings_holds_no_secret() -> None:
    """Neither of a replica nor of a channel."""
    secrets = {"token": CANARY}
    replica = ReplicaSettings("r", "jira", "https://x", secrets, {}, {}, {})
    assert CANARY not in repr(replica) + repr(ChannelSettings("slack", "https://x", secrets))
