"""What becomes of an Item whose Record was deleted in one replica: `on_missing`, decided."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from syncline.domain.item import Absent, ItemId, RecordId, ReplicaName, Snapshot
from syncline.domain.ledger import elements
from syncline.domain.naming import short_id
from syncline.domain.policy import OnMissing, Portfolio
from syncline.domain.presence import AT_ONCE, noticed
from syncline.domain.state import Absence, Agreed, FieldChange, ItemState, Proposal, Row

RECORD = "record"  # the field of a Proposal to put the other Records away


@dataclass(frozen=True, slots=True)
class Moment:
    """When and by which run something is decided."""

    now: datetime
    run: str


def settle_missing(
    portfolio: Portfolio, states: dict[ItemId, ItemState], at: Moment
) -> tuple[list[Row], list[tuple[ReplicaName, str]]]:
    """Decide about every certain deletion that nobody has decided about; return rows and notes.

    Nothing is put away here: `archive` and an accepted question become operations of the Plan.
    """
    undecided = [
        (item, absence)
        for item, state in sorted(states.items())
        for absence in state.absent.values()
        if absence.certain and not absence.how and state.homes
    ]
    crowded = {r: n for r, n in Counter(a.replica for _, a in undecided).items() if n > AT_ONCE}
    rows: list[Row] = []
    for item, absence in undecided:
        if absence.replica not in crowded:
            states[item], made = _settled(portfolio, states[item], absence, at)
            rows += made
    return rows, [(replica, _crowd(replica, n)) for replica, n in sorted(crowded.items())]


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
            return _labelled(_decided(state, absence, "labelled"), absence, at)
        case "archive":
            return _decided(state, absence, "archive"), []
        case "ask":
            return _asked(_decided(state, absence, "asked"), absence, at)


def _policy(portfolio: Portfolio, state: ItemState, absence: Absence) -> OnMissing:
    """Return what to do: an edit since the deletion wins over it, so a person is asked."""
    wanted = portfolio.safety.on_missing
    if wanted == "archive" and state.versions > absence.versions:
        return "ask"
    if wanted == "label" and "labels" not in portfolio.fields:
        return "ask"
    return wanted


def _decided(state: ItemState, absence: Absence, how: str) -> ItemState:
    settled = replace(absence, how=how)  # type: ignore[arg-type]  # a literal
    return replace(state, absent={**state.absent, absence.replica: settled})


def _labelled(state: ItemState, absence: Absence, at: Moment) -> tuple[ItemState, list[Row]]:
    former = state.agreed.get("labels", Agreed(frozenset(), 0))
    value = elements(former.value) | {f"missing-in-{absence.replica}"}
    agreed = {**state.agreed, "labels": Agreed(value, former.version + 1)}
    change = FieldChange(
        state.item.id, "labels", absence.replica, former.value, value, "labelled", at.run, at.now
    )
    return replace(state, agreed=agreed), [change]


def _asked(state: ItemState, absence: Absence, at: Moment) -> tuple[ItemState, list[Row]]:
    made = short_id("p", state.item.id, RECORD, absence.replica, absence.first_at.isoformat())
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
    """Let a Record be shown again: its Absence ends, and so does the question about it."""
    absence = state.absent[replica]
    absent = {r: a for r, a in state.absent.items() if r != replica}
    proposals = dict(state.proposals)
    asked = proposals.pop((replica, RECORD), None)
    rows: list[Row] = [replace(absence, ended=True)]
    if asked:
        rows.append(replace(asked, closed_at=at.now, how="withdrawn"))
        change = (state.item.id, RECORD, replica, asked.value, "shown", "withdrawn", at.run, at.now)
        rows.append(FieldChange(*change))
    return replace(state, absent=absent, proposals=proposals), rows


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
