"""Every quirk is shown by the sandbox and survived by a test, or says what is missing."""

from collections import Counter
from collections.abc import Callable

import pytest

from tests.catalogue.rows import pairs
from tests.catalogue.watching import watched
from tests.mutants.every import EVERY
from tests.quirks.rows import LIES, PAGE, QUIRKS, Quirk, counted, page, rows

ROWS = rows()
UNGUARDED = {
    "Q4": "no line heeds it: each listing begins anew, and keeps to one query",
    "Q9": "no line heeds it: there is no bulk create to take away",
    "Q10": "no line heeds it: there is no bulk edit to take away",
    "E24": "it is said of the tests, and not of the product",
}


def test_all_quirks_and_lies_are_there_once_and_in_order() -> None:
    """The loader refuses a name that stands there twice."""
    assert tuple(row.name for row in ROWS) == (*QUIRKS, *LIES)
    assert [title for title, n in Counter(row.title for row in ROWS).items() if n > 1] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_quirk_is_shown_and_survived_by_tests_that_exist_and_run(row: Quirk) -> None:
    """Both sides, or a sentence; a lie that has a test can be told somehow."""
    assert row.missing or (row.sandbox and row.survived)
    assert row.lie or not row.sandbox or row.missing
    for file, test in (*pairs(row.sandbox), *pairs(row.survived)):
        assert watched(file, test) == "", row.name
    assert all(file.startswith("sandbox/") for file in row.sandbox)
    assert not any(file.startswith("sandbox/") for file in row.survived)


def test_whoever_deletes_what_heeds_a_quirk_is_noticed() -> None:
    """By the test that a mutant names; what no line of the product heeds says so."""
    guarded = {name for mutant in EVERY for name in mutant.guards.split()}
    assert {row.name for row in ROWS} - guarded == UNGUARDED.keys()


def test_what_is_missing_is_said_in_a_sentence() -> None:
    """A person reads it."""
    said = [row.missing for row in ROWS if row.missing]
    assert [text for text in said if len(text.split()) < 5 or not text.endswith(".")] == []


def test_the_page_in_the_repository_is_current(figure: Callable[[str], None]) -> None:
    """Run `python -m tests.quirks > docs/quirks.md` after a change of the rows."""
    figure(counted(ROWS))
    assert PAGE.read_text(encoding="utf-8") == page(ROWS)
