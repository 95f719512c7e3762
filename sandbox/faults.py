"""The fault script: which calls fail, and how (drop, time out, garble, refuse)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any
from zlib import compressobj, crc32

from sandbox.http import Reply, Tool

BEFORE = frozenset({"status", "drop", "hang", "html", "empty_list"})  # nothing is applied
AFTER = frozenset(
    {
        "applied_then_drop", "applied_then_status", "applied_then_hang", "half_json", "bad_utf8",
        "partial_list", "drip", "bomb", "deep",
    }
)  # fmt: skip
GARBLED = frozenset({"half_json", "bad_utf8", "deep"})
_LISTS = ("issues", "data", "results")  # where the tools put the records of a listing
_SPACES = 1_000_000
_LEVELS = 200_000  # more than any parser follows
HTML = "<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>"


class FaultScriptError(ValueError):
    """Say which rule is wrong, and how to mend it."""


@dataclass(frozen=True)
class Rule:
    """Describe one fault: it meets calls number after + 1 to after + count (count 0: for ever).

    A route is a template or a path, matched exactly; with a `*` at its end it is a prefix.
    """

    kind: str
    tool: str
    method: str | None = None
    route: str | None = None
    after: int = 0
    count: int = 1
    status: int = 503
    headers: Mapping[str, str | None] = field(default_factory=dict)  # None takes one away
    body: Any = None
    seconds: float = 30.0
    size: int = 200_000_000  # bytes to which a bomb unpacks
    share: float = 0.5  # of the records of a listing, which a partial list leaves out

    def matches(self, tool: str, method: str, template: str, path: str) -> bool:
        """Tell whether this rule is about such a call."""
        if self.tool != tool or self.method not in (None, method):
            return False
        if self.route is None:
            return True
        if self.route.endswith("*"):
            return template.startswith(self.route[:-1]) or path.startswith(self.route[:-1])
        return self.route in (template, path)

    def active(self, hit: int) -> bool:
        """Tell whether the hit-th matching call (from 1) meets this fault."""
        return hit > self.after and (self.count == 0 or hit <= self.after + self.count)


class FaultScript:
    """Hold the rules and how many calls each has seen."""

    def __init__(self) -> None:
        self.rules: tuple[Rule, ...] = ()
        self._hits: list[int] = []

    def load(self, rules: Sequence[Rule]) -> None:
        """Replace the rules and count from zero."""
        self.rules = tuple(rules)
        self._hits = [0] * len(self.rules)

    def clear(self) -> None:
        """Forget every rule."""
        self.load(())

    def due(self, tool: str, method: str, template: str, path: str) -> Rule | None:
        """Count the call for every rule about it and return the first active one, if any."""
        found: Rule | None = None
        for index, rule in enumerate(self.rules):
            if rule.matches(tool, method, template, path):
                self._hits[index] += 1
                if found is None and rule.active(self._hits[index]):
                    found = rule
        return found

    def shown(self) -> list[dict[str, Any]]:
        """Show the rules as JSON, with the calls that each has seen."""
        return [
            asdict(rule) | {"hits": hits} for rule, hits in zip(self.rules, self._hits, strict=True)
        ]


def parse(raw: Any, tools: Sequence[Tool]) -> list[Rule]:
    """Read a list of rules; FaultScriptError says which one is wrong and how to mend it."""
    if not isinstance(raw, list):
        raise FaultScriptError("A fault script is a JSON list of rules.")
    return [
        _rule(index, item, {tool.name: tool for tool in tools}) for index, item in enumerate(raw)
    ]


def _rule(index: int, raw: Any, tools: Mapping[str, Tool]) -> Rule:
    known = [item.name for item in fields(Rule)]
    if not isinstance(raw, dict) or not {"kind", "tool"} <= raw.keys():
        raise FaultScriptError(f"Fault {index} must be an object with at least `kind` and `tool`.")
    if unknown := sorted(raw.keys() - set(known) - {"hits"}):
        raise FaultScriptError(f"Fault {index} has unknown {unknown}; a rule may have {known}.")
    rule = Rule(**{key: value for key, value in raw.items() if key != "hits"})
    _check(rule, index, tools)
    return rule


def _check(rule: Rule, index: int, tools: Mapping[str, Tool]) -> None:
    if rule.kind not in BEFORE | AFTER:
        raise FaultScriptError(
            f"Fault {index}: kind {rule.kind!r} is none of {sorted(BEFORE | AFTER)}."
        )
    if rule.tool not in tools:
        raise FaultScriptError(f"Fault {index}: tool {rule.tool!r} is none of {sorted(tools)}.")
    for name, types in _TYPES.items():
        if not isinstance(getattr(rule, name), types):
            raise FaultScriptError(f"Fault {index}: {name} cannot be {getattr(rule, name)!r}.")
    if not (100 <= rule.status <= 599 and rule.after >= 0 and rule.count >= 0):
        raise FaultScriptError(
            f"Fault {index}: status is 100 to 599, after and count are 0 or more."
        )
    route = rule.route
    if route and not route.endswith("*") and not _known_route(route, tools[rule.tool]):
        raise FaultScriptError(
            f"Fault {index}: {rule.tool} has no route {route!r}; end it with * for a prefix."
        )


_TYPES: Mapping[str, tuple[type, ...]] = {
    "method": (str, type(None)),
    "route": (str, type(None)),
    "after": (int,),
    "count": (int,),
    "status": (int,),
    "headers": (dict,),
    "seconds": (int, float),
    "share": (int, float),
    "size": (int,),
}


def _known_route(route: str, tool: Tool) -> bool:
    """Accept a template as it is, and a path that some template fits."""
    return any(
        route == endpoint.template or _fits(route, endpoint.template) for endpoint in tool.routes
    )


def _fits(path: str, template: str) -> bool:
    got, want = path.split("/"), template.split("/")
    return len(got) == len(want) and all(
        wanted.startswith("{") or wanted == part for part, wanted in zip(got, want, strict=True)
    )


def refusal(rule: Rule, tool: Tool, empty: Callable[[], Reply]) -> Reply:
    """Answer in place of the tool: an error status, a gateway's HTML, or an empty listing."""
    if rule.kind == "html":
        reply = Reply(rule.status, HTML, {"content-type": "text/html; charset=utf-8"})
    elif rule.kind == "empty_list":
        reply = empty()
    elif rule.status == 401:
        reply = tool.unauthorized()
    elif rule.status == 429:
        reply = tool.rate_limited(1)
    else:
        reply = tool.failure(rule.status)
    return Reply(
        reply.status,
        reply.body if rule.body is None else rule.body,
        _with(reply.headers, rule.headers),
    )


def _with(headers: Mapping[str, str], changes: Mapping[str, str | None]) -> Mapping[str, str]:
    """Set and take away headers, whatever their case."""
    names = {name.lower() for name in changes}
    kept = {name: value for name, value in headers.items() if name.lower() not in names}
    return kept | {name: str(value) for name, value in changes.items() if value is not None}


def partial(rule: Rule, reply: Reply) -> Reply:
    """Leave a share of the records out of a listing, the same ones each time; nothing tells."""
    if isinstance(reply.body, list):
        kept = [one for one in reply.body if not _left_out(one, rule.share)]
        return Reply(reply.status, kept, reply.headers)
    if not isinstance(reply.body, dict):
        return reply
    lists = {name: reply.body.get(name) for name in _LISTS}
    cut = {
        name: [one for one in rows if not _left_out(one, rule.share)]
        for name, rows in lists.items()
        if isinstance(rows, list)
    }
    return Reply(reply.status, reply.body | cut, reply.headers)


def _left_out(record: Any, share: float) -> bool:
    """Decide by the id alone, so that a second look agrees with the first."""
    name = record.get("gid") or record.get("id") if isinstance(record, dict) else None
    return crc32(str(name).encode()) / 2**32 < share


def garble(kind: str, body: bytes) -> bytes:
    """Damage the body of an answer: cut it in half, break its UTF-8, or nest it without sense."""
    if kind == "deep":
        return b"[" * _LEVELS + b"]" * _LEVELS
    if kind == "half_json":
        return body[: len(body) // 2]
    return body.replace(b'"', b'"\xff\xfe', 1) if b'"' in body else b'"\xff\xfe"'


def packed(body: bytes, size: int) -> bytes:
    """Pack a body with so many spaces behind it that it unpacks to `size` bytes."""
    engine = compressobj(wbits=31)  # gzip
    made = [engine.compress(body)]
    left = range(size - len(body), 0, -_SPACES)
    made += [engine.compress(b" " * min(rest, _SPACES)) for rest in left]
    return b"".join([*made, engine.flush()])
