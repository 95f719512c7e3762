"""The suite over the Asana emulator: a project of our own, whose status is its sections."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sandbox.asana.moves import comment, undelete
from sandbox.asana.records import CustomField
from sandbox.asana.records import FieldType as AsanaType
from sandbox.scenarios.bodies import to_html
from syncline.domain.fields import FieldType, Value
from syncline.domain.item import Presence, RecordId
from syncline.ports import FieldMapping, NativeWord, ReplicaSettings, VocabularyWord
from tests.conformance.harness import (
    NOBODY_MAPPED,
    OPTIONS,
    REPLICA,
    Spoiler,
    Way,
    customs,
    mappings,
    priorities,
)
from tests.conformance.tools.wire import MARKUP, WireHarness

LAG = timedelta(seconds=20)  # of the events, which alone tell of a move to another section
SECTIONS = {"planned": "To do", "in_progress": "Doing", "done": "Done", "odd": "Blocked"}
STATUSES = (
    VocabularyWord("planned", "unstarted", (NativeWord("To do", completed=False),)),
    VocabularyWord("in_progress", "started", (NativeWord("Doing", completed=False),)),
    VocabularyWord("done", "done", (NativeWord("Done", completed=True),)),
)


CUSTOM: dict[str, AsanaType] = {
    "risk": "text", "points": "number", "reviewed": "date", "launched": "date", "severity": "enum",
    "areas": "multi_enum", "reviewers": "people", "approved": "enum", "spec": "text",
}  # fmt: skip


class AsanaHarness(WireHarness):
    """A project with four columns, of which one is in no vocabulary, and two custom fields."""

    tool = "asana"
    listing_cost = 2
    visible_after = LAG
    odd_status = "Blocked"
    spoilers = frozenset[Spoiler]({"status", "description"})
    clearable = frozenset(mappings()) - {"title", "status"}
    presences: Mapping[Way, Presence] = {  # of its trash the API says no more than of a lost task
        "trashed": "GONE", "hidden": "GONE", "forbidden": "FORBIDDEN", "moved": "UNSEEN",
    }  # fmt: skip

    def _as_ines(self) -> dict[str, Any]:
        return {"headers": {"Authorization": "Bearer asana-ines"}}

    def _build(self) -> ReplicaSettings:
        asana = self.world.asana
        self.own: dict[str, CustomField] = {}
        self.world.pressure.lag["asana_events"] = LAG.total_seconds()
        self.project = asana.add_project("Conformance", SECTIONS.values())
        self.priority = asana.add_field("Priority", "enum", ("High", "Low"))
        asana.attach(self.project, self.priority)
        asana.attach(self.project, asana.add_field("Syncline", "text"))
        return ReplicaSettings(
            name=REPLICA,
            tool="asana",
            url=self.access["url"],
            secrets={"token": self.access["token"]},
            container={"project": (self.project.gid,)},
            kinds={"task": "*"},
            fields=mappings({"priority": "Priority"}),
            words={"status": STATUSES, "priority": priorities("High", "Low")},
            people=NOBODY_MAPPED,
        )

    def _add(self, title: str) -> RecordId:
        body = {"data": {"name": title, "projects": [self.project.gid]}}
        return str(self.ask("POST", "/tasks", body)["data"]["gid"])

    def _edit(self, record: RecordId, name: str, value: Value) -> None:
        match name, value:
            case "status", _:
                self._move(record, SECTIONS[str(value)])
            case "labels", frozenset():
                self._tag(record, value)
            case "blocks", frozenset():
                held = {
                    one["gid"] for one in self.ask("GET", f"/tasks/{record}/dependents")["data"]
                }
                for verb, gids in (("add", value - held), ("remove", held - value)):
                    body = {"data": {"dependents": sorted(gids)}}
                    self.ask("POST", f"/tasks/{record}/{verb}Dependents", body)
            case "parent", _:
                self.ask("POST", f"/tasks/{record}/setParent", {"data": {"parent": value}})
            case "start", date():  # Asana wants a due date beside it
                held = self.ask("GET", f"/tasks/{record}")["data"]["due_on"]
                due = held or (value + timedelta(days=9)).isoformat()
                self._put(record, start_on=value.isoformat(), due_on=due)
            case _:
                self._put(record, **self._native(name, value))

    def _native(self, name: str, value: Value) -> dict[str, Any]:
        match name, value:
            case "title", _:
                return {"name": value}
            case "description", _:
                return {"html_notes": to_html(MARKUP[value])}
            case "owner", _:
                return {"assignee": value}
            case "target", date():
                return {"due_on": value.isoformat()}
            case "priority", _:
                wanted = {"P1": "High", "P3": "Low"}[str(value)]
                option = next(o.gid for o in self.priority.options if o.name == wanted)
                return {"custom_fields": {self.priority.gid: option}}
        raise AssertionError(name)

    def _put(self, record: RecordId, **fields: Any) -> None:
        self.ask("PUT", f"/tasks/{record}", {"data": fields})

    def _move(self, record: RecordId, title: str) -> None:
        section = next(s for s in self.project.sections if s.name == title)
        self.ask("POST", f"/sections/{section.gid}/addTask", {"data": {"task": record}})

    def _tag(self, record: RecordId, labels: frozenset[str]) -> None:
        held = {t["name"]: t["gid"] for t in self.ask("GET", f"/tasks/{record}/tags")["data"]}
        for label in sorted(held.keys() ^ labels):
            verb = "removeTag" if label in held else "addTag"
            tag = held.get(label) or self._tag_named(label)
            self.ask("POST", f"/tasks/{record}/{verb}", {"data": {"tag": tag}})

    def _tag_named(self, label: str) -> str:
        known = self.world.asana.tags.values()
        found = next((tag.gid for tag in known if tag.name == label), None)
        body = {"data": {"name": label, "workspace": self.world.asana.workspace.gid}}
        return found or str(self.ask("POST", "/tags", body)["data"]["gid"])

    def customs(self) -> Mapping[str, FieldMapping]:
        asana = self.world.asana
        for name, kind in CUSTOM.items():
            made = asana.add_field(name.title(), kind, OPTIONS.get(name, ("Yes",)), precision=2)
            self.own[name] = made
            asana.attach(self.project, made)
        return customs({name: name.title() for name in CUSTOM})

    def filled_in(self) -> FieldMapping | None:
        asana = self.world.asana
        score = asana.add_field("Score", "number")
        score.formula = True
        asana.attach(self.project, score)
        return FieldMapping("score", FieldType.NUMBER, "Score")

    def _type_in(self, record: RecordId, name: str, value: Value) -> None:
        field = self.own[name]
        gids = {option.name: option.gid for option in field.options}
        match name, value:
            case "reviewers", frozenset():
                native: Any = sorted(value)
            case "areas", frozenset():
                native = [gids[one] for one in sorted(value)]
            case "approved", _:
                native = gids["Yes"] if value else None
            case "severity", str():
                native = gids[value]
            case _, datetime():
                native = {"date_time": value.isoformat()}
            case _, date():
                native = {"date": value.isoformat()}
            case _:
                native = value
        self._put(record, custom_fields={field.gid: native})

    def _spoil(self, record: RecordId, what: Spoiler) -> None:
        if what == "status":
            self._move(record, SECTIONS["odd"])
        else:
            table = "<table><tr><td>cell</td></tr></table>"
            self._put(record, html_notes=f"<body>Before{table}</body>")

    def _place(self, record: RecordId, way: Way, *, back: bool) -> None:
        if way == "moved":
            verb = "addProject" if back else "removeProject"
            self.ask("POST", f"/tasks/{record}/{verb}", {"data": {"project": self.project.gid}})
        elif back:  # in Asana itself: the API has no call for it
            undelete(self.world.asana, record, self.world.people["ines"])
        else:
            self.delete(record)

    def say(self, record: RecordId, text: str, by: str = "ines") -> str:
        state = self.world.asana
        said = comment(state, state.task(record), {"text": text}, self.world.people[by])
        return f"https://app.asana.com/0/0/{record}/{said.gid}/f"

    def comments(self, record: RecordId) -> list[str]:
        stories = self.ask("GET", f"/tasks/{record}/stories")["data"]
        return [one["text"] for one in stories if one["type"] == "comment"]

    def delete(self, record: RecordId) -> None:
        self.ask("DELETE", f"/tasks/{record}")
