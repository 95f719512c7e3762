"""C: dates, and what will become of them."""

from datetime import date
from itertools import pairwise
from typing import Any

from syncline.domain.policy import FieldPolicy
from syncline.domain.rules.pace import Forecast
from syncline.domain.rules.work import Work
from tests.rules.examples import (
    NOW,
    TODAY,
    ago,
    decided,
    fires,
    guard,
    item,
    missing,
    move,
    near,
    resolved,
)
from tests.rules.staleness import IGNORED, ROADMAP, begun, finished


def due(days: int, **more: Any) -> dict[str, Any]:
    """Return fields of an Item whose target was so many working days ago; ahead, if negative."""
    return {"target": ago(days), **more}


def under(days: int, name: str = "c", **fields: Any) -> Work:
    """Return a part of the first Item, due so many working days ago."""
    return item(name, fields={"parent": "i", **due(days), **fields})


def gap(one: int, other: int, **more: Any) -> Work:
    """Return an Item whose targets in two tools are so many working days ago."""
    shown = {"target": {"roadmap": ago(one), "delivery": ago(other)}}
    return item(shown=shown, moves=(move("target", None, ago(one), 2),), **more)


def moved(*days: int, **more: Any) -> Work:
    """Return an Item whose target moved from the first of these days to the last."""
    steps = pairwise(days)
    moves = tuple(move("target", ago(a), ago(b), 9 - n) for n, (a, b) in enumerate(steps))
    return item(moves=moves, **{"fields": due(days[-1]), **more})


def outlook(p50: int, p85: int, left: int = 6, weeks: int = 12) -> dict[str, Any]:
    """Return a forecast for the first Item, in working days from today."""
    return {"forecasts": {"i": Forecast(ago(-p50), ago(-p85), left, weeks)}}


def on(day: int, count: int) -> list[Work]:
    """Return Items that are due so many working days ahead."""
    return [item(f"t{day}-{n}", fields=due(-day)) for n in range(count)]


PLAN, SATURDAY = {"status": "planned"}, date(2026, 3, 14)
EXAMPLES = (
    fires("C1", "due in 5 days, and a part in 8", item(fields=due(-5)), under(-8),
          severity="S2", days=3),
    fires("C1", "not begun yet", item(fields=due(-5), **PLAN), under(-8), severity="S3"),
    near("C1", "the part is due two days later", item(fields=due(-5)), under(-7)),
    near("C1", "due in 50 days: five more are a tenth", item(fields=due(-50)), under(-55)),
    near("C1", "of three parts, one has a date", item(fields=due(-5)), under(-8),
         *(item(n, fields={"parent": "i"}) for n in "xy")),
    guard("C1", "labelled ops:ignore", item(fields=due(-5, **IGNORED)), under(-8)),
    resolved("C1", "the part is done", item(fields=due(-5)),
             item("c", status="done", fields={"parent": "i", **due(-8)})),
    missing("C1", "it has no target", item(), under(-8)),
    fires("C2", "it starts in 10 days, and a part in 4", item(fields={"start": ago(-10)}),
          under(-20, start=ago(-4))),
    near("C2", "a part in 5", item(fields={"start": ago(-10)}), under(-20, start=ago(-5))),
    guard("C2", "labelled ops:ignore", item(fields={"start": ago(-10), **IGNORED}),
          under(-20, start=ago(-4))),
    resolved("C2", "it starts with its part", item(fields={"start": ago(-4)}),
             under(-20, start=ago(-4))),
    missing("C2", "it has no start", item(), under(-20, start=ago(-4))),
    fires("C3", "4 working days apart", gap(-10, -14), severity="S2", days=4),
    fires("C3", "and not begun", gap(-10, -14, **PLAN), severity="S3"),
    fires("C3", "where the roadmap decides", gap(-10, -14, homes=ROADMAP), how="there",
          where="roadmap", world=decided(target=FieldPolicy(("roadmap",)))),
    fires("C3", "where tools are only compared", gap(-10, -14, homes=ROADMAP), how="each",
          world=decided(target=FieldPolicy(("roadmap",), "compare"))),
    fires("C3", "further than the field tolerates", gap(-10, -16), days=6,
          world=decided(target=FieldPolicy(tolerance_wd=5))),
    near("C3", "as far as the field tolerates", gap(-10, -15),
         **decided(target=FieldPolicy(tolerance_wd=5))),
    near("C3", "3 working days apart", gap(-10, -13)),
    near("C3", "an open proposal explains it", gap(-10, -14, contested={"target": ago(1)})),
    guard("C3", "labelled ops:ignore", gap(-10, -14, fields=IGNORED)),
    resolved("C3", "both say the same", gap(-14, -14)),
    missing("C3", "one tool has no date", item(shown={"target": {"roadmap": ago(-9),
         "delivery": None}})),
    fires("C4", "its target was Friday", item(fields=due(1)), severity="S3", days=1),
    fires("C4", "its target was five working days ago", item(fields=due(5)), severity="S2", days=5),
    near("C4", "its target is today", item(fields=due(0))),
    near("C4", "it was Friday, and today is Saturday", item(fields={"target": date(2026, 2, 27)}),
         now=NOW.replace(month=2, day=28)),
    guard("C4", "labelled ops:ignore", item(fields=due(5, **IGNORED))),
    guard("C4", "dropped", item(fields=due(5), status="dropped")),
    resolved("C4", "it is done", item(fields=due(5), status="done")),
    resolved("C4", "it has a new target", item(fields={"target": TODAY.replace(day=20)})),
    missing("C4", "it has no target", item()),
    missing("C4", "nobody knows whether it is open", item(fields=due(5), status="odd")),
    fires("C5", "moved later three times", moved(-2, -4, -6, -8), times=3, days=6),
    fires("C5", "moved once, by 20 working days", moved(-2, -22), times=1, days=20),
    near("C5", "moved twice, by 19 in all", moved(-2, -4, -21)),
    near("C5", "moved later three times, then to before the first", moved(-2, -4, -6, -8, -1)),
    near("C5", "brought forward again and again", moved(-30, -20, -10, -5)),
    guard("C5", "labelled ops:ignore", moved(-2, -4, -6, -8, fields=due(-8, **IGNORED))),
    resolved("C5", "it is done", moved(-2, -4, -6, -8, status="done")),
    missing("C5", "it has no target any more", moved(-2, -4, -6, -8, fields={})),
    fires("C7", "due in 4 working days", item(fields=due(-4), **PLAN), days=4, basis="default"),
    fires("C7", "due in 7, and half of such work takes the team 10",
          item(fields=due(-7), **PLAN), *finished(20, 10), days=7, usual=10),
    near("C7", "due in 5", item(fields=due(-5), **PLAN)),
    guard("C7", "labelled ops:ignore", item(fields=due(-4, **IGNORED), **PLAN)),
    resolved("C7", "it has begun", item(fields=due(-4))),
    missing("C7", "it has no target", item(**PLAN)),
    fires("C8", "an epic that began 6 days ago", item(kind="epic", moves=begun(6)), days=6),
    near("C8", "5 days ago", item(kind="epic", moves=begun(5))),
    near("C8", "a story needs none", item(moves=begun(6))),
    guard("C8", "labelled ops:ignore", item(kind="epic", moves=begun(6), fields=IGNORED)),
    resolved("C8", "it has a target", item(kind="epic", moves=begun(6), fields=due(-9))),
    missing("C8", "nobody saw it begin", item(kind="epic")),
    fires("C9", "due on a Saturday", item(fields={"target": SATURDAY}), before=date(2026, 3, 13)),
    near("C9", "due on a Friday", item(fields={"target": date(2026, 3, 13)})),
    near("C9", "a launch may be on any day", item(fields={
         "target": SATURDAY, "labels": frozenset({"launch"})})),
    guard("C9", "labelled ops:ignore", item(fields={"target": SATURDAY, **IGNORED})),
    resolved("C9", "it is done", item(status="done", fields={"target": SATURDAY})),
    missing("C9", "it has no target", item()),
    fires("C10", "it starts after its target", item(fields=due(-2, start=ago(-3))), case="order"),
    fires("C10", "it was to start 6 days ago", item(fields={"start": ago(6)}, **PLAN),
         case="begin"),
    near("C10", "it was to start 5 days ago", item(fields={"start": ago(5)}, **PLAN)),
    near("C10", "it starts on its target", item(fields=due(-2, start=ago(-2)))),
    guard("C10", "labelled ops:ignore", item(fields=due(-2, start=ago(-3), **IGNORED))),
    resolved("C10", "it has begun", item(fields={"start": ago(6)})),
    missing("C10", "it has no start", item(fields=due(-2))),
    fires("C12", "more likely than not after its target", item(fields=due(-10)),
          severity="S2", world=outlook(12, 20)),
    fires("C12", "in 15 of 100 futures after it", item(fields=due(-15)), severity="S3",
          world=outlook(12, 20)),
    near("C12", "before it in 85 of 100", item(fields=due(-20)), **outlook(12, 20)),
    near("C12", "four parts are too few to say", item(fields=due(-10)), **outlook(12, 20, left=4)),
    guard("C12", "labelled ops:ignore", item(fields=due(-10, **IGNORED)), **outlook(12, 20)),
    resolved("C12", "the target was moved", item(fields=due(-25)), **outlook(12, 20)),
    missing("C12", "seven weeks of history", item(fields=due(-10)), **outlook(12, 20, weeks=7)),
    missing("C12", "nothing is forecast", item(fields=due(-10))),
    fires("C13", "5 of 10 items on one day", *on(20, 5), *on(1, 1), *on(2, 1), *on(3, 1),
          *on(4, 1), *on(6, 1), count=5),
    near("C13", "4 items on one day", *on(20, 4), *on(1, 1)),
    near("C13", "5 of 13", *on(20, 5), *(one for n in range(1, 9) for one in on(n, 1))),
    guard("C13", "they are done", *(item(f"x{n}", status="done",
         fields=due(-5)) for n in range(9))),
    resolved("C13", "they were spread", *(one for n in range(5) for one in on(n + 1, 1))),
    missing("C13", "none has a date", *(item(f"x{n}") for n in range(9))),
)  # fmt: skip
