"""Jira reads dates in a query by the account's clock; ours are numbers, which have no zone."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from connectors.jira import JiraTracker
from sandbox import Sandbox
from sandbox.jira import operands, views
from tests.connectors.jira.moves import epic

ZONES = [f"Etc/GMT{hours:+d}" for hours in range(-14, 13)]  # POSIX signs: -14 is UTC+14
ODD = ["Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe"]


@pytest.mark.parametrize("zone", [*ZONES, *ODD])
def test_an_edit_is_listed_wherever_the_account_lives(
    sandbox: Sandbox, tracker: JiraTracker, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    """The one that was edited since, and only that one: no hour is skipped and none is repeated."""
    for module in (operands, views):
        monkeypatch.setattr(module, "ZONE", ZoneInfo(zone))
    edited, _still = epic(sandbox, "Edited"), epic(sandbox, "Still")
    clock = sandbox.world.clock
    clock.advance(timedelta(days=2).total_seconds())
    cursor = list(tracker.observe(None, clock.now))[-1].cursor
    clock.advance(timedelta(minutes=20).total_seconds())
    sandbox.world.jira.edit(edited.id, {"summary": "Edited again"}, "ines")
    clock.advance(timedelta(minutes=1).total_seconds())
    shown = [
        s.fields["title"] for page in tracker.observe(cursor, clock.now) for s in page.snapshots
    ]
    assert shown == ["Edited again"]
