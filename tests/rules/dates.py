"""C: dates, and what will become of them."""

from datetime import date

from tests.rules.examples import NOW, TODAY, ago, fires, guard, item, missing, near, resolved
from tests.rules.staleness import IGNORED


def due(days: int, **more: object) -> dict[str, object]:
    """Return fields of an Item whose target was so many working days ago."""
    return {"target": ago(days), **more}


EXAMPLES = (
    fires("C4", "its target was Friday", item(fields=due(1)), severity="S3", days=1),
    fires("C4", "its target was five working days ago", item(fields=due(5)), severity="S2", days=5),
    near("C4", "its target is today", item(fields=due(0))),
    near(
        "C4", "it was Friday, and today is Saturday", item(fields={"target": date(2026, 2, 27)}),
        now=NOW.replace(month=2, day=28),
    ),
    guard("C4", "labelled ops:ignore", item(fields=due(5, **IGNORED))),
    guard("C4", "dropped", item(fields=due(5), status="dropped")),
    resolved("C4", "it is done", item(fields=due(5), status="done")),
    resolved("C4", "it has a new target", item(fields={"target": TODAY.replace(day=20)})),
    missing("C4", "it has no target", item()),
    missing("C4", "nobody knows whether it is open", item(fields=due(5), status="odd")),
)  # fmt: skip
