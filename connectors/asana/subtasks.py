"""Sub-tasks that are in no project: Asana lists them below their parents alone.

They have no custom field of the project, so no marker either: to be synced they must be added.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import asana

from connectors.asana.answers import Json, answered, batched, classify
from connectors.asana.asking import PAGE
from connectors.asana.client import BATCH
from connectors.asana.connection import connected
from connectors.asana.directory import paged
from connectors.asana.native import NativeTask, read_task
from connectors.gateway import Gateway
from syncline.ports import ReplicaSettings

FIELDS = ["name", "resource_subtype", "projects.gid"]


@dataclass(frozen=True, slots=True)
class Loose:
    """A sub-task outside of the project, and the task in it that it hangs below."""

    task: NativeTask
    above: str


class Subtasks:
    """What hangs below the tasks of a project."""

    def __init__(self, settings: ReplicaSettings, gateway: Gateway) -> None:
        """Prepare; makes no request."""
        api = connected(settings.url, settings.secrets["token"])
        self._tasks, self._batch = asana.TasksApi(api), asana.BatchAPIApi(api)
        self._project = settings.container["project"][0]
        self._gateway = gateway

    def loose(self) -> list[Loose]:
        """Return the sub-tasks of the project's tasks that are not in it, up to 100 of a task."""
        above = [
            str(row["gid"]) for rows in paged(self._page) for row in rows if row.get("num_subtasks")
        ]
        return [
            one
            for start in range(0, len(above), BATCH)
            for one in self._below(above[start : start + BATCH])
        ]

    def add(self, gid: str) -> None:
        """Put a task into the project."""
        body = {"data": {"project": self._project}}
        send = partial(answered, dict, self._tasks.add_project_for_task, body, gid)
        what = f"add sub-task {gid} to project {self._project}"
        self._gateway.call(send, what=what, write=True, classify=classify, record=gid)

    def _page(self, offset: str | None) -> Json:
        opts: dict[str, Any] = {"project": self._project, "opt_fields": "num_subtasks"}
        opts |= {"limit": PAGE} | ({"offset": offset} if offset else {})
        what = f"list what has sub-tasks in project {self._project}"
        return self._read(what, partial(answered, list, self._tasks.get_tasks, opts))

    def _below(self, above: Sequence[str]) -> Iterator[Loose]:
        options = {"fields": FIELDS, "limit": PAGE}
        actions = [
            {"method": "get", "relative_path": f"/tasks/{gid}/subtasks", "options": options}
            for gid in above
        ]
        call = partial(batched, self._batch)
        send = partial(answered, list, call, {"data": {"actions": actions}})
        rows = self._read(f"read the sub-tasks of {len(above)} tasks", send)["data"]
        for gid, row in zip(above, rows, strict=True):
            shown = row["body"]["data"] if row["status_code"] == 200 else ()  # else it went away
            tasks = map(read_task, shown)
            yield from (Loose(t, gid) for t in tasks if t.place_in(self._project) is None)

    def _read(self, what: str, send: Callable[[], Json]) -> Json:
        return self._gateway.call(send, what=what, write=False, classify=classify)
