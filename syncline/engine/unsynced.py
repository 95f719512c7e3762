"""Why a record of an Item is not synced, or a field of it not written."""

from collections.abc import Collection, Iterator

from syncline.domain.fields import same, shown_text
from syncline.domain.item import ReplicaName
from syncline.domain.missing import RECORD
from syncline.domain.policy import CreateRule, Portfolio
from syncline.domain.state import DELETED, Absence, Agreed, FieldChange, ItemState
from syncline.ports import Store


def not_synced(
    portfolio: Portfolio, store: Store, state: ItemState, past: tuple[FieldChange, ...]
) -> Iterator[str]:
    """Yield every reason, the one that explains most first."""
    for replica, absence in sorted(state.absent.items()):
        yield f"{replica}: {_absent(state, absence, past)}"
    yield from _in_trouble(store, state.records.keys() - state.absent.keys())
    yield from _refused(portfolio, state)
    for letter in store.postponed():
        if letter.item == state.item.id:
            times = "once" if letter.attempts == 1 else f"{letter.attempts} times"
            yield (
                f"{letter.replica} {letter.lane}: refused {times} ({letter.reason}); tried again "
                f"after {letter.until:%Y-%m-%d %H:%M} UTC, or once it has changed"
            )
    for replica, record in sorted(state.records.items()):
        for aside in store.asides(replica):
            if aside.record == record.id and replica not in state.absent:
                yield f"{replica}: {aside.reason}; it is read again in every run"
    for replica, name in sorted(state.blocked):
        yield f"{replica} {name}: a write is in flight and its answer was lost"
    yield from _behind(portfolio, state)


def _absent(state: ItemState, absence: Absence, past: tuple[FieldChange, ...]) -> str:
    since, last = f"{absence.first_at:%Y-%m-%d %H:%M}", f"{absence.last_at:%Y-%m-%d %H:%M}"
    frozen = "It is frozen until it is shown again: never written, never made anew."
    if absence.how == "archived":
        run = next((c.run for c in reversed(past) if c.what == "archived"), "")
        return f"Syncline put the record away on {since} in {run} ({absence.reason}). {frozen}"
    if absence.presence not in {"TRASHED", "GONE"}:
        words = {
            "ARCHIVED": "it was put away there",
            "FORBIDDEN": "this token is not shown it",
            "UNSEEN": "it is outside of the replica's scope",
        }
        return f"{words[absence.presence]} since {since} ({absence.reason}). {frozen}"
    if not absence.certain:
        return f"it seems deleted since {since} ({absence.reason}); a second look decides. {frozen}"
    seen = f"it was deleted ({absence.reason}; seen {since} and {last} UTC)"
    return f"{seen}. {_decision(state, absence)} {frozen}"


def _decision(state: ItemState, absence: Absence) -> str:
    asked = state.proposals.get((absence.replica, RECORD))
    words = {
        "": "Nothing is decided about the others.",
        "asked": f"A person is asked about the others: {asked.id if asked else 'answered'}.",
        "kept": "The others are kept, as a person decided.",
        "archive": "The others are put away.",
        "labelled": "The others are labelled.",
        "ignored": "The others are kept, as the configuration says.",
    }
    return words[absence.how]


def _in_trouble(store: Store, replicas: Collection[ReplicaName]) -> Iterator[str]:
    for trouble in store.troubles():
        if trouble.replica in replicas:
            since = f"{trouble.since:%Y-%m-%d %H:%M}"
            yield f"{trouble.replica}: not read since {since} ({trouble.reason})"


def _refused(portfolio: Portfolio, state: ItemState) -> Iterator[str]:
    for replica, record in sorted(state.records.items()):
        for name, reason in sorted(record.refused.items()):
            yield f"{replica} {name}: {reason}"
    groups = [g for g in portfolio.same_as if state.item.kind in g.kinds]
    if not groups:
        yield f"no same_as link of this portfolio covers a {state.item.kind}"
    for group in groups:
        for replica in group.replicas:
            if replica not in state.records:
                yield from _not_made(state, replica, group.create.get(replica))


def _not_made(state: ItemState, replica: ReplicaName, rule: CreateRule | None) -> Iterator[str]:
    """Yield why a replica has no Record of the Item."""
    if rule is None:
        yield f"{replica}: the configuration creates nothing there"
        return
    if away := [r for r, a in state.absent.items() if a.presence in {*DELETED, "ARCHIVED"}]:
        yield f"{replica}: nothing is made there, because its record in {away[0]} was put away"
    for name, words in sorted(rule.when.items()):
        if state.value(name) not in words:
            wanted, shown = " or ".join(sorted(words)), shown_text(state.value(name))
            yield f"{replica}: made there only when {name} is {wanted}; it is {shown}"


def _behind(portfolio: Portfolio, state: ItemState) -> Iterator[str]:
    """Yield where a value is still another one, though nothing above keeps it so."""
    for (replica, name), shadow in sorted(state.shadows.items(), key=lambda pair: pair[0]):
        agreed = state.agreed.get(name, Agreed())
        held = name in state.conflicts or (replica, name) in state.blocked
        if held or replica in state.absent or shadow.version >= agreed.version:
            continue
        if replica not in portfolio.replicas or name not in portfolio.fields:
            continue
        if same(portfolio.fields[name].type, shadow.shown, agreed.value):
            continue
        policy, shown = portfolio.policy(name, state.homes), shown_text(shadow.shown)
        if policy.elsewhere == "compare" and policy.authority and replica not in policy.authority:
            yield f"{replica} {name}: shows {shown}; it is only compared, never written"
        elif policy.set_once:
            yield f"{replica} {name}: shows {shown}; it is set once and never changed"
        else:
            yield (
                f"{replica} {name}: shows {shown}; the next sync writes "
                f"{shown_text(agreed.value)}, or its plan says why not"
            )
