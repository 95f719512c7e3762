"""`inspect` tells what is fine and what is not, and writes nothing."""

from dataclasses import replace

from syncline.domain.item import Snapshot
from syncline.ports import FieldMapping
from tests.conformance.harness import Harness


def test_an_inspection_of_a_sound_replica_is_fine_and_writes_nothing(tool: Harness) -> None:
    """Every finding is fine, and says what was looked at."""
    tool.fill(2)
    before = tool.writes()
    findings = tool.tracker().inspect()
    assert [f for f in findings if not f.fine] == []
    assert all(f.what and f.replica == tool.settings.name for f in findings)
    assert tool.writes() == before


def test_an_unmapped_status_is_named_with_its_remedy(tool: Harness) -> None:
    """A status outside the vocabulary is a finding before it is a surprise."""
    (record,) = tool.fill(1)
    tool.spoil(record, "status")
    wrong = [f for f in tool.tracker().inspect() if not f.fine]
    assert any(tool.odd_status in f.what + f.remedy for f in wrong)
    assert all(f.remedy for f in wrong)


def test_a_mapped_field_that_does_not_exist_is_named(tool: Harness) -> None:
    """It is no field of the replica, and the inspection says what to do."""
    kind = tool.settings.fields["start"].type
    mapped = {**tool.settings.fields, "start": FieldMapping("start", kind, "No such field")}
    tracker = tool.tracker(replace(tool.settings, fields=mapped))
    assert "start" not in tracker.traits.fields
    (record,) = tool.fill(1)
    shown = tracker.read([record], {"title", "start"})[record]
    assert isinstance(shown, Snapshot)
    assert "start" not in shown.fields, "what is not there cannot say; it is not empty"
    wrong = [f for f in tracker.inspect() if not f.fine]
    assert any("No such field" in f.what + f.remedy for f in wrong)


def test_a_refused_token_is_a_finding(tool: Harness) -> None:
    """The inspection itself does not fail."""
    tool.fail("refused", "read", times=0)
    assert any(not f.fine and f.remedy for f in tool.tracker().inspect())
