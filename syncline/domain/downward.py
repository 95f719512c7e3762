"""What an Item is told by the one that it delivers: a voice beside those of its own tools.

The voice of a roadmap item in its epic is called "↑roadmap". It has a shadow like a replica, and no
Record: what it last said is known, so that only a change of it is news.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from syncline.domain.calendar import Calendar
from syncline.domain.fields import Value, is_empty, same
from syncline.domain.item import FieldName, ItemId, ReplicaName, voice_of
from syncline.domain.ledger import FieldOutcome, FieldView, Ledger, Project, Sighting
from syncline.domain.policy import Delivers, FieldPolicy, Flow, Portfolio
from syncline.domain.state import Agreed, Candidate, ItemState, Shadow

States = Mapping[ItemId, ItemState]


@dataclass(frozen=True, slots=True)
class Voice:
    """What the Item above says of one field; `first`: the two have only just been tied."""

    replica: ReplicaName
    parent: ItemId
    flow: Flow
    value: Value
    first: bool = False


def voices(
    portfolio: Portfolio,
    child: ItemId,
    parents: Mapping[ItemId, tuple[ItemId, ...]],
    states: States,
    begun: frozenset[tuple[ItemId, ItemId]] = frozenset(),
) -> dict[FieldName, Voice]:
    """Return what is said to an Item from above; nothing where nobody, or two, stand there."""
    found = {}
    for link in portfolio.delivers:
        parent = parent_in(link, child, parents, states)
        if parent is None:
            continue
        for name, flow in link.down.items():
            agreed = states[parent].agreed.get(name, Agreed())
            if agreed.version:
                first = (child, parent) in begun
                made = Voice(voice_of(link.parent), parent, flow, agreed.value, first)
                found[name] = made
    return found


def parent_in(
    link: Delivers,
    child: ItemId,
    parents: Mapping[ItemId, tuple[ItemId, ...]],
    states: States,
) -> ItemId | None:
    """Return the one Item that another delivers by this link."""
    if child not in states or states[child].item.kind not in link.by.values():
        return None
    above = [p for p in parents.get(child, ()) if p in states and link.parent in states[p].records]
    return above[0] if len(above) == 1 else None


# -- mirror -----------------------------------------------------------------------------------


def heard(view: FieldView, voice: Voice | None) -> FieldView:
    """Let the Item above speak in a field; where the field is mirrored it alone decides.

    As long as it says nothing, the field is decided below.
    """
    if voice is None or voice.flow == "compare":
        return view
    shadows = {r: s for r, s in view.shadows.items() if r != voice.replica}
    former = None if voice.first else view.shadows.get(voice.replica)
    if former:  # what it says now is never older than what is agreed below
        shadows[voice.replica] = replace(former, version=view.agreed.version)
    if voice.flow == "propose":
        return replace(view, shadows=shadows)
    silent = is_empty(voice.value) and (former is None or is_empty(former.shown))
    decides = FieldPolicy(authority=(voice.replica,), on_conflict=(voice.replica,))
    return replace(
        view,
        shadows=shadows,
        seen={**view.seen, voice.replica: Sighting(voice.value)},
        policy=view.policy if silent else decides,
    )


# -- propose ----------------------------------------------------------------------------------


def suggested(
    view: FieldView, outcome: FieldOutcome, voice: Voice | None, project: Project, now: datetime
) -> FieldOutcome:
    """Let what the Item above says be a Proposal; once declined it is not made again."""
    if voice is None or voice.flow == "compare" or not outcome.agreed.version:
        return outcome
    ledger = _continued(view, outcome, project, now)
    if voice.flow == "propose":
        _suggest(ledger, voice)
    if spoken := ledger.shadows.get(voice.replica):
        ledger.shadows[voice.replica] = replace(spoken, version=ledger.agreed.version)
    return ledger.outcome()


def _continued(view: FieldView, outcome: FieldOutcome, project: Project, now: datetime) -> Ledger:
    """Return the account of a field that was decided, to be gone on with."""
    ledger = Ledger(replace(view, policy=FieldPolicy(authority=("",))), project, now)
    ledger.agreed, ledger.conflict = outcome.agreed, outcome.conflict
    ledger.shadows, ledger.proposals = dict(outcome.shadows), dict(outcome.proposals)
    ledger.closed, ledger.accounted = list(outcome.closed), list(outcome.accounted)
    return ledger


def _suggest(ledger: Ledger, voice: Voice) -> None:
    former = ledger.shadows.setdefault(voice.replica, Shadow(None, None, 0))
    said = Candidate(voice.value, ledger.agreed.version, voice.value)
    if same(ledger.kind, former.shown, voice.value):
        return
    if not is_empty(voice.value):
        ledger.settle_elsewhere({voice.replica: said})
        return
    ledger.shows(voice.replica, voice.value, ledger.agreed.version)
    if gone := ledger.proposals.pop(voice.replica, None):
        ledger.closed.append(replace(gone, closed_at=ledger.now, how="withdrawn"))
        ledger.note(voice.replica, "withdrawn", gone.value, ledger.agreed.value, None)


# -- compare ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of an Item that is not as the Item above has it; `close`: within the tolerance."""

    field: FieldName
    parent: ItemId
    flow: Flow
    above: Value
    here: Value
    close: bool = False


def differences(
    portfolio: Portfolio, state: ItemState, said: Mapping[FieldName, Voice]
) -> Iterator[Difference]:
    """Yield where an Item differs from the one that it delivers; an empty value is none."""
    for name, voice in said.items():
        here = state.value(name)
        if is_empty(voice.value) or same(portfolio.fields[name].type, voice.value, here):
            continue
        close = agree(portfolio, name, voice.value, here)
        yield Difference(name, voice.parent, voice.flow, voice.value, here, close)


def agree(portfolio: Portfolio, name: FieldName, one: Value, other: Value) -> bool:
    """Tell whether two values of a field count as the same: dates may lie `tolerance` apart."""
    if same(portfolio.fields[name].type, one, other):
        return True
    allowed = portfolio.policies.get(name, FieldPolicy()).tolerance_wd
    if allowed is None or not isinstance(one, date) or not isinstance(other, date):
        return False
    return _apart(portfolio.calendar, one, other) <= allowed


def _apart(calendar: Calendar, one: date, other: date) -> int:
    return abs(calendar.working_days_between(_day(one), _day(other)))


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value
