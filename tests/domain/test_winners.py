"""Who wins by `on_conflict`: what somebody typed, and never what a tool made of our own write."""

import pytest

from syncline.domain.ledger import FieldOutcome, Sighting
from syncline.domain.policy import FieldPolicy
from syncline.domain.state import Agreed, Conflict, Shadow
from tests.domain.deciding import run

REWRITTEN = ("0", "0~")  # asked, and read back at once: by nobody that we know of
NEWER = Agreed("x", 2)  # typed in A and agreed, before anybody looked at D again
BASE = {
    "A": Shadow("x", "x", 2),
    "C": Shadow("x", "x", 2),
    "D": Shadow("0", "0", 1, REWRITTEN),
}


def met(shown: str, *order: str, by: str | None = None) -> FieldOutcome:
    """Let D show something while it is behind, with an order of winners."""
    seen = {"A": Sighting("x"), "C": Sighting("x"), "D": Sighting(shown, by)}
    return run(NEWER, BASE, seen, policy=FieldPolicy(on_conflict=order))


def sides(out: FieldOutcome) -> set[object]:
    """Return all that the closed Conflict keeps."""
    (closed,) = out.closed
    assert isinstance(closed, Conflict)
    return set(closed.seen)


def test_what_a_tool_made_of_our_write_wins_over_nobody() -> None:
    """D is named first, but nobody typed its "0~": the next that is named stands."""
    out = met("0~", "D", "A")
    assert (out.agreed, out.conflict) == (NEWER, None)
    assert sides(out) == {"0~", "x"}
    assert out.shadows["D"].version < NEWER.version


def test_where_nobody_else_is_named_a_person_decides() -> None:
    """It may be typed after all: nothing is taken back unseen."""
    out = met("0~", "D")
    assert out.agreed == NEWER
    assert out.conflict is not None
    assert set(out.conflict.seen) == {"0~", "x"}


@pytest.mark.parametrize(("shown", "by"), [("y", None), ("0~", "dora@acme.example")])
def test_what_somebody_types_in_such_a_tool_wins_as_before(shown: str, by: str | None) -> None:
    """Another value than the one read back, or one whose author the tool names."""
    out = met(shown, "D", "A", by=by)
    assert out.agreed == Agreed(shown, 3)
    assert sides(out) == {shown, "x"}


def test_it_still_does_not_win_once_it_has_been_held() -> None:
    """A held side is as doubtful as it was; the next edit elsewhere is not overruled by it."""
    held = met("0~", "D")
    seen = {"A": Sighting("y"), "C": Sighting("x"), "D": Sighting("0~")}
    policy = FieldPolicy(on_conflict=("D", "A"))
    out = run(held.agreed, dict(held.shadows), seen, policy=policy, conflict=held.conflict)
    assert out.agreed == Agreed("y", 3)


def test_alone_it_is_adopted_once_and_then_known() -> None:
    """Without a value that somebody typed against it, the tool's own form is agreed."""
    base = {"A": Shadow("0", "0", 1), "D": Shadow("0", "0", 1, REWRITTEN)}
    seen = {"A": Sighting("0"), "D": Sighting("0~")}
    out = run(Agreed("0", 1), base, seen, policy=FieldPolicy(on_conflict=("D",)))
    assert (out.agreed, out.conflict) == (Agreed("0~", 2), None)
    assert out.shadows["D"].remembered == REWRITTEN
