"""A portfolio on a sandbox, and the command line as a person types it there."""

import json
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from flows import cli
from flows.runtime import CLOCK_VARIABLE, ROOT_VARIABLE, open_house
from sandbox import Sandbox
from sandbox.faults import Rule
from sandbox.hands import Hands
from sandbox.scenarios import people_yaml, portfolio_yaml

State = dict[str, list[tuple[Any, ...]]]
BOOKKEEPING = {"leases", "alembic_version"}  # taken and given back by every decision


def tokens(access: Mapping[str, Any]) -> dict[str, str]:
    """Return the secrets of a sandbox as the environment variables that the portfolio names."""
    tools = ("jira", "asana", "notion", "slack")
    found = {f"{tool.upper()}_TOKEN": str(access[tool]["token"]) for tool in tools}
    return found | {"JIRA_EMAIL": str(access["jira"]["email"])}


def surroundings(access: Mapping[str, Any], folder: Path) -> dict[str, str]:
    """Return everything that a process needs to work on a sandbox from a folder of its own."""
    return tokens(access) | {CLOCK_VARIABLE: str(access["clock"]), ROOT_VARIABLE: str(folder)}


@dataclass(frozen=True)
class Ended:
    """How one command ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Return the one JSON document on stdout; fails when there is anything else."""
        return json.loads(self.out)


class Office:
    """A folder with a portfolio, a running sandbox, and a person at a shell."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self.sandbox, self.folder = sandbox, folder
        self.config = folder / "config" / "demo.yaml"
        self.database = folder / ".syncline" / "demo.db"
        self.capture: pytest.CaptureFixture[str] | None = None

    def furnish(self) -> None:
        """Write the portfolio and its people; forget all state."""
        self.config.parent.mkdir(parents=True, exist_ok=True)
        self.config.write_text(portfolio_yaml(self.sandbox.world, self.sandbox.url), "utf-8")
        people = self.config.with_name("people.yaml")
        people.write_text(people_yaml(self.sandbox.world), encoding="utf-8")
        shutil.rmtree(self.database.parent, ignore_errors=True)

    def run(self, *words: str) -> Ended:
        """Type a command; return its exit code and what it printed."""
        assert self.capture
        self.capture.readouterr()
        code = cli.run(list(words))
        out, err = self.capture.readouterr()
        assert "Traceback" not in out + err
        return Ended(code, out, err)

    def sync(self, *words: str) -> Ended:
        """Run a sync in this process."""
        return self.run("sync", "demo", "--yes", "--no-prefect", *words)

    def records(self, replica: str) -> list[str]:
        """Return the record ids of a replica, in the order of the items' names."""
        with open_house("demo") as house:
            states = house.store.load([item.id for item in house.store.items()])
        named = sorted(states.values(), key=lambda state: state.name)
        return [s.records[replica].id for s in named if replica in s.records]

    def hands(self, person: str) -> Hands:
        """Return somebody's hands."""
        return Hands(self.sandbox.access(), person)

    def later(self, **span: float) -> None:
        """Let time pass in the sandbox: long enough for minute rounding and index lag."""
        self.sandbox.world.clock.advance(timedelta(**(span or {"minutes": 10})).total_seconds())

    def down(self, *tools: str) -> None:
        """Let every call to these tools be refused."""
        rules = [Rule("status", tool, count=0, status=401) for tool in tools]
        self.sandbox.world.faults.load(rules)

    def writes(self) -> int:
        """Count the writing requests that the tools have seen."""
        return len(self.sandbox.world.log.writes())

    def state(self) -> State:
        """Return every row that the store holds, apart from leases."""
        if not self.database.exists():
            return {}
        with closing(sqlite3.connect(self.database)) as connection:
            names = connection.execute("select name from sqlite_master where type = 'table'")
            tables = sorted({name for (name,) in names} - BOOKKEEPING)
            return {
                table: sorted(connection.execute(f"select * from {table}"), key=repr)  # noqa: S608  # our own names
                for table in tables
            }
