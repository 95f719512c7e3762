"""G: Syncline itself, and the tools that it reads."""

from syncline.domain.state import Trouble
from tests.rules.examples import ago, at, fires, near, resolved

EXAMPLES = (
    fires(
        "G7", "the token of a tool has expired",
        world={"troubles": (Trouble("delivery", "401", at(ago(0), 7)),)},
        severity="S1", since="2026-03-02 07:00",
    ),
    near("G7", "no tool is in trouble"),
    resolved("G7", "the tool was read again"),
)  # fmt: skip
