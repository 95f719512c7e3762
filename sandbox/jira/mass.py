"""Bulk edits and bulk transitions: a task that runs later, and fails issue by issue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.http import Call, Handler, Refusal, Reply
from sandbox.jira import issues, views
from sandbox.jira.requests import body, strings, user, visible

if TYPE_CHECKING:
    from sandbox.world import World

MOST = 1_000  # issues of one task
_VERBS = {"ADD": "add", "REMOVE": "remove"}


@dataclass
class Task:
    """One bulk operation: a call for each issue, and what came of them once it has run."""

    id: str
    asked: datetime
    due: datetime
    steps: tuple[tuple[str, Call], ...]  # "edit" or "transit", and the call for one issue
    unseen: int
    processed: list[int] = field(default_factory=list)
    failed: dict[str, list[str]] = field(default_factory=dict)
    ended: datetime | None = None


def edit_many(world: World, call: Call) -> Reply:
    """Take a bulk edit of up to 1,000 issues, to be made later."""
    raw = body(call)
    given, actions = raw.get("editedFieldsInput"), set(strings(raw, "selectedActions"))
    if not isinstance(given, dict) or not actions:
        raise refused("Select at least one field to edit, and give its value.")
    asked = _edit(given, actions)
    chosen = strings(raw, "selectedIssueIdsOrKeys")
    return _taken(world, call, [("edit", one, asked) for one in chosen])


def transit_many(world: World, call: Call) -> Reply:
    """Take bulk transitions of up to 1,000 issues, to be made later."""
    groups = body(call).get("bulkTransitionInputs")
    if not isinstance(groups, list) or not all(isinstance(one, dict) for one in groups):
        raise refused("bulkTransitionInputs must be an array.")
    moves = [
        ("transit", issue, {"transition": {"id": str(group.get("transitionId"))}})
        for group in groups
        for issue in strings(group, "selectedIssueIdsOrKeys")
    ]
    return _taken(world, call, moves)


def progress(world: World, call: Call) -> Reply:
    """Tell how far a task is; what failed is told here, and nowhere else."""
    run(world)
    task = world.jira.tasks.get(call.path_params["task"])
    if task is None:
        raise refused("No task with this id.")
    total = len(task.steps)
    shown: dict[str, Any] = {
        "taskId": task.id,
        "status": "COMPLETE" if task.ended else "ENQUEUED",
        "progressPercent": 100 if task.ended else 0,
        "submittedBy": views.user(views.site(world, call), user(call)),
        "created": views.moment(task.asked),
        "totalIssueCount": total + task.unseen,
        "invalidOrInaccessibleIssueCount": task.unseen,
        "processedAccessibleIssues": task.processed,
        "failedAccessibleIssues": task.failed,
    }
    return Reply(200, shown)


def refused(sentence: str) -> Refusal:
    """Return the refusal of a bulk operation, which has a shape of its own."""
    return Refusal(Reply(400, {"errors": [{"message": sentence}]}))


def run(world: World) -> None:
    """Make what is due, issue by issue; one that is refused stops no other."""
    for task in world.jira.tasks.values():
        if task.ended or task.due > world.clock.now:
            continue
        for verb, step in task.steps:
            _step(world, task, verb, step)
        task.ended = world.clock.now


def _step(world: World, task: Task, verb: str, step: Call) -> None:
    number = step.path_params["issue"]
    try:
        _HANDLERS[verb](world, step)
        task.processed.append(int(number))
    except Refusal as no:
        body = no.reply.body
        task.failed[number] = [*body["errorMessages"], *body["errors"].values()]


_HANDLERS: Mapping[str, Handler] = {"edit": issues.edit, "transit": issues.transit}


def _taken(world: World, call: Call, moves: list[tuple[str, str, dict[str, Any]]]) -> Reply:
    """Queue a task; with the lag `jira_bulk` it runs that many seconds later."""
    if not 0 < len(moves) <= MOST:
        raise refused(f"The number of issues must be between 1 and {MOST}.")
    steps = []
    for verb, wanted, asked in moves:
        if found := visible(world, call, wanted):
            steps.append((verb, replace(call, path_params={"issue": found.id}, json=asked)))
    now = world.clock.now
    due = now + timedelta(seconds=world.pressure.lag.get("jira_bulk", 0.0))
    task = Task(world.jira.next_id(), now, due, tuple(steps), len(moves) - len(steps))
    world.jira.tasks[task.id] = task
    run(world)
    return Reply(201, {"taskId": task.id})


def _edit(given: Mapping[str, Any], actions: set[str]) -> dict[str, Any]:
    """Return the body by which a single issue would be edited like this."""
    fields, update = dict(_values(given)), dict(_lists(given))
    if left := actions - {*fields, *update}:
        raise refused(f"No value is given for {', '.join(sorted(left))}.")
    chosen = {name: value for name, value in fields.items() if name in actions}
    verbs = {name: value for name, value in update.items() if name in actions}
    return {"fields": chosen, "update": verbs}


def _values(given: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    if isinstance(given.get("priority"), dict):
        yield "priority", {"id": str(given["priority"].get("priorityId"))}
    for one in given.get("singleLineTextFields") or ():
        yield one["fieldId"], one.get("text")
    for one in given.get("datePickerFields") or ():
        yield one["fieldId"], (one.get("date") or {}).get("formattedDate")
    for one in given.get("clearableNumberFields") or ():
        yield one["fieldId"], one.get("value")
    for one in given.get("singleSelectClearableUserPickerFields") or ():
        yield one["fieldId"], one.get("user")


def _lists(given: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    for one in given.get("labelsFields") or ():
        names = [label["name"] for label in one.get("labels") or ()]
        verb = _VERBS.get(str(one.get("bulkEditMultiSelectFieldOption")))
        steps = [{verb: name} for name in names] if verb else [{"set": names}]
        yield one["fieldId"], steps
