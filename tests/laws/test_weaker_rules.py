"""Every trace of `merge.md` §8: what a weaker rule would do, as one named test each.

Two rows are not here: "no changelog test" (receipts by changelog are not built) and "fence without
own deadline" (the lease belongs to the engine, and is tested there).
"""

from syncline.domain.text import Document
from tests.laws.faults import CALM, Faults, Keystroke
from tests.laws.tools import Replica, paragraph, tokens
from tests.laws.world import World, world


def pair(**kinds: Replica) -> World:
    """Return a world of two or more exact tools that answer a write with what they store."""
    return world(*(kinds.values() or (Replica("A"), Replica("B"))))


def three() -> World:
    """Return a world of three exact tools."""
    return world(Replica("A"), Replica("B"), Replica("C"))


def titles(one: World) -> dict[str, object]:
    """Return what every replica shows as the title."""
    return {name: tool.shown["title"] for name, tool in one.replicas.items()}


def test_account_before_apply() -> None:
    """A: 101; B written, crash; A goes back to 000: B's 101 is our own write and nobody's edit."""
    one = pair()
    one.type("A", "title", "101")
    one.run(Faults(writes=("applied",), crash=1))
    assert titles(one) == {"A": "101", "B": "101"}
    one.type("A", "title", "000tail")
    one.settle()
    assert titles(one) == {"A": "000tail", "B": "000tail"}
    assert not one.state.conflicts
    one.judge()


def test_a_reverted_edit_is_recorded_before_it_is_overwritten() -> None:
    """B: 101 (`revert`); crash right after the account: the record is there, the write comes."""
    one = pair()
    one.type("B", "priority", "101")
    one.run(Faults(crash=0))
    assert "101" in one.kept()
    assert one.replicas["B"].shown["priority"] == "101"
    one.settle()
    assert one.replicas["B"].shown["priority"] == "000"


def test_asked_is_not_set_by_a_plan_that_was_never_sent() -> None:
    """A: 101; the run accounts and crashes before the call: B is still written later."""
    one = pair()
    one.type("A", "title", "101")
    one.run(Faults(crash=0))
    one.settle()
    assert titles(one) == {"A": "101", "B": "101"}


def test_asked_is_not_set_by_a_rejected_write() -> None:
    """A: 101; the call to B is rejected ten times: the eleventh run writes it."""
    one = pair()
    one.type("A", "title", "101")
    for _ in range(10):
        one.run(Faults(writes=("rejected",)))
        assert titles(one)["B"] == "000tail"
    one.run()
    assert titles(one)["B"] == "101"


def test_asked_moves_with_an_edit() -> None:
    """A: 101; run; B: 101 back to 000; run: A follows, although 000 was asked of it long ago."""
    one = pair()
    one.type("A", "title", "101")
    one.settle()
    one.type("B", "title", "000tail")
    one.settle()
    assert titles(one) == {"A": "000tail", "B": "000tail"}


def test_a_stale_edit_replaces_nothing() -> None:
    """A: 105, B: 106; B is incomplete; run adopts 105; run: 106 never saw 105, so both wait."""
    one = pair()
    one.type("A", "title", "105")
    one.type("B", "title", "106")
    one.run(Faults(incomplete=frozenset({"B"})))
    one.run()
    assert titles(one) == {"A": "105", "B": "106"}
    assert {"105", "106"} <= set(one.state.conflicts["title"].seen)


def test_the_base_of_a_set_is_what_its_replica_showed() -> None:
    """A: +103, B: +102, seen in different rounds: nobody removed anything."""
    one = pair()
    one.type("A", "labels", frozenset({"e00", "103"}))
    one.type("B", "labels", frozenset({"e00", "102"}))
    one.run(Faults(incomplete=frozenset({"B"})))
    one.settle()
    for tool in one.replicas.values():
        assert tool.shown["labels"] == frozenset({"e00", "102", "103"})


def test_a_separate_read_is_not_taken_for_our_own_write() -> None:
    """A: 101; run writes B; B: somebody types before the read-back; A: 104; run: both are kept."""
    one = pair(A=Replica("A"), B=Replica("B", answers=False))
    one.type("A", "title", "900tail")
    one.run(Faults(readback=(Keystroke(1, 0),)))
    typed = str(one.replicas["B"].shown["title"])
    assert typed != "900tail"
    one.type("A", "title", "904tail")
    one.settle()
    assert {typed, "904tail"} <= set(one.state.conflicts["title"].seen)
    assert titles(one) == {"A": "904tail", "B": typed}


def test_shown_is_what_the_tool_stored_and_not_what_was_asked() -> None:
    """B stores 101 as something else and says so: no write per run, for ever."""
    one = pair(A=Replica("A"), B=Replica("B", "rewriting"))
    one.type("A", "title", "101tail")
    one.settle()
    assert titles(one) == {"A": "101tail", "B": "101tail~B"}
    assert one.written == 1


def test_a_tool_that_rewrites_without_saying_so_does_not_ping_pong() -> None:
    """The second identical answer to the same question is known as the tool's own rewriting."""
    one = world(*(Replica(name, "rewriting", answers=False) for name in "AB"))
    one.type("A", "title", "101tail")
    one.settle()
    assert {value[:3] for value in map(str, titles(one).values())} == {"101"}
    assert one.written <= 4


def test_a_record_is_read_again_just_before_it_is_written() -> None:
    """A: 101; somebody types in B after the listing: it is not overwritten."""
    one = pair()
    one.type("A", "title", "901tail")
    one.run(Faults(meanwhile=(Keystroke(1, 0),)))
    typed = titles(one)["B"]
    assert typed not in {"000tail", "901tail"}
    one.settle()
    assert titles(one) == {"A": "901tail", "B": typed}
    assert "title" in one.state.conflicts


def test_an_old_listing_creates_no_edit() -> None:
    """A: 101; run writes B; the next listing of B still shows 000: 101 stays everywhere."""
    one = pair()
    one.type("A", "title", "101tail")
    one.run()
    one.run(Faults(old=frozenset({"B"})))
    one.settle()
    assert titles(one) == {"A": "101tail", "B": "101tail"}
    assert one.state.agreed["title"].version == 2


def test_an_unknown_write_blocks_its_field_until_it_is_read() -> None:
    """The answer of a write that lands late is lost: no second call for it, and no edit."""
    one = pair()
    one.type("A", "title", "101tail")
    one.run(Faults(writes=("late",)))
    plan = one.run()
    assert plan.operations == ()
    one.settle()
    assert (titles(one)["B"], one.written) == ("101tail", 1)
    assert one.state.agreed["title"].version == 2


def test_an_unknown_write_that_never_lands_is_sent_again_only_when_it_cannot_land() -> None:
    """A lost write waits out the tool's lag, then is planned anew."""
    one = pair()
    one.type("A", "title", "101tail")
    one.run(Faults(writes=("lost",)))
    sent = [len(one.run().operations) for _ in range(4)]
    assert sent == [0, 0, 1, 0]
    assert titles(one)["B"] == "101tail"


def test_a_third_tool_joins_a_hold_and_overwrites_nobody() -> None:
    """A: 101, B: 102: conflict; C: 103: all three stand, and all three are candidates."""
    one = three()
    one.type("A", "title", "101")
    one.type("B", "title", "102")
    one.run()
    one.type("C", "title", "103")
    one.settle()
    assert titles(one) == {"A": "101", "B": "102", "C": "103"}
    assert set(one.state.conflicts["title"].candidates) == {"A", "B", "C"}


def test_going_back_during_a_hold_is_a_choice() -> None:
    """A: 101, B: 102: conflict; A goes back to 000: the conflict stays, for all to see."""
    one = three()
    one.type("A", "title", "101")
    one.type("B", "title", "102")
    one.run()
    one.type("A", "title", "000tail")
    one.settle()
    assert titles(one) == {"A": "000tail", "B": "102", "C": "000tail"}
    assert one.state.conflicts["title"].candidates["A"].value == "000tail"


def test_held_edits_are_consumed() -> None:
    """A: 101, B: 102; resolved to 101; run: B follows, and the conflict does not come back."""
    one = pair()
    one.type("A", "title", "101")
    one.type("B", "title", "102")
    one.run()
    one.resolve("title", 0)
    one.settle()
    assert titles(one) == {"A": "101", "B": "101"}
    assert not one.state.conflicts
    assert "102" in one.kept()


def test_an_unknown_set_write_settles_element_by_element() -> None:
    """A: +102; write to B unknown but applied; A: -102; B: +104; run: 102 does not return."""
    one = pair()
    one.type("A", "labels", frozenset({"e00", "102"}))
    one.run(Faults(writes=("applied",)))
    one.type("A", "labels", frozenset({"e00"}))
    one.type("B", "labels", frozenset({"e00", "102", "104"}))
    one.settle()
    for tool in one.replicas.values():
        assert tool.shown["labels"] == frozenset({"e00", "104"})


def test_an_incomplete_replica_is_neither_heard_nor_written() -> None:
    """Nothing is inferred from it, and nothing is asked of it, until it is read again."""
    one = pair()
    one.type("A", "title", "101tail")
    plan = one.run(Faults(incomplete=frozenset({"B"})))
    assert plan.operations == ()
    one.settle()
    assert titles(one) == {"A": "101tail", "B": "101tail"}


def test_an_edit_during_a_hold_is_weighed_while_the_other_side_is_down() -> None:
    """The other side's candidate needs no tool: A moves on, B's 102 stays a candidate."""
    one = pair(A=Replica("A"), B=Replica("B", "lossy"))
    one.type("A", "title", "101tail")
    one.type("B", "title", "102")
    one.run()
    one.type("A", "title", "103tail")
    one.run(Faults(incomplete=frozenset({"B"})))
    assert {r: c.value for r, c in one.state.conflicts["title"].candidates.items()} == {
        "A": "103tail", "B": "102",
    }  # fmt: skip


def test_one_edit_costs_one_write_in_each_other_replica() -> None:
    """Writes per human field edit <= replicas - 1."""
    one = three()
    one.type("C", "title", "101")
    assert len(one.run(CALM).operations) == 2
    assert one.written == 2


def test_a_tool_without_marks_takes_none_away() -> None:
    """An edit in a tool that cannot show marks leaves them where nobody edited."""
    one = pair(A=Replica("A"), B=Replica("B", "lossy"))
    shown = one.replicas["B"].shown["description"]
    assert isinstance(shown, Document)
    one.type("B", "description", Document((*shown.blocks[:2], paragraph("909"))))
    one.settle()
    body = one.replicas["A"].shown["description"]
    assert isinstance(body, Document)
    assert body.blocks[:2] == (paragraph("000"), paragraph("001"))
    assert tokens(body) == {"000", "001", "909"}
