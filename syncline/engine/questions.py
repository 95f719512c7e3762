"""Conflicts and proposals as questions with two answers, and what an answer writes."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from syncline.domain.fields import Value, shown_text
from syncline.domain.outbox import Episode
from syncline.domain.people import Person
from syncline.domain.state import Conflict, Proposal
from syncline.engine import verdicts
from syncline.engine.session import Session
from syncline.ports import Store

RULE = "G1"
MARKS = {"first": "1️⃣", "second": "2️⃣"}


@dataclass(frozen=True)
class Option:
    """One answer: where the value stands, what it is, who typed it and when."""

    place: str
    value: Value
    by: str | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Question:
    """What waits for a person, as they saw it: another edit makes it another question."""

    about: Conflict | Proposal
    options: tuple[Option, Option]

    @property
    def key(self) -> str:
        """Name it with its revision, so that nobody overrules what they have not seen."""
        revision = self.about.revision if isinstance(self.about, Conflict) else 1
        return f"{self.about.id}.{revision}"


def question(store: Store, episode: Episode) -> Question | None:
    """Return the open question that an episode is about; None when it is settled, or none."""
    if episode.rule != RULE:
        return None
    name, _, replica = episode.variant.partition("@")
    if replica:
        for made in store.proposals():
            if (made.item, made.field, made.replica) == (episode.item, name, replica):
                proposed = Option(made.replica, made.value, made.by, made.opened_at)
                return Question(made, (proposed, Option("", made.against)))
        return None
    for conflict in store.conflicts():
        if (conflict.item, conflict.field) == (episode.item, name):
            sides = [
                Option(where, side.value, side.by, side.at)
                for where, side in sorted(conflict.candidates.items())
            ]
            return Question(conflict, (sides[0], sides[1])) if len(sides) > 1 else None
    return None


def spelled(asked: Question, person: Person) -> str:
    """Return both values with author and time, each with the sign that chooses it."""
    zone = ZoneInfo(person.timezone)
    said = []
    for mark, option in zip(MARKS.values(), asked.options, strict=True):
        who = f", {option.by}" if option.by else ""
        when = f", {option.at.astimezone(zone):%Y-%m-%d %H:%M}" if option.at else ""
        place = option.place or "⟲"
        said.append(f"{mark} {place}: {shown_text(option.value)}{who}{when}")
    return " · ".join(said)


def settle(session: Session, asked: Question, sign: str, by: str) -> str:
    """Do what was chosen, and say in a sentence what will be written.

    Raises ConfigurationError when the question has moved on meanwhile.
    """
    first = sign == "first"
    if isinstance(asked.about, Proposal):
        decide = verdicts.accept if first else verdicts.decline
        return decide(session, asked.about.id, by=by)
    option = asked.options[0 if first else 1]
    revision = asked.about.revision
    return verdicts.resolve(session, asked.about, option.value, revision, how=option.place, by=by)
