"""Automations of the tools: each answers the writes to some path by a request of its own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from sandbox.http import Call, Endpoint, Refusal, Reply, Tool

if TYPE_CHECKING:
    from sandbox.people import People
    from sandbox.world import World


@dataclass(frozen=True)
class Automation:
    """After each write to `path`, as anybody but itself: do `method` at `then` with `body`.

    `by` is the person under whose name it runs. A `then` that is empty is the path itself.
    """

    tool: str
    path: str
    method: str
    body: Any
    then: str = ""
    by: str = "ops"


class Automations:
    """Hold the automations, and how often each has run."""

    def __init__(self) -> None:
        self.rules: tuple[Automation, ...] = ()
        self.runs: list[int] = []

    def load(self, rules: Sequence[Automation]) -> None:
        """Replace the automations."""
        self.rules, self.runs = tuple(rules), [0] * len(rules)

    def after(self, world: World, tool: Tool, endpoint: Endpoint, call: Call, reply: Reply) -> None:
        """Let what waits for this call run, where the call wrote something."""
        if not (endpoint.write and self.rules and 200 <= reply.status < 300):
            return
        for index, rule in enumerate(self.rules):
            if rule.tool == tool.name and rule.path == call.path:
                self.runs[index] += 1
                _run(world, tool, rule, call)

    def shown(self) -> list[dict[str, Any]]:
        """Show the automations as JSON."""
        pairs = zip(self.rules, self.runs, strict=True)
        return [asdict(rule) | {"runs": runs} for rule, runs in pairs]


def parse(raw: Any, tools: Sequence[Tool], people: People) -> list[Automation]:
    """Read a list of automations; ValueError says what is wrong with one."""
    if not isinstance(raw, list):
        raise TypeError("Automations are a JSON list.")
    return [_automation(index, item, tools, people) for index, item in enumerate(raw)]


def _automation(index: int, raw: Any, tools: Sequence[Tool], people: People) -> Automation:
    known = [one.name for one in fields(Automation)]
    given = raw.keys() if isinstance(raw, dict) else frozenset()
    if not {"tool", "path", "method", "body"} <= given <= {*known, "runs"}:
        raise ValueError(
            f"Automation {index} needs tool, path, method and body; it may have {known}."
        )
    rule = Automation(**{name: value for name, value in raw.items() if name != "runs"})
    tool = next((one for one in tools if one.name == rule.tool), None)
    if tool is None or _found(tool, rule) is None:
        raise ValueError(f"Automation {index}: {rule.tool} has no {rule.method} {_target(rule)}.")
    if people.get(rule.by) is None:
        raise ValueError(f"Automation {index}: nobody is called {rule.by!r}.")
    return rule


def _target(rule: Automation) -> str:
    return rule.then or rule.path


def _found(tool: Tool, rule: Automation) -> tuple[Endpoint, dict[str, str]] | None:
    """Return the route of what an automation does, and what its path names."""
    parts = _target(rule).split("/")
    for endpoint in tool.routes:
        names = endpoint.template.split("/")
        if endpoint.method != rule.method or len(names) != len(parts):
            continue
        pairs = list(zip(names, parts, strict=True))
        if all(name.startswith("{") or name == part for name, part in pairs):
            params = {name.strip("{}"): part for name, part in pairs if name.startswith("{")}
            return endpoint, params
    return None


def _run(world: World, tool: Tool, rule: Automation, call: Call) -> None:
    found = _found(tool, rule)
    assert found is not None
    endpoint, params = found
    own = replace(
        call, method=rule.method, path=_target(rule), path_params=params, query=[],
        json=rule.body, raw=json.dumps(rule.body).encode(), user=world.people[rule.by],
    )  # fmt: skip
    try:
        endpoint.handler(world, own)
    except Refusal:
        return  # an automation that is refused says so to nobody
