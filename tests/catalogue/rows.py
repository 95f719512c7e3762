"""The catalogue as data: every known failure and every invariant, with the tests that watch it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ruamel.yaml import YAML

TESTS = Path(__file__).resolve().parents[1]
FILE = Path(__file__).with_name("rows.yaml")
PAGE = TESTS.parent / "docs" / "catalogue.md"
FAILURES = tuple(f"F{number}" for number in range(1, 103))
INVARIANTS = tuple(f"I{number}" for number in range(1, 27))
SECTIONS: Mapping[str, str] = {
    "F1": "Identity, creation, duplicates",
    "F16": "Reading: cursors, pages, partial views",
    "F32": "Deletions, archives, permissions",
    "F40": "Merging, concurrency, time",
    "F57": "What a field holds",
    "F75": "State, configuration, life of a process",
    "F85": "Alerts",
    "F94": "Security",
    "I1": "Invariants",
}
HEAD = """# Catalogue of failures

In 102 ways synchronisers are known to fail: from their trackers, their users and their manuals.
Below, each has the tests that would fail if Syncline did; then the 26 invariants that must hold
whatever happens. *In part* and *not yet* say what is missing. `tests/catalogue/rows.yaml` is the
source; `python -m tests.catalogue > docs/catalogue.md` makes this page.

{figure}
"""
Named = Mapping[str, Sequence[str]]  # file below tests/ -> its functions


@dataclass(frozen=True)
class Row:
    """One failure or invariant; `failing` are tests of what is missing, expected to fail."""

    name: str
    title: str
    tests: Named = field(default_factory=dict)
    missing: str = ""
    failing: Named = field(default_factory=dict)

    @property
    def state(self) -> str:
        """Say how far the row is covered."""
        if not self.missing:
            return "covered"
        return "in part" if self.tests else "not yet"


def rows() -> tuple[Row, ...]:
    """Return every row, in the order of the file."""
    data = YAML(typ="safe").load(FILE.read_text(encoding="utf-8"))
    return tuple(Row(name, **given) for name, given in data.items())


def pairs(named: Named) -> Iterator[tuple[str, str]]:
    """Yield file and function of every test."""
    return ((file, test) for file, tests in named.items() for test in tests)


def counted(known: Sequence[Row]) -> str:
    """Count the failures by how far they are covered."""
    states = [row.state for row in known if row.name in FAILURES]
    return (
        f"catalogue: {states.count('covered')} of {len(states)} rows covered, "
        f"{states.count('in part')} in part, {states.count('not yet')} not yet"
    )


def page(known: Sequence[Row]) -> str:
    """Render the page for people."""
    said = counted(known).capitalize()
    parts = [HEAD.format(figure=f"**{said}.**")]
    for row in known:
        if row.name in SECTIONS:
            parts.append(f"\n## {SECTIONS[row.name]}\n\n| | What | Tests |\n| --- | --- | --- |\n")
        parts.append(f"| {row.name} | {row.title} | {_watched(row)} |\n")
    return "".join(parts)


def _watched(row: Row) -> str:
    links = [linked(*pair) for pair in pairs(row.tests)]
    if row.missing:
        links.append(f"*{row.state}*: {row.missing}")
    links += [f"fails today: {linked(*pair)}" for pair in pairs(row.failing)]
    return "<br>".join(links)


def linked(file: str, test: str) -> str:
    """Name a test as a sentence, with a link to its file."""
    return f"[{test.removeprefix('test_').replace('_', ' ')}](../tests/{file})"
