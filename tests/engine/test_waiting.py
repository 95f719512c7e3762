"""What waits is settled by people: deletions of a whole replica, a held plan, a lost create."""

from collections.abc import Callable

import pytest

from connectors.memory import Fault, MemoryTool
from syncline.domain.errors import ConfigurationError
from syncline.domain.state import Lease
from syncline.engine.session import Session, holding
from syncline.engine.verdicts import reject, release, settle_deletions
from tests.engine.conftest import Team3
from tests.engine.moves import seeded, store, titles


def decide(team: Team3, verdict: Callable[[Session], str]) -> str:
    """Let a person decide, under the lease."""
    with holding(store(team), team.clock, "cli", lambda _: True) as lease:
        assert isinstance(lease, Lease)
        return verdict(team.session(lease))


@pytest.mark.parametrize("how", ["kept", "archive"])
def test_a_crowd_of_deletions_is_settled_at_once(three: Team3, how: str) -> None:
    """The plan that follows waits for its digest, since it is large."""
    ids = seeded(three, 120)
    for record in ids["A"][:30]:
        three.tools["A"].move(record, "trashed")
    for minutes in (25 * 60, 16):
        three.clock.pass_by(minutes=minutes)
        three.sync()
    said = decide(three, lambda s: settle_deletions(s, "A", how, by="ann@acme.example"))  # type: ignore[arg-type]
    assert said.startswith("30 deletions in A are settled")
    held = three.sync()
    wanted = 60 if how == "archive" else 0
    assert held.summary.operations == wanted
    if how == "archive":
        assert held.summary.outcome == "HELD"
        assert "it puts 30 records of B away; the limit is 2" in held.waits
    assert "0 deletions" in decide(three, lambda s: settle_deletions(s, "A", "kept", by="ann"))


def test_a_rejected_plan_waits_no_more_and_another_is_refused(three: Team3) -> None:
    """By its digest: nobody rejects what they have not seen."""
    three.tools["A"].add({"title": "Epic"}, kind="epic")
    held = three.sync()
    assert held.summary.outcome == "HELD"
    assert held.plan
    with pytest.raises(ConfigurationError, match=f"does not wait: {held.plan.digest} waits"):
        decide(three, lambda s: reject(s, "0" * 12))
    digest = held.plan.digest
    assert "is rejected" in decide(three, lambda s: reject(s, digest))
    assert store(three).held() is None
    with pytest.raises(ConfigurationError, match="no plan waits"):
        decide(three, lambda s: reject(s, digest))
    assert titles(three, "B") == []


@pytest.mark.parametrize("made", [1, 0])
def test_a_create_that_nobody_can_look_up_is_quarantined_until_a_person_says(
    three: Team3, made: int
) -> None:
    """Without a marker a second record would be a guess."""
    fields = sorted(three.portfolio.fields)
    three.tools["B"] = MemoryTool(three.clock.now, prefix="B", fields=fields)
    three.tools["A"].add({"title": "Epic"}, kind="epic")
    three.tools["B"].fail(Fault("lost" if made else "unsent", "create"))
    three.settle()
    three.clock.pass_by(hours=1)
    three.sync()
    (waits,) = store(three).intents("QUARANTINED")
    three.clock.pass_by(hours=30)
    assert not [op for op in three.plan().operations if op.replica == "B"]
    assert len(titles(three, "B")) == made
    record = next((r.id for r in three.tools["B"].records()), "")
    with pytest.raises(ConfigurationError, match="No quarantined write"):
        decide(three, lambda s: release(s, "w-nothing", ""))
    decide(three, lambda s: release(s, waits.id, record))
    three.sync(three.plan().digest)
    three.clock.pass_by(minutes=10)
    three.sync(three.plan().digest)
    assert titles(three, "B") == ["Epic"], "one, either way"
    assert three.sync().summary.operations == 0
