"""The transition table of the merge, row by row (design library `merge.md` §4.1, §4.2, §8)."""

import pytest

from syncline.domain.ledger import FieldOutcome, Sighting
from syncline.domain.policy import FieldPolicy
from syncline.domain.state import Agreed, Conflict, Shadow
from syncline.domain.text import plain
from tests.domain.deciding import (
    BODY,
    BOTH,
    ELSEWHERE,
    LABELS,
    ONE,
    run,
    shadows,
    short,
    sightings,
)


def test_clean_displays_change_nothing() -> None:
    """Clean and not behind: nothing to do."""
    out = run(ONE, BOTH, sightings(A="0", B="0"))
    assert (out.agreed, out.shadows, out.accounted) == (ONE, BOTH, ())


def test_one_fresh_edit_is_adopted_and_the_other_is_behind() -> None:
    """Dirty, not behind, one value: adopt it, n + 1."""
    out = run(ONE, BOTH, sightings(A="x", B="0"))
    assert out.agreed == Agreed("x", 2)
    assert (out.shadows["A"].version, out.shadows["B"].version) == (2, 1)


def test_two_fresh_edits_to_one_value_are_one_edit() -> None:
    """Dirty replicas that show one same value are adopted once."""
    out = run(ONE, BOTH, sightings(A="x", B="x"))
    assert out.agreed == Agreed("x", 2)
    assert {s.version for s in out.shadows.values()} == {2}


def test_two_different_edits_are_held_with_both_sides() -> None:
    """What does not merge is a Conflict; the agreed value and its version stay."""
    out = run(ONE, BOTH, sightings(A="x", B="y"))
    assert out.agreed == ONE
    assert out.conflict is not None
    assert {r: c.value for r, c in out.conflict.candidates.items()} == {"A": "x", "B": "y"}
    assert set(out.conflict.seen) == {"x", "y", "0"}
    assert (out.shadows["A"].shown, out.shadows["A"].version) == ("x", 1)


def test_a_stale_edit_is_concurrent_with_what_it_never_saw() -> None:
    """Dirty and behind, shows something else: a Conflict with the agreed value."""
    base = shadows(A=("0", 2), B=("0", 1))
    out = run(Agreed("x", 2), base, sightings(A="0", B="y"))
    assert out.conflict is not None
    assert "x" in out.conflict.seen
    assert out.agreed == Agreed("x", 2)


def test_a_stale_edit_that_shows_the_agreed_value_is_current() -> None:
    """Dirty and behind, shows v already: mark current."""
    out = run(Agreed("x", 2), shadows(A=("x", 2), B=("0", 1)), sightings(A="x", B="x"))
    assert (out.agreed, out.conflict, out.shadows["B"].version) == (Agreed("x", 2), None, 2)


def test_a_projection_read_back_is_clean() -> None:
    """Reading a lossy projection back changes nothing, even though it is not the value."""
    base = {"A": Shadow("hello", "hello", 1), "B": Shadow("hel", "hel", 1)}
    out = run(Agreed("hello", 1), base, sightings(A="hello", B="hel"), project=short)
    assert out.agreed == Agreed("hello", 1)


def test_an_edit_back_to_the_projection_keeps_the_detail() -> None:
    """A display that looks like v lifts to v, with what the tool cannot show."""
    base = {"A": Shadow("hello", "hello", 1), "B": Shadow("xyz", "xyz", 0)}
    out = run(Agreed("hello", 1), base, sightings(B="hel"), project=short)
    assert out.agreed == Agreed("hello", 1)
    assert out.shadows["B"].version == 1


def test_a_third_tool_joins_a_conflict_and_overwrites_nobody() -> None:
    """A hold freezes every replica: an edit in a third tool joins."""
    held = run(ONE, BOTH | shadows(C=("0", 1)), sightings(A="x", B="y", C="0"))
    out = run(
        held.agreed, dict(held.shadows), sightings(A="x", B="y", C="z"), conflict=held.conflict
    )
    assert out.conflict is not None
    assert set(out.conflict.candidates) == {"A", "B", "C"}
    assert out.conflict.revision == 2


def test_a_later_edit_replaces_its_replicas_candidate() -> None:
    """Its author saw the former one."""
    held = run(ONE, BOTH, sightings(A="x", B="y"))
    out = run(held.agreed, dict(held.shadows), sightings(A="x2", B="y"), conflict=held.conflict)
    assert out.conflict is not None
    assert out.conflict.candidates["A"].value == "x2"
    assert "x" in out.conflict.seen


def test_a_conflict_closes_when_people_make_the_tools_agree() -> None:
    """All tools show one value: adopted, closed by itself."""
    held = run(ONE, BOTH, sightings(A="x", B="y"))
    out = run(held.agreed, dict(held.shadows), sightings(A="x", B="x"), conflict=held.conflict)
    assert out.conflict is None
    assert out.agreed == Agreed("x", 2)
    assert [c.how for c in out.closed] == ["agreed in the tools"]


def test_a_conflict_that_nobody_touched_is_left_alone() -> None:
    """A conflict that is not resolved changes nothing and is not reported again."""
    held = run(ONE, BOTH, sightings(A="x", B="y"))
    out = run(held.agreed, dict(held.shadows), sightings(A="x", B="y"), conflict=held.conflict)
    assert out == FieldOutcome(held.agreed, held.shadows, held.conflict, {})


def test_a_candidate_that_goes_back_stays_a_candidate() -> None:
    """To go back was a choice."""
    held = run(ONE, BOTH, sightings(A="x", B="y"))
    out = run(held.agreed, dict(held.shadows), sightings(A="0", B="y"), conflict=held.conflict)
    assert out.conflict is not None
    assert out.conflict.candidates["A"].value == "0"


def test_an_edit_made_before_the_resolution_opens_a_new_conflict() -> None:
    """Seen after it, dirty and stale: {resolution, edit}."""
    out = run(Agreed("x", 2), shadows(A=("x", 1), B=("y", 1)), sightings(A="x", B="late"))
    assert out.conflict is not None
    assert set(out.conflict.seen) == {"late", "x"}


def test_a_named_winner_is_adopted_and_the_loser_is_kept() -> None:
    """`on_conflict: [B, A]`: the losers go, verbatim, into a closed Conflict."""
    out = run(ONE, BOTH, sightings(A="x", B="y"), policy=FieldPolicy(on_conflict=("B", "A")))
    assert out.agreed == Agreed("y", 2)
    assert out.conflict is None
    (closed,) = out.closed
    assert isinstance(closed, Conflict)
    assert closed.candidates["A"].value == "x"
    assert out.shadows["A"].version < 2


def test_an_edit_elsewhere_is_a_proposal_and_changes_nothing_else() -> None:
    """Authority elsewhere, propose: Proposal(r, x), its replica is current."""
    out = run(ONE, BOTH, sightings(A="0", B="y"), policy=ELSEWHERE)
    assert out.agreed == ONE
    assert out.proposals["B"].value == "y"
    assert out.shadows["B"] == Shadow("y", "y", 1)


def test_a_second_proposal_supersedes_the_first() -> None:
    """An earlier one is superseded, and kept."""
    one = run(ONE, BOTH, sightings(B="y"), policy=ELSEWHERE)
    two = run(
        ONE, dict(one.shadows), sightings(B="z"), policy=ELSEWHERE, proposals=dict(one.proposals)
    )
    assert two.proposals["B"].value == "z"
    assert [p.how for p in two.closed] == ["superseded"]


def test_a_proposal_taken_back_is_withdrawn() -> None:
    """The display equals v again."""
    one = run(ONE, BOTH, sightings(B="y"), policy=ELSEWHERE)
    two = run(
        ONE, dict(one.shadows), sightings(B="0"), policy=ELSEWHERE, proposals=dict(one.proposals)
    )
    assert two.proposals == {}
    assert [p.how for p in two.closed] == ["withdrawn"]


def test_the_authority_accepts_by_making_the_same_edit() -> None:
    """The authority edits to the proposed value: adopted, the Proposal closes as accepted."""
    one = run(ONE, BOTH, sightings(B="y"), policy=ELSEWHERE)
    two = run(
        ONE, dict(one.shadows), sightings(A="y", B="y"), policy=ELSEWHERE,
        proposals=dict(one.proposals),
    )  # fmt: skip
    assert two.agreed == Agreed("y", 2)
    assert [p.how for p in two.closed] == ["accepted"]


def test_the_authority_editing_otherwise_leaves_the_proposal_open() -> None:
    """The tool that proposed will show the authority's value; the Proposal stays, verbatim."""
    one = run(ONE, BOTH, sightings(B="y"), policy=ELSEWHERE)
    two = run(
        ONE, dict(one.shadows), sightings(A="k", B="y"), policy=ELSEWHERE,
        proposals=dict(one.proposals),
    )  # fmt: skip
    assert two.agreed == Agreed("k", 2)
    assert two.proposals["B"].value == "y"
    assert two.shadows["B"].version == 1


def test_a_reverted_edit_is_recorded_in_the_same_decision() -> None:
    """`revert`: x recorded as reverted in the same commit; r behind."""
    policy = FieldPolicy(authority=("A",), elsewhere="revert")
    out = run(ONE, BOTH, sightings(B="y"), policy=policy)
    assert [(a.what, a.old) for a in out.accounted] == [("reverted", "y")]
    assert out.shadows["B"] == Shadow("y", "y", 0)


def test_compare_only_watches() -> None:
    """`compare`: the replica keeps its value, no proposal, nothing written."""
    policy = FieldPolicy(authority=("A",), elsewhere="compare")
    out = run(ONE, BOTH, sightings(B="y"), policy=policy)
    assert (out.agreed, out.proposals, out.accounted) == (ONE, {}, ())


@pytest.mark.parametrize(
    ("v", "base", "seen", "merged"),
    [
        ({"a"}, {"A": {"a"}, "B": {"a"}}, {"A": {"a", "b"}, "B": {"a", "c"}}, {"a", "b", "c"}),
        (
            {"a", "b"},
            {"A": {"a", "b"}, "B": {"a", "b"}},
            {"A": {"a"}, "B": {"a", "b", "c"}},
            {"a", "c"},
        ),
        ({"a"}, {"A": {"a"}, "B": {"a"}}, {"A": set(), "B": {"a"}}, set()),
    ],
)  # fmt: skip
def test_sets_merge_element_wise(
    v: set[str], base: dict[str, set[str]], seen: dict[str, set[str]], merged: set[str]
) -> None:
    """Additions and removals of every replica apply; never a Conflict."""
    made = {r: Shadow(frozenset(s), frozenset(s), 1) for r, s in base.items()}
    shown = {r: Sighting(frozenset(s)) for r, s in seen.items()}
    out = run(Agreed(frozenset(v), 1), made, shown, spec=LABELS)
    assert out.agreed.value == frozenset(merged)
    assert out.conflict is None


def test_a_sets_base_is_what_was_shown_and_not_the_agreed_value() -> None:
    """A: +103, B: +102, seen in different rounds: nobody removed anything."""
    v, base = Agreed(frozenset({"103"}), 2), shadows(A=(frozenset({"103"}), 2), B=(frozenset(), 1))
    out = run(v, base, sightings(B=frozenset({"102"})), spec=LABELS)
    assert out.agreed.value == frozenset({"102", "103"})


def test_bodies_merge_block_by_block() -> None:
    """Two edits of different paragraphs are both kept."""
    v = plain("one\ntwo\nthree")
    base = {r: Shadow(v, v, 1) for r in "AB"}
    seen = sightings(A=plain("ONE\ntwo\nthree"), B=plain("one\ntwo\nthree\nfour"))
    out = run(Agreed(v, 1), base, seen, spec=BODY)
    assert str(out.agreed.value) == "ONE\ntwo\nthree\nfour"
    assert {s.version for s in out.shadows.values()} == {0}


def test_bodies_edited_in_one_place_are_held() -> None:
    """Two edits of one paragraph wait for a person."""
    v = plain("one\ntwo")
    base = {r: Shadow(v, v, 1) for r in "AB"}
    out = run(Agreed(v, 1), base, sightings(A=plain("uno\ntwo"), B=plain("eins\ntwo")), spec=BODY)
    assert out.conflict is not None
