"""Every known failure has a test that exists and runs, or says in a sentence what is missing."""

import ast
from collections import Counter
from collections.abc import Callable

import pytest

from tests.catalogue.rows import FAILURES, INVARIANTS, PAGE, Row, counted, page, pairs, rows
from tests.catalogue.watching import functions, marks, watched

ROWS = rows()


def test_all_failures_and_invariants_are_there_once_and_in_order() -> None:
    """102 and 26; the loader refuses a name that stands there twice."""
    assert tuple(row.name for row in ROWS) == (*FAILURES, *INVARIANTS)
    assert [title for title, n in Counter(row.title for row in ROWS).items() if n > 1] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_is_watched_by_tests_that_exist_and_run(row: Row) -> None:
    """The file has the function once, and nothing keeps it from passing."""
    assert row.tests or row.missing
    for file, test in pairs(row.tests):
        assert watched(file, test) == "", row.name


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
