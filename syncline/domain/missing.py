"""What becomes of an Item whose Record was deleted in one replica: `on_missing`, decided."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from syncline.domain.item import Absent, ItemId, RecordId, ReplicaName, Snapshot
from syncline.domain.ledger import elements
from syncline.domain.naming import short_id
from syncline.domain.policy import OnMissing, Portfolio
from syncline.domain.presence import AT_ONCE, noticed
from syncline.domain.state import Absence, Agreed, FieldChange, ItemState, Proposal, Row

RECORD = "record"  # the field of a Proposal to put the other Records away
RETURNED = "returned"  # what is recorded of a Record that a person brought back
UNDECIDED = frozenset({"held", "proposed", "superseded"})  # typed, and no version tells of it


@dataclass(frozen=True, slots=True)
class Moment:
    """When and by which run something is decided."""

    now: datetime
    run: str


def settle_missing(
    portfolio: Portfolio, states: dict[ItemId, ItemState], done: Collection[Row], at: Moment
) -> tuple[list[Row], list[tuple[ReplicaName, str]]]:
    """Decide about every certain deletion that nobody has decided about; return rows and notes.

    Nothing is put away here: `archive` and an accepted question become operations of the Plan,
    unless somebody has edited the Item since (`done`: what this round accounts for).
    """
    rows = _asked_again(states, done, at)
    undecided = [
        (item, absence)
        for item, state in sorted(states.items())
        for absence in state.absent.values()
        if absence.certain and not absence.how and state.homes
    ]
    crowded = {r: n for r, n in Counter(a.replica for _, a in undecided).items() if n > AT_ONCE}
    for item, absence in undecided:
        if absence.replica not in crowded:
            states[item], made = _settled(portfolio, states[item], absence, at)
            rows += made
    return rows, [(replica, _crowd(replica, n)) for replica, n in sorted(crowded.items())]


def _asked_again(states: dict[ItemId, ItemState], done: Collection[Row], at: Moment) -> list[Row]:
    """Ask once more where an Item that was to be put away has been edited since that was decided.

    A held or a proposed edit changes no version, so it counts in the round that accounts for it.
    """
    typed = {row.item for row in done if isinstance(row, FieldChange) and row.what in UNDECIDED}
    rows: list[Row] = []
    for item, state in sorted(states.items()):
        for absence in state.absent.values():
            edited = state.versions > absence.versions or item in typed
            if absence.how == "archive" and edited and state.records.keys() - state.absent.keys():
                asked = _decided(states[item], absence, "asked")
                states[item], made = _asked(asked, absence, at, first=False)
                rows += made
    return rows


def _crowd(replica: ReplicaName, count: int) -> str:
    return (
        f"{count} records of {replica} were deleted, more than {AT_ONCE} at once: nobody is asked "
        "one by one and nothing is inferred. `syncline waiting CONFIG` lists them, and settles "
        "them with --keep or --archive."
    )


def _settled(
    portfolio: Portfolio, state: ItemState, absence: Absence, at: Moment
) -> tuple[ItemState, list[Row]]:
    match _policy(portfolio, state, absence):
        case "ignore":
            return _decided(state, absence, "ignored"), []
        case "label":
            labelled = _decided(state, absence, "labelled")
            return _relabelled(labelled, absence.replica, at, missing=True)
        case "archive":
            return _decided(state, absence, "archive"), []
        case "ask":
            return _asked(_decided(state, absence, "asked"), absence, at)


def _policy(portfolio: Portfolio, state: ItemState, absence: Absence) -> OnMissing:
    """Return what to do: an edit since the deletion wins over it, so a person is asked."""
    wanted = portfolio.safety.on_missing
    if wanted == "archive" and (state.versions > absence.versions or _waiting(state)):
        return "ask"
    if wanted == "label" and "labels" not in portfolio.fields:
        return "ask"
    return wanted


def _waiting(state: ItemState) -> bool:
    """Tell whether something that was typed in an Item waits for a person."""
    return bool(state.conflicts) or any(name != RECORD for _, name in state.proposals)


def _decided(state: ItemState, absence: Absence, how: str) -> ItemState:
    # What is edited from now on was not known to whoever decided.
    settled = replace(absence, how=how, versions=state.versions)  # type: ignore[arg-type]
    return replace(state, absent={**state.absent, absence.replica: settled})


def _relabelled(
    state: ItemState, replica: ReplicaName, at: Moment, *, missing: bool
) -> tuple[ItemState, list[Row]]:
    """Put the label on that tells of a deletion, or take it off."""
    former = state.agreed.get("labels", Agreed(frozenset(), 0))
    others = elements(former.value) - {label := f"missing-in-{replica}"}
    value = others | {label} if missing else others
    agreed = {**state.agreed, "labels": Agreed(value, former.version + 1)}
    change = FieldChange(
        state.item.id, "labels", replica, former.value, value, "labelled", at.run, at.now
    )
    return replace(state, agreed=agreed), [change]


def _asked(
    state: ItemState, absence: Absence, at: Moment, *, first: bool = True
) -> tuple[ItemState, list[Row]]:
    when = (absence.first_at if first else at.now).isoformat()
    made = short_id("p", state.item.id, RECORD, absence.replica, when)
    others = ", ".join(sorted(state.homes - {absence.replica}))
    proposal = Proposal(
        made, state.item.id, absence.replica, RECORD, f"archived in {others}", "kept", at.now
    )
    proposals = {**state.proposals, (absence.replica, RECORD): proposal}
    change = FieldChange(
        state.item.id, RECORD, absence.replica, "kept", proposal.value, "proposed", at.run, at.now
    )
    return replace(state, proposals=proposals), [change]


def looked(
    states: dict[ItemId, ItemState],
    links: Mapping[tuple[ReplicaName, RecordId], ItemId],
    absent: Mapping[ReplicaName, tuple[Absent, ...]],
    seen: Mapping[ItemId, Mapping[ReplicaName, Snapshot]],
    at: Moment,
) -> list[Row]:
    """Take over what this round's looks taught: what is not shown, and what is shown again."""
    rows: list[Row] = []
    for replica, batch in absent.items():
        for gone in batch:
            item = links.get((replica, gone.id))
            if item in states:
                made = noticed(states[item], replica, gone, at.now)
                kept = {**states[item].absent, replica: made}
                states[item] = replace(states[item], absent=kept)
    for item, snapshots in seen.items():
        for replica in snapshots.keys() & states[item].absent.keys():
            states[item], ended = returned(states[item], replica, at)
            rows += ended
    return rows


def returned(state: ItemState, replica: ReplicaName, at: Moment) -> tuple[ItemState, list[Row]]:
    """Let a Record be shown again: its Absence ends, and so does what followed from it."""
    absence = state.absent[replica]
    absent = {r: a for r, a in state.absent.items() if r != replica}
    proposals = dict(state.proposals)
    asked = proposals.pop((replica, RECORD), None)
    rows: list[Row] = [replace(absence, ended=True)]
    if asked:
        rows.append(replace(asked, closed_at=at.now, how="withdrawn"))
        change = (state.item.id, RECORD, replica, asked.value, "shown", "withdrawn", at.run, at.now)
        rows.append(FieldChange(*change))
    if absence.how == "archived":
        # Syncline put it away and somebody brought it back: a decision newer than the deletion.
        absent = {r: replace(a, how="kept") if a.how == "archive" else a for r, a in absent.items()}
        change = (state.item.id, RECORD, replica, "archived", "shown", RETURNED, at.run, at.now)
        rows.append(FieldChange(*change))
    state = replace(state, absent=absent, proposals=proposals)
    if absence.how == "labelled":
        state, made = _relabelled(state, replica, at, missing=False)
        rows += made
    return state, rows


def stays(rows: Iterable[Row]) -> Iterator[tuple[ItemId, ReplicaName, str]]:
    """Yield what was brought back by a person in this round, and what that means."""
    for row in rows:
        if isinstance(row, FieldChange) and row.what == RETURNED:
            why = "somebody brought it back here, so it is not put away again; what was put away "
            yield row.item, row.replica, why + "in other tools stays there until it is brought back"


def put_away(state: ItemState) -> Iterator[tuple[ReplicaName, str]]:
    """Yield the replicas where the Record is to be put away, with the evidence for it."""
    causes = [a for a in state.absent.values() if a.how == "archive" and a.certain]
    if not causes:
        return
    cause = causes[0]
    record = state.records.get(cause.replica)
    evidence = (
        f"{record.key if record else cause.record} was deleted in {cause.replica} "
        f"({cause.reason}; seen {cause.first_at:%Y-%m-%d %H:%M} and {cause.last_at:%H:%M} UTC)"
    )
    for replica in state.records:
        if replica not in state.absent:
            yield replica, evidence
