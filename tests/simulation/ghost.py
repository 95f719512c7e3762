"""The oracle: who typed what and where, having seen what. It imports nothing of the product.

Every value that people type carries a word that nobody typed before, so each word is one event.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

WORD = re.compile(r"\d{4}-\d\d-\d\d|[a-z]\d{4}")
MANY = frozenset({"labels", "description"})  # fields that hold several words at once
CLOSED = frozenset({"status"})  # fields with a vocabulary: their words are not unique

Cell = tuple[str, str, str]  # tool, record, field
Seen = Mapping[int, Mapping[str, list[tuple[str, ...]]]]


def words(value: object) -> tuple[str, ...]:
    """Return the words of a value, in their order."""
    if isinstance(value, frozenset):
        return tuple(sorted(w for element in value for w in words(element)))
    return tuple(WORD.findall(str(value))) if value is not None else ()


@dataclass(frozen=True)
class Broken:
    """A law that was broken, and how."""

    law: str
    what: str

    def __str__(self) -> str:
        return f"{self.law}: {self.what}"


@dataclass(frozen=True)
class Event:
    """Somebody typed a word (None: emptied the field), having seen those before it.

    `elsewhere`: typed where the field is not decided, so it replaces nothing by itself.
    `void`: back to what the tool was last known to show, before anyone looked: no edit.
    """

    number: int
    moment: int
    thing: int
    name: str
    word: str | None
    before: frozenset[int]
    elsewhere: bool = False
    void: bool = False
    cell: Cell | None = None  # where it was typed; None: decided in Syncline


@dataclass
class Ghost:
    """Everything that was typed, in order; the judge of every write and of the end.

    `kept`: whether the state holds an event verbatim, marked as held, proposed, reverted, replaced
    or overruled.
    """

    kept: Callable[["Ghost", Event], bool]
    events: list[Event] = field(default_factory=list)
    shown: dict[Cell, frozenset[int]] = field(default_factory=dict)
    things: dict[tuple[str, str], int] = field(default_factory=dict)  # record -> what it stands for
    owner: dict[str, int] = field(default_factory=dict)  # word -> the thing it was typed for
    latest: dict[str, int] = field(default_factory=dict)  # word -> its newest event
    removed: dict[str, list[tuple[Cell | None, int]]] = field(default_factory=dict)
    clears: dict[tuple[int, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    closed: dict[tuple[int, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    read: set[int] = field(default_factory=set)  # what an engine has read directly
    agreed: dict[tuple[int, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    covered: set[int] = field(default_factory=set)  # lost in the documented window
    writes: Counter[tuple[int, str]] = field(default_factory=Counter)  # by the engine
    acts: Counter[tuple[int, str]] = field(default_factory=Counter)  # by people
    counts: Counter[str] = field(default_factory=Counter)
    broken: list[Broken] = field(default_factory=list)
    moment: int = 0  # how often somebody has done something

    def accuse(self, law: str, what: str) -> None:
        """Note a broken law; the world stops at the next step."""
        self.broken.append(Broken(law, what))

    # -- people -----------------------------------------------------------------------------

    def born(self, tool: str, record: str, fields: Mapping[str, object]) -> int:
        """Note that a person made a record; return the thing it stands for."""
        thing = self.counts["things"]
        self.counts["things"] += 1
        self.things[tool, record] = thing
        for name, value in fields.items():
            self.typed(tool, record, name, None, value)
        return thing

    def typed(
        self, tool: str, record: str, name: str, old: object, new: object,
        *, elsewhere: bool = False, void: bool = False,
    ) -> None:  # fmt: skip
        """Note that a person changed a field of a record."""
        thing, cell = self.things[tool, record], (tool, record, name)
        self.counts["edits"] += 1
        self.moment += 1
        self.acts[thing, name] += 1
        if name in CLOSED:
            self.closed[thing, name].add(str(new))
        elif name in MANY:
            self._typed_many(thing, cell, words(old), words(new))
        else:
            word = next(iter(words(new)), None)
            saw = self.shown.get(cell, frozenset())
            event = self._event(thing, name, word, saw, elsewhere=elsewhere, void=void, cell=cell)
            self.shown[cell] = frozenset({event.number})

    def _event(
        self, thing: int, name: str, word: str | None, saw: Iterable[int],
        *, elsewhere: bool = False, void: bool = False, cell: Cell | None = None,
        by_itself: bool = False,
    ) -> Event:  # fmt: skip
        before = frozenset(saw).union(*(self.events[n].before for n in saw))
        event = Event(
            len(self.events), self.moment, thing, name, word, before, elsewhere, void, cell
        )
        self.events.append(event)
        if word is None:
            self.clears[thing, name].add(event.number)
        else:
            self.owner.setdefault(word, thing)
            if not void or by_itself or word not in self.latest:
                self.latest[word] = event.number
        return event

    def _typed_many(
        self, thing: int, cell: Cell, old: tuple[str, ...], new: tuple[str, ...]
    ) -> None:
        for word in new:
            if word not in old:
                self._event(thing, cell[2], word, (), cell=cell)
        for word in old:
            if word not in new:
                self.removed.setdefault(word, []).append((cell, self.moment))

    def left_open(self, tool: str, record: str, names: Collection[str]) -> None:
        """Note that a record which decides these fields comes or goes: anybody may decide now."""
        thing = self.things.get((tool, record))
        for number, event in enumerate(self.events):
            if event.elsewhere and event.thing == thing and event.name in names:
                self.events[number] = replace(event, elsewhere=False)

    def decided(self, thing: int, name: str, value: object, over: Iterable[object]) -> None:
        """Note that a person chose a value in Syncline, having seen the others."""
        chosen, seen = words(value), {w for one in over for w in words(one)}
        self.moment += 1
        self.acts[thing, name] += 1
        if name in CLOSED:
            self.closed[thing, name].add(str(value))
        elif name in MANY:
            for word in chosen:
                self.removed.pop(word, None)
            for word in seen.difference(chosen):
                self.removed.setdefault(word, []).append((None, self.moment))
        else:
            before = {self.latest[w] for w in seen if w in self.latest} | self.clears[thing, name]
            made = self._event(thing, name, next(iter(chosen), None), before)
            self.read.add(made.number)
            self.agreed[thing, name].add(made.number)

    # -- the engine -------------------------------------------------------------------------

    def rewrote(self, tool: str, record: str, name: str, value: object) -> None:
        """Note that a tool without an answer stored something else: it looks typed, by nobody."""
        cell = (tool, record, name)
        word, saw = words(value)[0], self.shown[cell]
        event = self._event(
            self.things[cell[:2]], name, word, saw, void=True, cell=cell, by_itself=True
        )
        self.shown[cell] = frozenset({event.number})

    def looked(self, tool: str, record: str) -> None:
        """Note that the engine has read a record directly."""
        for cell, events in self.shown.items():
            if cell[:2] == (tool, record):
                self.read |= events

    def agrees(self, value: object, name: str) -> None:
        """Note that a value became agreed: the newest event of it that was read."""
        if name not in MANY | CLOSED:
            for word in words(value):
                known = [e for e in self.events if e.word == word and e.number in self.read]
                if known:
                    self.agreed[known[-1].thing, name].add(known[-1].number)

    def made(self, tool: str, record: str, fields: Mapping[str, object]) -> None:
        """Judge a record that the engine made: of one thing, and the only one of it here."""
        known = {self.owner[w] for v in fields.values() for w in words(v) if w in self.owner}
        if len(known) != 1:
            self.accuse("I3", f"{tool} {record} is made of {len(known)} things: {dict(fields)}")
        thing = min(known, default=-1)
        if (tool, thing) in {(t, n) for (t, _), n in self.things.items()}:
            others = [r for (t, r), n in self.things.items() if (t, n) == (tool, thing)]
            self.accuse("I5", f"{tool} {record} doubles {', '.join(others)}")
        self.things[tool, record] = thing
        for name, value in fields.items():
            self.written(tool, record, name, None, value, mark=self.moment)
        for (other, name), emptied in self.clears.items():
            if other == thing and name not in fields:
                self.shown[tool, record, name] = frozenset(emptied)

    def written(
        self, tool: str, record: str, name: str, old: object, new: object,
        *, mark: int, late: bool = False,
    ) -> None:  # fmt: skip
        """Judge a write; `mark`: the moment of the last look; `late`: it lands only now."""
        thing, cell = self.things[tool, record], (tool, record, name)
        self.writes[thing, name] += 1
        if name in CLOSED:
            if new is not None and str(new) not in self.closed[thing, name]:
                self.accuse("I3", f"{tool} {record} {name}: nobody chose {new}")
            return
        for word in words(new):
            if self.owner.get(word) != thing:
                self.accuse("I3", f"{tool} {record} {name}: {word} was not typed for this item")
        if name in MANY:
            self._written_many(cell, words(old), words(new), mark)
        else:
            self._written_one(thing, cell, words(new), mark, late=late)

    def _written_one(
        self, thing: int, cell: Cell, new: tuple[str, ...], mark: int, *, late: bool
    ) -> None:
        name, former = cell[2], self.shown.get(cell, frozenset())
        heirs = {self.latest[w] for w in new if w in self.latest}
        heirs = heirs if new else set(self.clears[thing, name])
        for number in sorted(former - heirs):
            self._buried(cell, self.events[number], new, heirs, mark)
        if new and not former & heirs and not late:
            self._revived(cell, heirs)
        self.shown[cell] = frozenset(heirs)

    def _buried(
        self, cell: Cell, event: Event, new: tuple[str, ...], heirs: set[int], mark: int
    ) -> None:
        if event.void or event.word in new or any(self._replaces(n, event) for n in heirs):
            return
        if event.moment > mark:
            self.covered.add(event.number)
            self.counts["covered in the window"] += 1
        elif not self.kept(self, event):
            said = " ".join(new) or "(empty)"
            self.accuse(
                "I2", f"{_at(cell)}: {_named(event)} is overwritten by {said}, recorded nowhere"
            )

    def _replaces(self, number: int, event: Event) -> bool:
        """Tell whether an event was typed by somebody who had seen what the other one shows.

        Who saw the same word, typed earlier by somebody else, has seen it as well.
        """
        later = self.events[number]
        weaker = later.elsewhere and not event.elsewhere and later.cell != event.cell
        if number in event.before or weaker:
            return False
        seen = event.number in later.before
        return seen or any(self.events[n].word == event.word for n in later.before)

    def _revived(self, cell: Cell, heirs: set[int]) -> None:
        """A word that somebody replaced, and the engine knows it, never returns by itself."""
        event = self.events[max(heirs)]
        known = {
            n for n in self.agreed[event.thing, event.name] if self.events[n].word != event.word
        }
        if any(event.number in self.events[n].before for n in known):
            self.accuse("law 7", f"{_at(cell)}: {_named(event)} was overruled, and returns")

    def _written_many(
        self, cell: Cell, old: tuple[str, ...], new: tuple[str, ...], mark: int
    ) -> None:
        for word in new:
            gone = self.removed.get(word, [])
            if word not in old and gone and all(c == cell and m > mark for c, m in gone):
                del self.removed[word]  # somebody removed it between the look and the write
                self.counts["covered in the window"] += 1
        for word in old:
            if word in new or word in self.removed:
                continue
            event = self.events[self.latest[word]]
            if event.moment > mark and cell[2] == "description":
                self.covered.add(event.number)
                self.counts["covered in the window"] += 1
            elif cell[2] == "labels" or not self.kept(self, event):
                self.accuse("I2", f"{_at(cell)}: {word} is taken away, and nobody removed it")

    # -- the end ----------------------------------------------------------------------------

    def judge_end(self, seen: Seen, thrown: Collection[tuple[str, str]]) -> None:
        """Ask for every event: is it shown everywhere, answered by somebody who saw it, or kept?

        `seen`: thing -> field -> the words that each tool shows of it in its listing. `thrown`:
        records that are shown no more; what stands there alone went with them.
        """
        cells = [cell for cell in self.shown if cell[:2] in thrown]
        gone = {n for cell in cells for n in self.shown[cell]} | self._gone_words(thrown)
        rivals: dict[tuple[int, str], list[int]] = defaultdict(list)
        for event in self.events:
            rivals[event.thing, event.name].append(event.number)
        for event in self.events:
            shows = seen.get(event.thing, {}).get(event.name)
            if not shows or event.void or event.number in self.covered | gone:
                continue
            if event.name in MANY:
                self._judge_one_of_many(event, shows)
            elif not (
                any(self._replaces(n, event) for n in rivals[event.thing, event.name])
                or self._everywhere(event, shows)
                or self.kept(self, event)
            ):
                said = f"{_named(event)} is accounted for nowhere: {shows}"
                self.accuse("I2", f"{event.name}: {said}")

    def _gone_words(self, thrown: Collection[tuple[str, str]]) -> set[int]:
        """Return the events of words that were typed into, or taken out of, a thrown record."""
        taken = {
            w for w, gone in self.removed.items() if any(c and c[:2] in thrown for c, _ in gone)
        }
        return {
            e.number for e in self.events
            if e.name in MANY and (e.word in taken or (e.cell and e.cell[:2] in thrown))
        }  # fmt: skip

    def _everywhere(self, event: Event, shows: list[tuple[str, ...]]) -> bool:
        wanted = () if event.word is None else (event.word,)
        return all(one == wanted for one in shows)

    def _judge_one_of_many(self, event: Event, shows: list[tuple[str, ...]]) -> None:
        word = str(event.word)
        gone = word in self.removed
        if all((word in one) != gone for one in shows) or self.kept(self, event):
            return
        said = "was removed, and is" if gone else "was added, and is not"
        self.accuse("I2", f"{event.name}: {word} {said} shown in every tool: {shows}")


def _named(event: Event) -> str:
    return event.word or "the emptying"


def _at(cell: Cell) -> str:
    return " ".join(cell)
