"""Files: uploads in three steps, and values of a files property with addresses that expire."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sandbox.clock import iso
from sandbox.files import parts, signed
from sandbox.http import Call, Endpoint, Reply
from sandbox.notion.answers import body, caller, path_id
from sandbox.notion.errors import invalid, invalid_body, not_found
from sandbox.notion.records import Upload

if TYPE_CHECKING:
    from sandbox.notion.state import NotionState
    from sandbox.world import World

LASTING = timedelta(hours=1)  # of an address, and of an upload that is attached to nothing
SINGLE = 20_000_000  # bytes of an upload in one part
NAME = 100  # characters of a file's name in a property
REFUSED = frozenset({".exe", ".bat", ".sh"})  # some of the endings that are not taken


def _shown(call: Call, one: Upload) -> dict[str, Any]:
    uploaded = one.body is not None
    shown: dict[str, Any] = {
        "object": "file_upload",
        "id": one.id,
        "created_time": iso(one.created_at),
        "created_by": {"id": one.by.notion_id, "type": "bot" if one.by.bot else "person"},
        "last_edited_time": iso(one.created_at),
        "in_trash": False,
        "archived": False,
        "expiry_time": None if one.attached else iso(one.created_at + LASTING),
        "status": "uploaded" if uploaded else "pending",
        "filename": one.name,
        "content_type": one.kind,
        "content_length": len(one.body) if one.body is not None else None,
    }
    return (
        shown if uploaded else shown | {"upload_url": f"{call.base}/v1/file_uploads/{one.id}/send"}
    )


def create(world: World, call: Call) -> Reply:
    """Begin an upload."""
    given, state = body(call), world.notion
    if given.get("mode", "single_part") != "single_part":
        raise invalid("Only single_part uploads are emulated.")
    name, kind = given.get("filename"), given.get("content_type")
    if name is not None and (not isinstance(name, str) or len(name.encode()) > 900):
        raise invalid_body("filename", "a string of at most 900 bytes", name)
    if any(str(name).endswith(one) for one in REFUSED):
        raise invalid(f"The file extension of {name} is not supported.")
    made = Upload(state.new_id(), name, kind, caller(call), state.clock.tick())
    state.uploads[made.id] = made
    return Reply(200, _shown(call, made))


def _the(world: World, call: Call) -> Upload:
    wanted = path_id(call, "file_upload_id")
    found = world.notion.uploads.get(wanted)
    if found is None:
        raise not_found("file_upload", wanted)
    return found


def send(world: World, call: Call) -> Reply:
    """Take the bytes of an upload."""
    upload = _the(world, call)
    file = next((one for one in parts(call) if one.name == "file" and one.filename), None)
    if file is None:
        raise invalid("body failed validation: body.file should be defined.")
    if len(file.body) > SINGLE:
        raise invalid("The file is larger than 20 MB: send it in parts.")
    if upload.body is not None:
        raise invalid(f"File upload {upload.id} has already been sent.")
    upload.body, upload.kind = file.body, upload.kind or file.kind
    upload.name = upload.name or file.filename
    return Reply(200, _shown(call, upload))


def read(world: World, call: Call) -> Reply:
    """Describe an upload."""
    return Reply(200, _shown(call, _the(world, call)))


# -- the values of a property ---------------------------------------------------------------------


def stored(state: NotionState, raw: list[Any], path: str) -> list[dict[str, str]]:
    """Return the rows of a files property after a write: what is not named in it is gone."""
    return [_row(state, one, f"{path}[{index}]") for index, one in enumerate(raw)]


def _row(state: NotionState, raw: Any, path: str) -> dict[str, str]:
    given: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
    name = given.get("name")
    if "file_upload" in given:
        return _uploaded(state, given, path)
    if not isinstance(name, str) or not 0 < len(name) <= NAME:
        raise invalid_body(f"{path}.name.length", f"≤ `{NAME}`", name)
    if isinstance(given.get("external"), Mapping):
        url = given["external"].get("url")
        if not isinstance(url, str) or not 0 < len(url) <= 2_000:
            raise invalid_body(f"{path}.external.url", "a valid URL", url)
        return {"name": name, "type": "external", "url": url}
    held = given.get("file")
    place = str(held.get("url")) if isinstance(held, Mapping) else ""
    known = next((one for one in state.stored if f"/{one}/" in place.partition("?")[0]), None)
    if known is None:
        raise invalid_body(f"{path}.file.url", "the address of a file in Notion", place)
    return {"name": name, "type": "file", "id": known}


def _uploaded(state: NotionState, given: Mapping[str, Any], path: str) -> dict[str, str]:
    named = given["file_upload"]
    upload = state.uploads.get(str(named.get("id"))) if isinstance(named, Mapping) else None
    late = upload and not upload.attached and state.clock.now > upload.created_at + LASTING
    if upload is None or upload.body is None or late:
        raise invalid_body(f"{path}.file_upload.id", "an upload that was sent", named)
    name = str(given.get("name") or upload.name or "file")
    if len(name) > NAME:
        raise invalid_body(f"{path}.name.length", f"≤ `{NAME}`", len(name))
    upload.attached = True
    state.stored[upload.id] = upload.body
    return {"name": name, "type": "file", "id": upload.id}


def shown(state: NotionState, rows: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Show a files property, with addresses that were signed just now."""
    return [_file(state, row) for row in rows]


def _file(state: NotionState, row: Mapping[str, str]) -> dict[str, Any]:
    if row["type"] == "external":
        return {"name": row["name"], "type": "external", "external": {"url": row["url"]}}
    place = signed(state.base, "notion", row["id"], row["name"], state.clock.now, LASTING)
    expiry = iso(state.clock.now + LASTING)
    return {"name": row["name"], "type": "file", "file": {"url": place, "expiry_time": expiry}}


ROUTES: list[Endpoint] = [
    Endpoint("POST", "/v1/file_uploads", create, write=True),
    Endpoint("POST", "/v1/file_uploads/{file_upload_id}/send", send, write=True),
    Endpoint("GET", "/v1/file_uploads/{file_upload_id}", read),
]
