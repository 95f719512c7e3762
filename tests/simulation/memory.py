"""Who typed what and where, having seen what: the memory of the oracle."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from tests.simulation.events import CLOSED, MANY, Broken, Cell, Event, words


@dataclass
class Memory:
    """Everything that was typed, in order, and what the engine is known to have seen of it.

    `kept`: whether the state holds an event verbatim, marked as held, proposed, reverted, replaced
    or overruled.
    """

    kept: Callable[["Memory", Event], bool]
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
    echoed: set[str] = field(default_factory=set)  # words that are met as for the first time
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
            self._typed_many(thing, cell, words(old), words(new), void=void)
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
        self, thing: int, cell: Cell, old: tuple[str, ...], new: tuple[str, ...], *, void: bool
    ) -> None:
        for word in new:
            if word not in old:
                self._event(thing, cell[2], word, (), cell=cell, void=void)
        for word in old:
            # What was typed here itself is gone; of what was written here nobody can tell.
            if word not in new and not (void and self.events[self.latest[word]].cell != cell):
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
            # Somebody may have taken it out elsewhere, unseen by who chose it: it may go, or stay.
            self.covered |= {self.latest[word] for word in chosen if word in self.removed}
            for word in seen.difference(chosen):
                self.removed.setdefault(word, []).append((None, self.moment))
        else:
            before = {self.latest[w] for w in seen if w in self.latest} | self.clears[thing, name]
            made = self._event(thing, name, next(iter(chosen), None), before)
            self.read.add(made.number)
            self.agreed[thing, name].add(made.number)

    # -- what the engine has seen -----------------------------------------------------------

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

    def agreed_empty(self, cell: Cell, thing: int) -> None:
        """Note that an emptying was agreed: a cell that shows nothing shows it, unwritten too."""
        if cell[2] not in MANY | CLOSED and not self.shown.get(cell):
            self.shown[cell] = frozenset(self.clears[thing, cell[2]] & self.read)

    def replaces(self, number: int, event: Event) -> bool:
        """Tell whether an event was typed by somebody who had seen what the other one shows.

        Who saw the same word, typed earlier by somebody else, has seen it as well.
        """
        later = self.events[number]
        weaker = later.elsewhere and not event.elsewhere and later.cell != event.cell
        if number in event.before or weaker:
            return False
        seen = event.number in later.before
        return seen or any(self.events[n].word == event.word for n in later.before)
