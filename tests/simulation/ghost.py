"""The oracle: the judge of every write and of the end. It imports nothing of the product."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from tests.simulation.events import CLOSED, MANY, Cell, Event, Seen, at, named, words
from tests.simulation.memory import Memory


class Ghost(Memory):
    """What was typed, held against what the engine writes and against what stands at the end."""

    def made(
        self, tool: str, record: str, fields: Mapping[str, object], *, late: bool = False
    ) -> None:
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
            self.written(tool, record, name, None, value, mark=self.moment, late=late)
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
        known = event.void or event.number in self.covered or event.word in new
        known = known or (event.word is None and bool(self.echoed.intersection(new)))
        if known or any(self.replaces(n, event) for n in heirs):
            return
        if event.moment > mark:
            self.covered.add(event.number)
            self.counts["covered in the window"] += 1
        elif not (self.kept(self, event) or self._outlived(event)):
            said = " ".join(new) or "(empty)"
            self.accuse(
                "I2", f"{at(cell)}: {named(event)} is overwritten by {said}, recorded nowhere"
            )

    def _outlived(self, event: Event) -> bool:
        """Tell whether somebody who had seen it typed something else, and that is kept."""
        rivals = (e for e in self.events if (e.thing, e.name) == (event.thing, event.name))
        return any(self.replaces(e.number, event) and self.kept(self, e) for e in rivals)

    def _revived(self, cell: Cell, heirs: set[int]) -> None:
        """A word that somebody replaced, and the engine knows it, never returns by itself."""
        event = self.events[max(heirs)]
        known = {
            n for n in self.agreed[event.thing, event.name] if self.events[n].word != event.word
        }
        if event.word not in self.echoed and any(
            event.number in self.events[n].before for n in known
        ):
            self.accuse("law 7", f"{at(cell)}: {named(event)} was overruled, and returns")

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
                self.accuse("I2", f"{at(cell)}: {word} is taken away, and nobody removed it")

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
                any(self.replaces(n, event) for n in rivals[event.thing, event.name])
                or self._everywhere(event, shows)
                or (event.word is None and all(self.echoed.intersection(one) for one in shows))
                or self.kept(self, event)
            ):
                said = f"{named(event)} is accounted for nowhere: {shows}"
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
