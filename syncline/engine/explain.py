"""Why each value is what it is, and why a record is not synced."""

from dataclasses import dataclass, replace

from syncline.domain.downward import differences, voices
from syncline.domain.fields import shown_text
from syncline.domain.history import DECIDED
from syncline.domain.item import ItemId
from syncline.domain.policy import FieldPolicy, Portfolio
from syncline.domain.relating import parents_of
from syncline.domain.state import Agreed, Aside, FieldChange, ItemState
from syncline.engine.unsynced import not_synced
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
    """One Item, explained; without an `item`, it is a Record that stands for none."""

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
    above = _Above(portfolio, store, state)
    stories = tuple(
        above.told(_story(portfolio, state, name, past))
        for name in portfolio.fields
        if name in state.agreed
    )
    records = {replica: record.url or record.key for replica, record in state.records.items()}
    reasons = tuple(not_synced(portfolio, store, state, past))
    return Explanation(item, state.name, state.item.kind, records, stories, reasons)


class _Above:
    """What the Item above says of each field of an Item."""

    def __init__(self, portfolio: Portfolio, store: Store, state: ItemState) -> None:
        relations = store.relations([state.item.id])
        self.states = store.load({r.parent for r in relations}) | {state.item.id: state}
        self.said = voices(portfolio, state.item.id, parents_of(relations), self.states)
        self.apart = {d.field: d for d in differences(portfolio, state, self.said)}

    def told(self, story: FieldStory) -> FieldStory:
        """Return a field's story with what is said of it from above."""
        voice = self.said.get(story.field)
        if voice is None:
            return story
        above, decides = self.states[voice.parent].name, story.decided_by
        if voice.flow == "mirror" and voice.value is not None:
            decides = f"{above}, which it delivers"
        apart = self.apart.get(story.field)
        if apart is None:
            return replace(story, decided_by=decides)
        near = ", which is within the tolerance" if apart.close else ""
        why = f"{story.why}; {above}, which it delivers, says {shown_text(apart.above)}{near}"
        return replace(story, why=why, decided_by=decides)


# -- one field --------------------------------------------------------------------------------


def _story(
    portfolio: Portfolio, state: ItemState, name: str, past: tuple[FieldChange, ...]
) -> FieldStory:
    policy = portfolio.policy(name, state.homes)
    agreed = state.agreed.get(name, Agreed())
    shown = {
        replica: shown_text(shadow.shown)
        for (replica, field), shadow in state.shadows.items()
        if field == name
    }
    return FieldStory(
        name, shown_text(agreed.value), agreed.version, _why(state, name, past), shown,
        _decided_by(portfolio.policies.get(name, FieldPolicy()), policy),
    )  # fmt: skip


def _decided_by(written: FieldPolicy, here: FieldPolicy) -> str:
    if written.computed:
        return "computed"
    if written.authority and not here.authority:
        return f"anyone: it is not in {', '.join(written.authority)}"
    return ", ".join(here.authority) or "anyone"


def _why(state: ItemState, name: str, past: tuple[FieldChange, ...]) -> str:
    if name in state.conflicts:
        conflict = state.conflicts[name]
        sides = "; ".join(f"{r} says {shown_text(c.value)}" for r, c in conflict.candidates.items())
        return f"on hold in every tool until {conflict.id} is settled: {sides}"
    waiting = "".join(
        f"; {replica} proposes {shown_text(proposal.value)} ({proposal.id})"
        for (replica, field), proposal in sorted(state.proposals.items())
        if field == name
    )
    decisive = [c for c in past if c.field == name and c.what in DECIDED]
    if not decisive:
        return "the tools agreed when they were first paired" + waiting
    last = decisive[-1]
    if last.what == "paired":
        since = f"{last.at:%Y-%m-%d}"
        return f"the same in every tool that had it when they were paired on {since}{waiting}"
    where = last.replica or "Syncline"
    who = f" by {last.by}" if last.by else ""
    return (
        f"{last.what} from {where}{who} on {last.at:%Y-%m-%d %H:%M}, run {last.run}; "
        f"before: {shown_text(last.old)}{waiting}"
    )


# -- Records that stand for no Item -----------------------------------------------------------


def set_aside(portfolio: Portfolio, store: Store, key: str) -> Explanation | None:
    """Tell why a Record stands for no Item, where it was seen and set aside."""
    found = [
        aside
        for replica in portfolio.replicas
        for aside in store.asides(replica)
        if _is_called(aside, key)
    ]
    if not found:
        return None
    reasons = tuple(
        f"{a.replica}: set aside ({a.reason}); it is read again in every run" for a in found
    )
    return Explanation("", key, "", {a.replica: a.record for a in found}, (), reasons)


def _is_called(aside: Aside, key: str) -> bool:
    """Tell whether a key, id or URL names this Record; a reason begins with the key, if known."""
    bare = key.strip().split("?")[0].rstrip("/").casefold().rpartition("/")[2]
    record = aside.record.casefold().replace("-", "")
    names = {bare, bare.replace("-", ""), bare.rpartition("-")[2]}
    return bool(bare) and (record in names or aside.reason.casefold().startswith(f"{bare}:"))


def never_seen(portfolio: Portfolio, store: Store, key: str) -> str:
    """Say why nothing is known of a Record."""
    said = (
        f"{key} is not known in {portfolio.name}: no record has this key, id or URL. It is newer "
        "than the last run, outside of what the replicas list, or titled like another one: "
        "`syncline plan` lists what is left alone, with the reason."
    )
    for trouble in store.troubles():
        said += f" {trouble.replica} was not read since {trouble.since:%Y-%m-%d %H:%M}."
    return said
