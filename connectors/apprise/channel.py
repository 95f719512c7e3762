"""The channel of every service that Apprise knows: Microsoft Teams, Matrix, Mattermost, ntfy ..."""

import logging
import re
from urllib.parse import quote

from apprise import Apprise, NotifyFormat

from connectors.apprise.text import body, defanged
from syncline.domain.errors import ConfigurationError, UnknownOutcome
from syncline.domain.memo import Memo
from syncline.domain.people import People
from syncline.ports import ChannelSettings, Delivered, NotDelivered

_PERSONAL = re.compile(r"\{(email|account)\}")
_REMEDY = "Write an Apprise address, as https://appriseit.com/services/ lists them."
logging.getLogger("apprise").addHandler(logging.NullHandler())
logging.getLogger("apprise").propagate = False  # it logs addresses, and they hold secrets


class AppriseChannel:
    """Fulfil `Channel` on one Apprise address.

    An address with {email} or {account} reaches one person; one without reaches a team's channel.
    """

    def __init__(self, name: str, url: str, people: People) -> None:
        self._name, self._url, self._people = name, url, people
        if not Apprise().add(_PERSONAL.sub("x", url)):
            raise ConfigurationError(
                f"channels.{name}: the address is none of Apprise's. {_REMEDY}"
            )

    @property
    def name(self) -> str:
        """Return the channel's name, as in the outbox."""
        return self._name

    def send(self, to: str, memo: Memo) -> Delivered | NotDelivered:
        """Send one message. Raises UnknownOutcome: Apprise never says what went wrong."""
        url = self._addressed(to)
        if isinstance(url, NotDelivered):
            return url
        service = Apprise()
        service.add(url)
        sent = service.notify(
            title=defanged(memo.head), body=body(memo), body_format=NotifyFormat.TEXT,
            interpret_escapes=False,
        )  # fmt: skip
        if not sent:
            raise UnknownOutcome(self._name, f"{to}: the service did not confirm the message")
        return Delivered(f"{self._name}:{to}")

    def _addressed(self, to: str) -> str | NotDelivered:
        personal = _PERSONAL.search(self._url)
        if to.startswith("#"):
            return NotDelivered(f"{self._name} reaches single people") if personal else self._url
        if not personal:
            return NotDelivered(f"{self._name} reaches a team, and no single person")
        account = self._people.account(self._name, to)
        if "{account}" in self._url and not account:
            return NotDelivered(f"people.yaml names no {self._name} account")
        said: dict[str, str] = {
            "email": quote(to, safe=""),
            "account": quote(account or "", safe=""),
        }
        return _PERSONAL.sub(lambda found: said[found[1]], self._url)


def open_channel(settings: ChannelSettings) -> AppriseChannel:
    """Open the channel on an Apprise address, which is a secret; makes no request."""
    return AppriseChannel(settings.name, settings.secrets.get("url", ""), settings.people)
