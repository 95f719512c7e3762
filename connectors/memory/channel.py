"""A channel in memory: messages are kept in a list."""

from collections.abc import Sequence
from dataclasses import dataclass

from syncline.domain.errors import UnknownOutcome
from syncline.ports import Delivered, NotDelivered


@dataclass(frozen=True, slots=True)
class Sent:
    """One message that arrived."""

    email: str
    lines: tuple[str, ...]


class MemoryChannel:
    """Keep messages; `refusals` maps an address to the reason why it gets none."""

    def __init__(self, name: str = "memory") -> None:
        self._name = name
        self.sent: list[Sent] = []
        self.refusals: dict[str, str] = {}
        self.lose = 0  # so many answers are lost next, after the message has arrived

    @property
    def name(self) -> str:
        """Return the channel's name, as in the outbox."""
        return self._name

    def send(self, email: str, lines: Sequence[str]) -> Delivered | NotDelivered:
        """Send one message to one person. Raises UnknownOutcome where the answer is lost."""
        if reason := self.refusals.get(email):
            return NotDelivered(reason)
        self.sent.append(Sent(email, tuple(lines)))
        if self.lose:
            self.lose -= 1
            raise UnknownOutcome(self._name, f"the answer to a message for {email} was lost")
        return Delivered(f"{self._name}:{len(self.sent)}")


_CHANNELS: dict[str, MemoryChannel] = {}


def open_channel(url: str, _token: str = "") -> MemoryChannel:
    """Open the channel of a URL, the same one throughout the process."""
    return _CHANNELS.setdefault(url, MemoryChannel())
