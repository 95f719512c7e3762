"""Attachments over HTTP: files with addresses that soon expire, and links to elsewhere."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sandbox.asana import history
from sandbox.asana.answers import caller, data, nothing
from sandbox.asana.errors import invalid, refuse, unknown
from sandbox.asana.paging import page
from sandbox.asana.records import Attachment, Story, Task
from sandbox.clock import iso
from sandbox.files import parts, signed
from sandbox.http import Call, Endpoint, Reply

if TYPE_CHECKING:
    from sandbox.world import World

LASTING = timedelta(minutes=2)  # of a download address
LIMIT = 100_000_000  # bytes
COMPACT = ("gid", "resource_type", "name", "resource_subtype")


def _shown(world: World, call: Call, one: Attachment, names: tuple[str, ...]) -> dict[str, Any]:
    file = world.asana.stored.get(one.gid)
    now = world.asana.clock.now
    place = (
        signed(call.base, "asana", one.gid, one.name, now, LASTING) if file is not None else None
    )
    lasting = f"https://app.asana.com/app/asana/-/get_asset?asset_id={one.gid}"
    every: dict[str, Any] = {
        "gid": one.gid,
        "resource_type": "attachment",
        "name": one.name,
        "resource_subtype": one.subtype,
        "created_at": iso(one.created_at),
        "download_url": place,
        "permanent_url": lasting if file is not None else None,
        "host": one.subtype,
        "parent": {
            "gid": one.task.gid, "resource_type": "task", "name": one.task.name,
            "resource_subtype": one.task.subtype,
        },
        "view_url": one.url if file is None else lasting,
    }  # fmt: skip
    if file is not None:
        every["size"] = len(file)
    return {name: every[name] for name in ("gid", *names) if name in every}


def _wanted(call: Call) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.split(".")[0] for one in call.every("opt_fields")))


def listed(world: World, call: Call) -> Reply:
    """List what is attached to a task, oldest first."""
    task = world.asana.task(call.first("parent") or "")
    names = _wanted(call) or COMPACT
    return page(call, task.attachments, lambda one: _shown(world, call, one, names))


def _the(world: World, call: Call) -> Attachment:
    gid = call.path_params["attachment_gid"]
    for task in world.asana.tasks.values():
        for one in task.attachments:
            if one.gid == gid:
                return one
    raise unknown("attachment", gid)


_FULL = (*COMPACT, "created_at", "download_url", "permanent_url", "host", "parent", "view_url",
         "size")  # fmt: skip


def read(world: World, call: Call) -> Reply:
    """Return one attachment."""
    return Reply(200, {"data": _shown(world, call, _the(world, call), _wanted(call) or _FULL)})


def attach(world: World, call: Call) -> Reply:
    """Attach a file, sent as a form, or a link."""
    sent = parts(call)
    given = {one.name: one.body.decode() for one in sent if one.filename is None}
    given = given or (data(call) if call.json is not None else {})
    if "parent" not in given:
        raise invalid("parent: Missing input")
    task = world.asana.task(given["parent"])
    if given.get("resource_subtype") == "external":
        for name in ("name", "url"):
            if not given.get(name):
                raise invalid(f"{name}: Missing input")
        made = _added(world, call, task, str(given["name"]), str(given["url"]))
    else:
        file = next((one for one in sent if one.name == "file" and one.filename), None)
        if file is None:
            raise invalid("file: Missing input")
        if len(file.body) > LIMIT:
            raise refuse(413, "file: The file is too large")
        made = _added(world, call, task, str(file.filename), None)
        world.asana.stored[made.gid] = file.body
    return Reply(200, {"data": _shown(world, call, made, _wanted(call) or _FULL)})


def _added(world: World, call: Call, task: Task, name: str, url: str | None) -> Attachment:
    state, by = world.asana, caller(call)
    now = state.clock.tick()
    subtype = "asana" if url is None else "external"
    made = Attachment(state.new_gid(), task, name, subtype, now, url)
    task.attachments.append(made)
    task.modified_at = now
    text = f"{by.name} attached {name}"
    history.tell(state, Story(state.new_gid(), task, now, by, "attachment_added", text))
    return made


def remove(world: World, call: Call) -> Reply:
    """Delete an attachment."""
    one = _the(world, call)
    one.task.attachments.remove(one)
    world.asana.stored.pop(one.gid, None)
    one.task.modified_at = world.asana.clock.tick()
    return nothing()


ROUTES: list[Endpoint] = [
    Endpoint("GET", "/attachments", listed),
    Endpoint("POST", "/attachments", attach, write=True),
    Endpoint("GET", "/attachments/{attachment_gid}", read),
    Endpoint("DELETE", "/attachments/{attachment_gid}", remove, write=True),
]
