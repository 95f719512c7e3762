"""What people do in the tools; each act draws all it needs from its own dice."""

import random
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta

from connectors.memory import MemoryTool
from connectors.memory.tool import API
from syncline.domain.text import Block, BlockKind, Document, Run
from tests.simulation.deciding import settle_conflict, settle_proposal
from tests.simulation.events import CLOSED, MANY, words
from tests.simulation.tools import NATIVES, ZONE, SimTool
from tests.simulation.watched import plain, told
from tests.simulation.world import World

Act = Callable[[World, random.Random], None]
KINDS: tuple[BlockKind, ...] = ("paragraph", "heading", "task", "quote", "bullet")
FIRST = date(2050, 1, 1)
OUT_OF_SIGHT = ("unlisted", "trashed", "hidden", "archived")
CREATED = ("title", "status", "priority", "labels", "description", "target", "owner")


def _native(world: World, tool: SimTool, name: str, rng: random.Random, held: object) -> object:
    """Return a new value of a field, in the tool's own terms."""
    if name == "title":
        return f"{world.word('t')} about the {rng.choice(('blue', 'green'))} one"
    if name == "status":
        return rng.choice(NATIVES[tool.name][rng.choice(sorted(NATIVES[tool.name]))])
    if name in MANY:
        return _labels(world, rng, held) if name == "labels" else _body(world, tool, rng, held)
    return (
        _moment(world, tool, rng, held)
        if name in world.setting.moments
        else _single(world, tool, name)
    )


def _moment(world: World, tool: SimTool, rng: random.Random, held: object) -> date:
    """Return another time of the same day, where there is one; or a day without a time."""
    world.words += 1
    world.counts["moments typed"] += 1
    if rng.random() < 0.2:
        return FIRST + timedelta(days=world.words)
    day = held.astimezone(UTC).date() if isinstance(held, datetime) else held
    midnight = datetime.combine(day if isinstance(day, date) else FIRST, time(), UTC)
    at = midnight + timedelta(minutes=world.words)
    if tool.name == "C":  # whose people type seconds, which nobody else shows
        at += timedelta(seconds=37)
    return at.astimezone(ZONE) if tool.name == "B" else at


def _single(world: World, tool: SimTool, name: str) -> object:
    if name == "priority":
        return world.word("p")
    if name == "owner":
        return _person(world, tool)
    world.words += 1
    return date(2030, 1, 1) + timedelta(days=world.words)


def _person(world: World, tool: SimTool) -> str:
    word = world.word("u")
    for other in world.tools.values():
        if other.quirks.accounts_only:
            other.people[f"acc-{word}"] = f"{word}@acme.example"
    return f"acc-{word}" if tool.quirks.accounts_only else f"{word}@acme.example"


def _labels(world: World, rng: random.Random, held: object) -> frozenset[str]:
    labels = held if isinstance(held, frozenset) else frozenset[str]()
    if labels and rng.random() < 0.35:
        return labels - {rng.choice(sorted(labels))}
    return labels | {world.word("l")}


def _body(world: World, tool: SimTool, rng: random.Random, held: object) -> Document | None:
    blocks = list(held.blocks) if isinstance(held, Document) else []
    at, dice = rng.randrange(len(blocks) + 1), rng.random()
    if blocks and dice < 0.2:
        del blocks[min(at, len(blocks) - 1)]
        return Document(tuple(blocks)) if blocks else None
    word = world.word("d")
    kind = "paragraph" if tool.quirks.lines else KINDS[sum(map(ord, word)) % len(KINDS)]
    written = Block(kind, (Run(f"{word} said so"),))
    if blocks and dice < 0.6:
        blocks[min(at, len(blocks) - 1)] = written
    else:
        blocks.insert(at, written)
    return Document(tuple(blocks))


# -- in the tools -----------------------------------------------------------------------------


def create(world: World, rng: random.Random) -> None:
    """Make a record in one tool."""
    tool = world.tools[rng.choice(world.setting.order)]
    fields = {"title": _native(world, tool, "title", rng, None)}
    for name in (*CREATED[1:], *world.setting.moments):
        if name in (tool.fields or ()) and rng.random() < 0.6:
            fields[name] = _native(world, tool, name, rng, None)
    record = tool.add(fields, kind="epic", by="ann")  # type: ignore[arg-type]
    said = tool.said(tool.record(record).fields)
    world.say(f"ann makes {tool.name} {record}: {told(said)}")
    world.ghost.born(tool.name, record, said)


def _some_record(world: World, rng: random.Random, *places: str) -> tuple[SimTool, str] | None:
    for tool in world.tools.values():
        tool.land()
    there = [
        (tool, record.id)
        for _, tool in sorted(world.tools.items())
        for record in tool.records()
        if record.place in (places or ("listed",))
    ]
    return rng.choice(there) if there else None


def edit(world: World, rng: random.Random, name: str | None = None) -> None:
    """Change one field of a record."""
    found = _some_record(world, rng)
    name = name or rng.choice((*world.setting.fields, "priority", "priority", "labels", "title"))
    if found is None or name not in (found[0].fields or ()):
        return
    tool, record = found
    value = _native(world, tool, name, rng, tool.record(record).fields.get(name))
    typed(world, tool, record, name, value)


def clear(world: World, rng: random.Random) -> None:
    """Empty one field of a record."""
    found = _some_record(world, rng)
    name = rng.choice(("priority", "owner", "target", *world.setting.moments))
    if found and name in (found[0].fields or ()) and found[0].record(found[1]).fields.get(name):
        typed(world, *found, name, None)


def back(world: World, rng: random.Random) -> None:
    """Put the former value of a field back."""
    found = _some_record(world, rng)
    name = rng.choice(("priority", "target", "owner", *world.setting.moments))
    if found is None or name not in (found[0].fields or ()):
        return
    tool, record = found
    held = tool.record(record).fields.get(name)
    past = [v.fields.get(name) for v in tool.history(record)]
    former = [v for v in past if v != held and v is not None]
    if former and held is not None:
        typed(world, tool, record, name, former[-1])


def typed(world: World, tool: SimTool, record: str, name: str, value: object) -> None:
    """Let a person put a value into a field, and the ghost know."""
    if name in tool.quirks.later and _made_unseen(world, tool, record):
        # It cannot be told from a create that was cut before it came to this field.
        world.counts["typed into a half-made record"] += 1
        return
    old = tool.said(tool.record(record).fields).get(name)
    tool.edit(record, name, value, by="bob")  # type: ignore[arg-type]
    new = tool.said(tool.record(record).fields).get(name)
    elsewhere = _elsewhere(world, tool, record, name)
    void = _void(world, tool, record, name, new)
    world.say(
        f"bob types {tool.name} {record} {name}: {plain(old)} -> {plain(new)}"
        + " (elsewhere)" * elsewhere
    )
    if not world.books.met(tool.name, record, name):
        world.ghost.echoed |= set(words(new))  # as what it shows first, it fills what is empty
    gone = set(words(old)).difference(words(new))
    unsure = _unmet(world, tool, record) or (tool.name, record, name) in world.stale
    unsure = unsure or (name in MANY and world.books.in_flight(tool.name, record, name))
    lost = {word for word in gone if unsure or word in world.echoes}
    void = void and not lost
    world.ghost.typed(tool.name, record, name, old, new, elsewhere=elsewhere, void=void)
    if name in MANY:  # what is taken out there may come back, or not
        world.ghost.covered |= {world.ghost.latest[word] for word in lost}
    elif lost and (not words(new) or _believed(world, tool, record, name, new)):
        world.ghost.covered |= world.ghost.shown[tool.name, record, name]


def _elsewhere(world: World, tool: SimTool, record: str, name: str) -> bool:
    """Tell whether somebody else decides this field by now, as far as Syncline can know."""
    policy = world.setting.policies.get(name)
    item = world.books.item(tool.name, record)
    if policy is None or not policy.authority or tool.name in policy.authority or item is None:
        return False
    rows = world.books.ask("SELECT replica, id FROM records WHERE item=?", item)
    away = world.books.absent(item)
    homes = {r for r, home in rows if world.tools[r].record(home).place == "listed"} - away
    return bool(homes.intersection(policy.authority))


def _unmet(world: World, tool: SimTool, record: str) -> bool:
    """Tell whether a restored store has yet to meet a record."""
    return (tool.name, record) in world.forgotten and not world.books.item(tool.name, record)


def _believed(world: World, tool: SimTool, record: str, name: str, new: object) -> bool:
    """Tell whether a value is what the state believes to be shown there."""
    return sorted(world.books.shown(tool.name, record, name)) == sorted(words(new))


def _taken_in(world: World, tool: SimTool, record: str, since: int) -> bool:
    """Tell whether a run is about to account for what was there until now.

    What it reads again just before a write is not accounted for: that write is left out.
    """
    reading = (engine for engine in world.stack if not engine.applying)
    return any(engine.marks.get((tool.name, record), -1) >= since for engine in reading)


def _void(world: World, tool: SimTool, record: str, name: str, new: object) -> bool:
    """Tell whether the value is back to what the state believes to be shown, before anyone looked.

    Also an element whose write is open: it cannot be told from one that never came. Of all else the
    log of the tool tells that somebody has put it back.
    """
    said = words(new)
    if name in CLOSED or (said and name not in MANY and said[0] not in world.ghost.latest):
        return False
    back = _believed(world, tool, record, name, new)
    here = world.ghost.shown.get((tool.name, record, name), frozenset())
    since = max((world.ghost.events[n].moment for n in here), default=0)
    if not back or _taken_in(world, tool, record, since):
        return False
    known = world.books.item(tool.name, record) is not None  # else its create is open
    if world.books.in_flight(tool.name, record, name) and (known or name not in MANY):
        world.counts["put back while a write was open"] += 1
        return name in MANY
    if name in MANY:
        return False
    return not any(
        here & cell for (t, _, n), cell in world.ghost.shown.items() if t != tool.name and n == name
    )


def move(world: World, rng: random.Random) -> None:
    """Throw a record away, hide it, take it out of the listing, or bring one back."""
    if rng.random() < 0.5 and (gone := _some_record(world, rng, *OUT_OF_SIGHT)):
        tool, record = gone
        place = "listed"
    elif found := _some_record(world, rng):
        tool, record = found
        place = rng.choice(("unlisted", "hidden", "trashed"))
    else:
        return
    if _unmet(world, tool, record):
        return
    if place != "listed" and _made_unseen(world, tool, record):
        world.counts["put away before a lost create was looked up"] += 1
        return
    world.say(f"cat moves {tool.name} {record}: {place}")
    world.counts["moves"] += 1
    decides = {n for n, p in world.setting.policies.items() if tool.name in p.authority}
    world.ghost.left_open(tool.name, record, decides)
    bring(world, tool, record) if place == "listed" else tool.move(record, place)  # type: ignore[arg-type]


def bring(world: World, tool: SimTool, record: str) -> None:
    """Bring a record back; what Syncline put away stays until somebody decides anew."""
    if tool.record(record).place == "archived":
        world.brought.add((tool.name, record))
        world.counts["brought back"] += 1
    world.unaware[tool.name, record] = {engine.number for engine in world.stack}
    tool.move(record, "listed")


def _made_unseen(world: World, tool: MemoryTool, record: str) -> bool:
    """Tell whether Syncline made this record and does not know it yet: its answer was lost.

    Whoever puts it away at that moment hides the only trace of it: no tool lets anybody search its
    trash by a marker. That window is documented, and counted here.
    """
    mine = tool.history(record)[0].touched["title"].by == API
    known = world.books.item(tool.name, record) is not None
    return mine and not (known and not world.books.in_flight(tool.name, record))


def schema(world: World, rng: random.Random) -> None:
    """Take a field away from a tool, or bring all of them back."""
    tool = world.tools[rng.choice(world.setting.order)]
    gone = [name for name in world.setting.fields if name not in (tool.fields or ())]
    if gone:
        tool.fields |= set(gone)  # type: ignore[operator]
        world.say(f"dan brings {', '.join(gone)} back to {tool.name}")
    else:
        name = rng.choice(("priority", "target", "labels", "owner", *world.setting.moments))
        tool.fields -= {name}  # type: ignore[operator]
        world.say(f"dan takes {name} away from {tool.name}")
    world.counts["schema edits"] += 1


ACTS: Mapping[str, Act] = {
    "create": create, "edit": edit, "clear": clear, "back": back, "move": move, "schema": schema,
    "settle conflict": settle_conflict, "settle proposal": settle_proposal,
}  # fmt: skip
