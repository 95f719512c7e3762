"""What was asked of the tools: one entry per request, and counts per route."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sandbox.clock import iso
from sandbox.http import Call

BODY_LIMIT = 20_000  # characters of a request body that are kept


@dataclass
class Entry:
    """Hold one request; status is 0 until, or unless, an answer is sent."""

    n: int
    tool: str
    method: str
    route: str
    path: str
    query: list[tuple[str, str]]
    time: str
    write: bool
    body: str
    user: str | None = None
    status: int = 0
    fault: str | None = None

    @property
    def label(self) -> str:
        """Name the route as in the counts, e.g. `jira GET /rest/api/3/search/jql`."""
        return f"{self.tool} {self.method} {self.route}"


class RequestLog:
    """Keep the entries in the order of arrival, numbered from 1."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._last = 0

    def open(self, tool: str, route: str, call: Call, *, write: bool, now: datetime) -> Entry:
        """Add an entry as soon as its request has arrived."""
        self._last += 1
        body = call.raw[: BODY_LIMIT * 4].decode("utf-8", "replace")[:BODY_LIMIT]
        entry = Entry(
            self._last, tool, call.method, route, call.path, call.query, iso(now), write, body
        )
        self.entries.append(entry)
        return entry

    def since(self, n: int, tool: str | None = None) -> list[Entry]:
        """Return the entries after number n, of one tool or of all."""
        return [e for e in self.entries if e.n > n and tool in (None, e.tool)]

    def counts(self, n: int = 0, tool: str | None = None) -> Mapping[str, int]:
        """Count the requests after number n per route."""
        return Counter(entry.label for entry in self.since(n, tool))

    def writes(self, n: int = 0, tool: str | None = None) -> list[Entry]:
        """Return the requests after number n that were meant to change something."""
        return [entry for entry in self.since(n, tool) if entry.write]

    def clear(self) -> None:
        """Forget the entries; the numbering goes on."""
        self.entries.clear()


def entry_json(entry: Entry) -> dict[str, Any]:
    """Show one entry as a JSON object."""
    return asdict(entry)
