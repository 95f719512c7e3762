"""Rounds of alerts over one store, as a schedule starts them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from connectors.memory.channel import MemoryChannel
from syncline.domain.alerts import Alert
from syncline.domain.errors import Outage
from syncline.domain.memo import Memo
from syncline.domain.people import People, Person
from syncline.domain.policy import AlertSettings, Portfolio, Team
from syncline.domain.rules.shape import Finding, Hold, Severity
from syncline.domain.schedule import Digest
from syncline.domain.state import Lease
from syncline.engine.desk import ALERTS, Deciding, Desk, Told, Uptime
from syncline.engine.evaluate import Evaluated
from syncline.engine.rounds import go_round
from syncline.engine.session import holding
from syncline.ports import Channel, Delivered, NotDelivered, Store
from syncline.store import SqlStore
from tests.blank import open_file
from tests.engine.conftest import Clock

INES, PAUL, LEAD, OPS = (f"{who}@acme.example" for who in ("ines", "paul", "lead", "ops"))
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
DAILY = Digest(frozenset(range(7)), time(9, 15))
AT_ONCE = Hold(1, 0, 0)
RULES = Portfolio(
    "p", (), {}, alerts=AlertSettings(digest=DAILY, hold=AT_ONCE), steward=OPS,
    teams={"web": Team("web", pm=PAUL, lead=LEAD, slack="#web", alerts="on")},
)  # fmt: skip


class Dying(MemoryChannel):
    """A channel during whose call the process may die, or the tool be out."""

    dies = False
    out = False

    def send(self, to: str, memo: Memo) -> Delivered | NotDelivered:
        """Send, and perhaps never say so."""
        if self.out:
            raise Outage(self.name, "it does not answer")
        answer = super().send(to, memo)
        if self.dies:
            raise KeyboardInterrupt
        return answer


@dataclass
class Rounds:
    """A store, a clock, people and channels; `settled`: not the first round any more."""

    path: Path
    clock: Clock = field(default_factory=lambda: Clock(MONDAY - timedelta(days=3)))
    channel: Dying = field(default_factory=Dying)
    others: tuple[Channel, ...] = ()
    people: People = field(default_factory=lambda: People(map(Person, (INES, PAUL, LEAD, OPS))))
    rules: Portfolio = RULES
    uptime: Uptime | None = None
    store: SqlStore | None = None
    syncs: int = 0
    stores: dict[str, Store] = field(default_factory=dict)
    deciding: Deciding | None = None

    def reopen(self) -> None:
        """Open the store, as a new process does."""
        if self.store:
            self.store.close()
        self.store = open_file(self.path)

    def begin(self) -> None:
        """Do a first round with nothing to tell, so that the next one is like any other."""
        self.reopen()
        self.run()
        self.clock.at = MONDAY

    def run(
        self, *firing: Alert, complete: bool = True, silent: Sequence[Alert] = (),
        frozen: frozenset[str] = frozenset(),
    ) -> Told:  # fmt: skip
        """Find these alerts after one more sync, and tell whoever is due."""
        assert self.store
        store = self.store.portfolio(ALERTS)
        self.syncs += 1
        with holding(store, self.clock, "alerts", lambda _: False) as lease:
            assert isinstance(lease, Lease)
            channels = (self.channel, *self.others)
            run, name = f"r{self.syncs}", self.rules.name
            rules = {name: self.rules}
            desk = Desk(
                store, lease, channels, self.people, self.clock, rules, self.uptime,
                self.stores, self.deciding,
            )  # fmt: skip
            found = Evaluated(name, firing, tuple(silent), complete, frozen, run)
            return go_round(desk, [found])

    def told(self, email: str) -> list[str]:
        """Return every line but the heads and feet that a person got, in order."""
        sent = [sent for sent in self.channel.sent if sent.email == email]
        return [line for one in sent for line in one.lines if line.startswith("• ")]

    def tomorrow(self) -> None:
        """Let a day pass."""
        self.clock.pass_by(days=1)


def alert(
    item: str, owner: str = INES, *others: str, severity: Severity = "S3", rule: str = "A3"
) -> Alert:
    """Return silence on an item."""
    values = {"days": 3, "since": "2026-03-01", "target": MONDAY.date(), "sides": "x"}
    finding = Finding(rule, severity, values)
    return Alert("p", item, f"PAY-{item} Pay later", owner, finding, "on", others, "web")
