"""Four tools, one store, a clock and a ghost, as the engines at work meet them."""

import hashlib
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from syncline.store.portfolio import PortfolioStore
from tests.simulation.books import Books
from tests.simulation.disk import disk
from tests.simulation.engines import Crash, Engine
from tests.simulation.events import Broken, words
from tests.simulation.ghost import Ghost
from tests.simulation.setting import Clock, Setting
from tests.simulation.tools import NAMES, WILFUL, SimTool, characters
from tests.simulation.undoing import taken_back


class Watched:
    """Everything that a schedule touches, and what is judged while engines are at work."""

    def __init__(self, setting: Setting = Setting()) -> None:  # frozen
        self.setting, self.portfolio = setting, setting.portfolio()
        self.clock = Clock()
        self.disk = disk()
        self.disk.lay()
        self.books = Books(self.disk.path)
        self.ghost = Ghost(self.books.kept)
        quirks = characters(random.Random(setting.seed))
        self.tools = {name: SimTool(self, name, quirks[name]) for name in NAMES}
        self.counts: Counter[str] = Counter()
        self.trace: list[str] = []
        self.hash = hashlib.sha256()
        self.words = 0
        self.stack: list[Engine] = []
        self.last = self.watched = Engine(0)  # the last one; and the last that nobody nested
        self.engines = 0
        self.fence = 0
        self.ticking = 0.4  # seconds a call takes
        self.marked = 0  # the moment of the look on which the write at hand relies
        self.landing = False  # the write at hand was sent long ago
        self.agreed: dict[tuple[str, str], int] = {}
        self.brought: set[tuple[str, str]] = set()  # put away, and brought back by a person
        self.backup: Any = None  # a copy of the store, and what it knows
        self.unnoticed = False  # the store is older than the tools, and no person has said yes
        self.stale: dict[tuple[str, str, str], set[str]] = {}  # what a restored store has not met
        self.forgotten: set[tuple[str, str]] = set()  # records that a restored store never knew
        self.unaware: dict[tuple[str, str], set[int]] = {}  # runs in which a record came back

    def close(self) -> None:
        """Let go of the file."""
        self.books.close()

    def view(self) -> PortfolioStore:
        """Return the store as somebody who only looks sees it."""
        return PortfolioStore(self.disk.database, "sim")

    def say(self, line: str) -> None:
        """Add a line to the trace."""
        self.trace.append(line)
        self.hash.update(line.encode())

    def word(self, letter: str) -> str:
        """Return a word that nobody has typed."""
        self.words += 1
        return f"{letter}{self.words:04d}"

    @property
    def broken(self) -> list[Broken]:
        """Return the laws that were broken so far."""
        return self.ghost.broken

    # -- what engines do --------------------------------------------------------------------

    def edge(self, where: str) -> None:
        """Let happen what the script wants here: die, be robbed, or find people at work."""
        if not self.stack:
            return
        engine = self.stack[-1]
        engine.abreast.pause()
        if engine.dead:
            raise Crash
        number = len(engine.edges)
        engine.edges.append(where)
        self.hash.update(where.encode())
        self.clock.pass_by(self.ticking)
        for act in engine.script.meanwhile.get(number, ()):
            act(self)  # type: ignore[arg-type]  # the World that this is
        if engine.script.thief == number:
            self._steal(engine, where)
        if engine.script.crash == number:
            self.say(f"  engine {engine.number} dies {where} (edge {number})")
            self.counts["crashes"] += 1
            engine.dead = True
            raise Crash

    def _steal(self, engine: Engine, where: str) -> None:
        # A call that is on its way ends within its deadline: every tool declares that bound.
        pace, self.ticking = self.ticking, 0.02 if " before " in where else self.ticking
        self.say(f"  a second engine takes the lease of engine {engine.number}")
        self.counts["stolen leases"] += 1
        self.rob()
        self.ticking = pace
        self.say(f"  engine {engine.number} goes on")

    def taken(self, engine: Engine) -> None:
        """Note that an engine has the lease now; every other one is robbed."""
        if engine.fence <= self.fence:
            self.ghost.accuse("I14", f"fence {engine.fence} is not above {self.fence}")
        self.fence = engine.fence
        for other in self.stack:
            other.robbed = other is not engine

    def looked(self, tool: str, record: str) -> None:
        """Note that the engine at work has read a record directly."""
        if self.stack:
            self.stack[-1].marks[tool, record] = self.ghost.moment
            self.ghost.looked(tool, record)

    def mark(self, tool: str, record: str) -> int:
        """Return the moment of that look."""
        return self.stack[-1].marks.get((tool, record), 0) if self.stack else 0

    def judge_call(self, tool: str, call: str, record: str | None) -> None:
        """Judge a call before it is made: written down first, and by the holder of the lease."""
        engine = self.stack[-1]
        self.counts["writes"] += 1
        engine.calls.append(f"{call} {tool} {record or ''}".strip())
        if engine.warned & {"", engine.abreast.here}:
            self.ghost.accuse("I14", f"engine {engine.number} writes to {tool} without its lease")
        if not self.books.sent(tool, call, record):
            self.ghost.accuse("I13", f"{call} of {tool} {record} without a committed intent")

    def committed(self, engine: Engine, rows: Sequence[Any]) -> None:
        """Judge a commit that succeeded."""
        if engine.fence < self.fence:
            self.ghost.accuse("I14", f"a commit of fence {engine.fence} under {self.fence}")
        self._met(rows)
        for row in rows:
            match type(row).__name__:
                case "AgreedAt":
                    key = (row.item, row.field)
                    if row.agreed.version < self.agreed.get(key, 0):
                        self.ghost.accuse("I11", f"{key} goes back to version {row.agreed.version}")
                    if row.agreed.version > self.agreed.get(key, 0):
                        self.ghost.agrees(row.agreed.value, row.field)
                        self._emptied(row)
                    self.agreed[key] = row.agreed.version
                case "EpochAt" if self.unnoticed:
                    self.unnoticed = False
                    if not (engine.approved or self._troubled(engine)):
                        self.ghost.accuse("F75", "a restored store writes, and nobody approved it")
                case "ShadowAt" if row.shadow and row.shadow.version > self.agreed.get(
                    (row.item, row.field), 0
                ):
                    self.ghost.accuse(
                        "I11", f"{row.replica} {row.field} is ahead of what is agreed"
                    )

    @property
    def echoes(self) -> set[str]:
        """Return the words that stand somewhere as if somebody had just typed them there."""
        return set().union(*self.stale.values())

    def _met(self, rows: Sequence[Any]) -> None:
        """Note what a restored store has learned of what is shown."""
        for row in rows if self.stale else ():
            if type(row).__name__ == "ShadowAt":
                record = self.books.record(row.item, row.replica)
                self.stale.pop((row.replica, record, row.field), None)

    def _troubled(self, engine: Engine) -> bool:
        """Tell whether a tool failed in this run: one that cannot be asked proves nothing."""
        return self.faults != engine.faults

    @property
    def faults(self) -> int:
        """Return how many calls have failed so far."""
        return sum(n for what, n in self.counts.items() if what.startswith("fault "))

    def _emptied(self, row: Any) -> None:
        """Tell the ghost that a field is agreed to be empty: whoever sees it empty sees that."""
        if row.agreed.value is None:
            for (tool, record), thing in self.ghost.things.items():
                if self.books.item(tool, record) == row.item:
                    self.ghost.agreed_empty((tool, record, row.field), thing)

    @property
    def _overtaken(self) -> bool:
        """Tell whether the call at hand was on its way while another engine ran, or lands late."""
        return self.landing or (bool(self.stack) and self.stack[-1].robbed)

    def made(self, tool: str, record: str, fields: Mapping[str, object]) -> None:
        self.say(f"  makes {tool} {record}: {told(fields)}")
        self.ghost.made(tool, record, fields, late=self._overtaken)
        self._rewritten(tool, record, fields)

    def _rewritten(self, tool: str, record: str, fields: Mapping[str, object]) -> None:
        if not self.tools[tool].quirks.answers and tool == WILFUL:
            for name in ("title", "priority"):
                if words(fields.get(name)):
                    self.ghost.rewrote(tool, record, name, fields[name])

    def written(self, tool: str, record: str, changes: Mapping[str, tuple[object, object]]) -> None:
        for name, (old, new) in changes.items():
            self.say(f"  writes {tool} {record} {name}: {plain(old)} -> {plain(new)}")
            if self.stack and self.stack[-1].undoing:
                taken_back(self, (tool, record, name), old, new, self.stack[-1].undoing)
            self.ghost.written(tool, record, name, old, new, mark=self.marked, late=self._overtaken)
        self._rewritten(tool, record, {n: new for n, (_, new) in changes.items()})

    def put_away(self, tool: str, record: str, *, back: bool) -> None:
        """Judge an archive: somebody had thrown another record of it away when the run began."""
        self.say(f"  {'brings back' if back else 'puts away'} {tool} {record}")
        thing = self.ghost.things[tool, record]
        others = [(t, r) for (t, r), n in self.ghost.things.items() if n == thing and t != tool]
        thrown = any(self.tools[t].record(r).place in ("trashed", "hidden") for t, r in others)
        thrown |= any(self.stack[-1].number in self.unaware.get(other, ()) for other in others)
        if not back and not thrown and not self.stack[-1].undoing:
            self.ghost.accuse("I9", f"{tool} {record} is put away, and nobody threw one away")
        if not back and (tool, record) in self.brought:
            self.ghost.accuse("I9", f"{tool} {record} is put away again, and a person wanted it")

    def rob(self) -> None:
        """Let a second engine run whole, in the middle of the first."""
        raise NotImplementedError


def told(fields: Mapping[str, object]) -> str:
    """Return fields as a trace tells them: in one order, whatever the process."""
    return ", ".join(f"{name} {plain(value)}" for name, value in sorted(fields.items()))


def plain(value: object) -> str:
    """Return a value as a trace tells it."""
    if isinstance(value, frozenset):
        return "{" + " ".join(sorted(value)) + "}"
    return str(value).replace("\n", " / ")
