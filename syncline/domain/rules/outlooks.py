"""What the pace of the past says of a date."""

from collections.abc import Iterator, Mapping

from syncline.domain.rules.facts import Facts
from syncline.domain.rules.shape import Hit, Limit, Rule, Severity, Values

ENOUGH_WEEKS = 8


def unlikely(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield open work that its forecast says will be later than its target."""
    for item, forecast in sorted(facts.forecasts.items()):
        work = facts.works.get(item)
        if work is None or not work.is_open or work.target is None or work.target < facts.today:
            continue
        known = forecast.left >= limits["parts"].number and forecast.weeks >= ENOUGH_WEEKS
        if known and forecast.p85 > work.target:
            severity: Severity = "S2" if forecast.p50 > work.target else "S3"
            values: Values = {"p50": forecast.p50, "p85": forecast.p85, "left": forecast.left}
            yield Hit((item,), {**values, "target": work.target}, severity)


UNLIKELY = Rule(
    "C12", "Forecast past the target", "Dates and forecast",
    "At the pace of the last 90 days, days without anything done included, the open parts are "
    "done after the target in more than 15 of 100 simulated futures; in more than half: S2.",
    "It is a range, never one date, and it leaves time to choose: less, later, or more hands.",
    "S3", "owner", unlikely, {"parts": Limit(5, "count")}, mutes=("C7", "C1"),
    source="Monte Carlo forecasting from throughput",
)  # fmt: skip
