"""Labels as answers: what a person put on an item after they were told; taken off once heard."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from syncline.domain.answering import CHOICES, answers_in, labelled, put_on
from syncline.domain.item import FieldName
from syncline.domain.outbox import LABEL, Episode, Message
from syncline.domain.state import FieldChange, ItemState, LeaseTaken
from syncline.engine import verdicts
from syncline.engine.answerable import Answerable, Heard
from syncline.engine.desk import Desk


@dataclass(frozen=True)
class Worn:
    """The answers that an item wears in one field, and the lines that were told of the item."""

    home: str
    state: ItemState
    field: FieldName
    answers: frozenset[str]
    lines: tuple[tuple[Message, Episode], ...]


def worn(desk: Desk, answerable: Answerable) -> list[Worn]:
    """Return what items wear of which somebody was told, as the last sync read them."""
    told: dict[str, dict[str, list[tuple[Message, Episode]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for message, episode in answerable.lines:
        told[episode.home][episode.item].append((message, episode))
    found = []
    for home, of_item in told.items():
        store, fields = desk.stores.get(home), desk.portfolio(home).answer_fields
        states = store.load(of_item) if store and fields else {}
        for item, state in states.items():
            words = {name: answers_in(state.value(name)) for name in fields}
            found += [
                Worn(home, state, name, said, tuple(of_item[item]))
                for name, said in words.items()
                if said
            ]
    return found


def heard(desk: Desk, answerable: Answerable, wears: Iterable[Worn]) -> Iterator[Heard]:
    """Yield what was put on after its line was told; what was there before says nothing."""
    for one in wears:
        history = desk.stores[one.home].history(one.state.item.id)
        for label in sorted(one.answers):
            if change := put_on(history, one.field, label):
                yield from _meant(answerable, one, label, change)


def _meant(answerable: Answerable, one: Worn, label: str, change: FieldChange) -> Iterator[Heard]:
    """Yield what a label means: a choice is about the one open question, all else about each."""
    sign, days = labelled(label) or ("", 0)
    by = change.by or f"somebody in {change.replica}"
    put_on_at = change.since or change.at  # a sync may have read it long after
    before = [(m, e) for m, e in one.lines if m.at < put_on_at]
    if sign in CHOICES:
        asking = [(m, e) for m, e in before if m.question]
        asking.sort(key=lambda line: answerable.asked(line[0]) is None)  # what is open goes first
        doubtful = answerable.doubtful(m for m, _ in asking)
        for message, episode in asking[:1]:
            yield Heard(episode, sign, by, LABEL, message, doubtful=doubtful)
        return
    for message, episode in {e.id: (m, e) for m, e in before}.values():
        yield Heard(episode, sign, by, LABEL, message, days)


def take_off(desk: Desk, wears: Iterable[Worn]) -> None:
    """Take the answers off again, so that none is taken for one to a later question.

    While a run is at work they stay for another round; what was heard is not heard again.
    """
    by_home: dict[str, list[Worn]] = defaultdict(list)
    for one in wears:
        by_home[one.home].append(one)
    for home, found in by_home.items() if desk.deciding else ():
        assert desk.deciding is not None
        with desk.deciding(home) as session:
            if isinstance(session, LeaseTaken):
                continue
            for one in found:
                verdicts.take_off(session, one.state.item.id, one.field, one.answers)
