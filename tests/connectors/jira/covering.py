"""People who type between our last read and our write."""

from collections.abc import Callable

from connectors.jira import JiraTracker
from sandbox.jira.records import Issue
from syncline.domain.fields import Value
from syncline.domain.plan import Receipt
from tests.connectors.jira.moves import asked, edit

INES, PAUL, NINA = "ines@acme.example", "paul@acme.example", "nina@acme.example"
Typed = Callable[..., Issue]


def written(tracker: JiraTracker, record: str, name: str, ask: Value, expect: Value) -> Receipt:
    """Update a field; who reads before is up to the test."""
    lane = tracker.traits.lanes.get(name, "edit")
    return tracker.apply(edit(record, asked(name, ask, expect), lane=lane))
