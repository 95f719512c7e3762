"""How slow, strict and stale the tools are: latency, rate limits, index lag, switches."""

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

    def clear(self) -> None:
        """Switch everything off."""
        for settings in (self.latency, self.limits, self.lag, self.switches, self.windows):
            settings.clear()

    def spend(self, tool: str, now: datetime) -> int | None:
        """Count one call; return the seconds to wait when it is over the tool's limit."""
        limit = self.limits.get(tool)
        if limit is None:
            return None
        if limit.wall:
            now = datetime.now(UTC)
        window = self.windows.setdefault(tool, Window(now))
        passed = (now - window.start).total_seconds()
        if not 0 <= passed < limit.window:
            window.start, window.used, passed = now, 0, 0.0
        window.used += 1
        return None if window.used <= limit.count else max(1, ceil(limit.window - passed))

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
        del settings["windows"]
        return settings
