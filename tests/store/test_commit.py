"""What is committed reads back equal, all of it or nothing, and only under the newest fence."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta, timezone

import pytest

from syncline.domain.errors import LeaseLost, Stop
from syncline.domain.item import Item, Record
from syncline.domain.plan import Change, Create, Stamp, Update
from syncline.domain.state import (
    Agreed,
    AgreedAt,
    Candidate,
    Conflict,
    CursorAt,
    Episode,
    FieldChange,
    HeldPlan,
    Intent,
    Message,
    Proposal,
    Relation,
    RunRow,
    Shadow,
    ShadowAt,
)
from syncline.domain.text import Block, Document, Run
from syncline.store import SqlStore
from tests.store.holding import NOW, TTL, Held, take

LATER = NOW + timedelta(hours=1)
ITEM = Item("syn-a", "epic", "payments", NOW)
RECORD = Record(
    "syn-a", "delivery", "10001", "PAY-1", "https://acme.atlassian.net/browse/PAY-1", "r1",
    ties={"Roadmap item": "x"}, refused={"target": "no such field"},
)  # fmt: skip
BODY = Document((Block("bullet", (Run("délai ", frozenset({"strong"})), Run("👍")), 1),))
CONFLICT = Conflict(
    "c-1", "syn-a", "priority", {"delivery": Candidate("P1", 2, "High", "ines@acme.fr", NOW)},
    ("P1", None, frozenset({"a"})), NOW,
)  # fmt: skip
PROPOSAL = Proposal(
    "p-1", "syn-a", "delivery", "target", date(2026, 4, 1), None, NOW, "karim@acme.fr"
)
UPDATE = Update(
    "syn-a", "delivery", "10001", "fields", (Change("title", "New", "Old", 3, "Old becomes New"),)
)
INTENT = Intent("w-1", "run-1", UPDATE, "SENT", {"title": "Old", "labels": frozenset()}, NOW, LATER)


def test_everything_that_decides_an_item_is_loaded_as_it_was_put(held: Held) -> None:
    """Item, records, agreed values, shadows, conflicts and proposals come back equal."""
    shadow = Shadow(BODY, None, 2, (BODY, None))
    held.put(
        ITEM, RECORD, AgreedAt("syn-a", "description", Agreed(BODY, 2)),
        ShadowAt("syn-a", "delivery", "description", shadow), CONFLICT, PROPOSAL,
    )  # fmt: skip
    state = held.store.load(["syn-a", "syn-unknown"])["syn-a"]
    assert state.item == ITEM
    assert state.records == {"delivery": RECORD}
    assert state.agreed == {"description": Agreed(BODY, 2)}
    assert state.shadows == {("delivery", "description"): shadow}
    assert state.conflicts == {"priority": CONFLICT}
    assert state.proposals == {("delivery", "target"): PROPOSAL}
    assert state.blocked == frozenset()
    assert state.stamping == frozenset()


def test_putting_an_existing_key_replaces_its_row(held: Held) -> None:
    """The second value is the one that is loaded, in one row."""
    held.put(ITEM, RECORD, AgreedAt("syn-a", "title", Agreed("Old", 1)))
    held.put(replace(ITEM, team=None), replace(RECORD, key="ONB-7", marked=True))
    held.put(AgreedAt("syn-a", "title", Agreed("New", 2)), AgreedAt("syn-a", "title", Agreed("x")))
    state = held.store.load(["syn-a"])["syn-a"]
    assert state.item.team is None
    assert state.records["delivery"] == replace(RECORD, key="ONB-7", marked=True)
    assert state.agreed == {"title": Agreed("x", 0)}
    assert held.store.count("delivery") == 1


def test_a_shadow_without_a_value_is_forgotten(held: Held) -> None:
    """The others of its record stay, and it is behind no more."""
    shadows = [ShadowAt("syn-a", "delivery", n, Shadow("x", "x", 1)) for n in ("title", "status")]
    held.put(ITEM, RECORD, AgreedAt("syn-a", "title", Agreed("y", 2)), *shadows)
    assert held.store.unsettled() == {"syn-a"}
    held.put(ShadowAt("syn-a", "delivery", "title", None))
    state = held.store.load(["syn-a"])["syn-a"]
    assert set(state.shadows) == {("delivery", "status")}
    assert held.store.unsettled() == frozenset()


def test_closed_conflicts_and_proposals_leave_the_state_but_not_the_store(held: Held) -> None:
    """What was closed is listed as closed, and loads no more."""
    held.put(ITEM, CONFLICT, PROPOSAL)
    closed = replace(CONFLICT, closed_at=LATER, how="delivery decides")
    declined = replace(PROPOSAL, closed_at=LATER, how="declined")
    held.put(closed, declined)
    state = held.store.load(["syn-a"])["syn-a"]
    assert (dict(state.conflicts), dict(state.proposals)) == ({}, {})
    assert (held.store.conflicts(), held.store.conflicts(closed=True)) == ((), (closed,))
    assert (held.store.proposals(), held.store.proposals(closed=True)) == ((), (declined,))


def test_an_intent_is_kept_whatever_becomes_of_it(held: Held) -> None:
    """The journal holds every write with what it replaced, oldest first."""
    second = replace(INTENT, id="w-2", operation=Stamp("syn-a", "delivery", "10001", "to heal"))
    held.put(ITEM, INTENT, second)
    done = replace(INTENT, state="OK")
    held.put(done)
    assert held.store.intents("OK", "FAILED") == (done,)
    assert held.store.intents("SENT") == (second,)
    assert held.store.intents() == (done, second)


@pytest.mark.parametrize("state", ["PLANNED", "SENT", "OK", "FAILED", "UNKNOWN", "RESOLVED"])
def test_only_a_write_on_its_way_blocks_its_fields(held: Held, state: str) -> None:
    """A planned write blocks nothing yet, a settled one no more."""
    held.put(ITEM, replace(INTENT, state=state))  # type: ignore[arg-type]  # the parameters are states
    blocked = held.store.load(["syn-a"])["syn-a"].blocked
    assert blocked == ({("delivery", "title")} if state in {"SENT", "UNKNOWN"} else set())


@pytest.mark.parametrize(
    "operation",
    [
        Create("syn-a", "delivery", "epic", (Change("start", None, None, 1, ""),), "it is missing"),
        Stamp("syn-a", "delivery", "10001", "to heal"),
    ],
)
def test_a_create_or_a_stamp_in_flight_blocks_its_whole_replica(
    held: Held, operation: Create | Stamp
) -> None:
    """Nothing of that record is touched until it is known what became of it."""
    held.put(
        ITEM, replace(INTENT, operation=operation, state="QUARANTINED"),
        AgreedAt("syn-a", "title", Agreed("x", 1)),
        ShadowAt("syn-a", "delivery", "status", Shadow("x", "x", 1)),
        ShadowAt("syn-a", "roadmap", "owner", Shadow("x", "x", 1)),
    )  # fmt: skip
    state = held.store.load(["syn-a"])["syn-a"]
    assert state.stamping == {"delivery"}
    assert {("delivery", "title"), ("delivery", "status")} <= state.blocked
    assert (("delivery", "start") in state.blocked) == isinstance(operation, Create)
    assert all(replica == "delivery" for replica, _ in state.blocked)


def test_history_is_appended_and_read_oldest_first(held: Held) -> None:
    """The same change twice is two lines: history is never rewritten."""
    change = FieldChange("syn-a", "title", "delivery", "a", "b", "adopted", "run-1", NOW, "ines")
    older = replace(change, at=NOW - TTL, by=None, new=BODY)
    held.put(ITEM, change, change, older)
    assert held.store.history("syn-a") == (older, change, change)


def test_runs_plans_alerts_and_cursors_read_back_equal(held: Held) -> None:
    """Every other kind of row survives, with its counts, reasons and notes."""
    run = RunRow("run-1", "product", "apply", NOW, "OK", LATER, "abc", {"applied": 2}, ("é", "b"))
    plan = HeldPlan("abc", "run-1", ("too many",), '{"operations": []}', NOW)
    episode = Episode(
        "e-1", "product", "f", "C3", "syn-a", "ines", "S2", "late \ud83d", "move it", NOW
    )
    message = Message("e-1", "ines", "slack", "PENDING", NOW)
    held.put(ITEM, run, plan, episode, message, CursorAt("delivery", "2026-03-02|17"))
    assert held.store.runs() == (run,)
    assert held.store.held() == plan
    assert held.store.episodes("firing") == (replace(episode, text="late ?"),)
    assert held.store.episodes("resolved") == ()
    assert held.store.messages("PENDING", "SENT") == (message,)
    assert held.store.cursor("delivery") == CursorAt("delivery", "2026-03-02|17")
    assert held.store.cursor("roadmap") is None


def test_a_message_is_one_line_per_episode_person_and_channel(held: Held) -> None:
    """The outbox cannot hold the same message twice."""
    message = Message("e-1", "ines", "slack", "PENDING", NOW)
    held.put(message, replace(message, channel="mail"), replace(message, state="SENT", at=LATER))
    assert [(m.channel, m.state) for m in held.store.messages()] == [
        ("mail", "PENDING"),
        ("slack", "SENT"),
    ]


def test_a_newer_plan_supersedes_the_one_that_waits(held: Held) -> None:
    """One plan waits per portfolio, even when nobody remembered to close the older one."""
    plan = HeldPlan("abc", "run-1", ("first",), "{}", NOW)
    held.put(plan)
    held.put(replace(plan, digest="def", at=NOW - TTL))
    waiting = held.store.held()
    assert waiting is not None
    assert waiting.digest == "def"
    held.put(replace(waiting, state="rejected"))
    assert held.store.held() is None


def test_times_come_back_aware_and_naive_ones_are_refused(held: Held) -> None:
    """A time in any zone is the same instant again, in UTC; a naive one is a sentence."""
    paris = NOW.astimezone(timezone(timedelta(hours=2)))
    held.put(replace(ITEM, active_at=paris))
    kept = held.store.load(["syn-a"])["syn-a"].item.active_at
    assert kept is not None
    assert (kept, kept.utcoffset()) == (paris, timedelta(0))
    with pytest.raises(Stop, match="has no time zone"):
        held.put(replace(ITEM, active_at=NOW.replace(tzinfo=None)))


def test_a_commit_under_an_old_fence_writes_nothing(held: Held) -> None:
    """A run that was overtaken learns both fences, and leaves no row."""
    newer = take(held.store, "another run")
    with pytest.raises(LeaseLost, match=r"fence 1, .* fence 2 .*held by another run"):
        held.put(ITEM)
    assert held.store.load(["syn-a"]) == {}
    newer.put(ITEM)
    assert held.store.load(["syn-a"])["syn-a"].item == ITEM


def test_a_commit_after_the_lease_was_given_back_writes_nothing(held: Held) -> None:
    """Who gave the lease back has nothing to write any more."""
    held.store.release(held.lease)
    with pytest.raises(LeaseLost, match="was given back"):
        held.put(ITEM)


def test_a_commit_without_rows_does_nothing_at_all(held: Held) -> None:
    """It does not even look at the fence."""
    take(held.store, "another run")
    held.put()


def test_an_item_has_at_most_one_record_per_replica(held: Held) -> None:
    """A second record of an item is refused by name, and nothing of that commit is kept."""
    held.put(ITEM, RECORD)
    with pytest.raises(Stop, match="PAY-2 cannot stand for item syn-a, because record PAY-1"):
        held.put(AgreedAt("syn-a", "title", Agreed("x", 1)), replace(RECORD, id="2", key="PAY-2"))
    state = held.store.load(["syn-a"])["syn-a"]
    assert (dict(state.records), dict(state.agreed)) == ({"delivery": RECORD}, {})


def test_a_record_stands_for_at_most_one_item(held: Held) -> None:
    """A record cannot be taken over by another item."""
    held.put(ITEM, RECORD)
    with pytest.raises(Stop, match=r"PAY-1 cannot stand for item syn-b, .* for item syn-a"):
        held.put(replace(ITEM, id="syn-b"), replace(RECORD, item="syn-b"))
    assert held.store.links("delivery", ["10001"]) == {"10001": "syn-a"}


def test_a_row_of_an_unknown_item_is_refused(held: Held) -> None:
    """State that no Item owns would be lost in silence, so it is refused."""
    with pytest.raises(Stop, match="refuses this commit"):
        held.put(ShadowAt("syn-z", "delivery", "title", Shadow("x", "x", 1)))


def test_a_run_is_noted_without_a_lease(sql: SqlStore) -> None:
    """A run that could not even start is still recorded, and later replaced."""
    store = sql.portfolio("product")
    run = RunRow("run-1", "product", "apply", NOW)
    store.note_run(run)
    store.note_run(replace(run, outcome="FAILED", ended_at=LATER))
    assert [r.outcome for r in store.runs()] == ["FAILED"]


def test_a_row_of_another_portfolio_is_refused(held: Held) -> None:
    """A run of the agency is not filed under the product."""
    with pytest.raises(Stop, match="portfolio agency cannot be put into product"):
        held.store.note_run(RunRow("run-1", "agency", "apply", NOW))


def test_portfolios_do_not_see_each_other(leased: Callable[[str], Held], sql: SqlStore) -> None:
    """The same ids in two portfolios of one store are two things."""
    one, two = leased("product"), leased("agency")
    one.put(ITEM, RECORD, INTENT, CONFLICT)
    two.put(replace(ITEM, team="other"))
    assert two.store.load(["syn-a"])["syn-a"].records == {}
    assert two.store.count("delivery") == 0
    assert (two.store.intents(), two.store.conflicts(), two.store.find("PAY-1")) == ((), (), None)
    assert sql.portfolios() == ("agency", "product")


def test_an_unchanged_row_may_be_put_again(held: Held) -> None:
    """Putting what is stored already changes nothing that can be read."""
    relation = Relation("syn-a", "syn-b")
    held.put(ITEM, RECORD, relation, INTENT)
    before = (held.store.load(["syn-a"]), held.store.relations(["syn-b"]), held.store.intents())
    held.put(ITEM, RECORD, relation, INTENT)
    after = (held.store.load(["syn-a"]), held.store.relations(["syn-b"]), held.store.intents())
    assert after == before
