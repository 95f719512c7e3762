"""The e-mail channel over real SMTP: one message, at most once, or the reason why not."""

import socket
from collections.abc import Iterator

import pytest

from connectors.mail import MailChannel, open_channel
from sandbox import Sandbox
from syncline.domain.errors import (
    ConfigurationError,
    CredentialsRefused,
    Outage,
    UnknownOutcome,
)
from syncline.domain.memo import Line, Memo
from syncline.domain.people import Person
from syncline.ports import ChannelSettings, Delivered, NotDelivered

INES, LEO = "ines@acme.example", "leo@acme.example"
MEMO = Memo(
    "Deux de vos sujets méritent un coup d'œil :",
    (Line("PAY-1 <b>late</b>", "Give it a date.", "https://acme.example/PAY-1",
          (Person(INES, "Inès <x>"),)), Line("PAY-2", link="javascript:alert(1)")),
    ("Bonne journée",),
    "fr",
)  # fmt: skip


@pytest.fixture(scope="module")
def serving() -> Iterator[Sandbox]:
    """Serve a mailbox for this file."""
    with Sandbox(scenario="empty", mail=True) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(serving: Sandbox) -> Sandbox:
    """Give the mailbox empty."""
    serving.world.reset()
    return serving


def opened(sandbox: Sandbox, **more: str) -> MailChannel:
    """Open the channel on the mailbox."""
    url = sandbox.access()["mail"]["url"]
    return open_channel(ChannelSettings("mail", url, more, "ops@acme.example"), timeout=2)


def test_a_message_arrives_in_html_and_in_plain_text(sandbox: Sandbox) -> None:
    """Both say the same; what was typed is text; only a safe link is one."""
    assert isinstance(opened(sandbox).send(INES, MEMO), Delivered)
    (mail,) = sandbox.world.mail.inbox
    shown = mail.shown()
    assert shown["subject"] == "Deux de vos sujets méritent un coup d'œil"
    assert shown["headers"]["Auto-Submitted"] == "auto-generated"
    assert "• PAY-1 <b>late</b> Inès <x>\n  Give it a date.\n  https://acme" in shown["text"]
    assert "PAY-1 &lt;b&gt;late&lt;/b&gt; Inès &lt;x&gt;" in shown["html"]
    assert shown["html"].count("href=") == 1
    assert "Ouvrir" in shown["html"]


def test_an_address_that_the_server_does_not_know_is_refused_for_good(sandbox: Sandbox) -> None:
    """With the server's own words; one that is only busy is asked again later."""
    sandbox.world.mail.refused = {LEO: 550, INES: 451}
    assert opened(sandbox).send(LEO, MEMO) == NotDelivered(f"550 {LEO} is not here")
    with pytest.raises(Outage):
        opened(sandbox).send(INES, MEMO)
    assert sandbox.world.mail.inbox == []


@pytest.mark.parametrize("to", ["", "ines", "a b@c", "x@y\r\nBcc: all@acme.example", "<@U1>"])
def test_what_is_no_address_gets_nothing(sandbox: Sandbox, to: str) -> None:
    """Owners come from the tools, and people type anything there."""
    assert isinstance(opened(sandbox).send(to, MEMO), NotDelivered)
    assert sandbox.world.mail.inbox == []


def test_a_lost_answer_is_unknown_and_sent_once(sandbox: Sandbox) -> None:
    """The server had taken it."""
    sandbox.world.mail.drops = 1
    with pytest.raises(UnknownOutcome):
        opened(sandbox).send(INES, MEMO)
    assert len(sandbox.world.mail.inbox) == 1


def test_a_server_that_knows_no_password_refuses_it_unseen(sandbox: Sandbox) -> None:
    """The sentence does not show it."""
    with pytest.raises((CredentialsRefused, Outage)) as raised:
        opened(sandbox, user="u", password="secret-canary").send(INES, MEMO)
    assert "canary" not in str(raised.value)


def test_a_server_that_is_not_there_is_an_outage() -> None:
    """Nothing was sent, so nothing is unknown."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"smtp://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(Outage):
            open_channel(ChannelSettings("mail", url, {}, "o@acme.example"), 1).send(INES, MEMO)


def test_a_team_has_no_address_and_a_sender_is_needed(sandbox: Sandbox) -> None:
    """Both are said without a connection."""
    assert isinstance(opened(sandbox).send("#payments", MEMO), NotDelivered)
    with pytest.raises(ConfigurationError, match="say who sends it"):
        open_channel(ChannelSettings("mail", "smtp://127.0.0.1:1"))
