"""Jira's own limits, each told by its reason; they are kept when the switch `jira_limits` is on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sandbox.http import Call, Reply
from sandbox.jira.errors import rate_limited
from sandbox.pressure import Limit

if TYPE_CHECKING:
    from sandbox.world import World

SWITCH = "jira_limits"
QUOTA = "jira_quota"  # a switch: calls of all accounts an hour
PER_ISSUE = (Limit(20, 2), Limit(100, 30))  # writes to one issue
_ONE_ISSUE = re.compile(r"/rest/api/\w+/issue/([^/]+)")


def refusal(world: World, call: Call) -> Reply | None:
    """Refuse what is over the quota of an hour, or writes too often to one issue."""
    if not world.pressure.switches.get(SWITCH) or call.user is None:
        return None
    for name, reason, limit in _limits(world, call):
        if wait := world.pressure.over(name, limit, world.clock.now):
            answer = rate_limited(wait)
            headers = {**answer.headers, "RateLimit-Reason": reason}
            return Reply(answer.status, answer.body, headers)
    return None


def _limits(world: World, call: Call) -> Iterator[tuple[str, str, Limit]]:
    quota = world.pressure.switches.get(QUOTA)
    if quota:
        yield "jira quota", "jira-quota-tenant-based", Limit(int(quota), 3_600)
    found = _ONE_ISSUE.match(call.path)
    issue = world.jira.find(found[1]) if found and call.method != "GET" else None
    if issue:
        for limit in PER_ISSUE:
            name = f"jira issue {issue.id} in {limit.window:g} s"
            yield name, "jira-per-issue-on-write", limit
