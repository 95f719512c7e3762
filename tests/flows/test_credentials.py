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
from syncline.config.replicas import SECRETS
from syncline.domain.errors import CredentialsRefused, SynclineError

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
        assert "the token is" in block.check(), block


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
    filled = {name: CANARY for name in schema["properties"] if name not in {"port", "tls"}}
    block = kind.model_validate(filled)
    secret = [n for n, f in schema["properties"].items() if f.get("format") == "password"]
    assert secret
    for name in secret:
        assert CANARY not in repr(getattr(block, name)) + str(getattr(block, name))
    assert CANARY in block.values_by_key().values()


def test_a_block_gives_every_key_that_a_portfolio_asks_for() -> None:
    """Under the names of the configuration."""
    for kind in KINDS:
        assert set(SECRETS.get(kind.tool, ())) <= set(kind.secrets)


def test_a_mail_server_that_is_not_there_is_an_error_without_the_password() -> None:
    """The check of a mail server greets it."""
    block = SmtpCredentials(host="127.0.0.1", port=1, password=CANARY, tls=False)
    with pytest.raises(OSError, match="refused") as refused:
        block.check()
    assert CANARY not in repr(refused.value)
