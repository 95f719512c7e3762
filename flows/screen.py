"""What the command line shows: results on stdout, everything else on stderr."""

import json
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

# What moves a cursor, colours, or turns the direction of text: synced text does none of it.
CONTROLS = dict.fromkeys(
    [*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
SPELLED = {sign: f"\\u{sign:04x}" for sign in CONTROLS if sign > 31}  # as JSON may write them
SHOWN = 40  # rows of a table on a screen; --json has all of them


class Screen:
    """One command's output; with `as_json` stdout holds one JSON document and nothing else."""

    def __init__(self, *, as_json: bool = False) -> None:
        width = None if sys.stdout.isatty() else int(os.environ.get("COLUMNS", "120"))
        self.as_json = as_json
        self.out = Console(width=width, highlight=False)
        self.err = Console(stderr=True, highlight=False, soft_wrap=True)

    def say(self, sentence: str) -> None:
        """Tell the person something that is not the result."""
        self.err.print(_inert(sentence))

    def problem(self, sentence: str) -> None:
        """Tell what went wrong and what to do."""
        self.err.print(f"[bold red]{_inert(sentence)}[/]")

    def internal(self, error: Exception) -> None:
        """Tell of a failure that should not have happened, with the place for a report."""
        frame = traceback.extract_tb(error.__traceback__)[-1]
        self.problem(
            f"Internal failure: {type(error).__name__}: {error} "
            f"({Path(frame.filename).name}:{frame.lineno}). Nothing is half-written: the next "
            "run goes on from here. Please report this line; SYNCLINE_TRACE=1 shows the trace."
        )
        if os.environ.get("SYNCLINE_TRACE"):
            self.err.print("".join(traceback.format_exception(error)), markup=False)

    def show(self, text: str) -> None:
        """Print a line of the result; silent with --json."""
        if not self.as_json:
            self.out.print(_inert(text), soft_wrap=True)

    def table(self, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Print a table of the result; silent with --json."""
        if self.as_json:
            return
        table = Table(title=_inert(title), title_justify="left", show_lines=False)
        for column in columns:
            table.add_column(column, overflow="fold")
        for row in rows:
            table.add_row(*(_inert(cell) for cell in row))
        self.out.print(table)

    def document(self, document: Mapping[str, object] | Sequence[object]) -> None:
        """Print the one JSON document; only with --json."""
        if self.as_json:
            text = json.dumps(document, ensure_ascii=False, indent=2)
            sys.stdout.write(text.translate(SPELLED) + "\n")

    def confirm(self, question: str) -> bool:
        """Ask a yes-or-no question; no where nobody can answer."""
        if not sys.stdin.isatty():
            self.say(f"{question} Nobody can answer here: use --yes.")
            return False
        self.err.print(f"{_inert(question)} \\[y/N] ", end="")
        return sys.stdin.readline().strip().lower() in {"y", "yes", "o", "oui"}


def _inert(text: str) -> str:
    """Return text that a terminal shows as it is, and nothing more."""
    return escape(text.translate(CONTROLS))
