"""What the commands for people's decisions do: list, resolve, accept, decline."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flows.person import me
from flows.runtime import House, open_house
from flows.screen import Screen
from syncline.domain.errors import ConfigurationError
from syncline.domain.fields import FieldType, Value, minute, normal, plain_json, shown_text
from syncline.domain.missing import RECORD
from syncline.domain.state import Conflict, ItemState, LeaseTaken, Proposal
from syncline.domain.text import plain
from syncline.engine import verdicts
from syncline.engine.session import Session

AGREED = "agreed"  # the value that stands while a conflict is open
PATIENCE = 10  # seconds to wait for a run that is at work


@dataclass(frozen=True)
class Choice:
    """What a person chose: one conflict or all of a field, one side or another value."""

    conflict: str | None
    take: str | None
    value: str | None
    every: str | None


def conflicts(screen: Screen, config: str) -> int:
    """List open conflicts."""
    with open_house(config) as house:
        found = house.store.conflicts()
        states = house.store.load({c.item for c in found})
    for conflict in found:
        state = states[conflict.item]
        screen.show(f"{named(conflict)}  {state.name}  {conflict.field}")
        for replica, side in conflict.candidates.items():
            who = f" by {side.by}" if side.by else ""
            when = f" on {side.at:%Y-%m-%d %H:%M}" if side.at else ""
            screen.show(f"    {replica}: {shown_text(side.value)}{who}{when}")
        if conflict.field in state.agreed and state.agreed[conflict.field].version:
            screen.show(f"    {AGREED}: {shown_text(state.value(conflict.field))}")
    screen.show(f"{len(found)} open." + (" Settle: resolve CONFIG ID --take REPLICA" * bool(found)))
    screen.document([conflict_row(c, states[c.item]) for c in found])
    return 0


def named(conflict: Conflict) -> str:
    """Return the name under which a conflict is settled; it changes whenever its sides do.

    Nobody can then overrule a value that they have not seen.
    """
    return conflict.id if conflict.revision == 1 else f"{conflict.id}.{conflict.revision}"


def conflict_row(conflict: Conflict, state: ItemState) -> dict[str, object]:
    """Return one conflict for programs."""
    return {
        "id": named(conflict),
        "item": state.name,
        "field": conflict.field,
        "agreed": plain_json(state.value(conflict.field)),
        "revision": conflict.revision,
        "opened": conflict.opened_at.isoformat(),
        "sides": {
            replica: {
                "value": plain_json(side.value),
                "by": side.by,
                "at": side.at.isoformat() if side.at else None,
            }
            for replica, side in conflict.candidates.items()
        },
    }


def proposals(screen: Screen, config: str) -> int:
    """List open proposals."""
    with open_house(config) as house:
        found = house.store.proposals()
        states = house.store.load({p.item for p in found})
    for made in found:
        screen.show(f"{made.id}  {states[made.item].name}  {_asked(made)}")
    screen.show(f"{len(found)} open." + (" Settle: accept or decline CONFIG ID" * bool(found)))
    screen.document([proposal_row(p, states[p.item]) for p in found])
    return 0


def _asked(made: Proposal) -> str:
    if made.field == RECORD:
        return f"was deleted in {made.replica}. Accept: {made.value}. Decline: it stays there."
    return (
        f"{made.field}: {made.by or made.replica} proposes {shown_text(made.value)} in "
        f"{made.replica}; agreed is {shown_text(made.against)}"
    )


def proposal_row(proposal: Proposal, state: ItemState) -> dict[str, object]:
    """Return one proposal for programs."""
    return {
        "id": proposal.id,
        "item": state.name,
        "field": proposal.field,
        "replica": proposal.replica,
        "value": plain_json(proposal.value),
        "agreed": plain_json(proposal.against),
        "by": proposal.by,
        "opened": proposal.opened_at.isoformat(),
    }


def resolve(screen: Screen, config: str, choice: Choice) -> int:
    """Settle one conflict, or every conflict of a field."""
    if (choice.take is None) == (choice.value is None):
        raise ConfigurationError("Say either --take REPLICA or --value V.")
    if (choice.conflict is None) == (choice.every is None):
        raise ConfigurationError("Name one conflict, or --all --field F.")
    with open_house(config) as house, deciding(house) as session:
        name, _, revision = (choice.conflict or "").partition(".")
        known = session.store.conflicts()
        chosen = [c for c in known if name == c.id or choice.every == c.field]
        if not chosen:
            which = choice.conflict or f"on the field {choice.every}"
            raise ConfigurationError(
                f"No open conflict {which}. `syncline conflicts {config}` lists them."
            )
        for conflict in chosen:
            value = _chosen(house, conflict, choice)
            how = choice.take or "a value given by hand"
            seen = _seen(conflict, revision) if name else conflict.revision
            screen.show(verdicts.resolve(session, conflict, value, seen, how=how, by=me()))
    return 0


def _seen(conflict: Conflict, revision: str) -> int:
    if revision and not revision.isdigit():
        raise ConfigurationError(f"{conflict.id}.{revision}: write it as `conflicts` shows it.")
    return int(revision or 1)


def _chosen(house: House, conflict: Conflict, choice: Choice) -> Value:
    if choice.take == AGREED:
        return house.store.load([conflict.item])[conflict.item].value(conflict.field)
    if choice.take is not None:
        return verdicts.candidate(conflict, choice.take)
    return parsed(house, conflict.field, choice.value or "")


def parsed(house: House, name: str, text: str) -> Value:
    """Read a value that a person typed. Raises ConfigurationError that says what to write."""
    kind = house.portfolio.fields[name].type
    if not text:
        return normal(kind, None)
    try:
        return _READERS.get(kind, _text)(house, name, text)
    except ValueError as error:
        raise ConfigurationError(f"{text} is no {name}. Write {error}.") from None


def _text(_: House, __: str, text: str) -> Value:
    return text


def _date(_: House, __: str, text: str) -> Value:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("a date as 2026-03-31") from None


def _moment(house: House, _: str, text: str) -> Value:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("a moment as 2026-03-31T09:00, or a day") from None
    if len(text) == len("2026-03-31"):
        return read.date()
    return minute(read if read.tzinfo else read.replace(tzinfo=ZoneInfo(house.portfolio.timezone)))


def _number(_: House, __: str, text: str) -> Value:
    try:
        return float(text)
    except ValueError:
        raise ValueError("a number, such as 3 or 0.5") from None


def _word(house: House, name: str, text: str) -> Value:
    written = (house.loaded.settings(r, {}).words.get(name, ()) for r in house.portfolio.replicas)
    words = list(dict.fromkeys(each.word for found in written for each in found))
    if words and text not in words:
        raise ValueError(f"one of: {', '.join(words)}")
    return text


def _person(house: House, _: str, text: str) -> Value:
    known = house.people.by_email(text)
    if house.people.persons and known is None:
        raise ValueError("the e-mail address of somebody in people.yaml")
    return known.email if known else text


def _people(house: House, name: str, text: str) -> Value:
    return frozenset(str(_person(house, name, part)) for part in _parts(text))


def _tick(_: House, __: str, text: str) -> Value:
    if text.casefold() not in ("yes", "no"):
        raise ValueError("yes or no")
    return text.casefold() == "yes"


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")]


def _item(house: House, _: str, text: str) -> Value:
    found = house.store.find(text)
    if found is None:
        raise ValueError("the key, id or URL of an item that is synced")
    return found


_READERS: dict[FieldType, Callable[[House, str, str], Value]] = {
    FieldType.OPTION: _word,
    FieldType.PERSON: _person,
    FieldType.DATE: _date,
    FieldType.MOMENT: _moment,
    FieldType.NUMBER: _number,
    FieldType.REF: _item,
    FieldType.LINKS: lambda house, name, text: frozenset(
        str(_item(house, name, part)) for part in _parts(text)
    ),
    FieldType.RICH: lambda _, __, text: plain(text),
    FieldType.SET: lambda _, __, text: frozenset(_parts(text)),
    FieldType.PEOPLE: _people,
    FieldType.CHECKBOX: _tick,
}


def accept(screen: Screen, config: str, proposal: str) -> int:
    """Accept a proposal."""
    with open_house(config) as house, deciding(house) as session:
        screen.show(verdicts.accept(session, proposal, by=me()))
    return 0


def decline(screen: Screen, config: str, proposal: str) -> int:
    """Decline a proposal."""
    with open_house(config) as house, deciding(house) as session:
        screen.show(verdicts.decline(session, proposal, by=me()))
    return 0


@contextmanager
def deciding(house: House) -> Iterator[Session]:
    """Hold the lease for one decision; wait a little for a run that is at work."""
    until = time.monotonic() + PATIENCE
    while True:
        with house.leased() as session:
            if not isinstance(session, LeaseTaken):
                yield session
                return
        if time.monotonic() > until:
            raise ConfigurationError(
                f"A run is at work ({session.holder}), so nothing was decided. Try again when it "
                "has ended."
            )
        time.sleep(0.5)
