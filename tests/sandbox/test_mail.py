"""The mailbox of the sandbox, over real SMTP."""

import smtplib
import threading
from collections.abc import Iterator
from email.message import EmailMessage

import httpx
import pytest

from sandbox import Sandbox
from sandbox.mail.server import MailServer
from sandbox.world import World


@pytest.fixture
def post() -> Iterator[Sandbox]:
    """Serve a mailbox."""
    with Sandbox(scenario="empty", mail=True) as sandbox:
        yield sandbox


def given(sandbox: Sandbox, to: str = "ines@acme.example") -> None:
    """Send one message."""
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Hé", "ops@acme.example", to
    message.set_content("Bonjour")
    with smtplib.SMTP("127.0.0.1", int(sandbox.mail_port or 0), timeout=5) as smtp:
        smtp.send_message(message)


def test_a_mail_that_is_taken_is_listed_and_a_reset_forgets_it(post: Sandbox) -> None:
    """As a mail program reads it."""
    given(post)
    (mail,) = httpx.get(f"{post.url}/_sandbox/mail").json()["mail"]
    assert (mail["subject"], mail["to"]) == ("Hé", ["ines@acme.example"])
    assert mail["text"].strip() == "Bonjour"
    httpx.post(f"{post.url}/_sandbox/reset", json={})
    assert httpx.get(f"{post.url}/_sandbox/mail").json()["mail"] == []


def test_an_address_is_refused_and_an_answer_lost_as_scripted(post: Sandbox) -> None:
    """A lost answer belongs to a message that was taken."""
    script = {"refuse": {"leo@acme.example": 550}, "drop": 1}
    httpx.post(f"{post.url}/_sandbox/mail", json=script)
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        given(post, "leo@acme.example")
    with pytest.raises(smtplib.SMTPServerDisconnected):
        given(post)
    assert len(post.world.mail.inbox) == 1
    assert httpx.post(f"{post.url}/_sandbox/mail", json={"refuse": [1]}).status_code == 400


def test_a_port_that_is_taken_ends_in_an_error_and_frees_both(post: Sandbox) -> None:
    """The mailbox is on the next port, or nowhere."""
    taken = int(post.mail_port or 0)
    with pytest.raises(OSError), Sandbox(scenario="empty", port=taken - 1, mail=True):  # noqa: PT011  # of any kind
        pass


def test_a_mailbox_stops_where_its_thread_has_only_just_begun() -> None:
    """At whatever moment: it ends, and no alarm of its thread falls on a later test."""
    world = World(7, "empty")
    for _ in range(100):
        mailbox = MailServer(world, "127.0.0.1", 0)
        mailbox.start()
        stopping = threading.Thread(target=mailbox.stop, daemon=True)  # or a hang would be ours too
        stopping.start()
        stopping.join(timeout=10)
        assert not stopping.is_alive()
