"""What the tools hold when the sandbox starts: empty, uniform, an agency, or three teams."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sandbox.scenarios.agency import agency
from sandbox.scenarios.client import client
from sandbox.scenarios.config import config_text, people_yaml, portfolio_yaml
from sandbox.scenarios.containers import empty
from sandbox.scenarios.demo import demo
from sandbox.scenarios.scaleup import scaleup
from sandbox.scenarios.squads import squads
from sandbox.scenarios.uniform import uniform, unstamped

if TYPE_CHECKING:
    from sandbox.world import World

SCENARIOS: Mapping[str, Callable[[World], None]] = {
    "demo": demo,
    "uniform": uniform,
    "uniform-unstamped": unstamped,
    "empty": empty,
    "agency": agency,
    "scaleup": scaleup,
    "client": client,
    "squads": squads,
}

__all__ = ["SCENARIOS", "config_text", "people_yaml", "portfolio_yaml"]
