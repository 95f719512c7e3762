"""A tool whose records are made while they are listed: any number of them costs no memory."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from syncline.domain.fields import Cannot, Value
from syncline.domain.item import Absent, FieldName, ItemId, RecordId, ReplicaName, Snapshot
from syncline.domain.plan import Operation, Receipt, Update
from syncline.domain.text import Document, plain
from syncline.ports import Page, Traits

PAGE = 100
TIE = "Roadmap item"
FAMILY = 10  # a record and those under it
DAYS = tuple(date(2026, 3, 1) + timedelta(days=n) for n in range(200))
STATUSES = ("planned", "in_progress", "done")
PRIORITIES = ("P0", "P1", "P2", "P3")
OWNERS = tuple(f"person{n}@acme.example" for n in range(40))
LABELS = tuple(frozenset({f"area-{n}", f"quarter-{n % 4}"}) for n in range(24))
FIELDS = ("title", "description", "status", "owner", "priority", "target", "labels", "parent")
AT = datetime(2026, 3, 2, 8, tzinfo=UTC)


def item_of(number: int) -> ItemId:
    """Name the Item of a record by its number."""
    return f"syn-{number:08d}"


@lru_cache(maxsize=64)
def _body(number: int) -> Document | None:
    return plain(f"What customers of area {number} asked for.\nIt waits for the review.")


class StreamTracker:
    """One replica of `size` records that are made as they are asked for; edits are remembered."""

    def __init__(self, name: ReplicaName, size: int) -> None:
        self.name, self.size = name, size
        self.edits: dict[int, dict[FieldName, Value]] = {}
        self.order: list[int] = []  # the numbers that were edited, oldest first
        self.reads = self.writes = 0

    @property
    def traits(self) -> Traits:
        """Declare a tool that takes every field, and answers with what it stored."""
        fields = frozenset(FIELDS)
        return Traits("stream", fields, fields, {}, 100, timedelta(seconds=10))

    def snapshot(self, number: int) -> Snapshot:
        """Make one record."""
        under = number % FAMILY
        fields: dict[FieldName, Value] = {
            "title": f"Checkout step {number} of the new basket",
            "description": _body(number % 64),
            "status": STATUSES[number % 3],
            "owner": OWNERS[number % 40],
            "priority": PRIORITIES[number % 4],
            "target": DAYS[number % 200],
            "labels": LABELS[number % 24],
            "parent": str(number - under) if under else None,
        }
        if number in self.edits:
            fields |= self.edits[number]
        key = f"{self.name}-{number}"
        url = f"https://{self.name}.example/browse/{key}"
        return Snapshot(
            self.name, str(number), key, url, "story" if under else "epic", fields,
            f"r{number}", item_of(number), ties={TIE: self._tie(number - under)}, updated=AT,
        )  # fmt: skip

    def _tie(self, head: int) -> str:
        """Quote the roadmap's record of a family's head, as people paste it."""
        return f"https://roadmap.example/browse/roadmap-{head}?from=delivery"

    def edit(self, number: int, **fields: Value) -> None:
        """Let somebody, or the engine, change a record."""
        self.edits.setdefault(number, {}).update(fields)
        self.order.append(number)

    def observe(self, cursor: str | None, now: datetime) -> Iterator[Page]:  # noqa: ARG002  # the port's signature
        """Yield every record, or those edited since the cursor."""
        done = len(self.order)
        numbers: Sequence[int] = range(self.size)
        if cursor is not None:
            numbers = sorted(set(self.order[int(cursor) :]))
        for start in range(0, len(numbers), PAGE):
            yield Page(tuple(self.snapshot(n) for n in numbers[start : start + PAGE]))
        yield Page((), cursor=str(done))

    def read(
        self,
        records: Sequence[RecordId],
        fields: Collection[FieldName],  # noqa: ARG002  # the port's signature
    ) -> Mapping[RecordId, Snapshot | Absent]:
        """Read records directly."""
        self.reads += len(records)
        return {record: self.snapshot(int(record)) for record in records}

    def find(self, marker: ItemId) -> tuple[Snapshot, ...]:
        """Return the record of a marker."""
        return (self.snapshot(int(marker.removeprefix("syn-"))),)

    def project(self, name: FieldName, value: Value) -> Value | Cannot:  # noqa: ARG002  # the port's signature
        """Show every value as it is."""
        return value

    def epoch(self) -> int | None:
        """Keep no epoch."""
        return None

    def keep_epoch(self, epoch: int) -> None:
        """Keep no epoch."""

    def apply(self, operation: Operation) -> Receipt:
        """Perform an update; nothing else is ever due here."""
        assert isinstance(operation, Update), operation
        self.writes += 1
        asked = {change.field: change.ask for change in operation.changes}
        self.edit(int(operation.record), **asked)
        shown = self.snapshot(int(operation.record))
        return Receipt(shown.id, shown.key, shown.url, asked, answered=True)
