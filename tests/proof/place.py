"""Three replicas of one sandbox and a portfolio over them, run as the command line runs it."""

import os
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from string import Template

from flows.runtime import CLOCK_VARIABLE, ROOT_VARIABLE, House
from flows.stages import threads
from sandbox import Sandbox
from sandbox.scenarios.config import people_yaml
from sandbox.scenarios.containers import found
from sandbox.server import SYNC_EMAIL, TOKENS
from sandbox.world import World
from syncline.config import load
from syncline.engine.run import Result, preview, sync
from syncline.engine.session import Session

OVERLAPS = 10 * 60.0  # seconds; longer than any connector reads back in time
ROUNDS_APART = 90.0  # seconds

PORTFOLIO = Template("""\
portfolio: proof
locale: en
timezone: Europe/Paris
calendar: FR
people: people.yaml
steward: ops@acme.example

replicas:
  specs:
    tool: notion
    url: $url/notion
    data_source: $epics
    credentials: env:NOTION
    kinds: {epic: "*"}
  delivery:
    tool: jira
    site: $jira/jira
    projects: [PAY, ONB, DAT]
    credentials: env:JIRA
    kinds: {epic: Epic}
  launches:
    tool: asana
    url: $asana/asana/api/1.0
    project: "$launches"
    credentials: env:ASANA
    kinds: {epic: "*"}

links:
  - same_as: [specs, delivery, launches]
    match:   [marker, url, title]
    create:  {in: [specs, delivery, launches]}

fields:
  title:       {authority: any}
  description: {authority: any}
  status:      {authority: any, in: {specs: Status}}
  owner:       {authority: any, in: {specs: Owner}}
  priority:    {authority: any, in: {specs: Priority, launches: Priority}}
  start:       {authority: any, in: {specs: Start date, delivery: Start date}}
  target:      {authority: any, in: {specs: Target date, delivery: duedate}}
  labels:      {authority: any, in: {specs: Labels}}

values:
  status:
    planned:
      {category: unstarted, specs: [Planned, Backlog], delivery: [To Do, À faire],
       launches: {section: À faire}}
    in_progress:
      {category: started, specs: In progress, delivery: [In Progress, En cours],
       launches: {section: En cours}}
    in_review:
      {category: started, specs: Review, delivery: In Review, launches: {section: En revue}}
    done:
      {category: done, specs: Done, delivery: [Done, Terminé],
       launches: {section: Fait, completed: true}}
    dropped:
      {category: cancelled, specs: Dropped, delivery: ["Won't do", Abandonné],
       launches: {section: Abandonné}}
  priority:
    P0: {delivery: Highest}
    P1: {delivery: High}
    P2: {delivery: Medium}
    P3: {delivery: Low}
    P4: {delivery: Lowest}

safety:
  first_run: approve
  approve_above: {changes: 50, share: 10%}
  stop_above: {share: 30%}
  max_archives: 5
  on_missing: ask
store: $store
""")
TOOLS = {"specs": "notion", "delivery": "jira", "launches": "asana"}


class WorldClock:
    """The sandbox's time without a request; the machine's for leases."""

    def __init__(self, world: World) -> None:
        self.world = world

    def now(self) -> datetime:
        """Return the sandbox's time."""
        return self.world.clock.now

    def wall(self) -> datetime:
        """Return this machine's time."""
        return datetime.now(UTC)


@dataclass
class Place:
    """A sandbox, a folder with the portfolio's files and its store."""

    sandbox: Sandbox
    folder: Path
    addresses: Mapping[str, str] = field(default_factory=dict)  # of tools that moved away
    server_url: str = ""  # of a store on a server, instead of the file

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.write()

    def write(self) -> None:
        """Write the portfolio as its files."""
        here = found(self.world)
        urls = {tool: self.addresses.get(tool, self.sandbox.url) for tool in TOOLS.values()}
        text = PORTFOLIO.substitute(
            url=urls["notion"], jira=urls["jira"], asana=urls["asana"],
            epics=here.epics.id, launches=here.launches.gid,
            store="env:PROOF" if self.server_url else "sqlite:///state/proof.db",
        )  # fmt: skip
        self.config.write_text(text, encoding="utf-8")
        (self.folder / "people.yaml").write_text(people_yaml(self.world), encoding="utf-8")

    @property
    def world(self) -> World:
        """Return what the tools hold."""
        return self.sandbox.world

    @property
    def config(self) -> Path:
        """Return the portfolio's file."""
        return self.folder / "proof.yaml"

    @property
    def database(self) -> Path:
        """Return the store's file."""
        return self.folder / "state" / "proof.db"

    @property
    def store_url(self) -> str:
        """Return the store's URL."""
        return self.server_url or f"sqlite:///{self.database}"

    @property
    def environ(self) -> dict[str, str]:
        """Return what a run finds in its environment."""
        return {
            ROOT_VARIABLE: str(self.folder),
            CLOCK_VARIABLE: self.sandbox.access()["clock"],
            "JIRA_EMAIL": SYNC_EMAIL,
            "JIRA_TOKEN": TOKENS["jira"],
            "ASANA_TOKEN": TOKENS["asana"],
            "NOTION_TOKEN": TOKENS["notion"],
            "PROOF_URL": self.server_url,
        }

    @contextmanager
    def house(self) -> Iterator[House]:
        """Open the portfolio as a run does, on the sandbox's clock."""
        today = self.world.clock.now.date()
        loaded = load(self.config, today=today, environ={**os.environ, **self.environ})
        opened = House(self.config, loaded, WorldClock(self.world), self.environ)
        try:
            yield opened
        finally:
            opened.close()

    def plan(self) -> Result:
        """Make the plan and write nothing."""
        with self.house() as house:
            return preview(house.session(), threads())

    def sync(self, approved: str | None = None) -> Result:
        """Run once."""
        with self.house() as house, house.leased() as session:
            assert isinstance(session, Session), session
            return sync(session, threads(), approved=approved)

    def begin(self) -> Result:
        """Approve the first plan, and let every overlap pass."""
        held = self.sync()
        done = self.sync(held.summary.digest) if held.waits else held
        self.later(OVERLAPS)
        return done

    def later(self, seconds: float = ROUNDS_APART) -> None:
        """Let time pass in the tools."""
        self.world.clock.advance(seconds)

    # -- what was asked of the tools --------------------------------------------------------

    def mark(self) -> int:
        """Return the number of the last request."""
        return max((e.n for e in self.world.log.entries), default=0)

    def requests(self, mark: int, tool: str | None = None) -> Counter[str]:
        """Count, per route, what the sync account asked since a mark."""
        return Counter(e.label for e in self.world.log.since(mark, tool) if e.user == "sync")

    def writes(self, mark: int, tool: str | None = None) -> Counter[str]:
        """Count, per route, what the sync account wrote since a mark."""
        return Counter(e.label for e in self.world.log.writes(mark, tool) if e.user == "sync")

    # -- what the store holds ---------------------------------------------------------------

    def rows(
        self, *, leave_out: frozenset[str] = frozenset()
    ) -> dict[str, list[tuple[object, ...]]]:
        """Return every row of every table of the store."""
        with closing(sqlite3.connect(self.database)) as store:
            named = store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            tables = sorted({name for (name,) in named} - leave_out)
            return {t: sorted(store.execute(f"SELECT * FROM {t}"), key=repr) for t in tables}  # noqa: S608
