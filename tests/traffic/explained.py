"""Violations with a reason: a document that is wrong or older than its interface, as data."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from ruamel.yaml import YAML

from tests.traffic.checking import Violation

FILE = Path(__file__).with_name("explained.yaml")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "traffic.md"
TITLES = {
    "jira": "Jira",
    "asana": "Asana",
    "trello": "Trello",
    "notion": "Notion",
    "slack": "Slack",
}
HEAD = """# The traffic of the tests and the vendors' documents

At the end of a test session every distinct exchange with the sandbox is held against the
documents of its vendor, where these are at hand: the OpenAPI documents of Asana, the Jira
platform, Jira Software, Trello and Slack, the JSON Schemas of Notion and of Jira's document
format (ADF). Path, method, parameters and body of the request; status and body of the answer. An
object that lists its properties may have no others, although most documents leave it open.

Not checked are answers that a fault falsified on purpose, and requests that the tool itself
refused for their form. A violation that no row below explains fails the session.
`tests/traffic/explained.yaml` is the source; `python -m tests.traffic > docs/traffic.md` makes
this page. A star stands for anything.
"""


@dataclass(frozen=True)
class Explanation:
    """Match violations by patterns, and say why they are right."""

    tool: str
    place: str
    what: str
    reason: str
    route: str = "*"
    side: str = "*"

    def matches(self, found: Violation) -> bool:
        """Tell whether this is the reason of a violation."""
        pairs = (
            (found.tool, self.tool), (found.route, self.route), (found.side, self.side),
            (found.place, self.place), (found.what, self.what),
        )  # fmt: skip
        return all(fnmatchcase(value, pattern) for value, pattern in pairs)

    def __str__(self) -> str:
        return f"{self.tool} {self.route} {self.side}: {self.place or '(whole)'}: {self.what}"


def explanations() -> tuple[Explanation, ...]:
    """Return every row, in the order of the file."""
    data = YAML(typ="safe").load(FILE.read_text(encoding="utf-8"))
    return tuple(
        Explanation(tool=tool, **row)
        for tool, reasons in data.items()
        for reason, rows in reasons.items()
        for row in ({**given, "reason": reason} for given in rows)
    )


def page(known: Sequence[Explanation]) -> str:
    """Render the page for people."""
    parts = [HEAD]
    for tool, title in TITLES.items():
        rows = [row for row in known if row.tool == tool]
        if rows:
            parts.append(
                f"\n## {title}\n\n| Where | What | Why it is right |\n| --- | --- | --- |\n"
            )
            parts += map(_line, rows)
    return "".join(parts)


def _line(row: Explanation) -> str:
    route = "any route" if row.route == "*" else row.route
    side = "" if row.side == "*" else f" ({row.side})"
    place = f"<br>{_escaped(row.place)}" if row.place else ""
    return f"| {_escaped(route)}{side}{place} | {_escaped(row.what)} | {row.reason} |\n"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*").replace("_", "\\_")
