"""What is wrong in a configuration: a place, a sentence, and what to write instead."""

import difflib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from syncline.domain.errors import ConfigurationError

Route = tuple[str | int, ...]
"""The way from the top of a file to a value: keys and list positions."""

SHOWN_AT_MOST = 50


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong, or worth knowing, in one place of a file."""

    file: str
    line: int
    path: str
    message: str
    remedy: str

    def __str__(self) -> str:
        """Give the line that a person reads."""
        return f"{self.file}:{self.line}: {self.path}: {self.message}. {self.remedy}"


class BrokenConfiguration(ConfigurationError):
    """Everything that is wrong in the files of one portfolio."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        lines = [str(problem) for problem in self.problems[:SHOWN_AT_MOST]]
        more = len(self.problems) - len(lines)
        if more:
            lines.append(f"... and {more} more. Mend these first, and look again.")
        super().__init__("\n".join(lines))


def spelled(route: Route) -> str:
    """Return a route as people write it: fields.status.authority, links[0].create."""
    text = ""
    for step in route:
        text += f"[{step}]" if isinstance(step, int) else f".{printable(step)}"
    return text.removeprefix(".") or "file"


def quoted(value: object) -> str:
    """Return a value as it may stand in a sentence: quoted, on one line, not too long."""
    if isinstance(value, dict | list | tuple):
        return f"a list of {len(value)}" if not isinstance(value, dict) else "a mapping"
    text = printable(json.dumps(value, ensure_ascii=False))
    return text if len(text) <= 60 else text[:57] + '..."'


def printable(text: str) -> str:
    """Return a text without characters that move a terminal's cursor or colour."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def one_of(known: Iterable[str], wrong: str = "") -> str:
    """Return the remedy that lists what may be written, the nearest spelling first."""
    names = [printable(name) for name in known]
    if not names:
        return "Remove it; there is nothing to choose from."
    near = difflib.get_close_matches(wrong, names, n=1)
    names = near + [name for name in names if name not in near]
    if len(names) > 12:
        names = [*names[:12], "..."]
    return f"Write one of: {', '.join(names)}."
