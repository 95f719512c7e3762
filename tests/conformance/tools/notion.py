"""The suite over the Notion emulator: a data source of our own, whose bodies are page bodies."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sandbox.notion.definitions import add_option
from sandbox.scenarios.bodies import opaque_blocks, to_blocks
from syncline.domain.fields import FieldType, Value
from syncline.domain.item import Presence, RecordId
from syncline.ports import FieldMapping, ReplicaSettings
from tests.conformance.harness import (
    NOBODY_MAPPED,
    OPTIONS,
    REPLICA,
    Spoiler,
    Way,
    customs,
    mappings,
    priorities,
    words,
)
from tests.conformance.tools.wire import MARKUP, WireHarness

WORDS = {"planned": "Planned", "in_progress": "In progress", "done": "Done"}
NATIVE = {
    "title": "Name", "status": "Status", "owner": "Owner", "priority": "Priority",
    "start": "Start date", "target": "Target date", "labels": "Labels", "parent": "Parent",
    "blocks": "Blocking",
}  # fmt: skip
SCHEMA: dict[str, Any] = {
    "Name": "title",
    "Status": {
        "status": {
            "To-do": ["Planned"], "In progress": ["In progress"], "Complete": ["Done"],
        },
    },
    "Priority": {"select": ["High", "Low"]},
    "Owner": "people",
    "Start date": "date",
    "Target date": "date",
    "Labels": {"multi_select": ()},
    "Parent": {"relation": ""},
    "Blocking": {"relation": ""},
    "Syncline": "rich_text",
}  # fmt: skip


CUSTOM = {
    "risk": "rich_text", "points": "number", "reviewed": "date", "launched": "date",
    "severity": "select",
    "areas": "multi_select", "reviewers": "people", "approved": "checkbox", "spec": "url",
}  # fmt: skip


class NotionHarness(WireHarness):
    """A data source with a relation to itself."""

    tool = "notion"
    odd_status = "Blocked"
    spoilers = frozenset[Spoiler]({"status", "owner", "description"})
    clearable = frozenset(mappings()) - {"title", "status"}
    presences: Mapping[Way, Presence] = {
        "trashed": "TRASHED", "archived": "ARCHIVED", "hidden": "GONE", "forbidden": "FORBIDDEN",
        "moved": "UNSEEN",
    }  # fmt: skip

    def _as_ines(self) -> dict[str, Any]:
        return {"headers": _as("ines")}

    def _build(self) -> ReplicaSettings:
        self.source = self.world.notion.add_data_source("Conformance", SCHEMA)
        self.elsewhere = self.world.notion.add_data_source("Elsewhere", SCHEMA)
        for name in ("Parent", "Blocking"):
            relation = self.source.find(name)
            assert relation
            relation.config["data_source_id"] = self.source.id
        return ReplicaSettings(
            name=REPLICA,
            tool="notion",
            url=self.access["url"],
            secrets={"token": self.access["token"]},
            container={"data_source": (self.source.id,)},
            kinds={"task": "*"},
            fields=mappings(NATIVE),
            words={"status": words(*WORDS.values()), "priority": priorities("High", "Low")},
            people=NOBODY_MAPPED,
        )

    def _add(self, title: str) -> RecordId:
        properties = {
            "Name": {"title": [{"type": "text", "text": {"content": title}}]},
            "Status": {"status": {"name": "Planned"}},
        }
        parent = {"type": "data_source_id", "data_source_id": self.source.id}
        body = {"parent": parent, "properties": properties}
        return str(self.ask("POST", "/v1/pages", body)["id"])

    def _edit(self, record: RecordId, name: str, value: Value) -> None:
        if name == "description":
            self._rewrite(record, to_blocks(MARKUP[value]))
        else:
            self._patch(record, NATIVE[name], self._native(name, value))

    def _native(self, name: str, value: Value) -> dict[str, Any]:
        match value:
            case date():
                return {"date": {"start": value.isoformat()}}
            case frozenset() if name == "blocks":
                return {"relation": [{"id": page} for page in sorted(value)]}
            case frozenset():
                return {"multi_select": [{"name": label} for label in sorted(value)]}
            case _:
                return self._of_text(name, str(value))

    def _of_text(self, name: str, text: str) -> dict[str, Any]:
        if name == "owner":
            person = self.world.people.by_email(text)
            assert person
            return {"people": [{"object": "user", "id": person.notion_id}]}
        if name == "title":
            return {"title": [{"type": "text", "text": {"content": text}}]}
        options = {**WORDS, "P1": "High", "P3": "Low"}
        kind = {"status": "status", "priority": "select", "parent": "relation"}[name]
        return {kind: [{"id": text}] if name == "parent" else {"name": options[text]}}

    def _patch(self, record: RecordId, prop: str, value: dict[str, Any]) -> None:
        self.ask("PATCH", f"/v1/pages/{record}", {"properties": {prop: value}})

    def customs(self) -> Mapping[str, FieldMapping]:
        for name, kind in CUSTOM.items():
            schema = {kind: OPTIONS[name]} if name in OPTIONS else kind
            self.world.notion.add_property(self.source, name.title(), schema)
        return customs({name: name.title() for name in CUSTOM})

    def filled_in(self) -> FieldMapping | None:
        self.world.notion.add_property(self.source, "Number", {"unique_id": "TRY"})
        return FieldMapping("number", FieldType.TEXT, "Number")

    def _type_in(self, record: RecordId, name: str, value: Value) -> None:
        kind, native = CUSTOM[name], value  # type: Any, Any
        match name, value:
            case "reviewers", frozenset():
                people = map(self.world.people.by_email, sorted(value))
                native = [{"object": "user", "id": one.notion_id} for one in people if one]
            case "areas", frozenset():
                native = [{"name": one} for one in sorted(value)]
            case "severity", str():
                native = {"name": value}
            case "risk", str():
                native = [{"type": "text", "text": {"content": value}}]
            case _, date():
                native = {"start": value.isoformat()}
        self._patch(record, name.title(), {kind: native})

    def _rewrite(self, record: RecordId, blocks: list[dict[str, Any]]) -> None:
        for block in self.ask("GET", f"/v1/blocks/{record}/children")["results"]:
            self.ask("DELETE", f"/v1/blocks/{block['id']}")
        self.ask("PATCH", f"/v1/blocks/{record}/children", {"children": blocks})

    def _spoil(self, record: RecordId, what: Spoiler) -> None:
        if what == "status":
            column = self.source.find("Status")
            assert column
            add_option(column, self.odd_status, self.world.notion.new_id)
            self._patch(record, "Status", {"status": {"name": self.odd_status}})
        elif what == "owner":  # the integration itself, which has no address
            bot = {"object": "user", "id": self.world.people.sync.notion_id}
            self._patch(record, "Owner", {"people": [bot]})
        else:
            self._rewrite(record, [*to_blocks(("Before",)), *opaque_blocks("table", ["cell"])])

    def _place(self, record: RecordId, way: Way, *, back: bool) -> None:
        match way:
            case "trashed":
                self.ask("PATCH", f"/v1/pages/{record}", {"in_trash": not back})
            case "archived":  # in Notion itself: the API only tells
                self.world.notion.pages[record].is_archived = not back
            case "moved":
                home = self.source if back else self.elsewhere
                parent = {"type": "data_source_id", "data_source_id": home.id}
                self.ask("POST", f"/v1/pages/{record}/move", {"parent": parent})

    def delete(self, record: RecordId) -> None:
        self.ask("PATCH", f"/v1/pages/{record}", {"in_trash": True})

    def say(self, record: RecordId, text: str, by: str = "ines") -> str:
        """Let a person comment on a page; return the link to it, as Notion's window makes it."""
        body = {"parent": {"page_id": record}, "rich_text": [{"text": {"content": text}}]}
        answer = self.person.post("/v1/comments", json=body, headers=_as(by))
        assert answer.is_success, answer.text
        made = answer.json()
        page, talk, own = (
            one.replace("-", "") for one in (record, made["discussion_id"], made["id"])
        )
        return f"https://www.notion.so/{page}?d={talk}#{own}"

    def comments(self, record: RecordId) -> list[str]:
        """Return the comments of a page as people see them, oldest first."""
        found = self.ask("GET", f"/v1/comments?block_id={record}")["results"]
        return ["".join(run["plain_text"] for run in one["rich_text"]) for one in found]


def _as(person: str) -> dict[str, str]:
    return {"Authorization": f"Bearer notion-{person}", "Notion-Version": "2025-09-03"}
