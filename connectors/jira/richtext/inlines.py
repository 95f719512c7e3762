"""Between the inline nodes of one block and its runs."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, Literal

from connectors.jira.richtext.grammar import Node
from connectors.jira.richtext.marks import read_marks, safe_link, written_marks
from connectors.jira.richtext.naming import inline_name
from connectors.jira.richtext.nodes import attributes, native_of, node_type
from syncline.domain.normaltext import normal_runs
from syncline.domain.plain import clean_line, one_line
from syncline.domain.text import Run

# -- reading ------------------------------------------------------------------------------------


def read_runs(nodes: Iterable[Any], home: str) -> tuple[Run, ...]:
    """Read the runs of a block; a break between equal runs is part of them. Raises Malformed."""
    runs: list[Run] = []
    breaks = ""  # a break has no marks of its own
    for node in nodes:
        if node_type(node) == "hardBreak":
            breaks += "\n"
            continue
        run = _run(node, home)
        if not clean_line(run.text):
            continue
        if breaks and runs and _look_alike(runs[-1], run):
            runs[-1] = replace(run, text=runs[-1].text + breaks + run.text)
        else:
            runs += [Run(breaks), run]
        breaks = ""
    return (*runs, Run(breaks))


def _look_alike(left: Run, right: Run) -> bool:
    same = (left.marks, left.link) == (right.marks, right.link)
    return same and not (left.native or right.native)


def _run(node: Node, home: str) -> Run:
    marks, link = read_marks(node)
    said = node.get("text") if node["type"] == "text" else attributes(node).get("text")
    is_emoji = node["type"] == "emoji" and isinstance(said, str) and not said.startswith(":")
    if isinstance(said, str) and (node["type"] == "text" or (is_emoji and one_line(said))):
        return Run(re.sub(r"\r\n?|\n", " ", said), marks, link)
    link = link or safe_link(attributes(node).get("url"))
    return Run(inline_name(node), marks, link, native_of(node, home))


# -- writing ------------------------------------------------------------------------------------


def write_runs(runs: Sequence[Run], source: Sequence[Node] = (), home: str = "") -> list[Node]:
    """Render runs; what `source` begins and ends with, and reads the same, is put back as it is."""
    fresh = _rendered(runs)
    if not source:
        return fresh
    letters = _letters(runs)
    first, begun = _same(letters, source, home, 1)
    last, ended = _same(letters[begun:][::-1], source[first:][::-1], home, -1)
    typed = letters[begun : len(letters) - ended]
    kept = [*source[:first], *_rendered(typed), *source[len(source) - last :]]
    alike = normal_runs(read_runs(kept, home)) == normal_runs(read_runs(fresh, home))
    return kept if alike else fresh


def _same(
    letters: Sequence[Run], source: Sequence[Node], home: str, step: Literal[1, -1]
) -> tuple[int, int]:
    """Return how many nodes read as the letters begin, and how many letters those are."""
    position = 0
    for count, node in enumerate(source):
        own = _letters(read_runs([node], home))[::step]
        there = letters[position : position + len(own)]
        if len(there) < len(own) or not all(map(_alike, there, own)):
            return count, position
        position += len(own)
    return len(source), position


def _letters(runs: Iterable[Run]) -> list[Run]:
    letters: list[Run] = []
    for run in runs:
        letters += [run] if run.native else [replace(run, text=c) for c in clean_line(run.text)]
    return letters


def _alike(left: Run, right: Run) -> bool:
    """Compare two letters; how a space looks cannot be seen."""
    return left == right or (left.text == right.text and left.text.isspace())


def _rendered(runs: Iterable[Run]) -> list[Node]:
    nodes: list[Node] = []
    for (_, _, native), alike in groupby(runs, key=lambda run: (run.marks, run.link, run.native)):
        if native:
            nodes += [json.loads(native.source) for _ in alike]
        else:
            nodes += _texts(list(alike))
    return nodes


def _texts(runs: Sequence[Run]) -> Iterator[Node]:
    for number, line in enumerate("".join(run.text for run in runs).split("\n")):
        if number:
            yield {"type": "hardBreak"}
        if line:
            marks = written_marks(runs[0])
            yield {"type": "text", "text": line} | ({"marks": marks} if marks else {})
