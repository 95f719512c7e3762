"""D and E: how items hang together, and whose they are."""

from datetime import date, timedelta
from typing import Any

from syncline.domain.people import People, Person
from syncline.domain.rules.work import Work
from tests.rules.agreement import LINKED, part, planned
from tests.rules.examples import (
    INES,
    PAUL,
    TODAY,
    ago,
    at,
    fires,
    guard,
    item,
    missing,
    near,
    resolved,
)
from tests.rules.staleness import IGNORED, begun, ended

LEA = "lea@acme.example"
GONE = {"people": People([Person(LEA, "Lea", active=False), Person(INES), Person(PAUL)])}
HERE = {"people": People([Person(LEA, "Lea"), Person(INES), Person(PAUL)])}
LEAS = {"owner": LEA}


def child(status: str, days: int, name: str = "c", **fields: Any) -> Work:
    """Return a part of the first Item that came into its status so many working days ago."""
    moves = {"started": begun(days), "done": ended(days)}.get(status, ())
    return item(name, status=status, moves=moves, fields={"parent": "i", **fields})


def stories(alone: int, of: int, **more: Any) -> list[Work]:
    """Return started stories of a team, some of which are part of nothing."""
    return [item(f"s{n}", fields={} if n < alone else {"parent": "e"}, **more) for n in range(of)]


def contract(days: int) -> dict[str, Any]:
    """Return people, of whom Ines leaves in so many calendar days."""
    return {"people": People([Person(INES, contract_end=TODAY + timedelta(days=days))])}


FOLLOW = {"labels": frozenset({"follow-up"})}
EPIC = {"kind": "epic"}
STRUCTURE = (
    fires("D1", "done for two days, and a part is open", item(status="done", moves=ended(2)),
          child("started", 5), left=1),
    near("D1", "done since yesterday", item(status="done", moves=ended(1)), child("started", 5)),
    near("D1", "the part is labelled follow-up", item(status="done", moves=ended(2)),
         child("started", 5, **FOLLOW)),
    guard("D1", "labelled ops:ignore", item(status="done", moves=ended(2), fields=IGNORED),
          child("started", 5)),
    resolved("D1", "the part is done", item(status="done", moves=ended(2)), child("done", 1)),
    missing("D1", "nobody saw it become done", item(status="done"), child("started", 5)),
    fires("D2", "its parts were done four days ago", item(**EPIC), child("done", 4),
          child("dropped", 9, "d"), count=2, days=4),
    near("D2", "three days ago", item(**EPIC), child("done", 3)),
    near("D2", "labelled measuring", item(fields={"labels": frozenset({"measuring"})}, **EPIC),
         child("done", 4)),
    guard("D2", "labelled ops:ignore", item(fields=IGNORED, **EPIC), child("done", 4)),
    resolved("D2", "it is done", item(status="done", **EPIC), child("done", 4)),
    missing("D2", "all its parts were dropped", item(**EPIC), child("dropped", 4)),
    fires("D3", "a part began two days ago", item(status="planned"), child("started", 2)),
    near("D3", "yesterday", item(status="planned"), child("started", 1)),
    guard("D3", "labelled ops:ignore", item(status="planned", fields=IGNORED), child("started", 2)),
    resolved("D3", "it has begun", item(), child("started", 2)),
    missing("D3", "nobody saw the part begin", item(status="planned"),
            item("c", fields={"parent": "i"})),
    fires("D4", "in progress, and nothing delivers it", planned(), severity="S2", case="now"),
    fires("D4", "it starts in 20 days", planned("planned", fields={"start": ago(-20)}),
          severity="S3", case="soon"),
    near("D4", "it starts in 21 days", planned("planned", fields={"start": ago(-21)})),
    near("D4", "labelled discovery", planned(fields={"labels": frozenset({"discovery"})})),
    guard("D4", "labelled ops:ignore", planned(fields=IGNORED)),
    resolved("D4", "an epic delivers it", planned(), part("planned", 0), **LINKED),
    missing("D4", "planned, without a start", planned("planned")),
    fires("D5", "an epic in progress for six days", item(moves=begun(6), **EPIC), days=6),
    near("D5", "for five", item(moves=begun(5), **EPIC)),
    near("D5", "labelled ktlo", item(moves=begun(6), fields={"labels": frozenset({"KTLO"})},
         **EPIC)),
    guard("D5", "labelled ops:ignore", item(moves=begun(6), fields=IGNORED, **EPIC)),
    resolved("D5", "it delivers a roadmap item", planned(), part("started", 6), **LINKED),
    missing("D5", "nobody saw it begin", item(**EPIC)),
    fires("D6", "one of five", *stories(1, 5), count=1, all=5),
    near("D6", "one of seven", *stories(1, 7)),
    near("D6", "two of four are too few to say", *stories(2, 4)),
    guard("D6", "they are bugs", *stories(0, 4), item("b", fields={"labels": frozenset({"bug"})})),
    resolved("D6", "all are part of an epic", *stories(0, 5)),
    missing("D6", "they are of no team", *stories(5, 5, team=None)),
    fires("D9", "two items are part of each other", item(fields={"parent": "j"}),
          item("j", fields={"parent": "i"})),
    near("D9", "one above the other", item(fields={"parent": "j"}), item("j")),
    guard("D9", "labelled ops:ignore", item(fields={"parent": "j", **IGNORED}),
          item("j", fields={"parent": "i"})),
    resolved("D9", "one link was taken out", item(), item("j", fields={"parent": "i"})),
    missing("D9", "the parent is not known", item(fields={"parent": "nobody"})),
    fires("D10", "since Friday a tool does not show it", item(
          gone={"launches": ago(1)}, homes=frozenset({"delivery"})), replica="launches"),
    near("D10", "since today", item(gone={"launches": ago(0)})),
    guard("D10", "labelled ops:ignore", item(gone={"launches": ago(1)}, fields=IGNORED)),
    resolved("D10", "it is shown again", item()),
    missing("D10", "no tool shows it: it was deleted",
            item(gone={"delivery": ago(1)}, homes=frozenset())),
    fires("D11", "its one epic was dropped", planned(), part("dropped", 0), count=1, world=LINKED),
    near("D11", "one of two was dropped", planned(), part("dropped", 0), part("planned", 0, "f"),
         **LINKED),
    guard("D11", "labelled ops:ignore", planned(fields=IGNORED), part("dropped", 0), **LINKED),
    resolved("D11", "it was dropped, too", planned("dropped"), part("dropped", 0), **LINKED),
    missing("D11", "nothing ever delivered it", planned()),
    fires("D12", "31 open parts", item(**EPIC), *(child("planned", 0, f"c{n}") for n in range(31)),
          left=31),
    near("D12", "30", item(**EPIC), *(child("planned", 0, f"c{n}") for n in range(30))),
    guard("D12", "labelled ops:ignore", item(fields=IGNORED, **EPIC),
          *(child("planned", 0, f"c{n}") for n in range(31))),
    resolved("D12", "one is done", item(**EPIC), child("done", 1),
             *(child("planned", 0, f"c{n}") for n in range(30))),
    missing("D12", "it has no parts", item(**EPIC)),
)  # fmt: skip
PEOPLE = (
    fires("E1", "in progress for two days", item(moves=begun(2, by=PAUL), fields={"owner": None}),
          days=2, last=PAUL),
    near("E1", "since yesterday", item(moves=begun(1), fields={"owner": None})),
    guard("E1", "labelled ops:ignore", item(moves=begun(2), fields={"owner": None, **IGNORED})),
    guard("E1", "edited half an hour ago", item(moves=begun(2), fields={"owner": None},
          touched_at=at(TODAY, 7).replace(minute=30))),
    resolved("E1", "somebody took it", item(moves=begun(2))),
    missing("E1", "nobody saw it begin", item(fields={"owner": None})),
    fires("E2", "two open items of somebody who left", item(fields=LEAS), item("j", fields=LEAS),
          count=2, person="Lea", world=GONE),
    fires("E2", "a contract that ended on Friday", item(), count=1, world=contract(-3)),
    near("E2", "a contract that ends today", item(), **contract(0)),
    near("E2", "she is on leave, not gone", item(fields=LEAS), **HERE),
    guard("E2", "labelled ops:ignore", item(fields={**LEAS, **IGNORED}), **GONE),
    resolved("E2", "it has a new owner", item(), **GONE),
    missing("E2", "people.yaml does not know her", item(fields=LEAS)),
    fires("E5", "due in a month, and the contract ends in a week",
          item(fields={"target": date(2026, 4, 1)}), end=date(2026, 3, 9), world=contract(7)),
    near("E5", "it ends on the day of the target", item(fields={"target": TODAY + timedelta(7)}),
         **contract(7)),
    guard("E5", "labelled ops:ignore", item(fields={"target": date(2026, 4, 1), **IGNORED}),
          **contract(7)),
    resolved("E5", "the contract was extended", item(fields={"target": date(2026, 4, 1)}),
             **contract(90)),
    missing("E5", "no end is known", item(fields={"target": date(2026, 4, 1)})),
    fires("E6", "an open item of no team", item(team=None), count=1),
    near("E6", "a done one", item(team=None, status="done")),
    resolved("E6", "it is the team's", item()),
    fires("E8", "an owner whom people.yaml does not name", item(fields=LEAS), count=1),
    near("E8", "she has nothing open", item(status="done", fields=LEAS)),
    resolved("E8", "she is named", item(fields=LEAS), **HERE),
)  # fmt: skip
EXAMPLES = (*STRUCTURE, *PEOPLE)
