"""The suite over the Trello emulator: a board of our own, whose status is its lists."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sandbox.trello import cards
from sandbox.trello.records import CustomField
from sandbox.trello.records import FieldType as TrelloType
from syncline.domain.fields import Value
from syncline.domain.item import Presence, RecordId
from syncline.domain.people import People, Person
from syncline.ports import FieldMapping, NativeWord, ReplicaSettings, VocabularyWord
from tests.conformance.harness import (
    INES,
    OPTIONS,
    PAUL,
    REPLICA,
    Spoiler,
    Way,
    customs,
    mappings,
    priorities,
)
from tests.conformance.tools.wire import MARKUP, WireHarness

LISTS = {"planned": "To do", "in_progress": "Doing", "done": "Done", "odd": "Blocked"}
STATUSES = (
    VocabularyWord("planned", "unstarted", (NativeWord("To do", completed=False),)),
    VocabularyWord("in_progress", "started", (NativeWord("Doing", completed=False),)),
    VocabularyWord("done", "done", (NativeWord("Done", completed=True),)),
)
EVENING = time(16, 30, tzinfo=UTC)  # half past five in Paris: people type a time of day
TABLE = "Before\n\n| a | b |\n| --- | --- |\n| cell | cell |"


CUSTOM: dict[str, TrelloType] = {
    "risk": "text", "points": "number", "reviewed": "date", "launched": "date", "severity": "list",
    "approved": "checkbox", "spec": "text",
}  # fmt: skip


class TrelloHarness(WireHarness):
    """A board with four lists, of which one is in no vocabulary, and a custom field."""

    tool = "trello"
    odd_status = "Blocked"
    spoilers = frozenset[Spoiler]({"status", "owner"})  # any text is Markdown
    clearable = frozenset(mappings()) - {"title", "status"}
    presences: Mapping[Way, Presence] = {
        "archived": "ARCHIVED", "deleted": "GONE", "hidden": "GONE", "forbidden": "FORBIDDEN",
        "moved": "UNSEEN",
    }  # fmt: skip

    def _as_ines(self) -> dict[str, Any]:
        key = self.access["key"]
        credentials = f'OAuth oauth_consumer_key="{key}", oauth_token="trello-ines"'
        return {"headers": {"Authorization": credentials}}

    def _build(self) -> ReplicaSettings:
        trello = self.world.trello
        self.own: dict[str, CustomField] = {}
        self.board = trello.add_board("Conformance", LISTS.values())
        self.elsewhere = trello.add_board("Elsewhere", ["Far"])
        self.priority = trello.add_field(self.board, "Priority", "list", ("High", "Low"))
        people = [
            Person(INES, accounts={"trello": self.world.people["ines"].trello_username}),
            Person(PAUL, accounts={"trello": self.world.people["paul"].trello_id}),
        ]
        return ReplicaSettings(
            name=REPLICA,
            tool="trello",
            url=self.access["url"],
            secrets={"key": self.access["key"], "token": self.access["token"]},
            container={"board": (self.board.id,)},
            kinds={"task": "*"},
            fields=mappings(),
            words={"status": STATUSES, "priority": priorities("High", "Low")},
            people=People(people),
        )

    def _add(self, title: str) -> RecordId:
        body = {"name": title, "idList": self._list("planned")}
        return str(self.ask("POST", "/1/cards", body)["id"])

    def _list(self, word: str) -> str:
        return next(one.id for one in self.board.lists if one.name == LISTS[word])

    def _edit(self, record: RecordId, name: str, value: Value) -> None:
        match name, value:
            case "labels", frozenset():
                self._put(record, idLabels=",".join(map(self._label, sorted(value))))
            case "priority", _:
                wanted = {"P1": "High", "P3": "Low"}[str(value)]
                option = next(o.id for o in self.priority.options if o.text == wanted)
                path = f"/1/cards/{record}/customField/{self.priority.id}/item"
                self.ask("PUT", path, {"idValue": option})
            case _:
                self._put(record, **self._native(name, value))

    def _native(self, name: str, value: Value) -> dict[str, Any]:
        match name, value:
            case "title", _:
                return {"name": value}
            case "description", _:
                return {"desc": "\n\n".join(map(_markdown, MARKUP[value]))}
            case "status", _:
                return {"idList": self._list(str(value))}
            case "owner", _:
                person = self.world.people.by_email(str(value))
                return {"idMembers": person.trello_id if person else ""}
            case "target", date():
                return {"due": datetime.combine(value, EVENING).isoformat()}
            case "start", date():  # her midnight, in Paris
                midnight = datetime.combine(value, time(), tzinfo=UTC) - timedelta(hours=1)
                return {"start": midnight.isoformat()}
        raise AssertionError(name)

    def _put(self, record: RecordId, **fields: Any) -> None:
        self.ask("PUT", f"/1/cards/{record}", fields)

    def _label(self, name: str) -> str:
        found = next((one.id for one in self.board.labels if one.name == name), None)
        body = {"idBoard": self.board.id, "name": name, "color": "green"}
        return found or str(self.ask("POST", "/1/labels", body)["id"])

    def customs(self) -> Mapping[str, FieldMapping]:
        trello = self.world.trello
        for name, kind in CUSTOM.items():
            made = trello.add_field(self.board, name.title(), kind, OPTIONS.get(name, ()))
            self.own[name] = made
        return customs({**{name: name.title() for name in CUSTOM}, "reviewers": "members"})

    def filled_in(self) -> FieldMapping | None:
        return None

    def _type_in(self, record: RecordId, name: str, value: Value) -> None:
        if isinstance(value, frozenset):
            people = map(self.world.people.by_email, sorted(value))
            self._put(record, idMembers=",".join(one.trello_id for one in people if one))
            return
        field, kind = self.own[name], CUSTOM[name]
        body: dict[str, Any]
        match kind, value:
            case "list", str():
                body = {"idValue": next(o.id for o in field.options if o.text == value)}
            case "checkbox", _:
                body = {"value": {"checked": "true"}} if value else {"value": ""}
            case "date", datetime():
                body = {"value": {"date": value.isoformat()}}
            case "date", date():
                body = {"value": {"date": datetime.combine(value, EVENING).isoformat()}}
            case _:
                body = {"value": {kind: str(value)}}
        self.ask("PUT", f"/1/cards/{record}/customField/{field.id}/item", body)

    def _spoil(self, record: RecordId, what: Spoiler) -> None:
        match what:
            case "status":
                self._put(record, idList=self._list("odd"))
            case "owner":  # of whom nobody knows an address
                self._put(record, idMembers=self.world.people["nina"].trello_id)
            case "description":
                self._put(record, desc=TABLE)

    def _place(self, record: RecordId, way: Way, *, back: bool) -> None:
        match way:
            case "archived":
                self._put(record, closed=not back)
            case "deleted":
                self.delete(record)
            case "moved":
                self._carry_to_board(record, back=back)

    def _carry_to_board(self, record: RecordId, *, back: bool) -> None:
        """Move a card; of its labels it keeps those that the other board has as well."""
        if back:
            self._put(record, idBoard=self.board.id, idList=self.left)
            return
        card = self.world.trello.cards[record]
        self.left = card.column.id
        for label in card.labels:
            self.world.trello.add_label(self.elsewhere, label.name, label.color)
        self._put(record, idBoard=self.elsewhere.id)

    def delete(self, record: RecordId) -> None:
        self.ask("DELETE", f"/1/cards/{record}")

    def say(self, record: RecordId, text: str, by: str = "ines") -> str:
        """Let a person comment on a card; return the link to it."""
        card, state = self.world.trello.cards[record], self.world.trello
        said = cards.comment(state, card, text, self.world.people[by])
        return f"https://trello.com/c/{card.short_link}#comment-{said.id}"

    def comments(self, record: RecordId) -> list[str]:
        """Return the comments of a card as people see them, oldest first."""
        every = self.world.trello.actions.values()
        held = [one for one in every if one.type == "commentCard" and record in one.about]
        return [_seen(one.data["text"]) for one in held]


def _markdown(part: str | tuple[str, tuple[str, ...]]) -> str:
    """Write a block of the sandbox's own markup, whose inline signs are Markdown's."""
    return part if isinstance(part, str) else "\n".join(f"- {line}" for line in part[1])


def _seen(markdown: str) -> str:
    """Return what Trello shows of a comment without blocks, apart from the marks of its words."""
    shown = markdown.replace("\u2060", "")
    bare = re.sub(r"(?<!\\)\[((?:\\.|[^\]\\])*)\]\(\S+\)", r"\1", shown)
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", bare)
