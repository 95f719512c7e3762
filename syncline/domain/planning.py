"""From decided state to Operations: who is behind, and what exactly is asked of each replica."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from syncline.domain.fields import HOMED, Cannot, FieldType, is_empty, normal, shown_text
from syncline.domain.item import FieldName, ItemId, ReplicaName, Snapshot
from syncline.domain.missing import put_away
from syncline.domain.owing import compared, is_current, owed, owes, unsettled_links
from syncline.domain.plan import Archive, Change, Create, Operation, Refusal, Stamp, Update
from syncline.domain.policy import SameAs
from syncline.domain.state import DELETED, Agreed, ItemState, Shadow
from syncline.domain.toolbox import Observed, Toolbox

CIRCLE = (
    "its parent stands below it in another tool, so the two would stand below each other: take "
    "one of the two moves back"
)
NEVER_AGAIN = DELETED | {"ARCHIVED"}  # an Item of which a Record was put away gets no new one


@dataclass
class Draft:
    """The Plan while it is being written."""

    operations: list[Operation] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    doubtful: frozenset[tuple[ItemId, ReplicaName]] = frozenset()  # may have a Record there
    opaque: Mapping[ReplicaName, int] = field(default_factory=dict)  # new Records nobody can read
    may_archive: bool = True
    circles: frozenset[ItemId] = frozenset()  # Items that would stand below themselves
    before: Mapping[ItemId, ItemState] = field(default_factory=dict)  # as the round found them


def plan_item(
    toolbox: Toolbox,
    state: ItemState,
    seen: Mapping[ReplicaName, Snapshot],
    observed: Observed,
    draft: Draft,
) -> ItemState:
    """Add the Operations of one Item to the draft; return the state with current shadows marked."""
    for replica, snapshot in seen.items():
        draft.refusals += [
            Refusal(state.item.id, replica, name, reason)
            for name, reason in sorted(snapshot.refused.items())
        ]
    to_put_away = dict(put_away(state))
    for replica in toolbox.portfolio.replicas:
        if replica not in observed.complete or replica in state.absent:
            continue
        if replica in to_put_away and replica not in state.stamping:
            _plan_archive(toolbox, state, replica, to_put_away[replica], draft)
        elif replica in state.records:
            state = _plan_record(toolbox, state, replica, draft, seen.get(replica))
        elif replica not in state.stamping and (state.item.id, replica) not in draft.doubtful:
            _plan_create(toolbox, state, replica, draft)
    return state


def _plan_archive(
    toolbox: Toolbox, state: ItemState, replica: ReplicaName, evidence: str, draft: Draft
) -> None:
    record = state.records[replica]
    traits = toolbox.tools[replica].traits
    if any(place == replica for place, _ in state.blocked) or not draft.may_archive:
        return
    if traits.emptied:
        evidence += f"; {traits.tool} empties its trash after {traits.emptied} days"
    if traits.archives and traits.writable:
        draft.operations.append(Archive(state.item.id, replica, record.id, evidence))
    else:
        reason = f"{traits.tool} cannot put {record.key} away: do it by hand ({evidence})"
        draft.refusals.append(Refusal(state.item.id, replica, None, reason))


def _plan_record(
    toolbox: Toolbox, state: ItemState, replica: ReplicaName, draft: Draft, seen: Snapshot | None
) -> ItemState:
    lanes: dict[str, list[Change]] = defaultdict(list)
    record, before = state.records[replica], draft.before.get(state.item.id)
    for name in toolbox.portfolio.fields:
        if name in record.refused or not owes(toolbox, state, replica, name):
            continue
        if why := _barred(toolbox, state, replica, name, draft):
            draft.refusals.append(Refusal(state.item.id, replica, name, why))
            continue
        for why in unsettled_links(toolbox, state, replica, name):
            draft.refusals.append(Refusal(state.item.id, replica, name, why))
        match owed(toolbox, state, replica, name):
            case Change() as change:
                lanes[toolbox.lane(replica, name)].append(change)
            case Refusal() as refusal:
                draft.refusals.append(refusal)
            case Shadow() as current if is_current(toolbox, before, state, replica, name, seen):
                state = replace(state, shadows={**state.shadows, (replica, name): current})
    if _to_stamp(toolbox, state, replica):
        reason = "so that a lost answer or a lost store can be healed"
        draft.operations.append(Stamp(state.item.id, replica, record.id, reason))
    for lane, changes in sorted(lanes.items()):
        made = Update(state.item.id, replica, record.id, lane, tuple(changes))
        draft.operations.append(made)
    return state


def _barred(
    toolbox: Toolbox, state: ItemState, replica: ReplicaName, name: FieldName, draft: Draft
) -> str | None:
    """Say why a field that a replica owes is not written there, None when it is."""
    if name == "parent" and state.item.id in draft.circles:
        return CIRCLE
    why = toolbox.tools[replica].traits.fixed.get(name)
    return f"{why}: it is read there, and never written" if why else None


def _to_stamp(toolbox: Toolbox, state: ItemState, replica: ReplicaName) -> bool:
    traits = toolbox.tools[replica].traits
    if state.records[replica].marked or replica in state.stamping:
        return False
    shared = any(_concerns(group, state) for group in toolbox.portfolio.same_as)
    return shared and traits.markable and bool(traits.writable)


def _concerns(group: SameAs, state: ItemState) -> bool:
    return state.item.kind in group.kinds and any(r in group.replicas for r in state.records)


def _plan_create(toolbox: Toolbox, state: ItemState, replica: ReplicaName, draft: Draft) -> None:
    if any(gone.presence in NEVER_AGAIN for gone in state.absent.values()):
        return
    for group in toolbox.portfolio.same_as:
        rule = group.create.get(replica)
        if rule is None or not _concerns(group, state) or not state.value("title"):
            continue
        if not toolbox.writes(replica, "title"):
            continue
        if not rule.fits(state.value):
            continue
        if unread := draft.opaque.get(replica):
            reason = f"not created: {unread} records of {replica} cannot be read; one may be it"
            draft.refusals.append(Refusal(state.item.id, replica, None, reason))
        else:
            where = ", ".join(state.records)
            changes = first_values(toolbox, state, replica, draft)
            reason = f"it is in {where} and not in {replica}"
            made = Create(state.item.id, replica, state.item.kind, changes, reason)
            draft.operations.append(made)
        return


def first_values(
    toolbox: Toolbox, state: ItemState, replica: ReplicaName, draft: Draft
) -> tuple[Change, ...]:
    """Return what a new Record shows from its first day."""
    changes = []
    for name, spec in toolbox.portfolio.fields.items():
        agreed = state.agreed.get(name, Agreed())
        if spec.type in HOMED | {FieldType.LINKS}:
            continue  # what was said, added or linked follows a new record, in calls of its own
        if is_empty(agreed.value) or not toolbox.writes(replica, name):
            continue
        if (
            compared(toolbox.portfolio.policy(name, {*state.homes, replica}), replica)
            and name != "title"
        ):
            continue
        asked = toolbox.project(name, replica, agreed.value)
        if isinstance(asked, Cannot):
            draft.refusals.append(Refusal(state.item.id, replica, name, asked.reason))
            continue
        empty = normal(spec.type, None)
        if normal(spec.type, asked) != empty:
            reason = f"is {shown_text(asked)}"
            changes.append(Change(name, asked, empty, agreed.version, reason))
    return tuple(changes)
