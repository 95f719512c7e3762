"""Secrets of replicas, channels and the store: read from the environment or from blocks."""

import pytest

from syncline.config import BrokenConfiguration, Loaded, load
from tests.config.conftest import RIGHT, TODAY, Write

ENVIRON = {"NOTION_TOKEN": "n", "JIRA_EMAIL": "me@example.com", "JIRA_TOKEN": "j"}


def test_secrets_are_read_from_the_environment(right: Loaded) -> None:
    """env:JIRA reads two variables, env:NOTION one."""
    assert right.secrets("delivery", ENVIRON) == {"email": "me@example.com", "token": "j"}
    assert right.secrets("roadmap", ENVIRON) == {"token": "n"}


def test_a_missing_secret_names_the_variable_and_the_line(right: Loaded) -> None:
    """Every missing variable at once."""
    with pytest.raises(BrokenConfiguration) as broken:
        right.secrets("delivery", {"JIRA_TOKEN": ""})
    assert str(broken.value).splitlines() == [
        f"payments.yaml:15: replicas.delivery.credentials: the environment variable {name} is not "
        f"set. Set {name}, or name another reference."
        for name in ("JIRA_EMAIL", "JIRA_TOKEN")
    ]


def test_a_block_is_resolved_by_whoever_knows_blocks(write: Write) -> None:
    """No block without a resolver; an incomplete one is named."""
    loaded = load(write(RIGHT.replace("env:JIRA", "block:jira-acme")), today=TODAY, environ={})
    known = {"jira-acme": {"email": "e", "token": "t", "more": "m"}}
    assert loaded.secrets("delivery", {}, known.__getitem__) == {"email": "e", "token": "t"}
    with pytest.raises(BrokenConfiguration, match='no block "jira-acme"'):
        loaded.secrets("delivery", {})
    with pytest.raises(BrokenConfiguration, match='no block "jira-acme"'):
        loaded.secrets("delivery", {}, dict[str, dict[str, str]]().__getitem__)
    with pytest.raises(BrokenConfiguration, match="has no email"):
        loaded.secrets("delivery", {}, lambda _: {"token": "t"})


def test_a_channel_has_an_address_and_a_token(write: Write) -> None:
    """Slack is there without being told; another address is for the sandbox."""
    plain = load(write(), today=TODAY, environ={})
    assert plain.channel("slack", {"SLACK_TOKEN": "x"}).url == "https://slack.com/api"
    text = (
        RIGHT + "channels: {slack: {url: 'http://127.0.0.1:8700/slack/api', credentials: env:S}}\n"
    )
    told = load(write(text), today=TODAY, environ={}).channel("slack", {"S_TOKEN": "y"})
    assert (told.url, told.secrets["token"]) == ("http://127.0.0.1:8700/slack/api", "y")


def test_the_store_may_come_from_the_environment(write: Write) -> None:
    """A URL with a password has no place in a file."""
    path = write(RIGHT.replace("sqlite:///.syncline/payments.db", "env:STATE"))
    url = "postgresql+psycopg://u:p@localhost/s"
    assert load(path, today=TODAY, environ={"STATE_URL": url}).portfolio.store_url == url
    unset = load(path, today=TODAY, environ={})
    assert any("STATE_URL is not set" in str(notice) for notice in unset.notices)
