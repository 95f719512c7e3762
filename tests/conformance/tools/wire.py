"""What the harnesses of the emulated tools share: HTTP as a person, faults, counts and time."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

import httpx

from connectors.registry import TRACKERS, Connector
from sandbox import Sandbox
from sandbox.app import TOOLS
from sandbox.faults import Rule
from sandbox.scenarios.bodies import Body
from sandbox.sight import Blind
from syncline.domain.fields import Value
from syncline.domain.item import Presence, RecordId
from syncline.ports import FieldMapping, ReplicaSettings
from tests.conformance.harness import BODY, OTHER_BODY, Failure, Spoiler, Way

MARKUP: dict[Value, Body] = {
    BODY: (
        "We **ship** it & learn <b>.",
        ("-", ("first", "second, [linked](https://acme.example/a?b=1&c=2)")),
    ),
    OTHER_BODY: ("Something else, *soon*",),
}
"""The sample bodies in the sandbox's own markup, so that no encoder under test writes them."""

_FAULTS: dict[Failure, dict[str, Any]] = {
    "refused": {"kind": "status", "status": 401},
    "forbidden": {"kind": "status", "status": 403},
    "missing": {"kind": "status", "status": 404},
    "gone": {"kind": "status", "status": 410},
    "html": {"kind": "html", "status": 200},
    "half_json": {"kind": "half_json"},
    "deep": {"kind": "deep"},
    "rate_limited": {"kind": "status", "status": 429, "headers": {"Retry-After": "0"}},
    "outage": {"kind": "status", "status": 500, "headers": {"Retry-After": "0"}},
    "rejected": {"kind": "status", "status": 400},
    "applied_then_lost": {"kind": "applied_then_drop"},
    "drip": {"kind": "drip", "seconds": 3},
    "bomb": {"kind": "bomb", "size": 3_000_000},
}


class WireHarness(ABC):
    """One emulated tool of a running sandbox, used by Inès through its own API."""

    tool: str
    settings: ReplicaSettings
    listing_cost = 1
    visible_after = timedelta(0)
    odd_status: str
    spoilers: frozenset[Spoiler]
    clearable: frozenset[str]
    presences: Mapping[Way, Presence]

    def __init__(self, sandbox: Sandbox) -> None:
        self.world, self.access = sandbox.world, sandbox.access()[self.tool]
        self._kept: Connector | None = None
        self.person = httpx.Client(base_url=self.access["url"], **self._as_ines())
        self.settings = self._build()

    @abstractmethod
    def _as_ines(self) -> dict[str, Any]:
        """Return what makes a request one of Inès."""

    @abstractmethod
    def _build(self) -> ReplicaSettings:
        """Build the container and say how a replica finds it."""

    @abstractmethod
    def _add(self, title: str) -> RecordId:
        """Let Inès make a record."""

    @abstractmethod
    def _edit(self, record: RecordId, name: str, value: Value) -> None:
        """Let Inès change a field."""

    @abstractmethod
    def _spoil(self, record: RecordId, what: Spoiler) -> None:
        """Let Inès put something in that has no canonical reading."""

    @abstractmethod
    def delete(self, record: RecordId) -> None:
        """Let Inès delete a record."""

    @abstractmethod
    def _place(self, record: RecordId, way: Way, *, back: bool) -> None:
        """Let Inès put a record where it is out of sight, or take it back from there."""

    @abstractmethod
    def customs(self) -> Mapping[str, FieldMapping]:
        """Make the custom fields of the container."""

    @abstractmethod
    def filled_in(self) -> FieldMapping | None:
        """Make a field that the tool fills in by itself."""

    @abstractmethod
    def _type_in(self, record: RecordId, name: str, value: Value) -> None:
        """Let Inès give a custom field a value."""

    def type_in(self, record: RecordId, name: str, value: Value) -> None:
        self._type_in(record, name, value)
        self.advance(self.visible_after)

    def say(self, record: RecordId, text: str, by: str = "ines") -> str:
        """Comment on a record as somebody; a tool that carries comments has its own way."""
        raise NotImplementedError(f"{by} cannot say {text!r} on {record} of {self.tool}")

    def comments(self, record: RecordId) -> list[str]:
        """Return the comments of a record as Inès sees them."""
        raise NotImplementedError(f"nobody reads what is said on {record} of {self.tool}")

    def take_away(self, record: RecordId, way: Way) -> None:
        self._carry(record, way, back=False)

    def give_back(self, record: RecordId, way: Way) -> None:
        self._carry(record, way, back=True)

    def _carry(self, record: RecordId, way: Way, *, back: bool) -> None:
        if way in ("hidden", "forbidden"):
            kept = frozenset[str]() if back else frozenset({record})
            blind = Blind(hidden=kept) if way == "hidden" else Blind(forbidden=kept)
            self.world.sight.tools[self.tool] = blind
        else:
            self._place(record, way, back=back)
        self.advance(self.visible_after)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Send a request as Inès; return the JSON of its answer."""
        answer = self.person.request(method, path, json=body)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def close(self) -> None:
        """Close her connections."""
        self.person.close()

    def tracker(self, settings: ReplicaSettings | None = None) -> Connector:
        if settings is not None:
            return TRACKERS[self.tool](settings)
        self._kept = self._kept or TRACKERS[self.tool](self.settings)
        return self._kept

    def fill(self, count: int) -> tuple[RecordId, ...]:
        made = tuple(self._add(f"Task {number}") for number in range(count))
        self.advance(self.visible_after)
        return made

    def edit(self, record: RecordId, name: str, value: Value, *, wait: bool = True) -> None:
        self._edit(record, name, value)
        self.advance(self.visible_after if wait else timedelta(0))

    def spoil(self, record: RecordId, what: Spoiler) -> None:
        self._spoil(record, what)
        self.advance(self.visible_after)

    def parents(self) -> tuple[RecordId, RecordId]:
        one, two = self.fill(2)
        return one, two

    def now(self) -> datetime:
        return self.world.clock.now

    def advance(self, by: timedelta) -> None:
        self.world.clock.advance(by.total_seconds())

    def fail(
        self, how: Failure, on: Literal["read", "write"], *, times: int = 1, skip: int = 0
    ) -> None:
        self._script({**_FAULTS[how], "count": times, "after": skip}, write=on == "write")

    def broken_write(self) -> tuple[str, Value]:
        self.fail("rejected", "write")
        return "title", "Refused"

    def _script(self, fault: dict[str, Any], *, write: bool) -> None:
        routes = next(one.routes for one in TOOLS if one.name == self.tool)
        rules = [
            Rule(tool=self.tool, method=r.method, route=r.template, **fault)
            for r in routes
            if r.write == write
        ]
        self.world.faults.load(rules)

    def requests(self) -> int:
        return len([e for e in self.world.log.since(0, self.tool) if e.user != "ines"])

    def writes(self) -> int:
        return len(self.routes())

    def routes(self) -> list[str]:
        made = self.world.log.writes(0, self.tool)
        return [f"{entry.method} {entry.route}" for entry in made if entry.user != "ines"]

    def fail_route(self, route: str, how: Failure, *, skip: int) -> None:
        method, template = route.split(" ")
        fault = {**_FAULTS[how], "after": skip}
        self.world.faults.load([Rule(tool=self.tool, method=method, route=template, **fault)])
