"""The documents name only what exists, and what they show to copy works."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer

from flows.cli import app
from syncline.config import load
from tests.docs.reading import (
    DOCUMENTS,
    ROOT,
    blocks,
    commands,
    defined,
    files,
    names,
    targets,
    text,
)

PROSE = [str(path.relative_to(ROOT)) for path in DOCUMENTS]
GUIDED = ("README.md", "docs/run.md", "CONTRIBUTING.md")
TODAY = date(2026, 3, 2)


def test_the_guides_name_something() -> None:
    """A reader that found nothing would let every other test pass."""
    assert len(files("README.md")) > 10
    assert len(names("docs/run.md")) > 20
    assert len(commands("README.md")) > 10


@pytest.mark.parametrize("document", GUIDED)
def test_every_file_that_a_guide_names_exists(document: str) -> None:
    """A path in backticks is there, from the root of the repository."""
    assert [name for name in files(document) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("document", PROSE)
def test_every_function_that_a_document_names_exists(document: str) -> None:
    """A dotted name in backticks is the end of the full name of something defined."""
    assert [name for name in names(document) if name not in defined()] == []


def test_one_edit_is_followed_in_at_most_ten_files() -> None:
    """The reader of docs/run.md opens ten files, and finds every named step in the code."""
    opened = {name for name in files("docs/run.md") if name.endswith(".py")}
    assert len(opened) <= 10, sorted(opened)


@pytest.mark.parametrize("document", PROSE)
def test_every_link_leads_somewhere(document: str) -> None:
    """A relative link is a file of this repository."""
    found = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text(document))
    home = (ROOT / document).parent
    assert [link for link in found if not (home / link).exists()] == []


@pytest.mark.parametrize("document", PROSE)
def test_every_make_target_exists(document: str) -> None:
    """What a document tells to make can be made."""
    shown = [line for block in blocks(document, "sh") for line in block.splitlines()]
    shown += re.findall(r"`(make [a-z]+)`", text(document))
    called = {line.split()[1] for line in shown if line.startswith("make ")}
    assert called <= targets()


@pytest.mark.parametrize("document", PROSE)
def test_every_command_and_option_exists(document: str) -> None:
    """What a document tells to type is understood by the command line."""
    known = {
        name: {option for param in _params(command) for option in param.opts}
        for name, command in typer.main.get_command(app).commands.items()  # type: ignore[attr-defined]
    }
    wrong = []
    for call in commands(document):
        options = {word for word in call[1:] if word.startswith("--")}
        if call[0] not in known or options - known[call[0]] - {"--help"}:
            wrong.append(" ".join(call))
    assert wrong == []


def _params(command: Any) -> list[Any]:
    """Return the parameters of a command, and of those below it."""
    below = getattr(command, "commands", {}).values()
    return [*command.params, *(param for one in below for param in one.params)]


def test_the_portfolio_of_the_readme_loads(tmp_path: Path) -> None:
    """It is accepted as it stands, and reads just the tokens that the README tells to set."""
    (written,) = [b for b in blocks("README.md", "yaml") if "portfolio:" in b]
    path = tmp_path / "product.yaml"
    path.write_text(written, encoding="utf-8")
    loaded = load(path, today=TODAY)
    told = dict.fromkeys(re.findall(r"([A-Z]+_[A-Z]+)=\.\.\.", text("README.md")), "x")
    for replica in loaded.portfolio.replicas:
        assert loaded.secrets(replica, told)
    assert loaded.channel("slack", told).secrets["token"] == "x"


@pytest.mark.parametrize("index", range(len(blocks("docs/configuration.md", "yaml"))))
def test_the_fragments_of_the_configuration_guide_are_accepted(index: int, tmp_path: Path) -> None:
    """Each one fits into a whole portfolio, or is a people.yaml."""
    fragment = blocks("docs/configuration.md", "yaml")[index]
    whole = "".join(part for key, part in _PARTS.items() if not fragment.startswith(f"{key}:"))
    if fragment.startswith("- email"):
        (tmp_path / "people.yaml").write_text(fragment + _PAUL, encoding="utf-8")
        fragment = "people: people.yaml\n"
    path = tmp_path / "demo.yaml"
    path.write_text(whole + fragment, encoding="utf-8")
    assert load(path, today=TODAY).portfolio.same_as


_PAUL = "- {email: paul@example.com}\n"
_PARTS = {
    "portfolio": """\
portfolio: guide
replicas:
  roadmap: {tool: notion, data_source: r1, credentials: env:NOTION, kinds: {initiative: "*"}}
  specs: {tool: notion, data_source: s1, credentials: env:NOTION, kinds: {epic: "*"}}
  delivery: {tool: jira, site: https://acme.atlassian.net, projects: PAY, credentials: env:JIRA,
             kinds: {epic: Epic}}
  launches: {tool: asana, project: "1", credentials: env:ASANA, kinds: {epic: "*"}}
fields:
  title: {authority: any}
  status: {authority: any}
  priority: {authority: roadmap}
  target: {authority: roadmap}
  delivery_status: {computed: true, in: {roadmap: Delivery status}}
  progress: {computed: true, in: {roadmap: Progress}}
""",
    "values": """\
values:
  status:
    planned: {category: unstarted, delivery: To Do}
    in_progress: {category: started, delivery: In Progress}
""",
    "links": """\
links:
  - same_as: [specs, delivery, launches]
  - {delivers: roadmap, by: {delivery: epic}, tie: {delivery: Roadmap item},
     up: {delivery_status: status, progress: done_share}}
""",
}
