"""Two automations that know nothing of each other, and a sync between them that gives in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox import Sandbox
from sandbox.automations import Automation
from tests.proof.place import Place

ROUNDS = 8


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """Give two items in three tools, in step."""
    with Sandbox(scenario="uniform", items=2) as sandbox:
        place = Place(sandbox, tmp_path)
        place.begin()
        yield place


def test_a_value_that_automations_put_back_is_written_thrice_and_told(place: Place) -> None:
    """Jira makes it Low and Asana P1, whoever writes: nobody loses, and neither side wins."""
    world = place.world
    issue = next(iter(world.jira.issues.values()))
    task = next(one for one in world.asana.tasks.values() if one.name == issue["summary"])
    field = next(one for one in world.asana.fields.values() if one.name == "Priority")
    high = next(one.gid for one in field.options if one.name == "P1")
    asana = {"data": {"custom_fields": {field.gid: high}}}
    low = {"fields": {"priority": {"name": "Low"}}}
    world.automations.load([
        Automation("jira", f"/rest/api/3/issue/{issue.id}", "PUT", low),
        Automation("asana", f"/tasks/{task.gid}", "PUT", asana),
    ])  # fmt: skip
    world.jira.edit(issue, {"priority": "4"}, "ines")
    writes = []
    for _ in range(ROUNDS):
        place.later(60.0)
        mark = place.mark()
        assert place.sync().summary.outcome == "OK"
        writes.append(sum(place.writes(mark).values()))
    assert writes[-1] == 0, writes
    plan = place.plan().plan
    assert plan
    assert {refusal.reason.partition(":")[0] for refusal in plan.refusals} == {"paused"}
    assert world.jira.the(issue)["priority"] == "4"
    assert all(runs <= 4 for runs in world.automations.runs)
