"""Every known failure has a test that exists and runs, or says in a sentence what is missing."""

import ast
from collections import Counter
from collections.abc import Callable
from functools import cache

import pytest

from tests.catalogue.rows import FAILURES, INVARIANTS, PAGE, TESTS, Row, counted, page, pairs, rows

ROWS = rows()
Functions = dict[str, list[ast.FunctionDef]]


@cache
def functions(file: str) -> Functions:
    """Return the test functions of a file by name."""
    found: Functions = {}
    for node in ast.walk(ast.parse((TESTS / file).read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            found.setdefault(node.name, []).append(node)
    return found


def marks(file: str, test: str) -> set[str]:
    """Return the names of the decorators and module marks that keep a test from passing."""
    module = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    marked = [d for node in functions(file)[test] for d in node.decorator_list]
    marked += [
        node.value
        for node in module.body
        if isinstance(node, ast.Assign) and "pytestmark" in ast.unparse(node.targets[0])
    ]
    said = [ast.unparse(mark).removeprefix("pytest.mark.").split("(")[0] for mark in marked]
    return {name for name in said if name in ("skip", "xfail")}


def test_all_failures_and_invariants_are_there_once_and_in_order() -> None:
    """102 and 26; the loader refuses a name that stands there twice."""
    assert tuple(row.name for row in ROWS) == (*FAILURES, *INVARIANTS)
    assert [title for title, n in Counter(row.title for row in ROWS).items() if n > 1] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_is_watched_by_tests_that_exist_and_run(row: Row) -> None:
    """The file has the function once, and nothing keeps it from passing."""
    assert row.tests or row.missing
    for file, test in pairs(row.tests):
        assert (TESTS / file).is_file(), f"{row.name}: there is no {file}"
        assert len(functions(file).get(test, ())) == 1, f"{row.name}: {file} has no {test}"
        assert not marks(file, test), f"{row.name}: {file}::{test} proves nothing"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_what_is_missing_is_said_in_a_sentence(row: Row) -> None:
    """And a test of it is one that is expected to fail, strictly: it tells when it is there."""
    if row.missing:
        assert len(row.missing.split()) >= 5, row.missing
        assert row.missing.endswith(".")
    assert row.missing or not row.failing
    for file, test in pairs(row.failing):
        (function,) = functions(file)[test]
        assert marks(file, test) == {"xfail"}, f"{row.name}: {test} is not expected to fail"
        assert "strict=True" in ast.unparse(function), f"{row.name}: {test} may pass unnoticed"


def test_the_page_in_the_repository_is_current(figure: Callable[[str], None]) -> None:
    """Run `python -m tests.catalogue > docs/catalogue.md` after a change of the rows."""
    figure(counted(ROWS))
    assert PAGE.read_text(encoding="utf-8") == page(ROWS)
