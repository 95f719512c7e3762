"""People who attach things to the records of each tool, by its own means, and look at them."""

import json
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any

import pytest

from connectors.hung.opening import hung
from connectors.hung.tracker import HungTracker
from connectors.memory import MemoryTracker, open_shelf
from connectors.memory.shelf import NATIVE, held_of, row
from connectors.registry import TRACKERS
from sandbox.notion import definitions
from syncline.domain.fields import HUNG_FIELDS
from syncline.domain.item import RecordId
from syncline.ports import FieldMapping, FileRule, ReplicaSettings
from tests.conformance.harness import Harness
from tests.conformance.tools.asana import AsanaHarness
from tests.conformance.tools.jira import JiraHarness
from tests.conformance.tools.memory import MemoryHarness
from tests.conformance.tools.notion import NotionHarness
from tests.conformance.tools.trello import TrelloHarness

Shown = dict[str, list[tuple[str, bytes | str]]]


class Desk(ABC):
    """One harness with what hangs on its records; `uploads` are the routes by which files come."""

    uploads: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    natives: dict[str, str] = {}  # noqa: RUF012  # read only

    def settings(self, harness: Harness, rule: FileRule) -> ReplicaSettings:
        """Return settings that ask for links and files."""
        asked = {
            name: FieldMapping(name, spec.type, self.natives.get(name))
            for name, spec in HUNG_FIELDS.items()
        }
        fields = {**harness.settings.fields, **asked}
        return replace(harness.settings, fields=fields, files=rule, portfolio="p")

    def open(self, settings: ReplicaSettings) -> HungTracker:
        """Open the replica."""
        tracker = TRACKERS[settings.tool](settings)
        assert isinstance(tracker, HungTracker)
        return tracker

    @abstractmethod
    def attach(self, record: RecordId, name: str, body: bytes) -> None:
        """Let Inès attach a file."""

    @abstractmethod
    def detach(self, record: RecordId, name: str) -> None:
        """Let Inès take away what is called so."""

    @abstractmethod
    def shown(self, record: RecordId) -> list[tuple[str, bytes | str]]:
        """Return what people see: name and bytes of files, title and address of links."""

    def siblings(self, record: RecordId) -> list[str]:
        """Return the addresses of the links to siblings."""
        return sorted(
            str(where) for name, where in self.shown(record) if name.endswith("· Syncline")
        )


class MemoryDesk(Desk):
    """A tool in memory."""

    def __init__(self, harness: MemoryHarness) -> None:
        self.tool = harness.tool

    def open(self, settings: ReplicaSettings) -> HungTracker:
        made = hung(settings, lambda bare: MemoryTracker(bare, self.tool), open_shelf)
        assert isinstance(made, HungTracker)
        return made

    def _rows(self, record: RecordId) -> frozenset[str]:
        held = self.tool.record(record).fields.get(NATIVE)
        return held if isinstance(held, frozenset) else frozenset()

    def attach(self, record: RecordId, name: str, body: bytes) -> None:
        rows = self._rows(record)
        url = f"memory://here/files/p{len(self.tool.files)}"
        self.tool.files[url] = body
        made = row(500 + len(rows), name, url, "u1", file=True)
        self.tool.edit(record, NATIVE, rows | {made}, by="u1")

    def detach(self, record: RecordId, name: str) -> None:
        kept = frozenset(one for one in self._rows(record) if json.loads(one)[1] != name)
        self.tool.edit(record, NATIVE, kept, by="u1")

    def shown(self, record: RecordId) -> list[tuple[str, bytes | str]]:
        held = held_of(self.tool.record(record).fields)
        return [(one.name, self.tool.files[one.url] if one.file else one.url) for one in held]


class WireDesk(Desk):
    """An emulated tool."""

    def __init__(self, harness: Any) -> None:
        self.harness, self.world = harness, harness.world

    def send(self, path: str, name: str, body: bytes, **beside: str) -> Any:
        """Send a file as Inès."""
        person = self.harness.person
        answer = person.post(
            path, files={"file": (name, body, "text/plain")}, data=beside,
            headers={"X-Atlassian-Token": "no-check"},
        )  # fmt: skip
        assert answer.is_success, answer.text
        return answer.json()


class JiraDesk(WireDesk):
    uploads = ("POST /rest/api/3/issue/{issue}/attachments",)
    links = ("POST /rest/api/3/issue/{issue}/remotelink",)

    def attach(self, record: RecordId, name: str, body: bytes) -> None:
        self.send(f"/rest/api/3/issue/{record}/attachments", name, body)

    def detach(self, record: RecordId, name: str) -> None:
        jira = self.world.jira
        for one in [a for a in jira.attachments.get(record, []) if a.name == name]:
            jira.remove_attachment(record, one)
        kept = [one for one in jira.remote_links.get(record, []) if one.target["title"] != name]
        jira.remote_links[record] = kept

    def shown(self, record: RecordId) -> list[tuple[str, bytes | str]]:
        jira = self.world.jira
        files = [(one.name, one.body) for one in jira.attachments.get(record, ())]
        links = jira.remote_links.get(record, ())
        return [*files, *((str(one.target["title"]), str(one.target["url"])) for one in links)]

    def siblings(self, record: RecordId) -> list[str]:
        links = self.world.jira.remote_links.get(record, ())
        ours = [one for one in links if (one.global_id or "").startswith("syncline:p:")]
        assert all(one.relationship and one.target["summary"] for one in ours), "nothing is null"
        return sorted(one.target["url"] for one in ours)


class AsanaDesk(WireDesk):
    uploads = ("POST /attachments",)
    links = ("POST /attachments",)

    def attach(self, record: RecordId, name: str, body: bytes) -> None:
        self.send("/attachments", name, body, parent=record)

    def detach(self, record: RecordId, name: str) -> None:
        for one in [a for a in self.world.asana.task(record).attachments if a.name == name]:
            self.harness.ask("DELETE", f"/attachments/{one.gid}")

    def shown(self, record: RecordId) -> list[tuple[str, bytes | str]]:
        state = self.world.asana
        held = state.task(record).attachments
        return [(one.name, one.url or state.stored[one.gid]) for one in held]


class NotionDesk(WireDesk):
    uploads = ("POST /v1/file_uploads/{file_upload_id}/send", "PATCH /v1/pages/{page_id}")
    links = ("PATCH /v1/pages/{page_id}",)
    text = "rich_text"

    def __init__(self, harness: NotionHarness) -> None:
        super().__init__(harness)
        state, source = self.world.notion, harness.source
        for name, kind in (("Attachments", "files"), ("Siblings", self.text)):
            made = definitions.made(name, state.new_raw_id(), kind, state.new_id)
            source.properties[made.raw_id] = made

    def _files(self, record: RecordId) -> list[Any]:
        page = self.harness.ask("GET", f"/v1/pages/{record}")
        found: list[Any] = page["properties"]["Attachments"]["files"]
        return found

    def _keep(self, record: RecordId, rows: list[Any]) -> None:
        body = {"properties": {"Attachments": {"files": rows}}}
        self.harness.ask("PATCH", f"/v1/pages/{record}", body)

    def attach(self, record: RecordId, name: str, body: bytes) -> None:
        made = self.harness.ask("POST", "/v1/file_uploads", {"filename": name})
        self.send(f"/v1/file_uploads/{made['id']}/send", name, body)
        upload = {"type": "file_upload", "file_upload": {"id": made["id"]}, "name": name}
        self._keep(record, [*self._files(record), upload])

    def detach(self, record: RecordId, name: str) -> None:
        self._keep(record, [one for one in self._files(record) if one["name"] != name])

    def shown(self, record: RecordId) -> list[tuple[str, bytes | str]]:
        state, page = self.world.notion, self.world.notion.pages[record]
        prop = page.source.find("Attachments")
        rows = page.values.get(prop.raw_id) or []
        return [(one["name"], one.get("url") or state.stored[one["id"]]) for one in rows]

    def siblings(self, record: RecordId) -> list[str]:
        page = self.harness.ask("GET", f"/v1/pages/{record}")
        text = "".join(r["plain_text"] for r in page["properties"]["Siblings"]["rich_text"])
        return sorted(line.rpartition(": ")[2] for line in text.splitlines())


class TrelloDesk(WireDesk):
    uploads = ("POST /1/cards/{id}/attachments",)
    links = ("POST /1/cards/{id}/attachments",)

    def attach(self, record: RecordId, name: str, body: bytes) -> None:
        self.send(f"/1/cards/{record}/attachments", name, body)

    def detach(self, record: RecordId, name: str) -> None:
        for one in [a for a in self.world.trello.cards[record].attachments if a.name == name]:
            self.harness.ask("DELETE", f"/1/cards/{record}/attachments/{one.id}")

    def shown(self, record: RecordId) -> list[tuple[str, bytes | str]]:
        held = self.world.trello.cards[record].attachments
        return [(one.name, one.url if one.body is None else one.body) for one in held]


DESKS: dict[type, type[Desk]] = {
    MemoryHarness: MemoryDesk,
    JiraHarness: JiraDesk,
    AsanaHarness: AsanaDesk,
    NotionHarness: NotionDesk,
    TrelloHarness: TrelloDesk,
}


def desk_of(harness: Harness) -> Desk:
    """Return the people who attach things in a tool."""
    if type(harness) not in DESKS:
        pytest.skip("nothing hangs on records of this tool, or nobody who hangs it is in DESKS")
    made: Any = DESKS[type(harness)]
    desk: Desk = made(harness)
    return desk
