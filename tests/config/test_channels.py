"""The places where messages go out: in order, with their secrets outside."""

import pytest

from syncline.config import BrokenConfiguration, load
from tests.config.conftest import RIGHT, TODAY, Write

MAIL = "mail: {url: 'smtps://mail.acme.example:465', from: ops@acme.example}"


def test_the_first_channel_is_the_preferred_one(write: Write) -> None:
    """Slack alone, where nothing is said."""
    assert load(write(), today=TODAY, environ={}).channels == ("slack",)
    both = f"channels: {{{MAIL}, slack: {{}}}}\n"
    assert load(write(RIGHT + both), today=TODAY, environ={}).channels == ("mail", "slack")


def test_each_channel_reads_its_own_secrets(write: Write) -> None:
    """A mail server without a password is one that needs none."""
    text = f"{RIGHT}channels: {{{MAIL}, teams: {{credentials: env:HOOK}}}}\n"
    loaded = load(write(text), today=TODAY, environ={})
    mail = loaded.channel("mail", {})
    assert (mail.url, mail.sender, mail.secrets) == (
        "smtps://mail.acme.example:465", "ops@acme.example", {},
    )  # fmt: skip
    teams = loaded.channel("teams", {"HOOK_URL": "workflows://x"})
    assert teams.secrets == {"url": "workflows://x"}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("mail: {from: ops@acme.example}", "Write url: smtps://HOST:465"),
        ("mail: {url: 'smtps://mail.acme.example'}", "Write from: ops@example.com."),
        ("mail: {url: 'smtps://u:canary@a.fr', from: o@a.fr}", "no address of a mail"),
        ("slack: {from: ops@acme.example}", "slack has no sender of its own"),
        ("slack: {url: 'smtp://mail.acme.example'}", "slack has no mail server"),
        ("teams: {url: 'https://acme.office.com/canary'}", "this address is a secret"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_channel_is_told(write: Write, written: str, told: str) -> None:
    """With file, line and remedy; a secret is not repeated."""
    with pytest.raises(BrokenConfiguration) as broken:
        load(write(f"{RIGHT}channels: {{{written}}}\n"), today=TODAY, environ={})
    assert told in str(broken.value)
    assert "canary" not in str(broken.value)
