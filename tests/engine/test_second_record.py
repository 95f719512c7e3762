"""Two records of one tool that carry one marker: the first one stands, the other is set aside."""

from connectors.memory import Fault
from tests.engine.conftest import Team3
from tests.engine.moves import flying, seeded, store


def test_a_create_that_lands_beside_another_record_of_its_item_is_set_aside(
    three: Team3,
) -> None:
    """Its answer was lost, and a copy of its record was paired before it was found."""
    seeded(three)
    tool = three.tools["C"]
    three.tools["A"].add({"title": "New", "status": "planned"}, kind="epic")
    tool.fail(Fault("lost", "create"))
    three.sync()
    (ours,) = (record for record in tool.records() if record.fields["title"] == "New")
    three.clock.pass_by(minutes=1)
    copy = tool.add(ours.fields, kind="epic")
    tool.move(ours.id, "hidden")
    tool.fail(Fault("outage", "find"))
    three.clock.pass_by(minutes=1)
    three.sync()
    assert len(flying(three)) == 1
    tool.move(ours.id, "listed")
    three.clock.pass_by(minutes=1)
    three.sync()
    assert not flying(three)
    (item,) = store(three).links("C", [copy]).values()
    assert store(three).load([item])[item].records["C"].id == copy
    assert [aside.record for aside in store(three).asides("C")] == [ours.id]
