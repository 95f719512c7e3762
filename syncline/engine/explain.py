"""Why each value is what it is, and why a record is not synced."""

from dataclasses import dataclass

from syncline.domain.fields import shown_text
from syncline.domain.item import ItemId
from syncline.domain.policy import FieldPolicy, Portfolio
from syncline.domain.state import Agreed, FieldChange, ItemState
from syncline.ports import Store


@dataclass(frozen=True)
class FieldStory:
    """One field of one Item, explained."""

    field: str
    value: str
    version: int
    why: str
    shown: dict[str, str]
    decided_by: str


@dataclass(frozen=True)
class Explanation:
    """One Item, explained."""

    item: ItemId
    name: str
    kind: str
    records: dict[str, str]
    fields: tuple[FieldStory, ...]
    not_synced: tuple[str, ...]


def explain(portfolio: Portfolio, store: Store, item: ItemId) -> Explanation:
    """Tell the story of every field of one Item."""
    state = store.load([item])[item]
    past = store.history(item)
    stories = tuple(
        _story(portfolio, state, name, past) for name in portfolio.fields if name in state.agreed
    )
    records = {replica: record.url or record.key for replica, record in state.records.items()}
    reasons = _not_synced(portfolio, state)
    return Explanation(item, state.name, state.item.kind, records, stories, reasons)


def _story(
    portfolio: Portfolio, state: ItemState, name: str, past: tuple[FieldChange, ...]
) -> FieldStory:
    policy = portfolio.policies.get(name, FieldPolicy())
    agreed = state.agreed.get(name, Agreed())
    shown = {
        replica: shown_text(shadow.shown)
        for (replica, field), shadow in state.shadows.items()
        if field == name
    }
    return FieldStory(
        name, shown_text(agreed.value), agreed.version, _why(state, name, past), shown,
        "computed" if policy.computed else ", ".join(policy.authority) or "anyone",
    )  # fmt: skip


def _why(state: ItemState, name: str, past: tuple[FieldChange, ...]) -> str:
    if name in state.conflicts:
        conflict = state.conflicts[name]
        sides = "; ".join(f"{r} says {shown_text(c.value)}" for r, c in conflict.candidates.items())
        return f"on hold in every tool until {conflict.id} is settled: {sides}"
    open_proposals = [p for (_, f), p in state.proposals.items() if f == name]
    if open_proposals:
        proposal = open_proposals[0]
        return f"{proposal.replica} proposes {shown_text(proposal.value)} ({proposal.id})"
    decisive = [c for c in past if c.field == name and c.what != "written"]
    if not decisive:
        return "the tools agreed when they were first paired"
    last = decisive[-1]
    if last.what == "paired":
        return f"the same in every tool that had it when they were paired on {last.at:%Y-%m-%d}"
    where = last.replica or "Syncline"
    who = f" by {last.by}" if last.by else ""
    return (
        f"{last.what} from {where}{who} on {last.at:%Y-%m-%d %H:%M}, run {last.run}; "
        f"before: {shown_text(last.old)}"
    )


def _not_synced(portfolio: Portfolio, state: ItemState) -> tuple[str, ...]:
    reasons = [
        f"{replica} {name}: {reason}"
        for replica, record in sorted(state.records.items())
        for name, reason in sorted(record.refused.items())
    ]
    groups = [g for g in portfolio.same_as if state.item.kind in g.kinds]
    if not groups:
        reasons.append(f"no same_as link of this portfolio covers a {state.item.kind}")
    for group in groups:
        reasons += [
            f"{replica}: the configuration creates nothing there"
            for replica in group.replicas
            if replica not in state.records and replica not in group.create
        ]
    reasons += [
        f"{replica} {name}: a write is in flight and its answer was lost"
        for replica, name in sorted(state.blocked)
    ]
    return tuple(reasons)
