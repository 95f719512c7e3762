"""One document over four tools, round after round: nothing changes after the first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from syncline.domain.lifting import lift_document
from syncline.domain.text import Document
from tests.content.places import PLACES, Body
from tests.content.texts import Writer

ROUNDS = 10


@dataclass
class Carried:
    """What became of documents: how many blocks of each kind, and as what each tool shows them."""

    documents: int = 0
    trips: int = 0
    kinds: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # tool, kind, shown as
    broken: list[str] = field(default_factory=list)

    def add(self, other: "Carried") -> None:
        """Take over what another process carried."""
        self.documents += other.documents
        self.trips += other.trips
        self.kinds += other.kinds
        self.broken += other.broken

    def lines(self) -> list[str]:
        """Return the table of counts, a line a tool; what is shown as something else is named."""
        count = f"{len(self.broken)} changed, lost or live"
        over = f"{self.trips} round trips over {len(PLACES)} tools"
        made = [f"content: {self.documents} generated documents, {over}, {count}"]
        for place in PLACES:
            of = {(k, s): n for (tool, k, s), n in self.kinds.items() if tool == place.home}
            whole = ", ".join(f"{n} {k}" for (k, s), n in sorted(of.items()) if k == s)
            other = ", ".join(f"{n} {k} as {s}" for (k, s), n in sorted(of.items()) if k != s)
            name = place.__name__.removesuffix("Body")
            made.append(f"content in {name}: {whole}; not supported: {other or 'nothing'}")
        return made


def carried(seeds: Sequence[int], rounds: int = ROUNDS) -> Carried:
    """Carry the documents of seeds."""
    done = Carried()
    for seed in seeds:
        _carry(seed, rounds, done)
    return done


def _carry(seed: int, rounds: int, done: Carried) -> None:
    home = PLACES[seed % len(PLACES)]
    document = Writer(seed, home.mention).document()
    if document is None:
        return
    done.documents += 1
    for place in PLACES:
        if wrong := settled(place(), document, rounds, done, native=place is home):
            done.broken.append(f"seed {seed}, {place.__name__}: {wrong}")


def settled(body: Body, agreed: Document, rounds: int, done: Carried, *, native: bool) -> str:
    """Write what a tool can show, and the same again and again; say what changes."""
    shown = body.shows(agreed)
    for block, seen in zip(agreed.blocks, shown.blocks if shown else (), strict=False):
        done.kinds[body.home, block.kind, seen.kind] += 1
    if len(agreed.blocks) != len(shown.blocks if shown else ()):
        return "a block vanished, or two flowed together"
    body.write(shown)
    if (read := body.read()) != shown:
        return f"it reads {read}, and not {shown}"
    if (back := lift_document(agreed, shown, read)) != agreed:
        return f"it came back as {back}"
    source = body.source()
    for number in range(1, rounds):
        body.write(read)
        if body.source() != source:
            return f"round {number + 1} changed {source} into {body.source()}"
    done.trips += rounds
    if not native and (live := list(body.live())):
        return f"it is live there: {live}"
    return ""
