"""Each violation that is tolerated has its reason in writing, and the page shows them all."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from sandbox.app import TOOLS
from tests.traffic.checking import Violation
from tests.traffic.explained import PAGE, TITLES, Explanation, explanations, page
from tests.traffic.session import ABSENT, end
from tests.traffic.test_checking import RIGHT

ROWS = explanations()


def test_every_row_is_of_a_tool_and_has_a_sentence_for_its_reason() -> None:
    """And a place or a word of its own: no row explains everything."""
    assert set(TITLES) == {tool.name for tool in TOOLS}
    assert {row.tool for row in ROWS} <= set(TITLES)
    assert [str(row) for row in ROWS if not row.reason.endswith(".")] == []
    assert [str(row) for row in ROWS if len(row.reason.split()) < 6] == []
    assert [str(row) for row in ROWS if row.what == "*" or row.place == row.route == "*"] == []
    assert len({str(row) for row in ROWS}) == len(ROWS)


def test_the_page_in_the_repository_is_current() -> None:
    """Run `python -m tests.traffic > docs/traffic.md` after a change of the rows."""
    assert PAGE.read_text(encoding="utf-8") == page(ROWS)


@pytest.mark.parametrize(
    ("name", "value"),
    [("tool", "jira"), ("route", "PUT /a"), ("side", "request"), ("place", "a"), ("what", "w")],
)
def test_a_row_explains_only_what_it_names(name: str, value: str) -> None:
    """Tool, route, side, place and the thing itself must all fit."""
    given = Violation("asana", "GET /a", "response", "data/*/x", "unknown key")
    row = Explanation("asana", "data/*/x", "unknown key", "Because.", "GET /*", "response")
    assert row.matches(given)
    assert not row.matches(replace(given, **{name: value}))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder in which one sandbox wrote a wrong exchange."""
    made = tmp_path / "traffic"
    made.mkdir()
    wrong = replace(RIGHT["asana"], sent={"data": {"name": "x", "title": "x"}})
    lines = [json.dumps(asdict(one)) for one in (RIGHT["jira"], wrong)]
    (made / "1.jsonl").write_text("\n".join([*lines, '{"tool": "as']), encoding="utf-8")
    (made / "1.count").write_text("70", encoding="utf-8")
    return made


def test_a_violation_without_a_reason_fails_the_session(
    folder: Path, shared: Callable[[str], Path]
) -> None:
    """It is told with an example, and what was written stays for another look."""
    ending = end(folder, shared("specs"), whole=False)
    assert ending.failed
    assert ending.figure.startswith("traffic: 2 distinct exchanges of 70 requests")
    assert ending.figure.endswith("0 violations explained by 0 reasons, 1 unexplained")
    said, example, again = ending.lines
    assert said.startswith("asana PUT /sections/{section_gid} request: body/data/title: unknown")
    assert example.strip().startswith("e.g. PUT /sections/1 -> 200:")
    assert again.endswith(str(folder))
    assert folder.exists()


def test_a_reason_that_meets_nothing_is_told_after_a_whole_run(
    folder: Path, shared: Callable[[str], Path]
) -> None:
    """A warning, not a failure."""
    (folder / "1.jsonl").write_text(json.dumps(asdict(RIGHT["jira"])) + "\n", encoding="utf-8")
    ending = end(folder, shared("specs"), whole=True)
    assert not ending.failed
    assert ending.lines == [f"explains nothing any more: {row}" for row in ROWS]
    assert not folder.exists()


def test_without_the_documents_one_line_says_so(folder: Path, tmp_path: Path) -> None:
    """And the session does not fail."""
    ending = end(folder, tmp_path / "specs", whole=True)
    assert (ending.figure, ending.lines, ending.failed) == (ABSENT, [], False)
