"""Named scenes: a world brought to the point where one run does something worth cutting off."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from connectors.memory import Fault
from syncline.domain.policy import FieldPolicy, Safety
from syncline.domain.text import plain
from syncline.engine.verdicts import accept
from tests.simulation.deciding import settle_conflict
from tests.simulation.engines import Script
from tests.simulation.events import Broken
from tests.simulation.people import bring, typed
from tests.simulation.rest import CENSUS, judge, to_rest
from tests.simulation.saved import load, save
from tests.simulation.setting import Setting
from tests.simulation.world import World

THREE = Setting(("A", "C", "D"), seed=2)  # exact; separate reads; rewriting, without lag
WRITES = ("create", "update", "stamp", "archive")
LASTING = frozenset({*WRITES, "epoch", "commit", "note", "release"})


@dataclass(frozen=True)
class Scene:
    """`begin` prepares; then a run is watched. `approved`: it carries out an approved plan.

    `undoes`: it takes back the last run that did this to a record.
    """

    begin: Callable[[World], None]
    setting: Setting = THREE
    approved: bool = False
    thief: int | None = None
    undoes: str = ""

    def run(self, world: World, script: Script) -> None:
        """Let the watched run happen."""
        if self.thief is not None and script.thief is None:
            script = replace(script, thief=self.thief)
        if self.undoes:
            rows = world.books.ask("SELECT run FROM changes WHERE what=?", self.undoes)
            world.undo(script, str(rows[-1][0]))
            return
        plan = world.plan() if self.approved else None
        digest = plan.plan.digest if plan and plan.plan else None
        world.rerun(script, digest)


def _make(world: World, tool: str = "A") -> str:
    made = world.tools[tool]
    fields = {
        "title": f"{world.word('t')} of scenes", "priority": world.word("p"),
        "status": made.word("planned"),
        "labels": frozenset({world.word("l")}), "description": plain(world.word("d")),
        "target": date(2030, 5, 1 + world.words), "launch": _moment(world),
    }  # fmt: skip
    record = made.add(fields, kind="epic", by="ann")  # type: ignore[arg-type]
    world.ghost.born(tool, record, made.said(made.record(record).fields))
    return record


def _moment(world: World) -> datetime:
    world.words += 1
    return datetime(2050, 1, 1, tzinfo=UTC) + timedelta(minutes=world.words)


def _known(world: World) -> dict[str, str]:
    """Make a record and let it arrive everywhere; return tool -> record."""
    _make(world)
    for _ in range(3):
        world.run(approve=True)
        world.clock.pass_by(600)
    return dict(world.ghost.things.keys())


def _type(world: World, homes: Mapping[str, str], tool: str, name: str, value: object) -> None:
    typed(world, world.tools[tool], homes[tool], name, value)


def create_everywhere(world: World) -> None:
    _make(world)
    _make(world, "C")


def update(world: World) -> None:
    homes = _known(world)
    _type(world, homes, "A", "priority", world.word("p"))
    _type(world, homes, "C", "title", f"{world.word('t')} anew")
    _type(world, homes, "D", "status", "done")
    _type(world, homes, "D", "launch", _moment(world))


def set_merge(world: World) -> None:
    homes = _known(world)
    held = world.tools["D"].record(homes["D"]).fields["labels"]
    assert isinstance(held, frozenset)
    _type(world, homes, "A", "labels", held | {world.word("l")})
    _type(world, homes, "C", "labels", held | {world.word("l")})
    _type(world, homes, "D", "labels", frozenset())


def text_merge(world: World) -> None:
    homes = _known(world)
    held = str(world.tools["A"].record(homes["A"]).fields["description"])
    _type(world, homes, "A", "description", plain(f"{world.word('d')}\n{held}"))
    _type(world, homes, "C", "description", plain(f"{held}\n{world.word('d')}"))


def conflict_held(world: World) -> None:
    homes = _known(world)
    _type(world, homes, "A", "priority", world.word("p"))
    _type(world, homes, "C", "priority", world.word("p"))


def conflict_resolved(world: World) -> None:
    conflict_held(world)
    world.run()
    settle_conflict(world, random.Random(1))


def proposal_accepted(world: World) -> None:
    homes = _known(world)
    _type(world, homes, "C", "priority", world.word("p"))
    world.run()
    proposal = world.view().proposals()[0]
    agreed = world.tools["A"].record(homes["A"]).fields["priority"]
    assert world.decide(lambda s: accept(s, proposal.id, by="eva"))
    world.ghost.decided(0, "priority", proposal.value, [agreed, proposal.value])


def edit_reverted(world: World) -> None:
    homes = _known(world)
    _type(world, homes, "C", "priority", world.word("p"))


def paired_by_title(world: World) -> None:
    first = _make(world)
    fields = world.tools["A"].record(first).fields
    same = world.tools["C"].add({"title": fields["title"]}, kind="epic", by="ann")
    world.ghost.things["C", same] = 0
    world.ghost.typed("C", same, "title", None, fields["title"])


def lost_create(world: World) -> None:
    _make(world)
    for tool in ("C", "D"):
        world.tools[tool].fail(Fault("lost", "create"))
    world.run(approve=True)
    world.clock.pass_by(10)


def put_away(world: World) -> None:
    """Let somebody throw a record away, and somebody else let the others go."""
    homes = _known(world)
    world.ghost.left_open("A", homes["A"], set())
    world.tools["A"].move(homes["A"], "trashed")
    for seconds in (CENSUS, 1_000):
        world.clock.pass_by(seconds)
        world.run()
    (question,) = world.view().proposals()
    assert world.decide(lambda s: accept(s, question.id, by="eva"))


def put_away_by_now(world: World) -> None:
    put_away(world)
    world.run()
    world.clock.pass_by(600)


def brought_back(world: World) -> None:
    """A person wants one of them back, and types in it."""
    put_away_by_now(world)
    homes = dict(world.ghost.things.keys())
    bring(world, world.tools["C"], homes["C"])
    _type(world, homes, "C", "priority", world.word("p"))


def emptied(world: World) -> None:
    homes = _known(world)
    _type(world, homes, "D", "target", None)


def _policy(elsewhere: str) -> Setting:
    policy = FieldPolicy(authority=("A",), elsewhere=elsewhere)  # type: ignore[arg-type]
    return replace(THREE, policies={"priority": policy})


SCENES: Mapping[str, Scene] = {
    "create everywhere": Scene(create_everywhere),
    "update": Scene(update),
    "set merge": Scene(set_merge),
    "text merge": Scene(text_merge),
    "conflict held": Scene(conflict_held),
    "conflict resolved": Scene(conflict_resolved),
    "proposal accepted": Scene(proposal_accepted, _policy("propose")),
    "edit reverted": Scene(edit_reverted, _policy("revert")),
    "paired by title, then marked": Scene(paired_by_title, approved=True),
    "lost create recovered": Scene(lost_create),
    "a first plan approved": Scene(
        create_everywhere, replace(THREE, safety=Safety(True, 10**6, 1.0, 1.0)), approved=True
    ),
    "emptied": Scene(emptied),
    "put away": Scene(put_away),
    "brought back by a person": Scene(brought_back),
    "brought back by an undo": Scene(put_away_by_now, undoes="archived"),
    "a second engine": Scene(update, thief=30),
}


class Stage:
    """One scene, prepared once and played again from there as often as wanted."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.world = World(scene.setting)
        scene.begin(self.world)
        assert not self.world.broken, self.world.broken
        self.saved = save(self.world)
        self.edges = tuple(self._played(Script()))

    def _played(self, script: Script) -> list[str]:
        self.scene.run(self.world, script)
        return self.world.watched.edges

    def again(self, script: Script, *, lost: tuple[str, int] | None = None) -> list[Broken]:
        """Play from the saved point; then peace; return every law that was broken."""
        world = self.world
        load(world, self.saved)
        if lost:
            tool, number = lost
            world.tools[tool].fail(Fault("lost", "write", after=number))
        self.scene.run(world, script)
        for last in (to_rest, judge):
            if not world.broken:
                last(world)
        return world.broken

    def cuts(self) -> list[int]:
        """Return the edges before which something lasting happens, and the last edge.

        Between two of them nothing is written anywhere, so to die at one edge or another is one.
        """
        lasting = [n for n, edge in enumerate(self.edges) if edge.split()[-1] in LASTING]
        return sorted({*(n for n in lasting if "before" in self.edges[n]), len(self.edges) - 1})

    def switches(self) -> list[int]:
        """Return the edges before every call and commit: after one is before the next."""
        return [n for n, edge in enumerate(self.edges) if "before" in edge]

    def calls(self) -> Iterator[tuple[str, int]]:
        """Yield every call that writes: the tool, and how many it has had before."""
        counts = dict.fromkeys(self.scene.setting.order, 0)
        for edge in self.edges:
            tool, *rest = edge.split()
            if rest and rest[0] == "before" and rest[-1] in WRITES:
                yield tool, counts[tool]
                counts[tool] += 1

    def close(self) -> None:
        """Let go of the world."""
        self.world.close()
