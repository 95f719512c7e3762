"""G and H: Syncline itself, the tools that it reads, and what is written down."""

from typing import Any

from syncline.domain.precision import Precision
from syncline.domain.rules.work import Work
from syncline.domain.state import Candidate, Conflict, HeldPlan, Postponed, Proposal, Trouble
from tests.rules.agreement import planned
from tests.rules.examples import INES, ago, at, fires, guard, item, missing, move, near, resolved
from tests.rules.staleness import IGNORED, begun, ended


def conflict(days: int) -> dict[str, Any]:
    """Return a conflict about the first Item that opened so many working days ago."""
    sides = {"roadmap": Candidate("P1", 1, "P1"), "delivery": Candidate("P3", 1, "P3")}
    return {"conflicts": (Conflict("c", "i", "priority", sides, (), at(ago(days))),)}


def proposal(days: int) -> dict[str, Any]:
    """Return a proposal about the first Item."""
    made = Proposal("p", "i", "delivery", "target", ago(-9), ago(-5), at(ago(days)))
    return {"proposals": (made,)}


def refusal(attempts: int) -> dict[str, Any]:
    """Return a write that was refused so often."""
    asked = Postponed("i", "delivery", "fields", "d", attempts, at(ago(0)), "a field is required")
    return {"postponed": (asked,)}


def spec(written: int, moved: int, **more: Any) -> Work:
    """Return an epic: when it was described, and when its target moved, in working days ago."""
    moves = (move("target", ago(-5), ago(-9), moved),)
    fields = {"target": ago(-9), **more.pop("fields", {})}
    return item(kind="epic", described_on=ago(written), moves=moves, fields=fields, **more)


PLAN = HeldPlan("d1g3st", "r", ("62 changes, over 50",), "[]", at(ago(0)))
EPIC = {"kind": "epic", "described": False}
EXAMPLES = (
    fires("G1", "a conflict has waited since Friday", item(), world=conflict(1), days=1,
          case="conflict"),
    fires("G1", "a proposal has waited for three days", item(), world=proposal(3), case="proposal"),
    near("G1", "since today", item(), **conflict(0)),
    guard("G1", "labelled ops:ignore", item(fields=IGNORED), **conflict(1)),
    resolved("G1", "it was settled", item()),
    missing("G1", "its item was deleted everywhere", item(homes=frozenset()), **conflict(1)),
    fires("G3", "a write was refused three times", item(), world=refusal(3), times=3),
    near("G3", "twice", item(), **refusal(2)),
    guard("G3", "labelled ops:ignore", item(fields=IGNORED), **refusal(3)),
    resolved("G3", "the tool took it", item()),
    missing("G3", "its item was deleted everywhere", item(homes=frozenset()), **refusal(3)),
    fires("G5", "a plan of 62 changes waits", world={"held": PLAN}, severity="S1"),
    fires("G5", "a plan of all records is refused", world={"unsafe": "specs: 100 %."},
          severity="S1", case="unsafe", reason="specs: 100 %."),
    near("G5", "no plan waits"),
    resolved("G5", "it was approved", held=HeldPlan("d", "r", (), "[]", at(ago(0)), "applied")),
    fires("G7", "the token of a tool has expired",
          world={"troubles": (Trouble("delivery", "401", at(ago(0), 7)),)},
          severity="S1", since="2026-03-02 07:00"),
    near("G7", "no tool is in trouble"),
    resolved("G7", "the tool was read again"),
    fires("G9", "everything was last read on Friday", item(), world={"read_at": at(ago(1), 6)}),
    near("G9", "an hour less than a day ago", item(), read_at=at(ago(0), 0)),
    near("G9", "on Friday, and one tool cannot be read: G7 says it", item(),
         read_at=at(ago(1), 6), troubles=(Trouble("delivery", "401", at(ago(1), 7)),)),
    resolved("G9", "everything was read today", item(), read_at=at(ago(0), 7)),
    fires("G11", "8 of 21 verdicts called a rule useful",
          world={"demoted": {"A3": Precision(8, 21)}}, severity="S3", useful=8, judged=21),
    near("G11", "no rule is demoted"),
    resolved("G11", "half of the verdicts call it useful", demoted={}),
    fires("G12", "her account was not found", world={"unreached": {INES: "users_not_found"}},
          severity="S2", reason="users_not_found"),
    near("G12", "the last message to everybody arrived"),
    resolved("G12", "a message arrived", unreached={}),
    fires("H1", "in progress for four days, nothing written", item(moves=begun(4), **EPIC), days=4),
    near("H1", "for three", item(moves=begun(3), **EPIC)),
    guard("H1", "labelled ops:ignore", item(moves=begun(4), fields=IGNORED, **EPIC)),
    resolved("H1", "it is written", item(kind="epic", described=True, moves=begun(4))),
    missing("H1", "descriptions are not synced", item(kind="epic", moves=begun(4))),
    fires("H2", "the target moved 11 days ago, written 20 days ago", spec(20, 11)),
    near("H2", "the target moved 10 days ago", spec(20, 10)),
    guard("H2", "labelled ops:ignore", spec(20, 11, fields=IGNORED)),
    resolved("H2", "it was written anew", spec(3, 11)),
    missing("H2", "nobody saw it written", item(kind="epic", moves=(move("target", None, 1, 11),))),
    fires("H3", "done 11 days ago, written 20 days ago",
          planned("done", moves=ended(11), described_on=ago(20)), days=11),
    near("H3", "done 10 days ago", planned("done", moves=ended(10), described_on=ago(20))),
    near("H3", "done 41 days ago: too late to ask",
         planned("done", moves=ended(41), described_on=ago(50))),
    guard("H3", "labelled ops:ignore",
          planned("done", moves=ended(11), described_on=ago(20), fields=IGNORED)),
    resolved("H3", "a line was added", planned("done", moves=ended(11), described_on=ago(1))),
    missing("H3", "nobody saw it written", planned("done", moves=ended(11))),
)  # fmt: skip
