"""B: what tools say of one item."""

from tests.rules.examples import ago, fires, guard, item, missing, move, near, resolved
from tests.rules.staleness import IGNORED

APART = {"status": {"roadmap": "planned", "delivery": "started"}}
AGREED = {"status": {"roadmap": "started", "delivery": "started"}}
OLD, NEW = (move("status", "planned", "started", 2),), (move("status", "planned", "started", 1),)

EXAMPLES = (
    fires(
        "B1", "planned in one tool and started in the other, for two working days",
        item(shown=APART, moves=OLD), sides="delivery: started, roadmap: planned",
    ),
    fires(
        "B1", "its epics are done together, and it is not",
        item(shown=AGREED, rolled_up="done", moves=OLD),
        sides="delivery: started, its epics: done, roadmap: started",
    ),
    near("B1", "since yesterday: the next sync may end it", item(shown=APART, moves=NEW)),
    near(
        "B1", "a proposal about it was made yesterday",
        item(shown=APART, moves=OLD, contested={"status": ago(1)}),
    ),
    near(
        "B1", "two words of one category",
        item(shown={"status": {"roadmap": "started", "delivery": "started"}}, moves=OLD),
    ),
    guard("B1", "labelled ops:ignore", item(shown=APART, moves=OLD, fields=IGNORED)),
    resolved("B1", "both tools say started", item(shown=AGREED, moves=OLD)),
    missing("B1", "nobody can tell since when", item(shown=APART)),
    missing("B1", "one tool shows no status", item(shown={"status": {"delivery": "started"}})),
)  # fmt: skip
