"""The quirks of the tools as data: how the sandbox shows each, and what proves that we survive."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ruamel.yaml import YAML

from tests.catalogue.rows import TESTS, Named, linked, pairs

FILE = Path(__file__).with_name("rows.yaml")
PAGE = TESTS.parent / "docs" / "quirks.md"
QUIRKS = tuple(f"Q{number}" for number in range(1, 41))
LIES = tuple(f"E{number}" for number in range(1, 25))
HEAD = """# Quirks and lies

Forty habits of Jira, Asana, Notion, Trello, Slack and their clients that a synchroniser must
survive, and the lies that an emulator must be able to tell. For each: how the [sandbox](sandbox.md)
is made to show it, the tests that it does, and the tests of the product that meet it there.
*In part* and *not yet* say what is missing. `tests/quirks/rows.yaml` is the source;
`python -m tests.quirks > docs/quirks.md` makes this page.

**{figure}.**
"""
TABLE = "\n## {title}\n\n| | where | what | switched by | shown | survived |\n{line}\n"
LINE = "| --- " * 6 + "|"


@dataclass(frozen=True)
class Quirk:
    """One habit or lie. `lie`: how the sandbox is made to do it; empty where it cannot."""

    name: str
    tool: str
    title: str
    lie: str
    sandbox: Named = field(default_factory=dict)
    survived: Named = field(default_factory=dict)
    missing: str = ""

    @property
    def state(self) -> str:
        """Say how far it is shown and survived."""
        if not self.missing:
            return "both"
        return "in part" if self.sandbox or self.survived else "not yet"


def rows() -> tuple[Quirk, ...]:
    """Return every row, in the order of the file."""
    data = YAML(typ="safe").load(FILE.read_text(encoding="utf-8"))
    return tuple(Quirk(name, **given) for name, given in data.items())


def counted(known: Sequence[Quirk]) -> str:
    """Count the rows by how far they are shown and survived."""
    states = [row.state for row in known]
    return (
        f"quirks and lies: {states.count('both')} of {len(states)} shown by the sandbox and "
        f"survived, {states.count('in part')} in part, {states.count('not yet')} not yet"
    )


def page(known: Sequence[Quirk]) -> str:
    """Render the page for people."""
    parts = [HEAD.format(figure=counted(known).capitalize())]
    for title, names in (("Quirks of the tools", QUIRKS), ("Lies of an emulator", LIES)):
        parts.append(TABLE.format(title=title, line=LINE))
        parts += [_line(row) for row in known if row.name in names]
    return "".join(parts)


def _line(row: Quirk) -> str:
    survived = [linked(*pair) for pair in pairs(row.survived)]
    survived += [f"*{row.state}*: {row.missing}"] if row.missing else []
    shown = "<br>".join(linked(*pair) for pair in pairs(row.sandbox))
    cells = (row.name, row.tool, row.title, row.lie, shown, "<br>".join(survived))
    return f"| {' | '.join(cells)} |\n"
