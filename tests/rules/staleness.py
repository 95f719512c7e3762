"""A: what is in progress and does not move."""

from syncline.domain.rules.work import Move, Work
from tests.rules.examples import ago, fires, guard, item, missing, move, near, resolved

IGNORED = {"labels": frozenset({"Ops:Ignore"})}
ROADMAP = frozenset({"roadmap"})


def begun(days: int, **more: object) -> tuple[Move, ...]:
    """Return the history of what began so many working days ago."""
    return (move("status", "planned", "started", days, **more),)


def ended(days: int, took: int = 2) -> tuple[Move, ...]:
    """Return the history of what was done so many working days ago."""
    done = move("status", "started", "done", days)
    return (move("status", "planned", "started", days + took), done)


def finished(count: int, took: int, **more: object) -> list[Work]:
    """Return stories that the team has finished, each within so many working days."""
    return [
        item(f"d{n}", status="done", moves=ended(n % 50 + 1, took), **more) for n in range(count)
    ]


def back(*days: int) -> tuple[Move, ...]:
    """Return the history of what was reopened on these days."""
    return tuple(
        one
        for day in days
        for one in (move("status", "done", "started", day), move("status", "started", "done", day))
    )[:-1]


def epic(done: int, left: int, days: int, **more: object) -> list[Work]:
    """Return an epic with its parts, the last of them done so many working days ago."""
    over = [
        item(f"c{n}", status="done", moves=ended(days), fields={"parent": "i"}) for n in range(done)
    ]
    open_parts = [item(f"o{n}", status="planned", fields={"parent": "i"}) for n in range(left)]
    return [item(kind="epic", **more), *over, *open_parts]  # type: ignore[arg-type]  # as given


def busy(count: int, days: int = 5, **more: object) -> list[Work]:
    """Return started stories of one person."""
    return [item(f"s{n}", moves=begun(days), **more) for n in range(count)]  # type: ignore[arg-type]  # as given


FAST = finished(20, 4)
QUIET = {"homes": ROADMAP, "kind": "initiative"}
OLD = {"status": "planned", "seen": 150}
EXAMPLES = (
    fires("A1", "started 11 working days ago, and the default is 14 days",
          item(moves=begun(11)), days=18, basis="default"),
    fires("A1", "20 of the team were done within a week, this one is in its third",
          item(moves=begun(10)), *FAST, severity="S2", usual=7, basis="team", count=20),
    fires("A1", "an epic below which something moved yesterday", item(
          kind="epic", moves=begun(80)), item("c", touched=1, fields={"parent": "i"}),
          severity="S4"),
    near("A1", "started 9 working days ago", item(moves=begun(9))),
    near("A1", "only 19 were finished: no percentile of so few",
         item(moves=begun(8)), *finished(19, 4)),
    guard("A1", "labelled ops:ignore", item(moves=begun(30), fields=IGNORED)),
    resolved("A1", "it is done", item(status="done", moves=ended(1, 30))),
    missing("A1", "nobody saw it begin", item()),
    fires("A3", "untouched for 11 working days", item(touched=11), days=11),
    fires("A3", "a P2, untouched for 6", item(touched=6, fields={"priority": "P2"}), days=6),
    fires("A3", "a P0, untouched for 3", item(touched=3, fields={"priority": "P0"}), days=3),
    near("A3", "untouched for 10 working days", item(touched=10)),
    near("A3", "not started", item(touched=50, status="planned")),
    near("A3", "something under it was touched yesterday",
         item(touched=20), item("child", touched=1, fields={"parent": "i"})),
    guard("A3", "labelled ops:ignore", item(touched=11, fields=IGNORED)),
    resolved("A3", "somebody touched it today", item(touched=0)),
    resolved("A3", "it is done", item(touched=11, status="done")),
    missing("A3", "nobody was ever seen to touch it", item()),
    missing("A3", "its status is no word of the portfolio", item(touched=50, status="odd")),
    fires("A6", "a roadmap item in progress, still for 11 working days",
          item(touched=11, **QUIET), days=11),
    near("A6", "still for 10", item(touched=10, **QUIET)),
    near("A6", "planned: it may be still for 20", item(status="planned", touched=20, **QUIET)),
    near("A6", "its epic moved yesterday", item(touched=40, **QUIET), item("e", touched=1),
         delivers={"e": frozenset({"i"})}),
    guard("A6", "labelled ops:ignore", item(touched=11, fields=IGNORED, **QUIET)),
    resolved("A6", "its date was set anew",
             item(touched=11, moves=(move("target", None, ago(-9), 1),), **QUIET)),
    missing("A6", "nobody was ever seen to touch it", item(**QUIET)),
    fires("A8", "known for seven months, untouched for five", item(touched=110, **OLD), days=154),
    near("A8", "untouched for three months less a day", item(touched=63, **OLD)),
    near("A8", "it is P1", item(touched=110, fields={"priority": "P1"}, **OLD)),
    near("A8", "it delivers a roadmap item", item(touched=110, **OLD),
         delivers={"i": frozenset({"r"})}),
    guard("A8", "labelled ops:ignore", item(touched=110, fields=IGNORED, **OLD)),
    resolved("A8", "somebody touched it", item(touched=2, **OLD)),
    missing("A8", "nobody knows how old it is", item(status="planned", touched=110, seen_on=None)),
    fires("A10", "reopened twice within two weeks", item(moves=back(10, 3)), times=2),
    near("A10", "reopened once", item(moves=back(3))),
    near("A10", "the first time was long ago", item(moves=back(40, 3))),
    guard("A10", "labelled ops:ignore", item(moves=back(10, 3), fields=IGNORED)),
    resolved("A10", "it is done", item(status="done", moves=(*back(10, 3), *ended(1)))),
    missing("A10", "it has no history", item()),
    fires("A11", "nine of ten parts are done, for 11 working days", *epic(9, 1, 11), left=1),
    near("A11", "for ten", *epic(9, 1, 10)),
    near("A11", "eight of ten", *epic(8, 2, 11)),
    guard("A11", "labelled ops:ignore", *epic(9, 1, 11, fields=IGNORED)),
    resolved("A11", "the last part is done", *epic(10, 0, 11)),
    missing("A11", "nobody saw when its parts were done",
            *epic(0, 1, 0), *(item(f"x{n}", status="done",
            fields={"parent": "i"}) for n in range(9))),
    fires("A12", "two items of one person, for five days", *busy(2), count=2, people=1),
    near("A12", "one item of one person", *busy(1)),
    near("A12", "the second one began yesterday", *busy(1), item("t", moves=begun(1))),
    guard("A12", "an incident is on", *busy(2), item("t",
         fields={"labels": frozenset({"incident"})})),
    resolved("A12", "one of them is done", *busy(1), item("t", status="done", moves=ended(0))),
    missing("A12", "nobody owns them", *busy(2, fields={"owner": None})),
)  # fmt: skip
