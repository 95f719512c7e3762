"""Four tools of different character, each of which tells the world what is done to it."""

import random
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from connectors.memory import MemoryRecord, MemoryTool, MemoryTracker, Quirks
from connectors.memory.faults import Call, Fault, FaultScript
from connectors.memory.records import Native
from connectors.memory.tool import API
from syncline.domain.errors import CannotRead
from syncline.domain.fields import CORE_FIELDS, FieldSpec, FieldType
from syncline.domain.item import Absent, FieldName, RecordId, Snapshot
from syncline.ports import FieldMapping, NativeWord, ReplicaSettings, VocabularyWord

if TYPE_CHECKING:
    from tests.simulation.watched import Watched

NAMES = ("A", "B", "C", "D")
WILFUL = "D"  # rewrites what it is given
ZONE = timezone(timedelta(hours=5, minutes=30))  # of B
FIELDS = ("title", "description", "status", "owner", "priority", "target", "labels")
MOMENTS = ("launch",)  # fields of people's own with a time of day
SPECS: Mapping[str, FieldSpec] = {
    **{name: CORE_FIELDS[name] for name in FIELDS},
    **{name: FieldSpec(name, FieldType.MOMENT) for name in MOMENTS},
}
MARKER = "Syncline"
CATEGORIES = {
    "planned": "unstarted", "in_progress": "started", "done": "done", "dropped": "cancelled",
}  # fmt: skip
NATIVES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "A": {word: (word,) for word in CATEGORIES},
    "B": {word: (word.upper(),) for word in CATEGORIES},
    "C": {word: (f"{word} 1", f"{word} 2") for word in CATEGORIES},
    "D": {word: (word,) for word in CATEGORIES},
}


def insisted(field: str, value: Native) -> Native:
    """Store texts with a sign of the tool's own at their end, as one that rewrites does."""
    wilful = field in ("title", "priority") and isinstance(value, str)
    return f"{str(value).rstrip('~')}~" if wilful else value


def zoned(_field: str, value: Native) -> Native:
    """Store moments in the zone of the tool: they are the same ones."""
    return value.astimezone(ZONE) if isinstance(value, datetime) else value


def characters(rng: random.Random) -> dict[str, Quirks]:
    """Return the four: exact; short titles, accounts and lanes; separate reads; wilful and late."""
    lag = timedelta(seconds=rng.choice((0, 40, 150)))
    slow = timedelta(seconds=rng.choice((0, 0, 40)))
    lanes = {"status": "move", "labels": "tags", "description": "body"}
    return {
        "A": Quirks(page_size=rng.choice((2, 100))),
        "B": Quirks(
            title_limit=14, lines=True, accounts_only=True, lanes=lanes, batch=2, page_size=3,
            rewrite=zoned,
        ),
        "C": Quirks(
            answers=False, deferred_body=True, lanes=lanes, lag=slow,
            later=frozenset({"labels", "description"}),
        ),
        "D": Quirks(rewrite=insisted, lag=lag, answers=rng.random() < 0.7),
    }  # fmt: skip


def settings(name: str, shown: Sequence[FieldName]) -> ReplicaSettings:
    """Return the settings of a tool that shows these fields."""
    fields = {f: FieldMapping(f, SPECS[f].type) for f in shown}
    vocabulary = tuple(
        VocabularyWord(word, category, tuple(map(NativeWord, NATIVES[name][word])))  # type: ignore[arg-type]
        for word, category in CATEGORIES.items()
    )
    return ReplicaSettings(
        name, "memory", f"memory://{name}", {}, {}, {"epic": "epic"}, fields,
        {"status": vocabulary}, marker=MARKER,
    )  # fmt: skip


class Script(FaultScript):
    """A script that counts the faults that were really met."""

    def __init__(self, world: "Watched") -> None:
        super().__init__()
        self.world = world

    def due(self, call: Call, record: str | None) -> Fault | None:
        if fault := super().due(call, record):
            self.world.counts[f"fault {fault.kind}"] += 1
        return fault


class SimTool(MemoryTool):
    """A tool in memory at whose every call something may happen."""

    def __init__(self, world: "Watched", name: str, quirks: Quirks) -> None:
        self.said_fields = world.setting.fields
        super().__init__(
            world.clock.now, prefix=name, quirks=quirks, fields=(*self.said_fields, MARKER)
        )
        self.world, self.name = world, name
        self.purged: set[str] = set()
        self.looking = False  # a direct read, on which a write may rely
        self.before = self._before
        self.faults = Script(world)

    def quiet(self) -> FaultScript:
        """Take the faults away for a while; return them."""
        faults, self.faults = self.faults, Script(self.world)
        return faults

    def _before(self, call: str, record: str | None) -> None:
        self.world.edge(f"{self.name} before {call}")
        if call in ("create", "update", "stamp", "archive"):
            self.world.judge_call(self.name, call, record)

    def _after(self, call: str) -> None:
        self.world.edge(f"{self.name} after {call}")

    # -- calls ------------------------------------------------------------------------------

    def listing(self, since: datetime | None) -> Iterator[tuple[MemoryRecord, ...]]:
        for page in super().listing(since):
            self._after("list")
            yield page

    def fetch(self, records: Sequence[str]) -> dict[str, MemoryRecord]:
        found = super().fetch(records)
        if self.looking:
            for record in records:
                self.world.looked(self.name, record)
        self._after("read")
        return found

    def search(self, field: str, value: str) -> tuple[MemoryRecord, ...]:
        found = super().search(field, value)
        self._after("find")
        return found

    def create(self, kind: str, fields: Mapping[str, Native]) -> MemoryRecord:
        made = super().create(kind, fields)
        self._after("create")
        return made

    def write(
        self,
        record: str,
        fields: Callable[[Mapping[str, Native]], Mapping[str, Native]],
        *,
        call: str = "update",
    ) -> MemoryRecord:
        mark = self.world.mark(self.name, record)  # also for a write that lands later

        def marked(held: Mapping[str, Native]) -> Mapping[str, Native]:
            self.world.marked = mark
            return fields(held)

        written = super().write(record, marked, call=call)  # type: ignore[arg-type]
        self._after(call)
        return written

    def put_away(self, record: str, *, back: bool) -> MemoryRecord:
        done = super().put_away(record, back=back)
        self.world.put_away(self.name, record, back=back)
        self._after("archive")
        return done

    def land(self) -> None:
        self.world.landing = True
        super().land()
        self.world.landing = False

    # -- what becomes of records ------------------------------------------------------------

    def add(
        self, fields: Mapping[str, Native], *, kind: str = "task", by: str | None = None,
        at: datetime | None = None,
    ) -> str:  # fmt: skip
        made = super().add(fields, kind=kind, by=by, at=at)
        if by == API:
            self.world.made(self.name, made, self.said(self.record(made).fields))
        return made

    def _put(
        self, record: str, fields: Mapping[str, Native], by: str | None, at: datetime | None
    ) -> None:
        former = self.record(record).fields
        super()._put(record, fields, by, at)
        if by == API:
            old, new = self.said(former), self.said(self.record(record).fields)
            asked = [name for name in fields if name in self.said_fields]
            self.world.written(self.name, record, {n: (old.get(n), new.get(n)) for n in asked})

    def said(self, fields: Mapping[str, Native]) -> dict[str, object]:
        """Return the canonical fields as a person reads them, with canonical status words."""
        shown: dict[str, object] = {n: v for n, v in fields.items() if n in self.said_fields and v}
        if "status" in shown:
            shown["status"] = canonical(self.name, str(shown["status"]))
        return shown

    def word(self, status: str) -> str:
        """Return the tool's own word for a status."""
        return NATIVES[self.name][status][0]

    def purge(self, record: str) -> None:
        """Let a record be gone for good: nobody finds it, or brings it back."""
        self.move(record, "trashed")
        self.purged.add(record)

    def records(self) -> Iterator[MemoryRecord]:
        return (record for record in super().records() if record.id not in self.purged)

    def restate(self, other: "State") -> None:
        """Go back to a former state of everything that the tool holds."""
        self._versions = {record: list(v) for record, v in other.versions.items()}
        self.fields, self.people = set(other.fields), dict(other.people)
        self.epochs = dict(other.epochs)
        self.faults.clear()
        self._landing = []

    def stated(self) -> "State":
        """Return everything that the tool holds."""
        versions = {record: list(v) for record, v in self._versions.items()}
        return State(versions, frozenset(self.fields or ()), dict(self.people), dict(self.epochs))


@dataclass(frozen=True)
class State:
    """What a tool holds at one time."""

    versions: Mapping[str, list[MemoryRecord]]
    fields: frozenset[str]
    people: Mapping[str, str | None]
    epochs: Mapping[str, int]


def canonical(tool: str, native: str) -> str:
    """Return the canonical status word of a native one."""
    return next((w for w, natives in NATIVES[tool].items() if native in natives), native)


class SimTracker(MemoryTracker):
    """The reference tracker; its direct reads count as looks."""

    def __init__(self, tool: SimTool) -> None:
        shown = tool.said_fields
        super().__init__(replace(settings(tool.name, shown), portfolio="sim"), tool)
        self.sim = tool

    def read(
        self, records: Sequence[RecordId], fields: Collection[FieldName]
    ) -> Mapping[RecordId, Snapshot | Absent | CannotRead]:
        self.sim.looking = True
        try:
            return super().read(records, fields)
        finally:
            self.sim.looking = False
