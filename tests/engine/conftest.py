"""A portfolio over tools in memory, with a real SQLite store and a clock that a test moves."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from connectors.memory import MemoryTool, MemoryTracker, Quirks
from flows.stages import threads
from syncline.domain.fields import CORE_FIELDS
from syncline.domain.plan import Plan
from syncline.domain.policy import CreateRule, FieldPolicy, Portfolio, SameAs
from syncline.domain.state import Lease
from syncline.engine.run import Result, preview, sync
from syncline.engine.session import Session, holding
from syncline.ports import FieldMapping, NativeWord, ReplicaSettings, VocabularyWord
from syncline.store import SqlStore, open_store
from tests.blank import open_file

if TYPE_CHECKING:
    from tests.engine.asked import Asked
    from tests.engine.rounds import Rounds

WORDS = {"planned": "unstarted", "in_progress": "started", "done": "done", "dropped": "cancelled"}
KINDS = {"epic": "epic", "story": "story", "initiative": "initiative"}


@dataclass
class Clock:
    """Time that stands still until a test moves it."""

    at: datetime = datetime(2026, 3, 2, 8, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def wall(self) -> datetime:
        return self.at

    def pass_by(self, **span: float) -> None:
        self.at += timedelta(**span)


def vocabulary() -> tuple[VocabularyWord, ...]:
    return tuple(VocabularyWord(w, c, (NativeWord(w),)) for w, c in WORDS.items())  # type: ignore[arg-type]


@dataclass
class Team3:
    """Three tools in memory, one portfolio, one store."""

    path: Path
    portfolio: Portfolio
    clock: Clock = field(default_factory=Clock)
    tools: dict[str, MemoryTool] = field(default_factory=dict)
    quirks: dict[str, Quirks] = field(default_factory=dict)
    store: SqlStore | None = None
    count: int = 0
    url: str = ""  # of a store on a server, instead of the file

    def __post_init__(self) -> None:
        for name in self.portfolio.replicas:
            quirks = self.quirks.get(name, Quirks())
            self.tools[name] = MemoryTool(self.clock.now, prefix=name, quirks=quirks)
        self.reopen()

    def reopen(self) -> None:
        if self.store:
            self.store.close()
        self.store = open_store(self.url) if self.url else open_file(self.path)

    def trackers(self) -> dict[str, MemoryTracker]:
        return {n: MemoryTracker(self.settings(n), t) for n, t in self.tools.items()}

    def settings(self, name: str) -> ReplicaSettings:
        fields = {
            spec.name: FieldMapping(spec.name, spec.type, computed=spec.computed)
            for spec in self.portfolio.fields.values()
        }
        return ReplicaSettings(
            name, "memory", f"memory://{name}", {}, {}, KINDS, fields,  # type: ignore[arg-type]
            {"status": vocabulary()}, ties=("tie",),
        )  # fmt: skip

    def session(self, lease: Lease) -> Session:
        assert self.store
        self.count += 1
        store = self.store.portfolio(self.portfolio.name)
        return Session(self.portfolio, self.trackers(), store, self.clock, f"r{self.count}", lease)

    def plan(self) -> Plan:
        result = preview(self.session(Lease("", 0, "")), threads())
        assert result.plan is not None, result.summary
        return result.plan

    def sync(self, approved: str | None = None) -> Result:
        assert self.store
        store = self.store.portfolio(self.portfolio.name)
        with holding(store, self.clock, "test", lambda _: True) as lease:
            assert isinstance(lease, Lease)
            return sync(self.session(lease), threads(), approved=approved)

    def settle(self) -> Result:
        """Approve whatever is planned, and let every lag pass."""
        result = self.sync(self.plan().digest)
        self.clock.pass_by(minutes=10)
        return result

    def values(self, name: str, field_name: str) -> dict[str, object]:
        """Return title -> value of every record of a tool."""
        held = self.tools[name].records()
        return {str(r.fields["title"]): r.fields.get(field_name) for r in held}


def portfolio(*replicas: str, **policies: FieldPolicy) -> Portfolio:
    """Return a portfolio of epics that are the same in every replica."""
    names = ("title", "description", "status", "owner", "priority", "start", "target", "labels")
    fields = {name: CORE_FIELDS[name] for name in (*names, "parent")}
    return Portfolio(
        "test", replicas, fields, policies,
        same_as=(
            SameAs(replicas, create={r: CreateRule() for r in replicas},
                   kinds=frozenset({"epic", "initiative"})),
        ),
        categories=WORDS,  # type: ignore[arg-type]
        steward="ops@acme.example",
    )  # fmt: skip


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Team3]:
    """Return three tools, A, B and C, that hold the same epics."""
    team = Team3(tmp_path / "state.db", portfolio("A", "B", "C"))
    yield team
    assert team.store
    team.store.close()


@pytest.fixture
def rounds(tmp_path: Path) -> "Iterator[Rounds]":
    """Give a store that knows of nothing, and has had its first round of alerts."""
    from tests.engine.rounds import Rounds  # noqa: PLC0415  # its clock is the one above

    made = Rounds(tmp_path / "alerts.db")
    made.begin()
    yield made
    assert made.store
    made.store.close()


@pytest.fixture
def asked(tmp_path: Path, rounds: "Rounds") -> "Iterator[Asked]":
    """Give a conflict about a title, and the rounds that ask of it."""
    from tests.engine.asked import Asked  # noqa: PLC0415  # its team is the one above

    made = Asked(tmp_path, rounds)
    yield made
    assert made.team.store
    made.team.store.close()
