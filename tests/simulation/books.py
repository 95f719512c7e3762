"""The state file as an auditor reads it: with SQL of its own, and only what is committed."""

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.simulation.events import Event, words
from tests.simulation.memory import Memory

NOT_STATE = frozenset(
    {"alembic_version", "cursors", "leases", "runs"}
)  # a quiet run may touch them
OLD = ("reverted", "replaced", "overruled", "declined")  # the typed value stands in `old`
NEW = ("held", "proposed", "withdrawn")  # ... and here in `new`


class Books:
    """Questions to the state of one portfolio."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    def ask(self, query: str, *values: object) -> list[Any]:
        """Return the rows of a query."""
        return self.connection.execute(query, values).fetchall()

    def item(self, tool: str, record: str) -> str | None:
        """Return the item of a record."""
        found = self.ask("SELECT item FROM records WHERE replica=? AND id=?", tool, record)
        return found[0][0] if found else None

    def record(self, item: str, tool: str) -> str:
        """Return the record that stands for an item in a tool, empty when there is none."""
        found = self.ask("SELECT id FROM records WHERE item=? AND replica=?", item, tool)
        return str(found[0][0]) if found else ""

    def items(self, ghost: Memory, thing: int) -> set[str]:
        """Return the items that the records of a thing stand for: one, if all is well."""
        found = {self.item(t, r) for (t, r), n in ghost.things.items() if n == thing}
        return {item for item in found if item}

    # -- what is kept verbatim --------------------------------------------------------------

    def kept(self, ghost: Memory, event: Event) -> bool:
        """Tell whether an event stands in a conflict, a proposal or a marked line of history."""
        held = (
            value
            for item in sorted(self.items(ghost, event.thing))
            for value in self._held(item, event.name)
        )
        if event.word is None:
            return any(value is None for value in held)
        return any(event.word in words(json.dumps(value)) for value in held)

    def _held(self, item: str, name: str) -> Iterable[Any]:
        for seen, sides in self.ask(
            "SELECT seen, candidates FROM conflicts WHERE item=? AND field=?", item, name
        ):
            yield from json.loads(seen)
            yield from (json.loads(sides),)
        for (value,) in self.ask(
            "SELECT value FROM proposals WHERE item=? AND field=?", item, name
        ):
            yield _read(value)
        lines = self.ask("SELECT what, old, new FROM changes WHERE item=? AND field=?", item, name)
        for what, old, new in lines:
            if what in OLD:
                yield _read(old)
            elif what in NEW:
                yield _read(new)

    # -- what is open -----------------------------------------------------------------------

    def sent(self, tool: str, call: str, record: str | None) -> bool:
        """Tell whether a committed intent covers this very call."""
        kinds = ("archive", "restore") if call == "archive" else (call,)
        rows = self.ask("SELECT operation FROM intents WHERE state='SENT'")
        return any(
            op["op"] in kinds and op["replica"] == tool and record in (None, op.get("record"))
            for op in (json.loads(text) for (text,) in rows)
        )

    def open_intents(self) -> int:
        """Count the writes whose outcome is not settled."""
        return int(self.ask("SELECT count(*) FROM intents WHERE state IN ('SENT','UNKNOWN')")[0][0])

    def in_flight(self, tool: str, record: str, name: str | None = None) -> bool:
        """Tell whether a write to this record, or to this field of it, is open."""
        rows = self.ask("SELECT operation FROM intents WHERE state IN ('SENT','UNKNOWN')")
        return any(
            op["replica"] == tool and op.get("record") in (record, None)
            and (name is None or op["op"] != "update" or name in {c[0] for c in op["changes"]})
            for op in (json.loads(text) for (text,) in rows)
        )  # fmt: skip

    def shown(self, tool: str, record: str, name: str) -> tuple[str, ...]:
        """Return the words that the state believes to be shown there."""
        rows = self.ask(
            "SELECT s.shown FROM shadows s JOIN records r ON r.item=s.item AND r.replica=s.replica "
            "WHERE r.replica=? AND r.id=? AND s.field=?", tool, record, name,
        )  # fmt: skip
        return words(rows[0][0]) if rows else ()

    def absent(self, item: str) -> set[str]:
        """Return the tools in which the state holds the record of an item for put away."""
        found = self.ask("SELECT replica FROM absences WHERE item=? AND NOT ended", item)
        return {replica for (replica,) in found}

    def met(self, tool: str, record: str, name: str) -> bool:
        """Tell whether the state knows what a field of a record shows."""
        item = self.item(tool, record)
        return bool(
            self.ask(
                "SELECT 1 FROM shadows WHERE item=? AND replica=? AND field=?", item, tool, name
            )
        )

    def runs_that_wrote(self) -> list[str]:
        """Return the runs that wrote something, the oldest first."""
        rows = self.ask(
            "SELECT run FROM changes WHERE what='written' GROUP BY run ORDER BY min(seq)"
        )
        return [str(run) for (run,) in rows]

    def told(self, run: str, item: str, name: str) -> set[str]:
        """Return the words that stand in the lines of a run about a field."""
        lines = self.ask(
            "SELECT old, new FROM changes WHERE run=? AND item=? AND field=?", run, item, name
        )
        return {word for line in lines for value in line for word in words(value)}

    def held(self) -> set[tuple[str, str]]:
        """Return the item and field of every open conflict."""
        return set(self.ask("SELECT item, field FROM conflicts WHERE closed_at IS NULL"))

    def proposed(self) -> set[tuple[str, str, str]]:
        """Return item, field and replica of every open proposal."""
        return set(self.ask("SELECT item, field, replica FROM proposals WHERE closed_at IS NULL"))

    def agreed(self, item: str | None, name: str) -> str | None:
        """Return what is agreed of a field, None where nothing is."""
        rows = self.ask("SELECT value FROM agreed_values WHERE item=? AND field=?", item, name)
        return rows[0][0] if rows else None

    def contested(self, item: str, name: str) -> bool:
        """Tell whether there ever was a conflict about a field."""
        return bool(self.ask("SELECT 1 FROM conflicts WHERE item=? AND field=?", item, name))

    def count_items(self) -> int:
        """Count the items."""
        return int(self.ask("SELECT count(*) FROM items")[0][0])

    def state(self) -> dict[str, list[Any]]:
        """Return every row that a quiet run must leave as it is."""
        names = self.ask("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name")
        kept = [n for (n,) in names if n not in NOT_STATE and not n.startswith("sqlite_")]
        return {name: self.ask(f"SELECT * FROM {name} ORDER BY rowid") for name in kept}  # noqa: S608


def _read(value: str | None) -> Any:
    return None if value is None else json.loads(value)
