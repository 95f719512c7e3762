"""The laws of the merge as properties over worlds, people and faults (`merge.md` §7)."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.laws.faults import Faults, Keystroke, Outcome
from tests.laws.tools import FIELDS, KINDS, Kind, Replica
from tests.laws.world import World, world

NAMES = ("A", "B", "C", "D")
EXAMPLES = int(os.environ.get("SYNCLINE_EXAMPLES", "150"))
LAW = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@dataclass(frozen=True)
class Decision:
    """Somebody settles what waits: the open one at `which`, by its side `choice`."""

    which: int
    choice: int


Step = Keystroke | Faults | Decision

_names = st.frozensets(st.sampled_from(NAMES), max_size=2)
_keys = st.builds(Keystroke, st.integers(0, 3), st.integers(0, 4))
_few_keys = st.lists(_keys, max_size=2).map(tuple)
_outcomes: st.SearchStrategy[Outcome] = st.sampled_from(
    ("ok", "ok", "rejected", "lost", "applied", "late")
)
_faults = st.builds(
    Faults,
    incomplete=_names,
    old=_names,
    writes=st.lists(_outcomes, max_size=6).map(tuple),
    crash=st.none() | st.integers(0, 4),
    meanwhile=_few_keys,
    readback=_few_keys,
)
_decisions = st.builds(Decision, st.integers(0, 5), st.integers(0, 3))
_steps: st.SearchStrategy[list[Step]] = st.lists(
    st.one_of(_keys, _keys, _keys, _faults, _faults, _decisions), min_size=2, max_size=30
)


def _replicas(kinds: Sequence[tuple[Kind, bool]]) -> list[Replica]:
    """Name the tools; at most two rewrite in secret, as one remembered answer per tool allows."""
    made: list[Replica] = []
    for name, (kind, answers) in zip(NAMES, kinds, strict=False):
        secret = sum(t.kind == "rewriting" and not t.answers for t in made)
        made.append(Replica(name, kind, answers=answers or (kind == "rewriting" and secret > 1)))
    return made


_tools = st.lists(st.tuples(st.sampled_from(KINDS), st.booleans()), min_size=2, max_size=4).map(
    _replicas
)


def play(one: World, steps: Sequence[Step]) -> None:
    """Let people and runs take turns."""
    for step in steps:
        match step:
            case Keystroke():
                one.press(step)
            case Faults():
                one.run(step)
            case Decision():
                decide_one(one, step)


def decide_one(one: World, step: Decision) -> bool:
    """Settle one open conflict or proposal; tell whether there was one."""
    waiting: list[str | tuple[str, str]] = [
        *sorted(one.state.conflicts),
        *sorted(one.state.proposals),
    ]
    if not waiting:
        return False
    found = waiting[step.which % len(waiting)]
    if isinstance(found, str):
        one.resolve(found, step.choice)
    elif step.choice % 2:
        one.accept(found)
    else:
        one.decline(found)
    return True


def decide_everything(one: World) -> None:
    """Settle until nothing waits: two tools that rewrite may disagree once more."""
    for turn in range(20):
        while decide_one(one, Decision(turn, turn)):
            pass
        one.settle()
        if not one.state.conflicts and not one.state.proposals:
            return
    raise AssertionError("people cannot settle it")


def converged(one: World) -> None:
    """Every replica shows what it can show of the one agreed value."""
    for name in FIELDS:
        value = one.state.value(name)
        for tool in one.replicas.values():
            shown, wanted = tool.shown[name], tool.project(name, value)
            if tool.kind == "rewriting" and name == "title":
                shown, wanted = str(shown)[:3], str(wanted)[:3]
            assert shown == wanted, f"{tool.name} {name} shows {shown}, not {wanted}"


@LAW
@given(_tools, _steps)
def test_whatever_was_typed_is_accounted_for_and_everything_converges(
    tools: list[Replica], steps: list[Step]
) -> None:
    """Laws 1, 6, 7, 8 and 9, at every write and, twice, at the end."""
    one = world(*[replace(t, shown={}, indexed={}) for t in tools])
    play(one, steps)
    one.settle()
    one.judge()
    decide_everything(one)
    one.judge()
    converged(one)


@LAW
@given(_tools, _steps)
def test_sets_end_as_people_left_them_element_by_element(
    tools: list[Replica], steps: list[Step]
) -> None:
    """Law 8: an element leaves only where somebody removed it, returns only where it was added."""
    one = world(*[replace(t, shown={}, indexed={}) for t in tools])
    play(
        one,
        [
            replace(s, field=1 if s.field % 2 else 6) if isinstance(s, Keystroke) else s
            for s in steps
        ],
    )
    one.settle()
    typed = {token for name, token in one.ghost.latest if name == "labels"}
    expected = frozenset(typed - one.ghost.removed)
    for tool in one.replicas.values():
        assert tool.shown["labels"] == tool.project("labels", expected)


@LAW
@given(_tools, st.lists(st.one_of(_keys, _keys, st.just(Faults())), min_size=2, max_size=20))
def test_the_order_of_replicas_is_irrelevant(tools: list[Replica], steps: list[Step]) -> None:
    """The same people in the same world, shown to the rules in the other order."""
    ends = []
    for backwards in (False, True):
        one = world(*[replace(t, shown={}, indexed={}) for t in tools], backwards=backwards)
        play(one, steps)
        one.settle()
        state = one.state
        shown = {name: tool.shown for name, tool in one.replicas.items()}
        ends.append((shown, state.agreed, state.conflicts, state.proposals, one.kept()))
    assert ends[0] == ends[1]


@LAW
@given(
    _tools,
    st.integers(0, 4),
    st.lists(st.builds(Faults, writes=st.lists(_outcomes, max_size=4).map(tuple),
                       incomplete=_names, crash=st.none() | st.integers(0, 2)), max_size=12),
)  # fmt: skip
def test_a_single_replicas_edit_is_never_lost_however_often_its_writes_fail(
    tools: list[Replica], typed: int, failures: list[Faults]
) -> None:
    """One person types once in the deciding replica; it arrives everywhere."""
    one = world(*[replace(t, shown={}, indexed={}) for t in tools])
    one.press(Keystroke(0, typed))
    for fault in failures:
        one.run(fault)
    one.settle()
    assert not one.state.conflicts or any(t.kind == "rewriting" for t in tools)
    decide_everything(one)
    one.judge()
    converged(one)


@LAW
@given(_tools, _steps)
def test_writes_are_bounded_by_what_people_did(tools: list[Replica], steps: list[Step]) -> None:
    """Writes <= replicas x (typed values and decisions) + faults: nothing ping-pongs."""
    exact = [replace(t, kind="exact", shown={}, indexed={}) for t in tools]
    one = world(*exact)
    play(one, steps)
    one.settle()
    decisions = sum(isinstance(s, Decision) for s in steps)
    typed = len(one.ghost.events) + len(one.ghost.removed) + decisions
    assert one.written <= len(tools) * typed + one.faulty
