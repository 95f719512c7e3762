"""What a replica owes: who is behind, what is asked of it, and what must be read first."""

from collections.abc import Iterator
from dataclasses import replace

from syncline.domain.fields import SETS, Cannot, FieldType, is_empty, same, shown_text
from syncline.domain.item import FieldName, ItemId, ReplicaName, Snapshot
from syncline.domain.plan import Change, Refusal
from syncline.domain.policy import FieldPolicy
from syncline.domain.references import members
from syncline.domain.state import Agreed, ItemState, Shadow
from syncline.domain.toolbox import Toolbox


def owes(toolbox: Toolbox, state: ItemState, replica: ReplicaName, name: FieldName) -> bool:
    """Tell whether a replica is behind on a field that may be written there now."""
    shadow = state.shadows.get((replica, name))
    agreed = state.agreed.get(name, Agreed())
    policy = toolbox.portfolio.policy(name, state.homes)
    if shadow is None or name in state.conflicts:
        return False
    if shadow.version >= agreed.version and not _lacking(toolbox, state, replica, name):
        return False
    if (replica, name) in state.blocked or not _may_write(toolbox, replica, name):
        return False
    if compared(policy, replica):
        return False
    return is_empty(shadow.shown) or not policy.set_once


def _lacking(toolbox: Toolbox, state: ItemState, replica: ReplicaName, name: FieldName) -> int:
    """Count the linked Items of a field that have no Record in a replica yet."""
    if toolbox.portfolio.fields[name].type is not FieldType.LINKS:
        return 0
    return len(toolbox.homeless(replica, state.value(name)))


def _hidden(
    toolbox: Toolbox, state: ItemState, replica: ReplicaName, name: FieldName
) -> frozenset[ItemId]:
    """Return the links to be removed of which a replica does not show the other end."""
    if toolbox.portfolio.fields[name].type is not FieldType.LINKS:
        return frozenset()
    return toolbox.unseen(replica, state.shadows[replica, name].shown) - members(state.value(name))


def _may_write(toolbox: Toolbox, replica: ReplicaName, name: FieldName) -> bool:
    """Tell whether a field is written there, or would be if its tool let anybody write it."""
    traits = toolbox.tools[replica].traits
    return toolbox.writes(replica, name) or (bool(traits.writable) and name in traits.fixed)


def compared(policy: FieldPolicy, replica: ReplicaName) -> bool:
    """Tell whether a field is only watched there: it is never written."""
    return (
        policy.elsewhere == "compare" and bool(policy.authority) and replica not in policy.authority
    )


def owed(
    toolbox: Toolbox, state: ItemState, replica: ReplicaName, name: FieldName
) -> Change | Refusal | Shadow:
    """Return what is to be written there, why it cannot be, or the Shadow when nothing is."""
    shadow, agreed = state.shadows[replica, name], state.agreed[name]
    kind = toolbox.portfolio.fields[name].type
    later = bool(_lacking(toolbox, state, replica, name))
    asked = toolbox.project(name, replica, agreed.value)
    if isinstance(asked, Cannot):
        return Refusal(state.item.id, replica, name, asked.reason)
    if kept := _hidden(toolbox, state, replica, name):
        asked, later = members(asked) | kept, True  # they are removed once they are shown again
    version = 0 if later else agreed.version  # behind, until all have a Record there
    if same(kind, asked, shadow.asked):
        return replace(shadow, version=version)
    reason = f"{shown_text(shadow.shown)} becomes {shown_text(asked)}"
    return Change(name, asked, shadow.shown, version, reason)


def is_current(
    toolbox: Toolbox, before: ItemState | None, state: ItemState,
    replica: ReplicaName, name: FieldName, seen: Snapshot | None,
) -> bool:  # fmt: skip
    """Tell whether a replica that is asked for what it showed before may count as current.

    Not where it was behind already: what it shows now, others have changed and changed back, and
    an edit there that nobody has read yet was typed without seeing that. Then it is read first.
    """
    former = before.shadows.get((replica, name)) if before else None
    if before is None or former is None or toolbox.portfolio.fields[name].type in SETS:
        return True
    agreed = before.agreed.get(name, Agreed()).version
    read_since = seen is not None and name in seen.fields and agreed == state.agreed[name].version
    return former.version == agreed or read_since


def to_be_read(toolbox: Toolbox, state: ItemState, replica: ReplicaName) -> bool:
    """Tell whether a Record is behind only until it was read: see `is_current`."""
    refused = state.records[replica].refused if replica in state.records else ()
    return any(
        spec.type not in SETS
        and name not in refused
        and toolbox.writes(replica, name)
        and owes(toolbox, state, replica, name)
        and isinstance(owed(toolbox, state, replica, name), Shadow)
        for name, spec in toolbox.portfolio.fields.items()
    )


def unsettled_links(
    toolbox: Toolbox, state: ItemState, replica: ReplicaName, name: FieldName
) -> Iterator[str]:
    """Say which links of a field must wait in a replica."""
    if lacking := _lacking(toolbox, state, replica, name):
        yield f"{lacking} of the items that it names have no record in {replica} yet"
    if hidden := len(_hidden(toolbox, state, replica, name)):
        yield f"{hidden} links to be removed stay: {replica} does not show their other ends"
