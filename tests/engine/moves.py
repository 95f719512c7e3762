"""The few moves of which the directed rounds are made."""

import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from syncline.domain.fields import Value
from syncline.domain.state import Intent
from syncline.store.portfolio import PortfolioStore
from tests.engine.conftest import Team3


def seeded(team: Team3, count: int = 3) -> dict[str, list[str]]:
    """Put the same epics into every tool and bring them under Syncline; return their ids."""
    ids = {
        name: [
            tool.add({"title": f"Epic {n}", "status": "planned"}, kind="epic") for n in range(count)
        ]
        for name, tool in team.tools.items()
    }
    team.clock.pass_by(minutes=10)
    assert team.settle().summary.outcome == "OK"
    return ids


def shows(team: Team3, title: str, field: str) -> dict[str, Value]:
    """Return what each tool shows of one field."""
    return {name: team.values(name, field).get(title) for name in team.tools}  # type: ignore[misc]


def titles(team: Team3, name: str) -> list[str]:
    """Return the titles in one tool, as often as they are there."""
    return sorted(str(r.fields["title"]) for r in team.tools[name].records())


def writes(team: Team3, name: str) -> int:
    """Count the calls that wrote to a tool."""
    return sum(team.tools[name].requests[call] for call in ("create", "update", "stamp"))


def store(team: Team3) -> PortfolioStore:
    """Return the state of the portfolio."""
    assert team.store
    return team.store.portfolio(team.portfolio.name)


def flying(team: Team3) -> tuple[Intent, ...]:
    """Return the writes whose outcome is not known."""
    return store(team).intents("SENT", "UNKNOWN")


def copied(team: Team3) -> Path:
    """Copy the store, and go on."""
    copy = team.path.with_name("copy.db")
    assert team.store
    team.store.close()
    shutil.copy(team.path, copy)
    team.reopen()
    return copy


def laid_back(team: Team3, copy: Path) -> None:
    """Restore the store from a copy."""
    assert team.store
    team.store.close()
    for former in team.path.parent.glob(f"{team.path.name}*"):
        former.unlink()
    shutil.copy(copy, team.path)
    team.reopen()


def rows(path: Path) -> Mapping[str, list[tuple[Any, ...]]]:
    """Return every row of every table of a store."""
    with closing(sqlite3.connect(path)) as database:
        named = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = sorted(name for (name,) in named)
        return {t: sorted(database.execute(f"SELECT * FROM {t}"), key=repr) for t in tables}  # noqa: S608
