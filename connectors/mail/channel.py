"""The e-mail channel on the standard library's SMTP client: one message, at most once."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.errors import HeaderParseError
from urllib.parse import SplitResult, urlsplit

from connectors.addresses import LOOPBACK
from connectors.mail.rendering import letter
from syncline.domain.errors import (
    ConfigurationError,
    CredentialsRefused,
    Outage,
    SynclineError,
    UnknownOutcome,
)
from syncline.domain.memo import Memo
from syncline.ports import ChannelSettings, Delivered, NotDelivered

TIMEOUT = 20  # seconds, for one answer
_ACCESS = "Look at the user, the password and the sender of channels: mail"


class MailChannel:
    """Fulfil `Channel` over SMTP; a connection for each message, encrypted but on loopback."""

    name = "mail"

    def __init__(self, settings: ChannelSettings, timeout: int = TIMEOUT) -> None:
        self._server = urlsplit(settings.url)
        self._user = settings.secrets.get("user", "")
        self._password = settings.secrets.get("password", "")
        self._sender, self._timeout = settings.sender, timeout
        if not self._sender:
            raise ConfigurationError("channels.mail: say who sends it, as from: ops@example.com.")

    def send(self, to: str, memo: Memo) -> Delivered | NotDelivered:
        """Send one message to one address.

        Raises UnknownOutcome when the answer to the message itself was lost; Outage or
        CredentialsRefused when nothing was taken.
        """
        if to.startswith("#"):
            return NotDelivered("a team's channel has no e-mail address")
        try:
            made = letter(memo, self._sender, to, datetime.now(UTC))
        except (ValueError, IndexError, HeaderParseError):  # what stands in a tool is no address
            return NotDelivered("this is no e-mail address")
        with self._connected() as smtp:
            refused = self._addressed(smtp, to)
            return refused or _given(smtp, made.as_bytes(), to, str(made["Message-ID"]))

    def greet(self) -> str:
        """Connect and log in as for a message, and send none; return who is let in.

        Raises Outage or CredentialsRefused.
        """
        with self._connected():
            return self._user

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        try:
            smtp = _opened(self._server, self._timeout)
        except (OSError, smtplib.SMTPException) as error:
            raise Outage("mail", f"{self._server.hostname} cannot be reached ({error})") from error
        try:
            if self._user:
                self._log_in(smtp)
            yield smtp
        finally:
            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        try:
            smtp.login(self._user, self._password)
        except smtplib.SMTPAuthenticationError as error:
            raise CredentialsRefused("mail", f"log-in: {error.smtp_code}", _ACCESS) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Outage("mail", f"log-in: {type(error).__name__}") from error

    def _addressed(self, smtp: smtplib.SMTP, to: str) -> NotDelivered | None:
        """Name sender and reader; nothing is taken yet."""
        try:
            code, said = smtp.mail(self._sender)
            if code != 250:
                raise _refusal(code, said, f"sender {self._sender}")
            code, said = smtp.rcpt(to)
        except (OSError, smtplib.SMTPException) as error:
            raise Outage("mail", f"{to}: {type(error).__name__}") from error
        if code in {250, 251}:
            return None
        if 500 <= code < 600:
            return NotDelivered(f"{code} {_text(said)}")
        raise Outage("mail", f"{to}: {code} {_text(said)}")


def _opened(server: SplitResult, timeout: int) -> smtplib.SMTP:
    """Connect, and encrypt: `smtps` at once, `smtp` by STARTTLS; only loopback goes without."""
    host = server.hostname or ""
    if server.scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, server.port or 465, timeout=timeout, context=context)
    smtp = smtplib.SMTP(host, server.port or 587, timeout=timeout)
    try:
        if host not in LOOPBACK:
            smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo_or_helo_if_needed()
    except BaseException:
        smtp.close()
        raise
    return smtp


def _given(smtp: smtplib.SMTP, body: bytes, to: str, name: str) -> Delivered | NotDelivered:
    """Hand the message over; from here on a lost answer may hide a message that arrived."""
    try:
        code, answer = smtp.data(body)
        said = _text(answer)
    except smtplib.SMTPDataError as error:
        code, said = error.smtp_code, _text(error.smtp_error)
    except (OSError, smtplib.SMTPException) as error:
        raise UnknownOutcome("mail", f"{to}: the answer was lost ({error})") from error
    if code == 250:
        return Delivered(name)
    if 500 <= code < 600:
        return NotDelivered(f"{code} {said}")
    raise Outage("mail", f"{to}: {code} {said}")


def _refusal(code: int, said: bytes | str, what: str) -> SynclineError:
    seen = f"{what}: {code} {_text(said)}"
    return Outage("mail", seen) if code < 500 else CredentialsRefused("mail", seen, _ACCESS)


def _text(said: bytes | str) -> str:
    whole = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(whole.split())[:200]


def open_channel(settings: ChannelSettings, timeout: int = TIMEOUT) -> MailChannel:
    """Open the channel on smtp://HOST:PORT or smtps://HOST:PORT; makes no connection."""
    return MailChannel(settings, timeout)
