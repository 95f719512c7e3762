"""Which task waits for which: added, removed and listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sandbox.asana.answers import data, many, needed, nothing
from sandbox.asana.errors import invalid
from sandbox.asana.records import Task
from sandbox.asana.values import items
from sandbox.http import Call, Endpoint, Reply

if TYPE_CHECKING:
    from sandbox.asana.state import AsanaState
    from sandbox.world import World

LIMIT = 30  # dependencies and dependents of one task together
Side = Literal["dependencies", "dependents"]


def wait(state: AsanaState, task: Task, first: Task) -> None:
    """Let a task wait for another one, once."""
    if first in task.dependencies:
        return
    if task is first:
        raise invalid("dependencies: A task cannot depend on itself")
    for one in (task, first):
        if len(one.dependencies) + len(one.dependents) >= LIMIT:
            raise invalid(f"A task can have at most {LIMIT} dependencies and dependents")
    _stamp(state, task, first)
    task.dependencies.append(first)
    first.dependents.append(task)


def go_on(state: AsanaState, task: Task, first: Task) -> None:
    """Let a task not wait for another one."""
    if first in task.dependencies:
        _stamp(state, task, first)
        task.dependencies.remove(first)
        first.dependents.remove(task)


def _stamp(state: AsanaState, *tasks: Task) -> None:
    now = state.clock.tick()
    for task in tasks:
        task.modified_at = now


def _change(side: Side, *, add: bool) -> Endpoint:
    def handler(world: World, call: Call) -> Reply:
        """Add or remove the tasks on one side of a task."""
        state = world.asana
        task = state.task(call.path_params["task_gid"])
        others = [state.task(gid) for gid in items(needed(data(call), side), side)]
        for other in others:
            waiting, first = (task, other) if side == "dependencies" else (other, task)
            (wait if add else go_on)(state, waiting, first)
        return nothing()

    verb = "add" if add else "remove"
    path = f"/tasks/{{task_gid}}/{verb}{side.capitalize()}"
    return Endpoint("POST", path, handler, write=True)


def _listing(side: Side) -> Endpoint:
    def handler(world: World, call: Call) -> Reply:
        """List the tasks on one side of a task."""
        task = world.asana.task(call.path_params["task_gid"])
        return many(world, call, list(getattr(task, side)))

    return Endpoint("GET", f"/tasks/{{task_gid}}/{side}", handler)


SIDES: tuple[Side, ...] = ("dependencies", "dependents")
ROUTES = [
    *(_listing(side) for side in SIDES),
    *(_change(side, add=add) for side in SIDES for add in (True, False)),
]
