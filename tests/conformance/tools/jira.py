"""The suite over the Jira emulator: a project of our own, a search index that lags."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sandbox.jira import adf
from sandbox.jira import customs as customs_of
from sandbox.jira.fields import ROADMAP_ITEM, START_DATE, STORY_POINTS
from sandbox.scenarios.bodies import to_adf
from syncline.domain.fields import FieldType, Value
from syncline.domain.item import Presence, RecordId
from syncline.ports import FieldMapping, NativeWord, ReplicaSettings, VocabularyWord
from tests.conformance.harness import (
    NOBODY_MAPPED,
    REPLICA,
    Spoiler,
    Way,
    customs,
    mappings,
    priorities,
    words,
)
from tests.conformance.tools.wire import MARKUP, WireHarness

API = "/rest/api/3"
LAG = timedelta(seconds=20)
WORDS = {"planned": "To Do", "in_progress": "In Progress", "done": "Done"}


CUSTOM = {
    "risk": customs_of.RISK, "points": STORY_POINTS, "reviewed": START_DATE,
    "launched": customs_of.LAUNCHED,
    "severity": customs_of.SEVERITY, "areas": customs_of.AREAS,
    "reviewers": customs_of.REVIEWERS, "approved": customs_of.APPROVED, "spec": ROADMAP_ITEM,
}  # fmt: skip


class JiraHarness(WireHarness):
    """Project TRY, in which every status leads to every other."""

    tool = "jira"
    visible_after = LAG
    odd_status = "In Review"
    spoilers = frozenset[Spoiler]({"status", "owner", "description"})
    clearable = frozenset({"description", "owner", "start", "target", "labels", "parent", "blocks"})
    presences: Mapping[Way, Presence] = {
        "archived": "ARCHIVED", "deleted": "GONE", "hidden": "GONE", "forbidden": "FORBIDDEN",
        "moved": "UNSEEN",
    }  # fmt: skip

    def _as_ines(self) -> dict[str, Any]:
        return {"auth": ("ines@acme.example", "jira-ines")}

    def _build(self) -> ReplicaSettings:
        self.world.jira.add_project("TRY", "Conformance", "open", lead="ines")
        self.world.jira.add_project("FAR", "Elsewhere", "open", lead="ines")
        self.world.pressure.lag["jira_search"] = LAG.total_seconds()
        medium = VocabularyWord("P2", None, (NativeWord("Medium"),))
        return ReplicaSettings(
            name=REPLICA,
            tool="jira",
            url=self.access["url"],
            secrets={"email": self.access["email"], "token": self.access["token"]},
            container={"projects": ("TRY",)},
            kinds={"task": "Task", "epic": "Epic"},
            fields=mappings({"start": "Start date"}),
            words={
                "status": words(*WORDS.values()),
                "priority": (*priorities("High", "Low"), medium),
            },
            people=NOBODY_MAPPED,
        )

    def _add(self, title: str, kind: str = "Task") -> RecordId:
        fields = {"project": {"key": "TRY"}, "issuetype": {"name": kind}, "summary": title}
        return str(self.ask("POST", f"{API}/issue", {"fields": fields})["id"])

    def parents(self) -> tuple[RecordId, RecordId]:
        return self._add("Epic one", "Epic"), self._add("Epic two", "Epic")

    def _edit(self, record: RecordId, name: str, value: Value) -> None:
        if name == "status":
            self._move(record, WORDS[str(value)])
        elif name == "blocks" and isinstance(value, frozenset):
            self._link(record, value)
        else:
            self._put(record, **dict([self._native(name, value)]))

    def _native(self, name: str, value: Value) -> tuple[str, Any]:
        match value:
            case date():
                return {"start": "customfield_10015", "target": "duedate"}[name], value.isoformat()
            case frozenset():
                return name, sorted(value)
            case _:
                return self._of_text(name, value)

    def _of_text(self, name: str, value: Value) -> tuple[str, Any]:
        if name == "owner":
            person = self.world.people.by_email(str(value))
            assert person
            return "assignee", {"accountId": person.jira_id}
        if name == "priority":
            return name, {"name": {"P1": "High", "P3": "Low"}[str(value)]}
        natives = {"title": "summary", "description": name, "parent": name}
        body = to_adf(MARKUP[value]) if name == "description" else value
        return natives[name], {"id": value} if name == "parent" else body

    def _link(self, record: RecordId, others: frozenset[str]) -> None:
        jira = self.world.jira
        mine = [link for link in jira.links.values() if link.source == record]
        for link in mine:
            if link.target not in others:
                self.ask("DELETE", f"{API}/issueLink/{link.id}")
        for other in sorted(others - {link.target for link in mine}):
            ends = {"inwardIssue": {"id": record}, "outwardIssue": {"id": other}}
            self.ask("POST", f"{API}/issueLink", {"type": {"name": "Blocks"}, **ends})

    def _put(self, record: RecordId, **fields: Any) -> None:
        self.ask("PUT", f"{API}/issue/{record}", {"fields": fields})

    def _move(self, record: RecordId, status: str) -> None:
        offered = self.ask("GET", f"{API}/issue/{record}/transitions")["transitions"]
        way = next(one["id"] for one in offered if one["to"]["name"] == status)
        self.ask("POST", f"{API}/issue/{record}/transitions", {"transition": {"id": way}})

    def customs(self) -> Mapping[str, FieldMapping]:
        return customs(CUSTOM)

    def filled_in(self) -> FieldMapping | None:
        return FieldMapping("reporter_of", FieldType.PERSON, "creator")

    def _type_in(self, record: RecordId, name: str, value: Value) -> None:
        match name, value:
            case "reviewers", frozenset():
                people = map(self.world.people.by_email, value)
                native: Any = [{"accountId": one.jira_id} for one in people if one]
            case "areas", frozenset():
                native = [{"value": one} for one in sorted(value)]
            case "approved", _:
                native = [{"value": "Yes"}] if value else []
            case "severity", str():
                native = {"value": value}
            case _, datetime():
                native = value.strftime("%Y-%m-%dT%H:%M:%S.000+0000")
            case _, date():
                native = value.isoformat()
            case _:
                native = value
        self._put(record, **{CUSTOM[name]: native})

    def _spoil(self, record: RecordId, what: Spoiler) -> None:
        if what == "status":
            self._move(record, self.odd_status)
        elif what == "owner":
            self._edit(record, "owner", "paul@acme.example")
            self.world.pressure.switches["jira_hide_emails"] = 1
        else:
            named = {"extensionType": "com.example.chart", "extensionKey": "burn-down"}
            macro = {"type": "extension", "attrs": named}
            body = to_adf(("Before",))
            self._put(record, description=body | {"content": [*body["content"], macro]})

    def _place(self, record: RecordId, way: Way, *, back: bool) -> None:
        match way:
            case "deleted":
                self.delete(record)
            case "archived":
                verb = "unarchive" if back else "archive"
                self.ask("PUT", f"{API}/issue/{verb}", {"issueIdsOrKeys": [record]})
            case "moved":  # people do this in several steps, which the API has in another form
                jira = self.world.jira
                jira.move(record, jira.projects["TRY" if back else "FAR"])

    def say(self, record: RecordId, text: str, by: str = "ines") -> str:
        body = to_adf(tuple(text.split("\n\n")))
        said = self.world.jira.add_comment(record, body, by)
        return f"{self.settings.url}/secure/ViewIssue.jspa?id={record}&focusedCommentId={said.id}"

    def comments(self, record: RecordId) -> list[str]:
        found = self.ask("GET", f"{API}/issue/{record}/comment")["comments"]
        return [adf.plain(one["body"]) for one in found]

    def delete(self, record: RecordId) -> None:
        self.ask("DELETE", f"{API}/issue/{record}")
