"""Records that join, lists of authorities, and standing clocks: the rest of the table."""

from syncline.domain.fields import FieldSpec, FieldType
from syncline.domain.ledger import Sighting
from syncline.domain.policy import FieldPolicy
from syncline.domain.state import Agreed, Candidate, Conflict, Shadow
from syncline.domain.text import plain
from tests.domain.deciding import (
    BODY,
    BOTH,
    ELSEWHERE,
    LABELS,
    ONE,
    run,
    shadows,
    sightings,
)

# -- first pairing: no shadow ------------------------------------------------------------------

NOTHING = Agreed()


def test_first_pairing_of_equal_values_agrees() -> None:
    """No shadow, values equal: agree."""
    out = run(NOTHING, {}, sightings(A="x", B="x"))
    assert out.agreed == Agreed("x", 1)
    assert {s.version for s in out.shadows.values()} == {1}


def test_first_pairing_fills_the_empty_side() -> None:
    """No shadow, empty on one side: the filled value; the empty side is behind."""
    out = run(NOTHING, {}, sightings(A=None, B="x"))
    assert out.agreed == Agreed("x", 1)
    assert out.shadows["A"] == Shadow(None, None, 0)


def test_first_pairing_of_nothing_agrees_on_nothing() -> None:
    """Both empty: agreed, so that a later edit is fresh."""
    out = run(NOTHING, {}, sightings(A=None, B=None))
    assert out.agreed == Agreed(None, 1)


def test_first_pairing_of_different_values_without_authority_is_a_conflict() -> None:
    """Nothing is agreed, both keep what they show."""
    out = run(NOTHING, {}, sightings(A="x", B="y"))
    assert out.agreed == NOTHING
    assert out.conflict is not None


def test_first_pairing_takes_the_authority_and_keeps_what_it_replaces() -> None:
    """With an authority: its value; every replaced value is kept in history."""
    out = run(NOTHING, {}, sightings(A="x", B="y"), policy=ELSEWHERE)
    assert out.agreed == Agreed("x", 1)
    assert ("B", "replaced", "y") in [(a.replica, a.what, a.old) for a in out.accounted]
    assert out.shadows["B"] == Shadow("y", "y", 0)


def test_a_record_that_joins_later_with_another_value_waits() -> None:
    """No shadow, an agreed value that it never saw: a Conflict, not an overwrite."""
    out = run(Agreed("x", 3), shadows(A=("x", 3)), sightings(A="x", B="y"))
    assert out.conflict is not None
    assert out.agreed == Agreed("x", 3)


def test_a_computed_field_is_never_read_back() -> None:
    """What was typed over it is put back, and recorded."""
    spec = FieldSpec("progress", FieldType.NUMBER, computed=True)
    out = run(Agreed(0.5, 2), shadows(A=(0.5, 2)), sightings(A=0.9), spec=spec)
    assert out.agreed == Agreed(0.5, 2)
    assert out.shadows["A"] == Shadow(0.9, 0.9, 0)
    assert [a.what for a in out.accounted] == ["reverted"]


def test_held_values_are_consumed_so_that_a_resolution_ends_the_conflict() -> None:
    """Resolve to x: A shows it already, B is behind; no second conflict."""
    held = run(ONE, BOTH, sightings(A="x", B="y"))
    out = run(Agreed("x", 2), dict(held.shadows), sightings(A="x", B="y"))
    assert out.conflict is None
    assert Candidate("x", 1, "x") == held.conflict.candidates["A"]  # type: ignore[union-attr]


# -- lists of authorities, standing clocks, and tools that join late -----------------------------

RANKED = FieldPolicy(authority=("A", "B"))


def test_a_later_ranked_authority_does_not_overrule_what_it_never_saw() -> None:
    """`authority: [A, B]`: A decided 105 while B was down; B's stale 106 is told, not adopted."""
    base = {"A": Shadow("105", "105", 2), "B": Shadow("0", "0", 1)}
    out = run(Agreed("105", 2), base, sightings(A="105", B="106"), policy=RANKED)
    assert out.agreed == Agreed("105", 2)
    (closed,) = out.closed
    assert isinstance(closed, Conflict)
    assert closed.candidates["B"].value == "106"
    assert out.shadows["B"] == Shadow("106", "106", 0)


def test_a_higher_ranked_authority_overrules_a_value_it_never_saw() -> None:
    """`authority: [A, B]`: B decided 106 while A was down; A's stale 105 wins, 106 is kept."""
    base = {"A": Shadow("0", "0", 1), "B": Shadow("106", "106", 2)}
    out = run(Agreed("106", 2), base, sightings(A="105", B="106"), policy=RANKED)
    assert out.agreed == Agreed("105", 3)
    (closed,) = out.closed
    assert isinstance(closed, Conflict)
    assert "106" in closed.seen


def test_two_proposals_of_one_instant_have_two_names() -> None:
    """A clock may stand still: the superseded one must not be overwritten by its successor."""
    one = run(ONE, BOTH, sightings(B="y"), policy=ELSEWHERE)
    two = run(
        ONE, dict(one.shadows), sightings(B="z"), policy=ELSEWHERE, proposals=dict(one.proposals)
    )
    assert two.proposals["B"].id != two.closed[0].id


def test_an_element_added_here_and_removed_there_stays_whatever_the_order() -> None:
    """A adds what B, which knew it from before, removes in the same round."""
    base = {
        "A": Shadow(frozenset(), frozenset(), 2),
        "B": Shadow(frozenset({"x"}), frozenset({"x"}), 1),
    }
    for order in ("AB", "BA"):
        shown = {r: Sighting(frozenset({"x"}) if r == "A" else frozenset()) for r in order}
        assert run(Agreed(frozenset(), 2), base, shown, spec=LABELS).agreed.value == {"x"}


def test_what_a_tool_is_known_to_rewrite_stays_known_through_an_edit() -> None:
    """(p, z) is remembered; otherwise two rewriting tools answer each other for ever."""
    pair = ("101", "101~")
    base = {"A": Shadow("101", "101", 2), "B": Shadow("101", "101", 2, pair)}
    out = run(Agreed("101", 2), base, sightings(B="101~"))
    assert out.shadows["B"].remembered == pair


def test_a_stale_body_merges_from_what_its_author_saw() -> None:
    """B never saw A's paragraph; its own is added to it, and nothing of A's is taken back."""
    base = {
        "A": Shadow(plain("1\n2\n3"), plain("1\n2\n3"), 2),
        "B": Shadow(plain("1\n2"), plain("1\n2"), 1),
    }
    out = run(Agreed(plain("1\n2\n3"), 2), base, sightings(B=plain("one\n2")), spec=BODY)
    assert str(out.agreed.value) == "one\n2\n3"
