"""The store is copied, and an older copy is laid back: what was kept since is nowhere any more."""

from collections import defaultdict
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from tests.simulation.books import Books
from tests.simulation.events import Cell, words
from tests.simulation.world import World

LONG = 200  # seconds: longer than any index lags


@dataclass(frozen=True)
class Backup:
    """The file at one time, and what the ghost knows the engine to have known then."""

    file: bytes
    agreed: dict[tuple[str, str], int]
    known: dict[tuple[int, str], set[int]]


def back_up(world: World) -> None:
    """Copy the store, between two runs, and while nothing is on its way to a tool."""
    if world.books.open_intents():
        return
    world.say("the store is backed up")
    file = world.books.connection.serialize()
    world.backup = Backup(file, dict(world.agreed), deepcopy(world.ghost.agreed))


def restore(world: World) -> None:
    """Lay the last copy back, or an empty store, while nothing is on its way to a tool."""
    backup = world.backup or Backup(world.disk.empty, {}, {})
    if world.books.open_intents():
        return
    for tool in world.tools.values():
        tool.land()
    world.say("the store is restored from its backup" if world.backup else "the store is lost")
    world.counts["restored stores" if world.backup else "lost stores"] += 1
    ghost = world.ghost
    kept = {e.number for e in ghost.events if e.cell is None or ghost.kept(ghost, e)}
    world.books.close()
    world.disk.lay(backup.file)
    world.books = Books(world.disk.path)
    ghost.kept = world.books.kept
    ghost.covered |= {n for n in kept if not ghost.kept(ghost, ghost.events[n])}
    _forget(world)
    world.clock.pass_by(LONG)
    world.agreed, ghost.agreed = dict(backup.agreed), defaultdict(set, deepcopy(backup.known))
    world.fence = 0
    epochs = [tool.epochs.get("sim", 0) for tool in world.tools.values()]
    world.unnoticed = max(epochs) > world.view().epoch()


def _forget(world: World) -> None:
    """Let go of what nobody can know of records that were made, or known, since the copy.

    They are seen as for the first time: what is empty is filled, also where somebody has emptied
    it. Of one that was put out of sight no tool tells anything; here it is gone for good. Nor is
    it an edit to go back to what the copy believes to be shown; and what was written since the
    copy looks typed wherever it stands.
    """
    ghost, books = world.ghost, world.books
    world.forgotten = {place for place in ghost.things if books.item(*place) is None}
    world.stale = dict(_unlike(world))
    ghost.covered |= {ghost.latest[word] for word in ghost.removed if _uncertain(world, word)}
    for cell, events in ghost.shown.items():
        said = {word for n in events if (word := ghost.events[n].word)}
        if said == set(books.shown(*cell)):
            ghost.covered |= events
        ghost.echoed |= said.difference(books.shown(*cell))
    for name, record in world.forgotten:
        if world.tools[name].record(record).place != "listed":
            world.tools[name].purge(record)
            del ghost.things[name, record]


def _uncertain(world: World, word: str) -> bool:
    """Tell whether the copy cannot know of a removal, or takes a write of ours for an addition."""
    ghost, books = world.ghost, world.books
    gone = {cell for cell, _ in ghost.removed[word] if cell}
    if any(word not in books.shown(*cell) for cell in gone):
        return True
    return word in world.echoes


def _unlike(world: World) -> Iterator[tuple[Cell, set[str]]]:
    """Yield where the copy believes another thing to be shown, with what it does not know of."""
    for place in world.ghost.things:
        said = world.tools[place[0]].said(world.tools[place[0]].record(place[1]).fields)
        for name in world.setting.fields:
            shown, believed = set(words(said.get(name))), set(world.books.shown(*place, name))
            if shown != believed:
                yield (*place, name), shown - believed
