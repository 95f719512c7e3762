"""B: what tools say of one item, and a roadmap of its work."""

from datetime import date
from typing import Any

from syncline.domain.policy import FieldPolicy
from syncline.domain.rules.work import Work
from tests.rules.examples import (
    INES,
    PAUL,
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
from tests.rules.staleness import IGNORED, ROADMAP, begun, ended

APART = {"status": {"roadmap": "planned", "delivery": "started"}}
AGREED = {"status": {"roadmap": "started", "delivery": "started"}}
OLD, NEW = (move("status", "planned", "started", 2),), (move("status", "planned", "started", 1),)
LINKED = {"delivers": {"e": frozenset({"i"}), "f": frozenset({"i"})}}
WORDLESS = {("delivery", "status"): "no word for Triage"}


def planned(status: str = "started", **more: Any) -> Work:
    """Return a roadmap item."""
    return item(status=status, kind="initiative", **{"homes": ROADMAP, **more})


def part(status: str, days: int, name: str = "e", **more: Any) -> Work:
    """Return an epic that came into its status so many working days ago."""
    moves = {"started": begun(days), "done": ended(days)}.get(status, ())
    return item(name, status=status, kind="epic", moves=moves, **more)


def sides(name: str, one: str, other: str, days: int, **more: Any) -> Work:
    """Return an Item of which two tools show different values since so many working days."""
    moves = (move(name, None, one, days),)
    return item(shown={name: {"roadmap": one, "delivery": other}}, moves=moves, **more)


TITLES = ("Pay in three instalments", "Instant refunds for shops")
EXAMPLES = (
    fires("B1", "planned in one tool and started in the other, for two working days",
          item(shown=APART, moves=OLD), sides="delivery: started, roadmap: planned"),
    fires("B1", "its epics are done together, and it is not",
          item(shown=AGREED, rolled_up="done", moves=OLD),
          sides="delivery: started, roadmap: started", epics="done", how="epics"),
    fires("B1", "where the roadmap decides", item(shown=APART, moves=OLD, homes=ROADMAP),
          how="there", where="roadmap", world=decided(status=FieldPolicy(("roadmap",)))),
    fires("B1", "where tools are only compared", item(shown=APART, moves=OLD, homes=ROADMAP),
          how="each", world=decided(status=FieldPolicy(("roadmap",), "compare"))),
    near("B1", "since yesterday: the next sync may end it", item(shown=APART, moves=NEW)),
    near("B1", "a proposal about it was made yesterday",
         item(shown=APART, moves=OLD, contested={"status": ago(1)})),
    guard("B1", "labelled ops:ignore", item(shown=APART, moves=OLD, fields=IGNORED)),
    resolved("B1", "both tools say started", item(shown=AGREED, moves=OLD)),
    missing("B1", "nobody can tell since when", item(shown=APART)),
    missing("B1", "one tool shows no status", item(shown={"status": {"delivery": "started"}})),
    fires("B2", "done for two days, and an epic is in progress",
          planned("done", moves=ended(2)), part("started", 9), left=1, world=LINKED),
    near("B2", "done since yesterday", planned("done", moves=ended(1)), part("started", 9),
         **LINKED),
    near("B2", "what is left is labelled follow-up", planned("done", moves=ended(2)),
         part("started", 9, fields={"labels": frozenset({"follow-up"})}), **LINKED),
    guard("B2", "labelled ops:ignore", planned("done", moves=ended(2), fields=IGNORED),
          part("started", 9), **LINKED),
    resolved("B2", "the epic is done", planned("done", moves=ended(2)), part("done", 1), **LINKED),
    missing("B2", "nobody saw it become done", planned("done"), part("started", 9), **LINKED),
    fires("B3", "its one epic was done four days ago", planned(), part("done", 4), world=LINKED,
          count=1, days=4),
    near("B3", "three days ago", planned(), part("done", 3), **LINKED),
    near("B3", "the launch is still ahead", planned(fields={"launch": date(2026, 4, 1)}),
         part("done", 4), **LINKED),
    guard("B3", "labelled ops:ignore", planned(fields=IGNORED), part("done", 4), **LINKED),
    resolved("B3", "it is done", planned("done"), part("done", 4), **LINKED),
    missing("B3", "nothing delivers it", planned()),
    fires("B4", "planned, and an epic of it began four days ago", planned("planned"),
          part("started", 4), world=LINKED),
    near("B4", "it began three days ago", planned("planned"), part("started", 3), **LINKED),
    near("B4", "the epic is labelled spike", planned("planned"),
         part("started", 4, fields={"labels": frozenset({"spike"})}), **LINKED),
    guard("B4", "labelled ops:ignore", planned("planned", fields=IGNORED), part("started", 4),
         **LINKED),
    resolved("B4", "it has started, too", planned(), part("started", 4), **LINKED),
    missing("B4", "nobody saw the epic begin", planned("planned"),
            item("e", kind="epic"), **LINKED),
    fires("B5", "started for six days, and its epic has not", planned(moves=begun(6)),
          part("planned", 0), severity="S2", days=6, world=LINKED),
    near("B5", "for five", planned(moves=begun(5)), part("planned", 0), **LINKED),
    guard("B5", "labelled ops:ignore", planned(moves=begun(6), fields=IGNORED),
          part("planned", 0), **LINKED),
    resolved("B5", "one of two has begun", planned(moves=begun(6)), part("planned", 0),
             part("started", 1, "f"), **LINKED),
    missing("B5", "it has no start, and nobody saw it begin", planned(), part("planned", 0),
         **LINKED),
    fires("B7", "Ines in one tool, Paul in the other, for three days", sides("owner", INES, PAUL,
         3)),
    near("B7", "for two", sides("owner", INES, PAUL, 2)),
    guard("B7", "labelled ops:ignore", sides("owner", INES, PAUL, 3, fields=IGNORED)),
    resolved("B7", "both say Ines", sides("owner", INES, INES, 3)),
    missing("B7", "one tool has no owner", sides("owner", INES, "", 3)),
    fires("B8", "P1 in one tool, P3 in the other, for three days", sides("priority", "P1", "P3",
         3)),
    fires("B8", "urgent in one tool only", sides("priority", "P1", "P2", 3)),
    fires("B8", "where the roadmap decides", sides("priority", "P1", "P3", 3, homes=ROADMAP),
          how="there", world=decided(priority=FieldPolicy(("roadmap",)))),
    fires("B8", "where tools are only compared", sides("priority", "P1", "P3", 3, homes=ROADMAP),
          how="each", world=decided(priority=FieldPolicy(("roadmap",), "compare"))),
    near("B8", "one level apart", sides("priority", "P2", "P3", 3)),
    near("B8", "for two days", sides("priority", "P1", "P3", 2)),
    guard("B8", "labelled ops:ignore", sides("priority", "P1", "P3", 3, fields=IGNORED)),
    resolved("B8", "both say P1", sides("priority", "P1", "P1", 3)),
    missing("B8", "one tool says a word that is none", sides("priority", "P1", "huge", 3)),
    fires("B9", "two titles with no word in common", sides("title", *TITLES, 3)),
    near("B9", "one has a key in front", sides("title", TITLES[0], f"PAY-1: {TITLES[0]}", 3)),
    guard("B9", "labelled ops:ignore", sides("title", *TITLES, 3, fields=IGNORED)),
    resolved("B9", "the titles are alike", sides("title", TITLES[0], TITLES[0].upper(), 3)),
    missing("B9", "one tool shows no title", sides("title", TITLES[0], "", 3)),
    fires("B11", "two items with a status that has no word", item(refused=WORDLESS),
          item("j", refused=WORDLESS), count=2),
    near("B11", "every value has a word", item()),
    resolved("B11", "the value was named", item(), item("j")),
    fires("B12", "its epic is of another team", planned(), part("started", 1, team="data"),
          others="data", world=LINKED),
    near("B12", "one of two epics is of its own team", planned(),
         part("started", 1, team="data"), part("started", 1, "f"), **LINKED),
    guard("B12", "labelled ops:ignore", planned(fields=IGNORED), part("started", 1, team="data"),
         **LINKED),
    resolved("B12", "the epic changed its team", planned(), part("started", 1), **LINKED),
    missing("B12", "the epic is of no team", planned(), part("started", 1, team=None), **LINKED),
)  # fmt: skip
