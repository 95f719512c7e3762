"""A channel in memory: messages are kept in a list."""

from dataclasses import dataclass, field

from syncline.domain.errors import UnknownOutcome
from syncline.domain.memo import Memo
from syncline.ports import ChannelSettings, Delivered, NotDelivered, Reaction


@dataclass(frozen=True, slots=True)
class Sent:
    """One message that arrived."""

    email: str
    memo: Memo
    reactions: list[Reaction] = field(default_factory=list)
    replies: list[Memo] = field(default_factory=list)

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the message as plain lines."""
        return self.memo.plain()


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

    def send(self, to: str, memo: Memo) -> Delivered | NotDelivered:
        """Send one message. Raises UnknownOutcome where the answer is lost."""
        if reason := self.refusals.get(to):
            return NotDelivered(reason)
        self.sent.append(Sent(to, memo))
        if self.lose:
            self.lose -= 1
            raise UnknownOutcome(self._name, f"the answer to a message for {to} was lost")
        return Delivered(f"{self._name}:{len(self.sent)}")

    def answers(self, reference: str) -> tuple[Reaction, ...]:
        """Return who answered a message with which sign."""
        return tuple(self._named(reference).reactions)

    def reply(self, reference: str, memo: Memo) -> Delivered | NotDelivered:
        """Say something below a message."""
        self._named(reference).replies.append(memo)
        return Delivered(reference)

    def react(self, number: int, sign: str, by: str = "") -> None:
        """Let the reader of message `number`, counted from 1, answer with a sign."""
        sent = self.sent[number - 1]
        sent.reactions.append(Reaction(sign, by or sent.email))

    def _named(self, reference: str) -> Sent:
        return self.sent[int(reference.rpartition(":")[2]) - 1]


_CHANNELS: dict[str, MemoryChannel] = {}


def open_channel(settings: ChannelSettings) -> MemoryChannel:
    """Open the channel of a URL, the same one throughout the process."""
    return _CHANNELS.setdefault(settings.url, MemoryChannel())
