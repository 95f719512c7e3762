"""What was told and may be answered: the messages, their episodes, and the questions they ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from syncline.domain.outbox import Episode, Message
from syncline.domain.state import Conflict, Proposal
from syncline.engine.desk import Desk

OPEN = frozenset({"firing", "acknowledged", "snoozed"})


@dataclass(frozen=True)
class Heard:
    """One answer: to which episode, which sign, by whom, and below which message.

    `doubtful`: it may mean more than one question, so it decides none.
    """

    episode: Episode
    sign: str
    by: str
    place: str
    message: Message
    days: int = 0
    doubtful: bool = False


@dataclass(frozen=True)
class Answerable:
    """Every line that reached somebody, newest first, with what it was about."""

    desk: Desk

    @cached_property
    def episodes(self) -> dict[str, Episode]:
        """Return every episode, also of those that ended: a question outlives its episode."""
        return {e.id: e for e in self.desk.store.episodes()}

    @cached_property
    def questions(self) -> dict[str, Conflict | Proposal]:
        """Return every open conflict and proposal, by its name."""
        stores = self.desk.stores.values()
        found: list[Conflict | Proposal] = [one for store in stores for one in store.conflicts()]
        found += (one for store in stores for one in store.proposals())
        return {one.id: one for one in found}

    @cached_property
    def lines(self) -> tuple[tuple[Message, Episode], ...]:
        """Return each line that somebody may still answer."""
        told = (m for m in reversed(self.desk.store.messages("OK")) if m.line)
        found = ((m, self.episodes[m.episode]) for m in told if m.episode in self.episodes)
        return tuple((m, e) for m, e in found if e.state in OPEN or self.asked(m))

    def asked(self, message: Message) -> Conflict | Proposal | None:
        """Return what a message asks, while it is open; to whom it is handed over is no matter."""
        name = message.question.rpartition(".")[0]
        return self.questions.get(name) if name else None

    def doubtful(self, lines: Iterable[Message]) -> bool:
        """Tell whether these ask more than one question that is still open."""
        return len({about.id for line in lines if (about := self.asked(line))}) > 1
