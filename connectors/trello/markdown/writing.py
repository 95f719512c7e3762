"""Blocks -> Markdown in which whatever nobody edited keeps the lines that it has; pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from connectors.trello.markdown.inline import NO_TITLES, NOTHING
from connectors.trello.markdown.leaves import leaf
from connectors.trello.markdown.pairing import Slot, paired
from connectors.trello.markdown.signs import signed
from connectors.trello.markdown.source import NO_SOURCE, Source, read_source
from syncline.domain.text import CONTAINERS, Block, Tree

_ITEMS = ("bullet", "number")
_INTERRUPTING = re.compile(r" *(?:[-*+]|1[.)])")  # a list that needs no blank line after a text
_INDENTED_BY_TABS = re.compile(r"[ >*+.)\d-]*\t")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line to write; `origin`: which line of the source it is, if it is one."""

    text: str
    origin: int | None = None


@dataclass(frozen=True, slots=True)
class Care:
    """How much of a source stays where it might read as something else between new lines.

    `loose`: blocks that depend on their neighbours. `deep`: parts inside of edited blocks.
    """

    loose: bool = True
    deep: bool = True


CARES = (Care(), Care(loose=False), Care(loose=False, deep=False))
"""From the least on: what is written is read again, and most of the time is right at once."""


def composed(wanted: Sequence[Tree], source: Source = NO_SOURCE, care: Care = CARES[0]) -> str:
    """Return the Markdown of blocks, with the lines of those that the source has."""
    lines = _Composer(care).lines(wanted, source)
    end = "\r\n" if "\r\n" in source.ends else "\n"
    text = "".join(
        line.text + (end if line.origin is None else source.ends[line.origin] or end)
        for line in lines[:-1]
    )
    return text + lines[-1].text if lines else text


@dataclass(frozen=True, slots=True)
class _Composer:
    care: Care

    def lines(
        self, wanted: Sequence[Tree], source: Source, above: Tree | None = None
    ) -> list[_Line]:
        """Return the lines of what stands side by side, in the frame `above` if in one."""
        slots = signed(paired(wanted, source.parts, loose=self.care.loose), source.lines)
        out: list[_Line] = []
        for before, slot in zip([None, *slots], slots, strict=False):
            out += _between(before, slot, source, above) if before else _first(slot, source, above)
            out += self._written(slot, source)
        if slots and slots[-1].part and slots[-1].part is source.parts[-1]:
            out += _kept(source, slots[-1].part.end, len(source.lines))
        return [*out, *_left(source, out)]

    def _written(self, slot: Slot, source: Source) -> Iterator[_Line]:
        part = slot.part
        if part and slot.same:
            yield from _kept(source, part.start, part.end)
        elif slot.tree.block.kind in CONTAINERS:
            yield from self._frame(slot, source)
        else:
            yield from map(_Line, leaf(slot.tree.block, part.titles if part else NO_TITLES))

    def _frame(self, slot: Slot, source: Source) -> Iterator[_Line]:
        """Write a list item or a quote, of which each line begins with its sign or an indent."""
        inside = _inside(slot, source) if self.care.deep else NO_SOURCE
        inner = self.lines(_content(slot.tree), inside, slot.tree)
        first = slot.sign or "> "
        rest = " " * len(first) if slot.sign else first
        for number, line in enumerate(inner):
            begins = number == 0
            if slot.part and line.origin is not None and begins == (line.origin == 0):
                at = slot.part.start + line.origin
                yield _Line(source.lines[at], at)
            else:
                sign = first if begins else rest
                yield _Line(sign + line.text if line.text else sign.rstrip())


def _first(slot: Slot, source: Source, above: Tree | None) -> list[_Line]:
    kept = _kept(source, 0, slot.part.start) if slot.part and slot.follows(None) else []
    return kept or ([_Line(NOTHING), _Line("")] if above and _headless(above) else [])


def _between(before: Slot, slot: Slot, source: Source, above: Tree | None) -> list[_Line]:
    if before.part and slot.part and slot.follows(before):
        return _kept(source, before.part.end, slot.part.start)
    within = above and above.block.kind in _ITEMS and _short(above) and not before.sign
    close = _short(before.tree) if slot.joined else within and _INTERRUPTING.match(slot.sign)
    return [] if close else [_Line("")]


def _short(tree: Tree) -> bool:
    """Tell whether an item consists of one text, and of such items."""
    return all(one.block.kind in _ITEMS and _short(one) for one in tree.below)


def _kept(source: Source, start: int, end: int) -> list[_Line]:
    return [_Line(source.lines[at], at) for at in range(start, end)]


def _left(source: Source, written: Sequence[_Line]) -> Iterator[_Line]:
    """Give the link definitions that stood between blocks that are not there any more."""
    there = {line.origin for line in written}
    for start, end in source.definitions:
        if start not in there:
            yield from (_Line(""), *_kept(source, start, end))


def _content(tree: Tree) -> list[Tree]:
    head = [Tree(Block("paragraph", tree.block.runs))] if tree.block.runs else []
    return [*head, *tree.below]


def _headless(tree: Tree) -> bool:
    """Tell whether what stands first inside would be read as the frame's own text."""
    return not tree.block.runs and tree.below[0].block.kind in {"paragraph", "more"}


def _inside(slot: Slot, source: Source) -> Source:
    """Return what stands in a frame of the source; nothing where tabs hide where it begins."""
    if not slot.part:
        return NO_SOURCE
    lines = source.lines[slot.part.start : slot.part.end]
    if any(_INDENTED_BY_TABS.match(line) for line in lines):
        return NO_SOURCE
    if slot.sign:
        width = len(slot.sign)
        bare = [lines[0][width:], *(re.sub(f"^ {{0,{width}}}", "", line) for line in lines[1:])]
    else:
        bare = [re.sub("^ {0,3}> ?", "", line) for line in lines]
    return read_source("\n".join(bare), "", source.references)
