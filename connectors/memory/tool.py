"""A tool in memory: records with history, people, a clock of its own, lag and scripted faults."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from connectors.memory.faults import Call, Fault, FaultScript, failure
from connectors.memory.records import MemoryRecord, Native, Place, Quirks, Touch
from syncline.domain.errors import Gone, ItemError, Rejected
from syncline.ports.ours import still_ours

API = "syncline"
"""The account that writes through the API."""
_ANSWERED = frozenset({"lost", "garbled", "late"})  # faults that come after the write, or beside it
_MET: Mapping[str, frozenset[str]] = {
    "list": frozenset({"empty"}), "read": frozenset(), "find": frozenset(),
    "create": _ANSWERED | {"cut"},
}  # fmt: skip
_READS = frozenset({"list", "read", "find"})
_FROZEN = ("archived", "trashed", "hidden", "forbidden")


def _now() -> datetime:
    return datetime.now(UTC)


class MemoryTool:
    """One container of records.

    `fields`: the native fields that exist, None = any. `people`: account -> e-mail, or None where
    the tool hides it. `requests` counts calls by name; `before` is called first in every one, so
    that a test can let people edit between any two calls.
    """

    def __init__(
        self,
        clock: Callable[[], datetime] = _now,
        *,
        quirks: Quirks | None = None,
        people: Mapping[str, str | None] | None = None,
        fields: Sequence[str] | None = None,
        prefix: str = "M",
    ) -> None:
        self.clock, self.quirks, self.prefix = clock, quirks or Quirks(), prefix
        self.people: dict[str, str | None] = dict(people or {})
        self.fields: set[str] | None = None if fields is None else set(fields)
        self.epochs: dict[str, int] = {}  # portfolio -> what it keeps here
        self.files: dict[str, bytes] = {}  # address -> what is attached
        self.requests: Counter[str] = Counter()
        self.faults = FaultScript()
        self.before: Callable[[Call, str | None], None] = lambda _call, _record: None
        self._versions: dict[str, list[MemoryRecord]] = {}
        self._landing: list[tuple[datetime, Callable[[datetime | None], object]]] = []

    def has(self, field: str) -> bool:
        """Tell whether a native field exists."""
        return self.fields is None or field in self.fields

    # -- what people do ---------------------------------------------------------------------

    def add(
        self,
        fields: Mapping[str, Native],
        *,
        kind: str = "task",
        by: str | None = None,
        at: datetime | None = None,
    ) -> str:
        """Make a record as a person does; return its id."""
        at = at or self.clock()
        made = f"{self.prefix.lower()}{len(self._versions) + 1:05d}"
        touched = {name: Touch(by, at) for name in fields}
        first = MemoryRecord(made, kind, self._limited(fields), at, at, touched=touched)
        self._versions[made] = [first]
        return made

    def edit(
        self,
        record: str,
        field: str,
        value: Native,
        *,
        by: str | None = None,
        at: datetime | None = None,
    ) -> None:
        """Change one native field of a record as a person does."""
        self._put(record, {field: value}, by, at)

    def move(self, record: str, place: Place, *, at: datetime | None = None) -> None:
        """Take a record out of the listing, to the trash, out of sight, or back."""
        latest = self.record(record)
        self._append(replace(latest, place=place, updated=at or self.clock()))

    def record(self, record: str) -> MemoryRecord:
        """Return the record as it is, for tests; a KeyError when there is none."""
        return self._versions[record][-1]

    def records(self) -> Iterator[MemoryRecord]:
        """Yield every record as it is, wherever it is, for tests."""
        return (versions[-1] for versions in self._versions.values())

    def history(self, record: str) -> tuple[MemoryRecord, ...]:
        """Return every version of a record, oldest first."""
        return tuple(self._versions[record])

    def land(self) -> None:
        """Let every late write that is due take place; done by itself before each request."""
        due = [(at, write) for at, write in self._landing if at <= self.clock()]
        self._landing = [(at, write) for at, write in self._landing if at > self.clock()]
        for at, write in due:
            with suppress(ItemError):  # nobody hears that it was refused
                write(at)

    def fail(self, fault: Fault) -> None:
        """Let calls meet a fault."""
        self.faults.add(fault)

    # -- the API ----------------------------------------------------------------------------

    def listing(self, since: datetime | None) -> Iterator[tuple[MemoryRecord, ...]]:
        """Yield pages of what the index shows as changed since; one request a page."""
        fault = self._serve("list", None)
        shown = [r for r in self._indexed() if since is None or r.updated >= since]
        shown = [] if fault else shown
        size = self.quirks.page_size
        for start in range(0, max(len(shown), 1), size):
            if start:
                self._serve("list", None)
            yield tuple(shown[start : start + size])

    def fetch(self, records: Sequence[str]) -> dict[str, MemoryRecord]:
        """Return those of these records that this token may see, as they are now."""
        self._serve("read", records[0] if len(records) == 1 else None)
        found = {r: self.record(r) for r in records if r in self._versions}
        return {r: record for r, record in found.items() if record.place != "hidden"}

    def search(self, field: str, value: str) -> tuple[MemoryRecord, ...]:
        """Return the records of which the index shows this text in this field."""
        self._serve("find", None)
        return tuple(r for r in self._indexed() if r.fields.get(field) == value)

    def create(self, kind: str, fields: Mapping[str, Native]) -> MemoryRecord:
        """Make a record through the API; the answer may be lost afterwards."""
        fault = self._serve("create", None)
        if fault and fault.kind == "late":
            late = partial(self.add, self._rewritten(fields), kind=kind, by=API)
            self._later(fault, lambda at: late(at=at))
            raise failure(fault, "create", None)
        cut = self.quirks.later if fault and fault.kind == "cut" else frozenset[str]()
        fields = {name: value for name, value in fields.items() if name not in cut}
        made = self.add(self._rewritten(fields), kind=kind, by=API)
        self._answer(fault, "create", made)
        return self.record(made)

    def write(
        self,
        record: str,
        fields: Callable[[Mapping[str, Native]], Mapping[str, Native]],
        *,
        call: Call = "update",
    ) -> MemoryRecord:
        """Change fields through the API, given those it holds; the answer may be lost afterwards.

        Raises Gone for what a read would not show; whatever `fields` raises changes nothing.
        """
        fault = self._serve(call, record)
        change = partial(self._change, record, fields)
        if fault and fault.kind == "late":
            self._later(fault, change)
            raise failure(fault, call, record)
        change(None)
        self._answer(fault, call, record)
        return self.record(record)

    def put_away(self, record: str, *, back: bool) -> MemoryRecord:
        """Archive a record through the API, or bring it back; the answer may be lost afterwards."""
        fault = self._serve("archive", record)
        if record not in self._versions or self.record(record).place in ("hidden", "forbidden"):
            raise Gone("memory", record, "there is no such record to put away")
        if not self.quirks.archives or (self.record(record).place == "trashed" and not back):
            raise Rejected("memory", record, "it cannot be archived here")
        self.move(record, "listed" if back else "archived")
        self._answer(fault, "archive", record)
        return self.record(record)

    def epoch(self, portfolio: str) -> int | None:
        """Return the number that a portfolio keeps here."""
        self._serve("read", None)
        return self.epochs.get(portfolio)

    def keep_epoch(self, portfolio: str, epoch: int) -> None:
        """Keep a number for a portfolio."""
        fault = self._serve("epoch", None)
        self.epochs[portfolio] = epoch
        self._answer(fault, "epoch", portfolio)

    def account(self, email: str) -> str | None:
        """Return the account of an e-mail address, as a directory look-up does."""
        wanted = email.lower()
        known = (a for a, address in self.people.items() if (address or "").lower() == wanted)
        return next(known, None if self.quirks.accounts_only else wanted)

    # -- inside -----------------------------------------------------------------------------

    def _serve(self, call: Call, record: str | None) -> Fault | None:
        """Count a request; raise what the script wants raised before anything is done."""
        self.before(call, record)
        if call not in _READS:
            still_ours()
        self.requests[call] += 1
        self.land()
        fault = self.faults.due(call, record)
        if fault and fault.kind not in _MET.get(call, _ANSWERED):
            raise failure(fault, call, record)
        return fault

    def _later(self, fault: Fault, write: Callable[[datetime | None], object]) -> None:
        self._landing.append((self.clock() + fault.delay, write))

    def _change(
        self,
        record: str,
        fields: Callable[[Mapping[str, Native]], Mapping[str, Native]],
        at: datetime | None,
    ) -> None:
        if record not in self._versions or self.record(record).place in _FROZEN:
            raise Gone("memory", record, "there is no such record to write to")
        self._put(record, self._rewritten(fields(self.record(record).fields)), API, at)

    def _answer(self, fault: Fault | None, call: Call, record: str) -> None:
        if fault:
            raise failure(fault, call, record)

    def _rewritten(self, fields: Mapping[str, Native]) -> dict[str, Native]:
        return {name: self.quirks.rewrite(name, value) for name, value in fields.items()}

    def _put(
        self, record: str, fields: Mapping[str, Native], by: str | None, at: datetime | None
    ) -> None:
        latest, at = self.record(record), at or self.clock()
        touched = {**latest.touched, **{name: Touch(by, at) for name in fields}}
        merged = {**latest.fields, **self._limited(fields)}
        updated = latest.updated if self.quirks.silent.issuperset(fields) else at
        self._append(replace(latest, fields=merged, touched=touched, updated=updated))

    def _limited(self, fields: Mapping[str, Native]) -> dict[str, Native]:
        """Hold titles to the limit, whoever types them."""
        title, limit = fields.get("title"), self.quirks.title_limit
        if isinstance(title, str) and limit and len(title) > limit:
            return {**fields, "title": title[:limit]}
        return dict(fields)

    def _append(self, version: MemoryRecord) -> None:
        versions = self._versions[version.id]
        updated = max(version.updated, versions[-1].updated)  # the index looks versions up by time
        versions.append(replace(version, revision=version.revision + 1, updated=updated))

    def _indexed(self) -> Iterator[MemoryRecord]:
        for versions in self._versions.values():
            shown = self._indexed_version(versions)
            if shown and shown.place == "listed":
                yield shown

    def _indexed_version(self, versions: list[MemoryRecord]) -> MemoryRecord | None:
        if not self.quirks.lag:
            return versions[-1]
        horizon = self.clock() - self.quirks.lag
        seen = bisect_right(versions, horizon, key=lambda v: v.updated)
        return versions[seen - 1] if seen else None


_TOOLS: dict[str, MemoryTool] = {}


def tool_at(url: str) -> MemoryTool:
    """Return the tool of a URL such as memory://roadmap, the same one throughout the process."""
    return _TOOLS.setdefault(url, MemoryTool())
