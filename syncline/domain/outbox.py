"""What is remembered of alerts: episodes, what was told and answered, and what was measured."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from syncline.domain.item import ItemId

EpisodeState = Literal["pending", "firing", "acknowledged", "snoozed", "muted", "resolved"]
MessageState = Literal["PENDING", "SENT", "OK", "FAILED", "UNKNOWN"]
MessageKind = Literal["digest", "interrupt", "summary", "escalation", "pulse", "reply"]
LABEL = "label"  # where an answer was given that is a label of the item itself


@dataclass(frozen=True, slots=True)
class Episode:
    """One firing of a rule for one Item and owner, from first seen to resolved.

    `runs`, `seen`: in how many complete runs in a row it was true, and the last of them.
    `cleared_at`: since when it is no longer true; it ends only after a while of that.
    `until`: when a person wants to hear of it again. `batch`: it began in a first or late round.
    """

    id: str
    home: str  # the portfolio that the Item belongs to
    fingerprint: str  # portfolio, rule, item, owner: never values
    rule: str
    item: ItemId
    owner: str
    severity: str
    text: str
    action: str
    opened_at: datetime
    state: EpisodeState = "firing"
    resolved_at: datetime | None = None
    name: str = ""
    team: str | None = None
    runs: int = 1
    seen: str = ""
    cleared_at: datetime | None = None
    until: datetime | None = None
    reopens: str | None = None  # the episode that it goes on from
    batch: bool = False

    @property
    def variant(self) -> str:
        """Return which of several things on the item it is about."""
        return "|".join(self.fingerprint.split("|")[4:])

    @property
    def is_gathered(self) -> bool:
        """Tell whether it is about all Items of a bulk edit, for which `item` only stands."""
        parts = self.fingerprint.split("|")
        return len(parts) > 2 and parts[2] != self.item

    @property
    def is_open(self) -> bool:
        """Tell whether it has not ended."""
        return self.state != "resolved"


@dataclass(frozen=True, slots=True)
class Transition:
    """One step of an episode: from which state into which, why, and by whom."""

    episode: str
    was: str
    became: str
    why: str
    at: datetime
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One line of the outbox: an episode told to a person through a channel, at most once.

    `line`: its place in the message; 0 where it was only counted there. `asked_at`: when it was
    last looked at for answers. `note`: why it did not arrive; or where it is, and the name of the
    question that it asks; or what a reply that waits for its reader's hours says.
    """

    episode: str
    person: str
    channel: str
    state: MessageState
    at: datetime
    note: str = ""
    kind: MessageKind = "digest"
    line: int = 1
    asked_at: datetime | None = None

    @property
    def reference(self) -> str:
        """Return where a message that arrived is, in the words of its channel."""
        return self.note.partition(" ")[0]

    @property
    def question(self) -> str:
        """Return the name of the question that the line asks, with its revision, if any."""
        return self.note.partition(" ")[2]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person said about an episode, once and for all: a verdict, or what to do with it."""

    episode: str
    sign: str  # ack, snooze, done, useful, useless, or the choice: first, second ...
    by: str
    at: datetime
    rule: str
    place: str = ""  # the channel, or LABEL


@dataclass(frozen=True, slots=True)
class Beat:
    """When alerts last went their round; `uptime`: seconds of a clock that nobody sets.

    `teams`: which were told then, as `portfolio|team`; None where nobody wrote that down.
    """

    at: datetime
    uptime: float = 0.0
    boot: str = ""  # which start of which machine
    teams: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """One measured value of one day; kept for teams, never for a person."""

    day: date
    home: str
    team: str
    name: str
    value: float
    size: int  # of what it was measured


@dataclass(frozen=True, slots=True)
class Score:
    """One anonymous answer to a question of the monthly pulse."""

    month: str
    team: str
    question: int
    score: int
