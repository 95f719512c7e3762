"""One epic in three tools, on whose records links and files hang; knows what each must show."""

import hashlib
import json
from dataclasses import dataclass, field, replace
from pathlib import Path

from connectors.hung import introduce
from connectors.hung.tracker import HungTracker
from connectors.memory import MemoryTracker, Quirks
from connectors.memory.shelf import NATIVE, MemoryShelf, held_of, row
from syncline.domain.attachments import Attachment, copied
from syncline.domain.fields import HUNG_FIELDS
from syncline.ports import FileRule
from tests.engine.conftest import Team3, portfolio

NAMES = ("A", "B", "C")


@dataclass
class HungTeam(Team3):
    """A team whose trackers have shelves."""

    rule: FileRule = field(default_factory=FileRule)
    moved: dict[str, str] = field(default_factory=dict)  # tool -> where its records are now

    def trackers(self) -> dict[str, HungTracker]:  # type: ignore[override]  # around what it was
        made = {}
        for name, tool in self.tools.items():
            settings = replace(self.settings(name), files=self.rule)
            if name in self.moved:
                settings = replace(settings, url=f"{settings.url}/{self.moved[name]}")
            bare = {n: f for n, f in settings.fields.items() if n not in HUNG_FIELDS}
            inner = MemoryTracker(replace(settings, fields=bare), tool)
            made[name] = HungTracker(inner, MemoryShelf(tool, settings), settings)
        introduce(made.values())
        return made


class Desk:
    """An epic in three tools, and people who hang things on it."""

    def __init__(self, path: Path, *fields: str, rule: FileRule, **quirks: Quirks) -> None:
        bare = portfolio(*NAMES)
        every = {**bare.fields, **{name: HUNG_FIELDS[name] for name in fields}}
        quirks = {"B": Quirks(answers=False), **quirks}
        self.team = HungTeam(path / "s.db", replace(bare, fields=every), quirks=quirks, rule=rule)
        self.record = {n: t.add({"title": "Pay"}, kind="epic") for n, t in self.team.tools.items()}
        self.put: dict[str, tuple[str, str]] = {}  # address -> tool, name: what people put there
        self.away: set[tuple[str, str]] = set()  # (tool, address): copies that somebody removed
        self.count = 0
        self.team.settle()
        self.rest()

    def rest(self, rounds: int = 6) -> None:
        """Let runs pass until every lag is over."""
        for _ in range(rounds):
            self.team.clock.pass_by(minutes=20)
            self.team.sync()

    def calm(self) -> None:
        """Let all faults end, and every run be over."""
        for tool in self.team.tools.values():
            tool.faults.clear()
        self.rest(7)

    def rows(self, name: str) -> frozenset[str]:
        """Return what hangs on the record of a tool, as the tool keeps it."""
        held = self.team.tools[name].record(self.record[name]).fields.get(NATIVE)
        return held if isinstance(held, frozenset) else frozenset()

    def shown(self, name: str) -> list[tuple[str, str]]:
        """Return name and address of everything that hangs there."""
        held = held_of(self.team.tools[name].record(self.record[name]).fields)
        return sorted((one.name, one.url) for one in held)

    def move(self, name: str, place: str) -> None:
        """Let the record of a tool get another address."""
        self.team.moved[name] = place
        self.team.tools[name].edit(self.record[name], "place", place, by="ann")

    def attach(self, name: str, file: str, body: bytes) -> str:
        """Let a person attach a file; return its address."""
        self.count += 1
        url = f"memory://{name}/files/p{self.count}"
        self.team.tools[name].files[url] = body
        self._keep(name, self.rows(name) | {row(1000 + self.count, file, url, "ann", file=True)})
        self.put[url] = (name, file)
        return url

    def detach(self, url: str) -> None:
        """Let a person remove a file where it was put."""
        name, _ = self.put.pop(url)
        self._keep(name, frozenset(one for one in self.rows(name) if json.loads(one)[2] != url))

    def remove_copy(self, name: str, url: str) -> bool:
        """Let a person remove a copy; False where there is none."""
        mark = Attachment("", self.put[url][0], url).mark
        copies = {one for one in self.rows(name) if _marked(one) == mark}
        if not copies or self.put[url][0] == name:
            return False
        self._keep(name, self.rows(name) - copies)
        self.away.add((name, url))
        return True

    def _keep(self, name: str, rows: frozenset[str]) -> None:
        self.team.tools[name].edit(self.record[name], NATIVE, rows, by="ann")

    def marks(self, name: str) -> list[str]:
        """Return the marks of the copies that a tool shows, and the addresses of its own files."""
        return sorted(_marked(one) or json.loads(one)[2] for one in self.rows(name))

    def expected(self, name: str) -> list[str]:
        """Return the marks and addresses that a tool must show in the end."""
        return sorted(
            url if home == name else Attachment(file, home, url).mark
            for url, (home, file) in self.put.items()
            if (name, url) not in self.away
        )

    def close(self) -> None:
        """Close the store."""
        assert self.team.store
        self.team.store.close()


def _marked(kept: str) -> str | None:
    copy = copied(json.loads(kept)[1])
    return copy.mark if copy else None


def digest(body: bytes) -> str:
    """Return the SHA-256 of bytes."""
    return hashlib.sha256(body).hexdigest()
