"""How slow, strict and stale the tools are: latency, rate limits, index lag, switches."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from math import ceil
from typing import Any

from sandbox.http import Call

SIZES = ("limit", "maxResults", "page_size")  # how the tools call the size of a page


@dataclass(frozen=True)
class Limit:
    """Allow so many calls per window of sandbox time (seconds), or of this machine's."""

    count: int
    window: float
    wall: bool = False


@dataclass
class Window:
    """Count the calls since the window's start."""

    start: datetime
    used: int = 0


@dataclass
class Pressure:
    """Hold the settings; everything is off by default."""

    latency: dict[str, float] = field(default_factory=dict)  # milliseconds per tool
    limits: dict[str, Limit] = field(default_factory=dict)  # per tool
    lag: dict[str, float] = field(default_factory=dict)  # seconds per index, e.g. jira_search
    switches: dict[str, float] = field(default_factory=dict)  # other lies, named by their tool
    windows: dict[str, Window] = field(default_factory=dict)
    open: Counter[tuple[str, bool]] = field(default_factory=Counter)  # tool, whether it reads

    def clear(self) -> None:
        """Switch everything off."""
        for settings in (self.latency, self.limits, self.lag, self.switches, self.windows):
            settings.clear()

    def spend(self, tool: str, now: datetime) -> int | None:
        """Count one call; return the seconds to wait when it is over the tool's limit."""
        limit = self.limits.get(tool)
        if limit is None:
            return None
        return self.over(tool, limit, datetime.now(UTC) if limit.wall else now)

    def over(self, name: str, limit: Limit, now: datetime) -> int | None:
        """Count one call against a limit; return the seconds to wait when it is over it."""
        window = self.windows.setdefault(name, Window(now))
        passed = (now - window.start).total_seconds()
        if not 0 <= passed < limit.window:
            window.start, window.used, passed = now, 0, 0.0
        window.used += 1
        return None if window.used <= limit.count else max(1, ceil(limit.window - passed))

    @contextmanager
    def opened(self, tool: str, call: Call) -> Iterator[None]:
        """Count a call among those that are open at this time."""
        kind = tool, call.method == "GET"
        self.open[kind] += 1
        try:
            yield
        finally:
            self.open[kind] -= 1

    def too_heavy(self, tool: str, call: Call) -> bool:
        """Tell whether a call asks for a page of more records than a switch lets the tool do."""
        most = self.switches.get(f"{tool}_heavy_page", self.switches.get("heavy_page"))
        if not most:
            return False
        body = call.json if isinstance(call.json, dict) else {}
        asked = [str(body.get(name) or call.first(name) or "") for name in SIZES]
        return any(float(size) > most for size in asked if size.isdecimal())

    def shown(self) -> dict[str, Any]:
        """Show the settings as JSON."""
        settings = asdict(self)
        del settings["windows"], settings["open"]
        return settings
