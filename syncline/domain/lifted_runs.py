"""Carry an edit of the words of one block back to runs that know more than was shown."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby

from syncline.domain.text import Native, Run


@dataclass(frozen=True, slots=True)
class _Ink:
    """How one token looks; of a native run also which one it is, and all of its text."""

    marks: frozenset[str]
    link: str | None
    native: Native | None = None
    whole: str = ""
    run: int = 0


Inked = tuple[str, _Ink]


def lift_runs(old: Sequence[Run], shown: Sequence[Run], new: Sequence[Run]) -> tuple[Run, ...]:
    """Give the words that nobody touched the look that they have in `old`.

    `shown` has the text of `old`; where it has not, nothing can be told.
    """
    before, seen = list(_inked(old)), list(_inked(shown))
    after = list(_inked(new, first=len(old)))
    was, looked, now = ([text for text, _ in side] for side in (before, seen, after))
    if was != looked:
        return tuple(new)
    out: list[Inked] = []
    position = 0
    matcher = SequenceMatcher(None, looked, now, autojunk=False)
    for start, at, size in matcher.get_matching_blocks():
        out += after[position:at]
        for token in range(size):
            text, ink = after[at + token]
            out.append((text, _lifted(before[start + token][1], seen[start + token][1], ink)))
        position = at + size
    return _runs(out)


def _lifted(before: _Ink, seen: _Ink, after: _Ink) -> _Ink:
    """Return how a word looks: as it is marked now, with what could not be shown of it."""
    marks = after.marks | (before.marks - seen.marks)
    if after.link != seen.link or after.native or seen.native:
        return replace(after, marks=marks)
    return replace(before, marks=marks)


def tokens(text: str) -> list[str]:
    """Return the words, spaces and signs of a text."""
    return re.findall(r"\w+|\s|[^\w\s]", text)


def _inked(runs: Sequence[Run], first: int = 0) -> Iterator[Inked]:
    for number, run in enumerate(runs, first):
        ink = _Ink(run.marks, run.link)
        if run.native:
            ink = _Ink(run.marks, run.link, run.native, run.text, number)
        for token in tokens(run.text):
            yield token, ink


def _runs(inked: list[Inked]) -> tuple[Run, ...]:
    """Join tokens into runs; a native run that is not whole any more is its text."""
    runs: list[Run] = []
    for ink, group in groupby(inked, key=lambda token: token[1]):
        text = "".join(token for token, _ in group)
        runs.append(Run(text, ink.marks, ink.link, ink.native if text == ink.whole else None))
    return tuple(runs)
