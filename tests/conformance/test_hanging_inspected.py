"""What hangs on records is read or said to be unread, and its places are inspected."""

from contextlib import suppress
from dataclasses import replace

import pytest

from syncline.domain.attachments import ATTACHMENTS
from syncline.domain.errors import ItemError, RetryLater
from syncline.domain.item import Snapshot
from syncline.domain.plan import Change, Update
from syncline.domain.siblings import SIBLINGS, Sibling
from tests.conformance.bench import Bench, elements
from tests.conformance.harness import REPLICA, marker


def test_a_failed_read_of_what_is_attached_is_never_an_empty_one(bench: Bench) -> None:
    """Whatever fails, nothing is shown rather than nothing being there."""
    bench.desk.attach(bench.record, "plan.txt", b"x")
    (element,) = bench.read("attachments")
    bench.tool.fail("outage", "read", times=0)
    with suppress(RetryLater, ItemError):
        shown = bench.tracker.read([bench.record], {"attachments"})[bench.record]
        assert not isinstance(shown, Snapshot) or shown.fields.get("attachments") in (
            None, {element},
        )  # fmt: skip
    bench.mend()
    assert bench.read("attachments") == {element}


def test_an_inspection_finds_what_hangs_sound_and_writes_nothing(bench: Bench) -> None:
    """The properties for links and files are looked at like any other field."""
    before = bench.writes()
    findings = bench.tracker.inspect()
    assert [one for one in findings if not one.fine] == []
    assert bench.writes() == before


def test_a_property_that_links_or_files_lack_is_named_and_added(bench: Bench) -> None:
    """`doctor --fix` adds it; then links and files are carried there."""
    settings = bench.tracker.settings
    names = {SIBLINGS: "Twins", ATTACHMENTS: "Papers"}
    fields = {
        name: replace(one, native=names[name]) if name in names else one
        for name, one in settings.fields.items()
    }
    tracker = bench.desk.open(replace(settings, fields=fields))
    if not tracker.shelf.places():
        pytest.skip("nothing has to be there")
    wrong = [one for one in tracker.inspect() if not one.fine]
    assert wrong
    read_only = bench.desk.open(replace(settings, fields=fields, access="read"))
    assert all(one.fix is None for one in read_only.inspect() if not one.fine)
    for one in wrong:
        assert one.fix
        assert one.remedy
        assert any(name in tracker.mend(one) for name in names.values())
    assert [one for one in tracker.inspect() if not one.fine] == []
    link = Sibling("delivery", "PAY-1", "https://acme.example/browse/PAY-1")
    change = Change(SIBLINGS, elements(link), frozenset(), 1, "test")
    tracker.apply(Update(marker(), REPLICA, bench.record, SIBLINGS, (change,)))
    shown = tracker.read([bench.record], {SIBLINGS, ATTACHMENTS})[bench.record]
    assert isinstance(shown, Snapshot)
    assert not shown.refused
