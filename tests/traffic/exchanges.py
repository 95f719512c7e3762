"""The exchanges that the sandbox wrote down, of all processes together."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Exchange:
    """Hold one request and its answer; status 0 is none."""

    tool: str
    method: str
    route: str
    path: str
    query: list[list[str]]
    kind: str  # of the body: json, form, broken, other or none
    sent: Any
    status: int
    text: bool  # the answer is no JSON
    answer: Any
    fault: str | None

    @property
    def refused(self) -> bool:
        """Tell whether the tool itself refused the form of the request."""
        if self.tool == "slack" and isinstance(self.answer, dict) and not self.answer.get("ok"):
            return True
        return self.status == 400 or (self.fault is None and self.status in (410, 413, 415))


def exchanges(folder: Path) -> Iterator[Exchange]:
    """Yield every distinct exchange once; a killed process may have left half a line."""
    seen: set[str] = set()
    for file in sorted(folder.glob("*.jsonl")):
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                if line.endswith("\n") and line not in seen:
                    seen.add(line)
                    yield Exchange(**json.loads(line))


def requests(folder: Path) -> int:
    """Count the requests of all processes, also those that were not written down."""
    return sum(int(file.read_bytes() or 0) for file in folder.glob("*.count"))
