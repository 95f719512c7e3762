"""What the suite asks of each tool: a container, a tracker on it, and people who use it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Literal, Protocol

from connectors.registry import Connector
from syncline.domain.errors import CannotRead
from syncline.domain.fields import CORE_FIELDS, SETS, FieldType, Value
from syncline.domain.item import Absent, ItemId, Kind, Presence, RecordId, Snapshot
from syncline.domain.naming import new_item_id
from syncline.domain.people import People
from syncline.domain.plan import Change, Create, Update
from syncline.domain.text import Block, Document, Run
from syncline.ports import FieldMapping, NativeWord, ReplicaSettings, VocabularyWord

REPLICA = "here"
INES, PAUL = "ines@acme.example", "paul@acme.example"
STRANGER = "nobody@elsewhere.example"
PLANNED, STARTED = "planned", "in_progress"

Failure = Literal[
    "refused",
    "forbidden",
    "missing",
    "gone",
    "html",
    "half_json",
    "deep",
    "rate_limited",
    "outage",
    "rejected",
    "applied_then_lost",
    "drip",
    "bomb",
]
Spoiler = Literal["status", "owner", "description"]
Way = Literal["trashed", "archived", "deleted", "hidden", "forbidden", "moved"]
"""How a record gets out of sight: by people; by a token that is shown no such record, or refused
it; to somewhere outside of the replica."""
FINAL: frozenset[Way] = frozenset({"deleted"})  # from which nothing comes back

BODY = Document(
    (
        Block(
            "paragraph", (Run("We "), Run("ship", frozenset({"strong"})), Run(" it & learn <b>."))
        ),
        Block("bullet", (Run("first"),)),
        Block("bullet", (Run("second, "), Run("linked", link="https://acme.example/a?b=1&c=2"))),
    )
)
OTHER_BODY = Document(
    (Block("paragraph", (Run("Something else, "), Run("soon", frozenset({"em"})))),)
)


class Harness(Protocol):
    """One tool with one container that the suite has for itself."""

    settings: ReplicaSettings
    listing_cost: int  # requests of an observation in which nothing changed
    visible_after: timedelta  # after this long listing and search show what was done
    spoilers: frozenset[Spoiler]  # what `spoil` can do here
    odd_status: str  # the tool's name of a status that is in no vocabulary
    clearable: frozenset[str]
    presences: Mapping[Way, Presence]  # what a direct read says of a record that went this way

    def tracker(self, settings: ReplicaSettings | None = None) -> Connector:
        """Open the replica, with other settings when given."""

    def fill(self, count: int) -> tuple[RecordId, ...]:
        """Let a person make records, all planned, with a title and nothing else."""

    def parents(self) -> tuple[RecordId, RecordId]:
        """Return two records of the container that others may have as their parent."""

    def edit(self, record: RecordId, name: str, value: Value, *, wait: bool = True) -> None:
        """Let a person change a field by the tool's own means; wait until a listing shows it."""

    def spoil(self, record: RecordId, what: Spoiler) -> None:
        """Let a person put something into a field that has no canonical reading."""

    def customs(self) -> Mapping[str, FieldMapping]:
        """Make the custom fields that the tool can hold, and say how they are mapped."""

    def filled_in(self) -> FieldMapping | None:
        """Make a field that the tool fills in by itself, which nobody can write."""

    def type_in(self, record: RecordId, name: str, value: Value) -> None:
        """Let a person give a custom field a value; wait until a listing shows it."""

    def say(self, record: RecordId, text: str, by: str = "ines") -> str:
        """Let a person, by their key, comment on a record; return the link to it."""

    def comments(self, record: RecordId) -> list[str]:
        """Return the plain texts of a record's comments as people see them, oldest first."""

    def delete(self, record: RecordId) -> None:
        """Let a person delete a record as people do."""

    def take_away(self, record: RecordId, way: Way) -> None:
        """Let a record get out of sight, by the tool's own means; wait until listings know it."""

    def give_back(self, record: RecordId, way: Way) -> None:
        """Undo what `take_away` did, as people do."""

    def now(self) -> datetime:
        """Return the time at which the tool lives."""

    def advance(self, by: timedelta) -> None:
        """Let time pass in the tool."""

    def fail(
        self, how: Failure, on: Literal["read", "write"], *, times: int = 1, skip: int = 0
    ) -> None:
        """Let requests of that sort fail per route, after `skip` good ones; 0 times = for ever."""

    def requests(self) -> int:
        """Count the requests that reached the tool from the tracker's account."""

    def writes(self) -> int:
        """Count those of them that were meant to change something."""

    def routes(self) -> list[str]:
        """Name the routes of those writes, in their order."""

    def fail_route(self, route: str, how: Failure, *, skip: int) -> None:
        """Let one write of this route fail, after `skip` good ones."""

    def broken_write(self) -> tuple[str, Value]:
        """Return a field and a value that project() accepts and the tool refuses on a write."""


# -- settings and values that all harnesses share -------------------------------------------------


def mappings(native: Mapping[str, str] | None = None) -> dict[str, FieldMapping]:
    """Map the core fields, with the tool's own names where they are given."""
    names = native or {}
    return {
        name: FieldMapping(name, spec.type, names.get(name)) for name, spec in CORE_FIELDS.items()
    }


def words(planned: str, started: str, done: str) -> tuple[VocabularyWord, ...]:
    """Say the status vocabulary in a tool's words."""
    return (
        VocabularyWord("planned", "unstarted", (NativeWord(planned),)),
        VocabularyWord("in_progress", "started", (NativeWord(started),)),
        VocabularyWord("done", "done", (NativeWord(done),)),
    )


def priorities(high: str, low: str) -> tuple[VocabularyWord, ...]:
    """Say the priority vocabulary in a tool's words."""
    return (
        VocabularyWord("P1", None, (NativeWord(high),)),
        VocabularyWord("P3", None, (NativeWord(low),)),
    )


NOBODY_MAPPED = People()

CUSTOMS: Mapping[str, FieldType] = {
    "risk": FieldType.TEXT,
    "points": FieldType.NUMBER,
    "reviewed": FieldType.DATE,
    "launched": FieldType.MOMENT,
    "severity": FieldType.OPTION,
    "areas": FieldType.SET,
    "reviewers": FieldType.PEOPLE,
    "approved": FieldType.CHECKBOX,
    "spec": FieldType.URL,
}
"""The fields of our own that the suite asks for, each of another type."""
OPTIONS: Mapping[str, tuple[str, ...]] = {
    "severity": ("Minor", "Major", "Critical"),
    "areas": ("Web", "Mobile", "API"),
}


def customs(native: Mapping[str, str]) -> dict[str, FieldMapping]:
    """Map the custom fields that a tool has, by its own names."""
    return {name: FieldMapping(name, CUSTOMS[name], one) for name, one in native.items()}


def samples(harness: Harness) -> dict[str, tuple[Value, Value]]:
    """Return two values for every writable field; a fresh record shows neither of the first."""
    parents = harness.parents()
    every: dict[str, tuple[Value, Value]] = {
        "title": ("Pay by card: <b>Été</b> & “co”", "Pay by transfer"),
        "description": (BODY, OTHER_BODY),
        "status": (STARTED, PLANNED),
        "owner": (INES, PAUL),
        "priority": ("P1", "P3"),
        "start": (date(2026, 3, 4), date(2026, 3, 5)),
        "target": (date(2026, 4, 8), date(2026, 4, 30)),
        "labels": (frozenset({"web", "mobile"}), frozenset({"web", "needs design"})),
        "parent": parents,
        "blocks": (frozenset(parents[:1]), frozenset(parents)),
    }
    writable = harness.tracker().traits.writable
    return {name: pair for name, pair in every.items() if name in writable}


AFTER_A_CREATE = frozenset({"status", "blocks"})
"""What the engine asks of a new record in updates of its own: links need both of their ends."""


# -- the few moves of which every test is made ----------------------------------------------------


def marker(number: int = 0) -> ItemId:
    """Name an Item."""
    return new_item_id("conformance", REPLICA, f"record {number}")


def see(harness: Harness, cursor: str | None = None) -> tuple[list[Snapshot], str]:
    """Observe once; return what was shown and the cursor to store."""
    pages = list(harness.tracker().observe(cursor, harness.now()))
    assert not [problem for page in pages for problem in page.unreadable]
    assert pages[-1].cursor, "the last page carries the cursor to store"
    assert not [page.cursor for page in pages[:-1] if page.cursor], "and only the last one"
    return [snapshot for page in pages for snapshot in page.snapshots], pages[-1].cursor


def read(harness: Harness, record: RecordId) -> Snapshot:
    """Read one record directly, whole."""
    found = harness.tracker().read([record], set(harness.settings.fields))[record]
    assert not isinstance(found, Absent | CannotRead), found
    return found


def update(
    harness: Harness, record: RecordId, asked: Mapping[str, Value], item: ItemId | None = None
) -> list[Update]:
    """Ask for values as the engine does: projected, one Update per lane, after a fresh read."""
    tracker, shown = harness.tracker(), read(harness, record).fields
    lanes: dict[str, list[Change]] = {}
    for name, value in asked.items():
        projected = tracker.project(name, value)
        change = Change(name, projected, shown.get(name), 1, "test")  # type: ignore[arg-type]
        lanes.setdefault(tracker.traits.lanes.get(name, "edit"), []).append(change)
    return [
        Update(item or marker(), REPLICA, record, lane, tuple(changes))
        for lane, changes in lanes.items()
    ]


def create(harness: Harness, asked: Mapping[str, Value], *, number: int = 0) -> Create:
    """Ask for a new record as the engine does."""
    tracker = harness.tracker()
    changes = tuple(
        Change(name, tracker.project(name, value), None, 1, "test")  # type: ignore[arg-type]
        for name, value in asked.items()
    )
    kind: Kind = next(iter(harness.settings.kinds))
    return Create(marker(number), REPLICA, kind, changes, "test")


def whole(harness: Harness, record: RecordId) -> dict[str, Value]:
    """Return every field of a record as a direct read shows it."""
    return dict(read(harness, record).fields)


def without(fields: Mapping[str, Value], *names: str) -> dict[str, Value]:
    """Return the other fields."""
    return {name: value for name, value in fields.items() if name not in names}


def by_id(snapshots: Iterable[Snapshot]) -> dict[RecordId, Snapshot]:
    """Index snapshots, each record once."""
    indexed: dict[RecordId, Snapshot] = {}
    for snapshot in snapshots:
        assert snapshot.id not in indexed, f"{snapshot.id} is shown twice"
        indexed[snapshot.id] = snapshot
    return indexed


def is_set(name: str) -> bool:
    """Tell whether a core field is a set, whose elements are written one by one."""
    return CORE_FIELDS[name].type in SETS
