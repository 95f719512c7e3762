"""Which rules speak from the first day. The others are recorded, until a back-test lets them."""

from collections.abc import Mapping

from syncline.domain.policy import Reach
from syncline.domain.rules.registry import BY_ID
from syncline.domain.rules.shape import RuleId

PILOT = frozenset({"A1", "A3", "B1", "B2", "B3", "C3", "C4", "D2", "E1", "E2"})
"""What every pack begins with: few, sure, and mended in a minute."""

STEWARD = frozenset(rule.id for rule in BY_ID.values() if rule.role == "steward") | {"G1"}
"""What is about Syncline itself, or the configuration: always told."""

PACKS: Mapping[str, frozenset[RuleId]] = {
    "scrum": PILOT | STEWARD | {"D1", "F10", "F11", "F12"},
    "kanban": PILOT | STEWARD | {"A10", "A11", "A12"},
    "portfolio": PILOT | STEWARD | {"A6", "B5", "C1", "C5", "C12", "D4", "D11", "F4"},
}


def pack_reach(pack: str, rule: RuleId) -> Reach:
    """Return how far a rule goes of which the configuration says nothing."""
    return "on" if rule in PACKS[pack] else "shadow"
