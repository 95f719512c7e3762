"""The suite over the tool in memory, with lag and a separate read for every answer."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from connectors.memory import Fault, Foreign, MemoryTool, MemoryTracker, Quirks
from connectors.memory.records import Native
from syncline.domain.comments import Comment, in_order
from syncline.domain.fields import FieldType, Value
from syncline.domain.item import Presence, RecordId
from syncline.ports import FieldMapping, ReplicaSettings
from tests.conformance.harness import (
    CUSTOMS,
    INES,
    NOBODY_MAPPED,
    OPTIONS,
    PAUL,
    REPLICA,
    Failure,
    Spoiler,
    Way,
    customs,
    mappings,
    priorities,
    words,
)

FIELDS = [*mappings(), *CUSTOMS, "Syncline"]
LAG = timedelta(seconds=30)
WRITES = ("update", "create", "stamp", "archive", "epoch")


class MemoryHarness:
    """A container in memory, poorer than the ideal: lag, a title limit, few options."""

    listing_cost = 1
    visible_after = LAG
    odd_status = "Blocked"
    spoilers = frozenset[Spoiler]({"status", "owner", "description"})
    clearable = frozenset(mappings()) - {"title"}
    presences: Mapping[Way, Presence] = {
        "trashed": "TRASHED", "archived": "ARCHIVED", "hidden": "GONE", "forbidden": "FORBIDDEN",
    }  # fmt: skip

    def __init__(self, quirks: Quirks) -> None:
        self._time = datetime(2026, 3, 2, 8, tzinfo=UTC)
        offered = {**OPTIONS, "status": ("To do", "Doing", "Done"), "priority": ("High", "Low")}
        self.tool = MemoryTool(
            self.now,
            quirks=replace(quirks, options=offered, accounts_only=True),
            people={"u1": "ines@acme.example", "u2": "paul@acme.example", "u3": None},
            fields=FIELDS,
        )
        self.settings = ReplicaSettings(
            name=REPLICA,
            tool="memory",
            url="memory://conformance",
            secrets={},
            container={},
            kinds={"task": "task"},
            fields=mappings(),
            words={
                "status": words("To do", "Doing", "Done"),
                "priority": priorities("High", "Low"),
            },
            people=NOBODY_MAPPED,
        )

    def tracker(self, settings: ReplicaSettings | None = None) -> MemoryTracker:
        return MemoryTracker(settings or self.settings, self.tool)

    def fill(self, count: int) -> tuple[RecordId, ...]:
        made = [self.tool.add({"title": f"Task {n}", "status": "To do"}) for n in range(count)]
        self.advance(LAG)
        return tuple(made)

    def parents(self) -> tuple[RecordId, RecordId]:
        one, two = self.fill(2)
        return one, two

    def edit(self, record: RecordId, name: str, value: Value, *, wait: bool = True) -> None:
        natives = {
            "planned": "To do", "in_progress": "Doing", "P1": "High", "P3": "Low",
            "ines@acme.example": "u1", "paul@acme.example": "u2",
        }  # fmt: skip
        native = natives.get(value, value) if isinstance(value, str) else value
        self.tool.edit(record, name, native, by="u1")
        self.advance(LAG if wait else timedelta(0))

    def spoil(self, record: RecordId, what: Spoiler) -> None:
        native: dict[Spoiler, Native] = {
            "status": self.odd_status,
            "owner": "u3",
            "description": Foreign("a table at block 3"),
        }
        self.tool.edit(record, what, native[what], by="u1")
        self.advance(LAG)

    def customs(self) -> Mapping[str, FieldMapping]:
        return customs({name: name for name in CUSTOMS})

    def filled_in(self) -> FieldMapping | None:
        self.tool.quirks = replace(self.tool.quirks, fixed={"risk": "it is computed by the tool"})
        return FieldMapping("risk", FieldType.TEXT, "risk")

    def type_in(self, record: RecordId, name: str, value: Value) -> None:
        accounts = {INES: "u1", PAUL: "u2"}
        people = isinstance(value, frozenset) and name == "reviewers"
        native = frozenset(accounts[one] for one in value) if people else value  # type: ignore[union-attr]
        self.tool.edit(record, name, native, by="u1")
        self.advance(LAG)

    def say(self, record: RecordId, text: str, by: str = "ines") -> str:
        held = self._said(record)
        url = f"memory://conformance/{record}/{len(held)}"
        element = Comment(url, REPLICA, by, self.now(), text).element
        self.tool.edit(record, "comments", held | {element}, by="u1")
        return url

    def comments(self, record: RecordId) -> list[str]:
        said = in_order(self._said(record))
        return [one.text if one.home == REPLICA else one.element for one in said]

    def _said(self, record: RecordId) -> frozenset[str]:
        held = self.tool.record(record).fields.get("comments")
        return held if isinstance(held, frozenset) else frozenset()

    def delete(self, record: RecordId) -> None:
        self.tool.move(record, "trashed")

    def take_away(self, record: RecordId, way: Way) -> None:
        self.tool.move(record, way)  # type: ignore[arg-type]  # a place of the same name
        self.advance(LAG)

    def give_back(self, record: RecordId, way: Way) -> None:  # noqa: ARG002  # one place for all
        self.tool.move(record, "listed")
        self.advance(LAG)

    def now(self) -> datetime:
        return self._time

    def advance(self, by: timedelta) -> None:
        self._time += by

    def fail(
        self, how: Failure, on: Literal["read", "write"], *, times: int = 1, skip: int = 0
    ) -> None:
        kinds = {
            "refused": "refused", "forbidden": "refused", "missing": "gone", "gone": "gone",
            "html": "garbled", "half_json": "garbled", "deep": "garbled", "outage": "outage",
            "rate_limited": "rate_limited", "rejected": "rejected", "applied_then_lost": "lost",
        }  # fmt: skip
        calls = WRITES if on == "write" else ("list", "read", "find")
        for call in calls:
            self.tool.fail(Fault(kinds[how], call, count=times, after=skip))  # type: ignore[arg-type]

    def requests(self) -> int:
        return self.tool.requests.total()

    def writes(self) -> int:
        return sum(self.tool.requests[call] for call in WRITES)

    def routes(self) -> list[str]:
        return ["update"] * self.tool.requests["update"]

    def fail_route(self, route: str, how: Failure, *, skip: int) -> None:
        raise NotImplementedError("every write of the tool in memory is one call")

    def broken_write(self) -> tuple[str, Value]:
        self.tool.fail(Fault("rejected", "update"))
        return "title", "Refused"


def plain_memory() -> MemoryHarness:
    """An ideal tool whose answers show what was stored."""
    return MemoryHarness(Quirks())


def poor_memory() -> MemoryHarness:
    """A tool that lags, cuts titles, shows bodies late and answers nothing."""
    return MemoryHarness(
        Quirks(title_limit=40, deferred_body=True, answers=False, lag=LAG, page_size=7, batch=3)
    )
