"""Four tools as far as a body goes: what is written, what the tool makes of it, what is read."""

import json
import random
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

from connectors.asana import richtext as asana
from connectors.jira import richtext as jira
from connectors.notion import richtext as notion
from connectors.notion.body import read_body
from connectors.trello import richtext as trello
from sandbox.asana.richtext import saved
from sandbox.jira import adf
from sandbox.people import People
from syncline.domain.fields import Cannot
from syncline.domain.text import Document, Native, Run
from tests.connectors.asana.bodies import MENTION as ASANA_MENTION
from tests.connectors.notion.documents import Desk, mention

RUNS_CODE = re.compile(r"(?i)^\s*(javascript|data|vbscript)\s*:")


def told(made: Document | Cannot | None) -> Document | None:
    """Return what is shown; a refusal is a finding."""
    if isinstance(made, Cannot):
        raise AssertionError(made.reason)  # noqa: TRY004  # a finding, not a wrong argument
    return made


class Body(ABC):
    """The body of one record in one tool."""

    home: str
    mention: tuple[str, Native] | None = None

    @abstractmethod
    def shows(self, document: Document) -> Document | None:
        """Return what the tool can show of a document."""

    @abstractmethod
    def write(self, document: Document | None) -> None:
        """Turn the body into a document, as the connector does, and let the tool save it."""

    @abstractmethod
    def read(self) -> Document | None:
        """Return what the connector reads."""

    @abstractmethod
    def source(self) -> str:
        """Return the body as the tool keeps it."""

    @abstractmethod
    def live(self) -> Iterator[str]:
        """Yield what is live in it: mentions, and links that run something."""


class JiraBody(Body):
    """An ADF document; Jira normalises it on saving."""

    home = "delivery"

    def __init__(self) -> None:
        self.native: Any = None
        self._dice = random.Random(7)

    def shows(self, document: Document) -> Document | None:
        return told(jira.projected(document, jira.canvas(self.home, "elsewhere")))

    def write(self, document: Document | None) -> None:
        written = jira.encode(document, self.home, self.native)
        assert adf.problem(written) is None
        self.native = json.loads(json.dumps(adf.normalised(written, self._dice)))

    def read(self) -> Document | None:
        return told(jira.decode(self.native, self.home))

    def source(self) -> str:
        return json.dumps(self.native)

    def live(self) -> Iterator[str]:
        yield from _live_nodes(self.native)


def _live_nodes(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if node.get("type") == "mention":
            yield f"mention {node.get('attrs')}"
        if RUNS_CODE.match(str((node.get("attrs") or {}).get("href", ""))):
            yield f"link {node['attrs']['href']}"
    for child in (
        node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    ):
        yield from _live_nodes(child)


class AsanaBody(Body):
    """Rich notes; Asana rewrites them on saving."""

    home = "launches"

    def __init__(self) -> None:
        self.html = "<body></body>"

    def shows(self, document: Document) -> Document | None:
        return told(asana.projected(document, asana.canvas(self.home, "elsewhere")))

    def write(self, document: Document | None) -> None:
        written = asana.encode(document, self.home, self.html)
        self.html = saved(written, "html_notes", PEOPLE)

    def read(self) -> Document | None:
        return told(asana.decode(self.html, self.home))

    def source(self) -> str:
        return self.html

    def live(self) -> Iterator[str]:
        yield from re.findall(r"<a [^>]*data-asana-gid[^>]*>", self.html)
        yield from re.findall(r"(?i)<(?:script|iframe|object|svg)\b[^>]*>", self.html)
        yield from filter(RUNS_CODE.match, re.findall(r'href="([^"]*)"', self.html))


class NotionBody(Body):
    """The blocks of a page."""

    home = "roadmap"

    def __init__(self) -> None:
        self.desk = Desk()

    def shows(self, document: Document) -> Document | None:
        return notion.projected(document, notion.canvas(self.home, "elsewhere"))

    def write(self, document: Document | None) -> None:
        self.desk.write(document)

    def read(self) -> Document | None:
        return told(read_body(self.desk.read()))

    def source(self) -> str:
        return json.dumps(list(self.desk.raw().items()))

    def live(self) -> Iterator[str]:
        for raw in self.desk.raw().values():
            yield from _live_blocks(json.loads(raw))


def _live_blocks(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if node.get("type") == "mention":
            yield f"mention {node.get('mention')}"
        if RUNS_CODE.match(str(node.get("url", ""))):
            yield f"link {node['url']}"
    for child in (
        node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    ):
        yield from _live_blocks(child)


class TrelloBody(Body):
    """Markdown, which Trello keeps as it is."""

    home = "board"

    def __init__(self) -> None:
        self.text = ""

    def shows(self, document: Document) -> Document | None:
        return told(trello.projected(document, trello.canvas(self.home, "elsewhere")))

    def write(self, document: Document | None) -> None:
        self.text = trello.write_markdown(document, self.text or None)

    def read(self) -> Document | None:
        return told(trello.read_markdown(self.text, self.home))

    def source(self) -> str:
        return self.text

    def live(self) -> Iterator[str]:
        shown = self.read()
        for block in shown.blocks if shown else ():
            for run in (*block.runs, *(run for cell in block.cells for run in cell)):
                if run.link and RUNS_CODE.match(run.link):
                    yield f"link {run.link}"
        plain = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", self.text)
        yield from re.findall(r"(?<![A-Za-z0-9])@\w+", plain)


PEOPLE = People()
PLACES: tuple[type[Body], ...] = (JiraBody, AsanaBody, NotionBody, TrelloBody)


def _first(made: Document | Cannot | None) -> tuple[str, Native]:
    run: Run = (told(made) or Document(())).blocks[0].runs[0]
    assert run.native
    return run.text, run.native


JIRA_MENTION = {"type": "mention", "attrs": {"id": "5b10a2844c20165700ede21g", "text": "@Ines"}}
JiraBody.mention = _first(
    jira.decode(
        {
            "type": "doc",
            "version": 1,
            "content": [{"type": "paragraph", "content": [JIRA_MENTION]}],
        },
        JiraBody.home,
    )
)
AsanaBody.mention = _first(asana.decode(f"<body>{ASANA_MENTION}</body>", AsanaBody.home))
_notion = mention()
assert _notion.native
NotionBody.mention = (_notion.text, Native(NotionBody.home, _notion.native.source))
