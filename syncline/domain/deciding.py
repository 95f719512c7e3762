"""One Item, decided: every field merged over what was read of it, and what is said from above."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from syncline.domain.downward import Voice, heard, suggested
from syncline.domain.item import FieldName, ItemId, ReplicaName, Snapshot, is_voice
from syncline.domain.ledger import Accounted, FieldOutcome, FieldView, Sighting
from syncline.domain.merge import decide
from syncline.domain.missing import Moment
from syncline.domain.state import Agreed, FieldChange, ItemState, Row
from syncline.domain.toolbox import Toolbox


def decide_item(
    toolbox: Toolbox,
    state: ItemState,
    seen: Mapping[ReplicaName, Snapshot],
    said: Mapping[FieldName, Voice],
    at: Moment,
) -> tuple[ItemState, list[Row]]:
    """Account for everything that was typed in an Item, and for what the Item above says."""
    state = _described(toolbox, state, seen)
    rows: list[Row] = []
    people = False
    for name in toolbox.portfolio.fields:
        sightings = _sightings(toolbox, state, seen, name)
        if not sightings and name not in said:
            continue
        view = heard(_view(toolbox, state, name, sightings), said.get(name))
        project = partial(toolbox.project, name)
        outcome = decide(view, project, at.now)
        outcome = suggested(view, outcome, said.get(name), project, at.now)
        state = with_outcome(state, name, outcome)
        told = outcome.accounted
        lines = history(state.item.id, name, told, at.now, at.run)
        first = [seen[a.replica] for a in told if a.what == "paired" and a.replica in seen]
        since = there_since(name, first, at.now)
        rows += [*outcome.closed, *(replace(line, since=since or line.since) for line in lines)]
        people = people or any(a.what != "replaced" and not is_voice(a.replica) for a in told)
    if people:
        state = touched(state, max((s.updated or at.now for s in seen.values()), default=at.now))
    return state, rows


def there_since(name: FieldName, first: Iterable[Snapshot], now: datetime) -> datetime | None:
    """Return since when a value is there that is seen for the first time.

    The log of a tool tells, else the last change of the record: the value is at least so old.
    Where several tell, the latest counts, so that nothing is taken for older than it is.
    """
    shown = list(first)
    logged = [s.edits[name].at for s in shown if name in s.edits]
    stamps = [at for at in logged if at] or [s.updated for s in shown if s.updated]
    latest = max(stamps, default=now)
    return latest if latest < now else None


def touched(state: ItemState, at: datetime) -> ItemState:
    """Note that somebody changed an Item."""
    former = state.item.active_at
    if former and former >= at:
        return state
    return replace(state, item=replace(state.item, active_at=at))


def _view(
    toolbox: Toolbox, state: ItemState, name: FieldName, seen: Mapping[ReplicaName, Sighting]
) -> FieldView:
    portfolio = toolbox.portfolio
    return FieldView(
        state.item.id, portfolio.fields[name], portfolio.policy(name, state.homes),
        state.agreed.get(name, Agreed()),
        {r: s for (r, f), s in state.shadows.items() if f == name}, seen,
        state.conflicts.get(name),
        {r: p for (r, f), p in state.proposals.items() if f == name},
    )  # fmt: skip


def _described(
    toolbox: Toolbox, state: ItemState, seen: Mapping[ReplicaName, Snapshot]
) -> ItemState:
    """Take over what the Records say of themselves: key, URL, revision, marker, ties, team."""
    records = dict(state.records)
    team = state.item.team
    for replica, snapshot in seen.items():
        record = records[replica]
        records[replica] = replace(
            record,
            key=snapshot.key,
            url=snapshot.url,
            revision=record.revision if snapshot.deferred else snapshot.revision,
            marked=snapshot.marker == state.item.id,
            ties=snapshot.ties,
            refused=snapshot.refused,
        )
        team = toolbox.portfolio.team(replica, snapshot.hints) or team
    return replace(state, records=records, item=replace(state.item, team=team))


def _sightings(
    toolbox: Toolbox, state: ItemState, seen: Mapping[ReplicaName, Snapshot], name: str
) -> dict[ReplicaName, Sighting]:
    found = {}
    for replica, snapshot in seen.items():
        blocked = (replica, name) in state.blocked
        if name in snapshot.fields and toolbox.carries(replica, name) and not blocked:
            edited = snapshot.edits.get(name)
            by, at = (edited.by, edited.at) if edited else (None, None)
            found[replica] = Sighting(snapshot.fields[name], by, at)
    return found


def with_outcome(state: ItemState, name: str, outcome: FieldOutcome) -> ItemState:
    """Return the state with one field decided."""
    others = {key: p for key, p in state.proposals.items() if key[1] != name}
    conflicts = {f: c for f, c in state.conflicts.items() if f != name}
    if outcome.conflict:
        conflicts[name] = outcome.conflict
    return replace(
        state,
        agreed={**state.agreed, name: outcome.agreed},
        shadows={**state.shadows, **{(r, name): s for r, s in outcome.shadows.items()}},
        conflicts=conflicts,
        proposals={**others, **{(r, name): p for r, p in outcome.proposals.items()}},
    )


def history(
    item: ItemId, name: str, accounted: Iterable[Accounted], now: datetime, run: str
) -> list[FieldChange]:
    """Return the lines of history for what was consumed."""
    return [
        FieldChange(item, name, a.replica, a.old, a.new, a.what, run, now, a.by, a.since)
        for a in accounted
    ]
