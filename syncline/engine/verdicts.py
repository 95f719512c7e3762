"""What people decide: settle a Conflict, accept or decline a Proposal, reject a held plan."""

from dataclasses import replace
from datetime import timedelta
from typing import Literal

from syncline.domain.downward import voices
from syncline.domain.errors import ConfigurationError
from syncline.domain.fields import Value, shown_text
from syncline.domain.item import FieldName, ReplicaName, is_voice
from syncline.domain.missing import RECORD
from syncline.domain.relating import parents_of
from syncline.domain.state import (
    Absence,
    Agreed,
    AgreedAt,
    Conflict,
    FieldChange,
    ItemState,
    Proposal,
    Row,
    ShadowAt,
)
from syncline.engine.conclude import rest_of
from syncline.engine.session import Session


def resolve(
    session: Session, conflict: Conflict, value: Value, revision: int, *, how: str, by: str
) -> str:
    """Make `value` the agreed one and close the Conflict, all in one transaction.

    Raises ConfigurationError when the Conflict has moved on: nobody overrules a value unseen.
    """
    current = _open_conflict(session, conflict.id)
    if current.revision != revision:
        shown = "; ".join(f"{r}: {shown_text(c.value)}" for r, c in current.candidates.items())
        raise ConfigurationError(
            f"{conflict.id} has changed since you saw it. It is now {shown}. Decide again, "
            f"naming it {conflict.id}.{current.revision}."
        )
    state = _state(session, current.item)
    rows = _agreed(session, state, current.field, value, "resolved", by)
    closed = replace(current, closed_at=session.clock.now(), how=how)
    session.commit([*rows, closed])
    return f"{state.name}: {current.field} is {shown_text(value)}, as in {how}."


def _open_conflict(session: Session, name: str) -> Conflict:
    found = [c for c in session.store.conflicts() if c.id == name]
    if not found:
        raise ConfigurationError(
            f"No open conflict is named {name}. `syncline conflicts CONFIG` lists the open ones."
        )
    return found[0]


def candidate(conflict: Conflict, replica: ReplicaName) -> Value:
    """Return one side's value. Raises ConfigurationError when that replica takes no part."""
    if replica not in conflict.candidates:
        sides = ", ".join(conflict.candidates)
        raise ConfigurationError(
            f"{conflict.id} is between {sides}; {replica} takes no part in it."
        )
    return conflict.candidates[replica].value


def accept(session: Session, name: str, *, by: str) -> str:
    """Make a proposed value the agreed one; the next sync carries it everywhere."""
    proposal = _open_proposal(session, name)
    state = _state(session, proposal.item)
    if proposal.field == RECORD:
        return _answered(session, state, proposal, "archive", by)
    _not_on_hold(state, proposal)
    rows = _agreed(session, state, proposal.field, proposal.value, "accepted", by)
    told = f"{state.name}: {proposal.field} is {shown_text(proposal.value)}."
    if above := _mirrored_from(session, proposal):
        _not_on_hold(above, proposal)
        rows += _agreed(session, above, proposal.field, proposal.value, "accepted", by)
        told += f" So it is for {above.name}, which it mirrors, and whatever else delivers that."
    session.commit([*rows, replace(proposal, closed_at=session.clock.now(), how="accepted")])
    return told


def _not_on_hold(state: ItemState, proposal: Proposal) -> None:
    """Raise ConfigurationError where a Conflict is open: its sides have not seen this value."""
    if held := state.conflicts.get(proposal.field):
        raise ConfigurationError(
            f"{state.name}: {proposal.field} waits for {held.id}, where {proposal.id} is no side. "
            f"Settle {held.id} first, with --value {shown_text(proposal.value)} if that is what "
            f"it shall be; {proposal.id} stays open until then."
        )


def _mirrored_from(session: Session, proposal: Proposal) -> ItemState | None:
    """Return the Item above that decides the field, where one does: accepting decides it there."""
    relations = session.store.relations([proposal.item])
    states = session.store.load({i for r in relations for i in (r.child, r.parent)})
    said = voices(session.portfolio, proposal.item, parents_of(relations), states)
    voice = said.get(proposal.field)
    mirrored = voice and voice.flow == "mirror" and not is_voice(proposal.replica)
    return states[voice.parent] if voice and mirrored else None


def decline(session: Session, name: str, *, by: str) -> str:
    """Keep the agreed value; the next sync writes it where the proposal was made."""
    proposal = _open_proposal(session, name)
    state = _state(session, proposal.item)
    if proposal.field == RECORD:
        return _answered(session, state, proposal, "kept", by)
    shadow = state.shadows.get((proposal.replica, proposal.field))  # none: it is mapped anew
    behind = replace(shadow, version=0) if shadow else None
    now = session.clock.now()
    rows: list[Row] = [
        ShadowAt(state.item.id, proposal.replica, proposal.field, behind),
        FieldChange(
            state.item.id, proposal.field, proposal.replica, proposal.value,
            state.value(proposal.field), "declined", session.run, now, by,
        ),
    ]  # fmt: skip
    session.commit([*rows, replace(proposal, closed_at=now, how="declined")])
    if is_voice(proposal.replica):
        kept = shown_text(state.value(proposal.field))
        return f"{state.name}: {proposal.field} stays {kept}; the item above keeps its own."
    return (
        f"{state.name}: {proposal.field} stays {shown_text(state.value(proposal.field))}; "
        f"the next sync writes it back in {proposal.replica}."
    )


def _answered(
    session: Session,
    state: ItemState,
    proposal: Proposal,
    how: Literal["archive", "kept"],
    by: str,
) -> str:
    """Settle the question what becomes of an Item that was deleted in one replica."""
    absence = replace(state.absent[proposal.replica], versions=state.versions)
    session.commit(_settled(session, absence, proposal, how, by))
    others = ", ".join(sorted(state.homes - {proposal.replica}))
    if how == "archive":
        return f"{state.name}: the next sync puts it away in {others}; nothing is deleted."
    return f"{state.name}: it stays in {others}, and is not made again in {proposal.replica}."


def _settled(
    session: Session,
    absence: Absence,
    question: Proposal | None,
    how: Literal["archive", "kept"],
    by: str,
) -> list[Row]:
    """Return the rows of one decision about a deletion, with the question that it answers."""
    now, said = session.clock.now(), "accepted" if how == "archive" else "declined"
    change = FieldChange(
        absence.item, RECORD, absence.replica, "kept", how, said, session.run, now, by
    )
    closed = [replace(question, closed_at=now, how=said)] if question else []
    return [replace(absence, how=how), change, *closed]


def settle_deletions(
    session: Session, replica: ReplicaName, how: Literal["archive", "kept"], *, by: str
) -> str:
    """Decide about every certain deletion in a replica that nobody has decided about yet."""
    open_ones = [a for a in session.store.absences(replica) if a.certain and a.how in {"", "asked"}]
    asked = {(p.item, p.replica): p for p in session.store.proposals() if p.field == RECORD}
    rows: list[Row] = []
    states = session.store.load({gone.item for gone in open_ones})
    for absence in open_ones:
        gone = replace(absence, versions=states[absence.item].versions)
        rows += _settled(session, gone, asked.get((gone.item, replica)), how, by)
    session.commit(rows)
    then = "the next plan puts the others away" if how == "archive" else "the others stay"
    return f"{len(open_ones)} deletions in {replica} are settled: {then}."


def reject(session: Session, digest: str) -> str:
    """Put the plan that waits aside. Raises ConfigurationError when another one, or none, waits."""
    held = session.store.held()
    if held is None or held.digest != digest:
        waits = f"{held.digest} waits" if held else "no plan waits"
        raise ConfigurationError(f"Plan {digest} does not wait: {waits}.")
    if why := rest_of(held):
        # Forgotten, it would be written as soon as it is under the limits. It waits anew.
        session.commit([replace(held, at=session.clock.now())])
        return (
            f"Plan {digest} stays aside: {why}. It is written only when approved, and the next "
            "sync asks again."
        )
    session.commit([replace(held, state="rejected")])
    return f"Plan {digest} is rejected. Nothing was written; the next run makes a new plan."


def expire(session: Session, patience: timedelta) -> str:
    """Reject the plan that waits when nobody has answered for so long; return what is said of it.

    Nothing is said where none waits, or not yet for so long.
    """
    held = session.store.held()
    if held is None or session.clock.now() - held.at < patience:
        return ""
    hours = patience.total_seconds() / 3600
    return f"Nobody answered within {hours:g} hours. {reject(session, held.digest)}"


def release(session: Session, name: str, made: str) -> str:
    """Say what became of a create that nobody can look up; `made`: the record's id, or nothing."""
    found = [i for i in session.store.intents("QUARANTINED") if i.id == name]
    if not found:
        raise ConfigurationError(
            f"No quarantined write is named {name}. `syncline waiting CONFIG` lists them."
        )
    if made:
        session.commit([replace(found[0], state="UNKNOWN", made=made)])
        return f"{name}: the next sync looks {made} up and links it."
    session.commit([replace(found[0], state="RESOLVED", note="a person says it was not made")])
    return f"{name}: the next sync may make the record again."


def take_off(session: Session, item: str, name: FieldName, words: frozenset[str]) -> None:
    """Take answers that were heard off an Item; the next sync does so in every tool."""
    state = _state(session, item)
    value = state.value(name)
    left = value - words if isinstance(value, frozenset) else None if value in words else value
    if left != value:
        session.commit(_agreed(session, state, name, left, "labelled", None))


def _open_proposal(session: Session, name: str) -> Proposal:
    found = [p for p in session.store.proposals() if p.id == name]
    if not found:
        raise ConfigurationError(
            f"No open proposal is named {name}. `syncline proposals CONFIG` lists the open ones."
        )
    return found[0]


def _state(session: Session, item: str) -> ItemState:
    return session.store.load([item])[item]


def _agreed(
    session: Session, state: ItemState, name: str, value: Value, what: str, by: str | None
) -> list[Row]:
    former = state.agreed.get(name, Agreed())
    now = session.clock.now()
    return [
        AgreedAt(state.item.id, name, Agreed(value, former.version + 1)),
        FieldChange(state.item.id, name, "", former.value, value, what, session.run, now, by),
    ]
