"""F: priorities, dependencies, scope and sprints."""

from typing import Any

from syncline.domain.rules.work import Work
from tests.rules.agreement import LINKED, planned
from tests.rules.examples import ago, fires, guard, item, missing, move, near, resolved
from tests.rules.staleness import IGNORED, begun, ended
from tests.rules.structure import child

P0, P1, P2, P3 = ({"priority": f"P{n}"} for n in range(4))


def ready(days: int = 6, **more: Any) -> Work:
    """Return a P1 that has waited so many working days."""
    moves = (move("priority", "P2", "P1", days),)
    return item(status="planned", moves=moves, **{"fields": P1, **more})


def blocker(status: str = "planned", **more: Any) -> Work:
    """Return what the first Item waits for."""
    fields = {"blocks": frozenset({"i"}), **more.pop("fields", {})}
    return item("b", status=status, fields=fields, **more)


def added(days: int, count: int, before: int, **more: Any) -> list[Work]:
    """Return an epic that began 20 working days ago, and parts that joined it later."""

    def joined(name: str, when: int) -> Work:
        return item(name, fields={"parent": "i"}, moves=(move("parent", None, "i", when),))

    old = [joined(f"o{n}", 30) for n in range(before)]
    new = [joined(f"n{n}", days) for n in range(count)]
    return [item(kind="epic", moves=begun(20), **more), *old, *new]


def in_sprint(name: str = "i", days: int = 2, **more: Any) -> Work:
    """Return a story that was planned into a sprint so many working days ago."""
    fields = {"sprint": "Sprint 9", **more.pop("fields", {})}
    moves = (move("sprint", None, "Sprint 9", days),)
    return item(name, status="planned", moves=moves, fields=fields, **more)


def carried(*names: str, **more: Any) -> Work:
    """Return a story that went through these sprints."""
    pairs = zip((None, *names), names, strict=False)
    moves = tuple(move("sprint", a, b, 40 - 10 * n) for n, (a, b) in enumerate(pairs))
    return item(moves=moves, **{"fields": {"sprint": names[-1]}, **more})


def month(off: int, on: int, **more: Any) -> list[Work]:
    """Return what a team finished lately: off the roadmap, and for its one item."""
    done = {"status": "done", "moves": ended(5)}
    free = [item(f"x{n}", **done, **more) for n in range(off)]
    tied = [item(f"y{n}", fields={"parent": "e"}, **done, **more) for n in range(on)]
    return [planned(), item("e", kind="epic"), *free, *tied]


HALF = {"estimate": 3.0}
SIZED = in_sprint("a", fields=HALF), in_sprint("b", fields=HALF)
WAITS = {"start": ago(-5), "target": ago(-20)}
EXAMPLES = (
    fires("F1", "a P1 is ready for six days, and a P3 began yesterday", ready(),
          item("j", moves=begun(1), fields=P3), other="PAY-j Item j"),
    near("F1", "ready for five", ready(5), item("j", moves=begun(1), fields=P3)),
    near("F1", "it waits for something itself", ready(), item("j", moves=begun(1), fields=P3),
         blocker()),
    guard("F1", "labelled ops:ignore", ready(fields={**P1, **IGNORED}),
          item("j", moves=begun(1), fields=P3)),
    resolved("F1", "the P3 is of another team", ready(),
             item("j", moves=begun(1), fields=P3, team="data")),
    missing("F1", "it has no priority", ready(fields={}), item("j", moves=begun(1), fields=P3)),
    fires("F2", "a P0 of two parts that are P3", item(fields=P0), child("planned", 0, **P3),
          child("planned", 0, "d", **P3), count=2),
    near("F2", "one part is P2", item(fields=P0), child("planned", 0, **P3),
         child("planned", 0, "d", **P2)),
    guard("F2", "labelled ops:ignore", item(fields={**P0, **IGNORED}), child("planned", 0, **P3),
          child("planned", 0, "d", **P3)),
    resolved("F2", "one was raised", item(fields=P0), child("planned", 0, **P1),
             child("planned", 0, "d", **P3)),
    missing("F2", "a part has no priority", item(fields=P0), child("planned", 0),
            child("planned", 0, "d", **P3)),
    fires("F3", "a P1 waits for a P3", item(fields=P1), blocker(fields=P3)),
    near("F3", "a P1 waits for a P2", item(fields=P1), blocker(fields=P2)),
    guard("F3", "labelled ops:ignore", item(fields={**P1, **IGNORED}), blocker(fields=P3)),
    resolved("F3", "what it waits for is done", item(fields=P1), blocker("done", fields=P3)),
    missing("F3", "what it waits for has no priority", item(fields=P1), blocker()),
    fires("F4", "it starts in five days, what it needs comes in seven",
          item(status="planned", fields=WAITS), blocker(fields={"target": ago(-7)}),
          needed=ago(-5), case="start"),
    fires("F4", "in progress, and what it needs comes two days before its target",
          item(fields=WAITS), blocker(fields={"target": ago(-18)}), needed=ago(-20), case="tight",
          days=2, buffer=3),
    fires("F4", "in progress, and what it needs comes after its target",
          item(fields=WAITS), blocker(fields={"target": ago(-21)}), needed=ago(-20), case="after"),
    near("F4", "three days before", item(fields=WAITS), blocker(fields={"target": ago(-17)})),
    guard("F4", "labelled ops:ignore", item(fields={**WAITS, **IGNORED}),
          blocker(fields={"target": ago(-18)})),
    resolved("F4", "what it needs is done", item(fields=WAITS),
             blocker("done", fields={"target": ago(-18)})),
    missing("F4", "what it needs has no date", item(fields=WAITS), blocker()),
    fires("F5", "another team's, without a date", item(), blocker(team="data"), lacking="date"),
    near("F5", "known for five days", item(), blocker(team="data", seen=5)),
    near("F5", "its own team's", item(), blocker()),
    guard("F5", "labelled ops:ignore", item(fields=IGNORED), blocker(team="data")),
    resolved("F5", "it has owner and date", item(), blocker(team="data",
         fields={"target": ago(-9)})),
    missing("F5", "nobody knows since when", item(), blocker(team="data", seen_on=None)),
    fires("F7", "two items wait for each other", item(fields={"blocks": frozenset({"b"})}),
         blocker()),
    near("F7", "one waits for the other", item(), blocker()),
    guard("F7", "labelled ops:ignore", item(fields={"blocks": frozenset({"b"}), **IGNORED}),
         blocker()),
    resolved("F7", "one is done", item(fields={"blocks": frozenset({"b"})}), blocker("done")),
    missing("F7", "it blocks what nobody knows", item(fields={"blocks": frozenset({"z"})})),
    fires("F8", "one part was added to five", *added(3, 1, 5), severity="S3", added=1),
    fires("F8", "two were added to five", *added(3, 2, 5), severity="S2"),
    near("F8", "one was added to six", *added(3, 1, 6)),
    near("F8", "in the first five days", *added(15, 1, 5)),
    guard("F8", "labelled ops:ignore", *added(3, 1, 5, fields=IGNORED)),
    resolved("F8", "it is done", *added(3, 1, 5, status="done")),
    missing("F8", "nobody saw it begin", item(kind="epic"), child("planned", 0)),
    fires("F10", "two of three in the sprint have one", *SIZED, in_sprint(), sprint="Sprint 9"),
    near("F10", "planned yesterday", *SIZED, in_sprint(days=1)),
    near("F10", "the team does not estimate", in_sprint(), in_sprint("a"), in_sprint("b")),
    guard("F10", "labelled ops:ignore", *SIZED, in_sprint(fields=IGNORED)),
    resolved("F10", "it has one", *SIZED, in_sprint(fields=HALF)),
    missing("F10", "it is in no sprint", *SIZED, item(status="planned")),
    fires("F11", "in a sprint for two days, and nothing is written", in_sprint(described=False)),
    near("F11", "since yesterday", in_sprint(days=1, described=False)),
    guard("F11", "labelled ops:ignore", in_sprint(described=False, fields=IGNORED)),
    resolved("F11", "it is written", in_sprint(described=True)),
    missing("F11", "descriptions are not synced", in_sprint()),
    fires("F12", "in its third sprint", carried("S1", "S2", "S3"), times=2, severity="S3"),
    fires("F12", "in its fourth", carried("S1", "S2", "S3", "S4"), times=3, severity="S2"),
    near("F12", "in its second", carried("S1", "S2")),
    guard("F12", "labelled ops:ignore", carried("S1", "S2", "S3", fields={"sprint": "S3",
         **IGNORED})),
    resolved("F12", "it is done", carried("S1", "S2", "S3", status="done")),
    missing("F12", "it has no history", item(fields={"sprint": "S3"})),
    fires("F16", "four of ten", *month(4, 6), count=4, all=10, world=LINKED),
    near("F16", "three of ten", *month(3, 7), **LINKED),
    near("F16", "nine are too few to say", *month(9, 0), **LINKED),
    guard("F16", "the team is none", *month(9, 3, team=None), **LINKED),
    resolved("F16", "all belong to the roadmap", *month(0, 12), **LINKED),
    missing("F16", "nobody saw them become done", *(item(f"x{n}",
         status="done") for n in range(12))),
)  # fmt: skip
