"""A hundred thousand rounds of one field: whatever is typed where, the planner loses nothing.

Every case comes from a number: two to four replicas, what is agreed, what each was asked, showed
and shows now, a policy, perhaps a conflict or a proposal that is open already.
"""

import os
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pytest

from syncline.domain.fields import FieldSpec, FieldType, Value, same
from syncline.domain.ledger import FieldOutcome, FieldView, Sighting
from syncline.domain.merge import decide
from syncline.domain.policy import FieldPolicy
from syncline.domain.state import Agreed, Candidate, Conflict, Proposal, Shadow
from syncline.domain.text import plain

CASES = int(os.environ.get("SYNCLINE_PLANNER_CASES", "100000"))
CHUNK = 25_000
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
NAMES = ("A", "B", "C", "D")
KINDS = (FieldType.TEXT, FieldType.DATE, FieldType.SET, FieldType.RICH, FieldType.NUMBER)
WORDS: Mapping[FieldType, tuple[Value, ...]] = {
    FieldType.TEXT: (None, "one", "two", "three", "four"),
    FieldType.DATE: (None, *(date(2026, 1, day) for day in range(1, 5))),
    FieldType.NUMBER: (None, 1.0, 2.0, 3.0),
    FieldType.SET: tuple(
        frozenset(x) for x in ((), ("a",), ("b",), ("a", "b"), ("a", "c"), ("b", "c", "d"))
    ),
    FieldType.RICH: (None, plain("one"), plain("one\n\ntwo"), plain("two"), plain("one\n\nthree")),
}


@dataclass(frozen=True)
class Case:
    """One field of one item before a round."""

    view: FieldView
    seed: int


def case(seed: int) -> Case:
    """Make the case of a number."""
    rng = random.Random(seed)
    kind = rng.choice(KINDS)
    replicas = NAMES[: rng.randint(2, 4)]
    version = rng.randint(0, 3)
    agreed = Agreed(rng.choice(WORDS[kind]), version) if version else Agreed()
    shadows = {r: _shadow(rng, kind, agreed) for r in replicas if version and rng.random() < 0.9}
    seen = {r: _sighting(rng, kind, shadows.get(r)) for r in replicas if rng.random() < 0.9}
    view = FieldView("syn-1", FieldSpec("f", kind), _policy(rng, replicas), agreed, shadows, seen)
    return Case(_with_history(rng, view), seed)


def _sighting(rng: random.Random, kind: FieldType, shadow: Shadow | None) -> Sighting:
    clean = shadow is not None and rng.random() < 0.5
    return Sighting(shadow.shown if shadow and clean else rng.choice(WORDS[kind]))


def _shadow(rng: random.Random, kind: FieldType, agreed: Agreed) -> Shadow:
    if rng.random() < 0.6:
        return Shadow(agreed.value, agreed.value, agreed.version)
    shown = rng.choice(WORDS[kind])
    return Shadow(shown, shown, rng.randrange(agreed.version + 1))


def _policy(rng: random.Random, replicas: tuple[str, ...]) -> FieldPolicy:
    dice = rng.random()
    if dice < 0.5:
        return FieldPolicy()
    if dice < 0.65:
        return FieldPolicy(on_conflict=tuple(rng.sample(replicas, len(replicas))))
    authority = tuple(rng.sample(replicas, rng.randint(1, 2)))
    return FieldPolicy(authority=authority, elsewhere=rng.choice(("propose", "revert")))


def _with_history(rng: random.Random, view: FieldView) -> FieldView:
    kind, version = view.spec.type, view.agreed.version
    if version and kind is not FieldType.SET and rng.random() < 0.15 and len(view.shadows) > 1:
        sides = {
            r: Candidate(view.shadows[r].shown, view.shadows[r].version, view.shadows[r].shown)
            for r in sorted(view.shadows)[:2]
        }
        values = tuple(dict.fromkeys([*(c.value for c in sides.values()), view.agreed.value]))
        return replace(view, conflict=Conflict("c-1", "syn-1", "f", sides, values, NOW))
    if view.policy.authority and view.policy.elsewhere == "propose" and rng.random() < 0.3:
        made = {
            r: Proposal(f"p-{r}", "syn-1", r, "f", s.shown, view.agreed.value, NOW)
            for r, s in view.shadows.items()
            if r not in view.policy.authority and not same(kind, s.shown, view.agreed.value)
        }
        return replace(view, proposals=made)
    return view


def project(_replica: str, value: Value) -> Value:
    """Show every value as it is."""
    return value


def after(view: FieldView, outcome: FieldOutcome) -> FieldView:
    """Return the field as the next round finds it, when nobody touches anything."""
    return replace(
        view, agreed=outcome.agreed, shadows=outcome.shadows, conflict=outcome.conflict,
        proposals=outcome.proposals,
    )  # fmt: skip


def kept(kind: FieldType, outcome: FieldOutcome, value: Value) -> bool:
    """Tell whether a value is agreed, or verbatim in a conflict, a proposal or the history."""
    held = [outcome.conflict, *(c for c in outcome.closed if isinstance(c, Conflict))]
    told: list[Value] = [outcome.agreed.value]
    told += [v for c in held if c for v in (*c.seen, *(s.value for s in c.candidates.values()))]
    made = [*outcome.proposals.values(), *(p for p in outcome.closed if isinstance(p, Proposal))]
    told += [p.value for p in made]
    told += [v for a in outcome.accounted for v in (a.old, a.new)]
    return any(same(kind, value, one) for one in told)


def lost(case: Case, outcome: FieldOutcome) -> str | None:
    """Say what was typed and is nowhere any more."""
    view, kind = case.view, case.view.spec.type
    for replica, sighting in view.seen.items():
        shadow = view.shadows.get(replica)
        typed = shadow is not None and not same(kind, sighting.display, shadow.shown)
        if not typed or kind in {FieldType.SET, FieldType.RICH}:
            continue
        if not kept(kind, outcome, sighting.display):
            return f"{sighting.display} of {replica} is lost"
    if kind is FieldType.SET and view.agreed.version:
        return _lost_element(view, outcome)
    return None


def _lost_element(view: FieldView, outcome: FieldOutcome) -> str | None:
    """An element leaves only where somebody removed it, and none comes from nowhere."""
    before, now = _elements(view.agreed.value), _elements(outcome.agreed.value)
    removed: set[str] = set()
    added: set[str] = set()
    for replica, sighting in view.seen.items():
        base = view.shadows.get(replica)
        shown = _elements(base.shown) if base else frozenset[str]()
        removed |= shown - _elements(sighting.display)
        added |= _elements(sighting.display) - shown
    if outcome.conflict:
        return None
    if (before - now) - removed:
        return f"{before - now} left, and nobody removed it"
    return f"{now - before} came from nowhere" if (now - before) - added else None


def _elements(value: Value) -> frozenset[str]:
    return value if isinstance(value, frozenset) else frozenset()


def wrong(case: Case) -> str | None:
    """Say which law a case breaks; the two dearest are asked of every fourth case."""
    outcome = decide(case.view, project, NOW)
    laws = [lost(case, outcome), _versions(case.view, outcome), _again(case.view, outcome)]
    if case.seed % 4 == 0:
        laws += [_in_another_order(case.view, outcome), _at_rest(case.view, outcome)]
    return next(filter(None, laws), None)


def _versions(view: FieldView, outcome: FieldOutcome) -> str | None:
    if outcome.agreed.version < view.agreed.version:
        return "the version went back"
    stays = same(view.spec.type, outcome.agreed.value, view.agreed.value) and not outcome.closed
    if view.agreed.version and stays and outcome.agreed.version != view.agreed.version:
        return "a new version of the same value"
    return None


def _again(view: FieldView, outcome: FieldOutcome) -> str | None:
    for replica, sighting in view.seen.items():
        shadow = outcome.shadows.get(replica)
        if shadow is None or not same(view.spec.type, shadow.shown, sighting.display):
            return f"what {replica} shows is not accounted for"
    again = decide(after(view, outcome), project, NOW)
    if (again.agreed, again.shadows, again.conflict) != (
        outcome.agreed, outcome.shadows, outcome.conflict,
    ):  # fmt: skip
        return "a second look at the same world decides something else"
    return None


def _in_another_order(view: FieldView, outcome: FieldOutcome) -> str | None:
    turned = replace(
        view,
        shadows=dict(reversed(list(view.shadows.items()))),
        seen=dict(reversed(list(view.seen.items()))),
    )
    other = decide(turned, project, NOW)
    if other.agreed != outcome.agreed or dict(other.shadows) != dict(outcome.shadows):
        return "the order of replicas decides"
    return None


def _at_rest(view: FieldView, outcome: FieldOutcome) -> str | None:
    """Write what is owed, as the planner would, and look again: nothing is owed any more."""
    if outcome.conflict or not outcome.agreed.version:
        return None
    value, version = outcome.agreed.value, outcome.agreed.version
    behind = {r for r, s in outcome.shadows.items() if s.version < version}
    shadows = {
        r: Shadow(value, value, version) if r in behind else s for r, s in outcome.shadows.items()
    }
    shown = {r: Sighting(s.shown) for r, s in shadows.items()}
    quiet = decide(replace(after(view, outcome), shadows=shadows, seen=shown), project, NOW)
    if quiet.agreed != outcome.agreed or any(s.version < version for s in quiet.shadows.values()):
        return "it does not come to rest"
    return None


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, CASES, CHUNK))
def test_a_round_of_any_field_loses_and_invents_nothing(
    first: int, figure: Callable[[str], None]
) -> None:
    """Accounted, silent the second time, whatever the order, and at rest after its writes."""
    last = min(first + CHUNK, CASES)
    broken = [(seed, said) for seed in range(first, last) if (said := wrong(case(seed)))]
    figure(f"planner: cases {first:,} to {last:,}, {len(broken)} violations")
    assert not broken, broken[:5]
