"""Conflicts and proposals as questions with numbered answers, and what an answer writes."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from syncline.domain.answering import CHOICES
from syncline.domain.fields import Value
from syncline.domain.history import DECIDED
from syncline.domain.item import ReplicaName
from syncline.domain.outbox import Episode
from syncline.domain.state import Agreed, Conflict, Proposal
from syncline.engine import verdicts
from syncline.engine.session import Session
from syncline.ports import Store

RULE = "G1"
EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Option:
    """One answer: what the value is and how tools show it, where it stands, who typed it and when.

    Without a place it is what is agreed.
    """

    places: tuple[ReplicaName, ...]
    value: Value
    shown: Value
    by: str | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Question:
    """What waits for a person, as they saw it: another edit makes it another question."""

    about: Conflict | Proposal
    options: tuple[Option, ...]
    revision: int

    @property
    def key(self) -> str:
        """Name it with its revision, so that nobody overrules what they have not seen."""
        return f"{self.about.id}.{self.revision}"

    def chosen(self, sign: str) -> Option | None:
        """Return the option that a sign stands for, if there are so many."""
        return dict(zip(CHOICES, self.options, strict=False)).get(sign)


def question(store: Store, episode: Episode) -> Question | None:
    """Return the open question that an episode is about; None when it is settled, or none."""
    if episode.rule != RULE:
        return None
    name, _, replica = episode.variant.partition("@")
    place = (episode.item, name)
    if replica:
        made = (p for p in store.proposals() if (p.item, p.field, p.replica) == (*place, replica))
        return next((asked(store, proposal) for proposal in made), None)
    found = (c for c in store.conflicts() if (c.item, c.field) == place)
    return next((asked(store, conflict) for conflict in found), None)


def asked(store: Store, about: Conflict | Proposal) -> Question:
    """Return what a conflict or a proposal asks: which of all its different values holds."""
    if isinstance(about, Proposal):
        proposed = Option((about.replica,), about.value, about.value, about.by, about.opened_at)
        state = store.load([about.item])[about.item]
        agreed = state.agreed.get(about.field, Agreed(about.against))
        return Question(about, (proposed, _agreed(store, about, agreed.value)), agreed.version)
    sides: list[Option] = []
    for where, side in sorted(about.candidates.items()):
        one = Option((where,), side.value, side.display, side.by, side.at)
        same = next((other for other in sides if other.value == side.value), None)
        if same is None:
            sides.append(one)
        else:
            later = max(same, one, key=lambda o: o.at or EVER)
            sides[sides.index(same)] = replace(later, places=(*same.places, where))
    return Question(about, tuple(sides), about.revision)


def _agreed(store: Store, about: Proposal, value: Value) -> Option:
    """Return what a proposal would replace now, with whoever decided that."""
    history = reversed(store.history(about.item))
    mine = (c for c in history if c.field == about.field and c.what in DECIDED and c.new == value)
    by, at = next(((c.by, c.at) for c in mine), (None, None))
    return Option((), value, value, by, at)


def settle(session: Session, question: Question, option: Option, by: str) -> None:
    """Do what was chosen. Raises ConfigurationError when the question has moved on meanwhile."""
    about = question.about
    if isinstance(about, Proposal):
        decide = verdicts.accept if option.places else verdicts.decline
        decide(session, about.id, by=by)
    else:
        how = option.places[0]
        verdicts.resolve(session, about, option.value, about.revision, how=how, by=by)
