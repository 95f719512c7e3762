"""The list of mutants is sound: each applies, says what it is, and was killed as it stands.

Whether they are killed today, `make mutants` tells; here a few are tried.
"""

import ast
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.mutants.every import EVERY
from tests.mutants.killing import by_test
from tests.mutants.mutant import Misplaced, Mutant
from tests.mutants.scratch import ROOT, copied, mutated
from tests.mutants.table import LAWS, PAGE, page, read

LEAST = 60
NAME = re.compile(r"[a-z]+(-[a-z]+)+")
GUARD = r"(F\d{1,3}|[EIQ]\d{1,2}|L\d)"
GUARDS = re.compile(f"{GUARD}( {GUARD})*")
SAMPLE = ("stale-approval-accepted", "hold-does-not-freeze", "proposal-overwritten")


def source(mutant: Mutant) -> str:
    """Return the file that a mutant changes."""
    return (ROOT / mutant.file).read_text(encoding="utf-8")


def test_there_are_enough_mutants_and_each_has_a_name_of_its_own() -> None:
    """Names are what people type after `python -m tests.mutants`."""
    names = Counter(mutant.name for mutant in EVERY)
    assert len(names) >= LEAST
    assert [name for name, count in names.items() if count > 1 or not NAME.fullmatch(name)] == []
    changes = Counter((mutant.file, mutant.old, mutant.new) for mutant in EVERY)
    assert [change for change, count in changes.items() if count > 1] == []


def test_every_mutant_changes_one_place_and_is_a_program_still() -> None:
    """A mutant that does not apply, or does not compile, is killed by nothing."""
    for mutant in EVERY:
        changed = mutant.applied(source(mutant))
        assert changed != source(mutant)
        ast.parse(changed)


def test_every_mutant_says_in_a_sentence_what_is_weaker_and_what_that_guards() -> None:
    """Rows of the catalogue, invariants, laws, and quirks of the tools."""
    for mutant in EVERY:
        assert GUARDS.fullmatch(mutant.guards), mutant.name
        assert re.fullmatch(r"[A-Z][^|]+\.", mutant.weaker), mutant.name


def test_what_mutants_guard_is_in_the_catalogue_and_every_invariant_and_law_is_guarded() -> None:
    """An invariant that no weaker rule breaks would be one that nobody looks at."""
    pages = [ROOT / "docs" / name for name in ("catalogue.md", "quirks.md")]
    catalogue = "".join(page.read_text(encoding="utf-8") for page in pages)
    named = {name for mutant in EVERY for name in mutant.guards.split()}
    rows = set(re.findall(r"^\| ([EFILQ]\d+) ", catalogue + LAWS, re.MULTILINE))
    assert named <= rows
    assert {row for row in rows if row[0] in "IL"} <= named


def test_every_test_that_a_mutant_names_exists() -> None:
    """By file and function."""
    for mutant in EVERY:
        if mutant.test:
            file, _, test = mutant.test.partition("::")
            tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
            assert test in {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}, mutant


def test_every_mutant_was_killed_as_it_stands_and_the_page_says_so() -> None:
    """After a change of the list: `python -m tests.mutants NAME ... --write`."""
    verdicts = read()
    alive = {m.name for m in EVERY if m.name not in verdicts or not verdicts[m.name].killed}
    assert alive == set()
    assert [m.name for m in EVERY if verdicts[m.name].mark != m.mark] == []
    assert PAGE.read_text(encoding="utf-8") == page(verdicts)


def test_a_text_that_is_twice_or_not_at_all_is_refused() -> None:
    """Else a mutant might change something else than what it says."""
    mutant = next(m for m in EVERY if m.name == SAMPLE[0])
    for text in ("", mutant.old * 2):
        with pytest.raises(Misplaced):
            mutant.applied(text)


@pytest.mark.slow
def test_a_sample_is_killed_and_what_changes_nothing_survives(tmp_path: Path) -> None:
    """The tests that kill run on the changed file, not on the one of this checkout."""
    plain = copied(tmp_path / "plain")
    chosen = {mutant.name: mutant for mutant in EVERY if mutant.name in SAMPLE}
    harmless = replace(chosen[SAMPLE[0]], name="harmless", new="if plan.digest != approved:")
    for mutant in (*chosen.values(), harmless):
        verdict = by_test(mutated(plain, tmp_path / mutant.name, mutant), mutant)
        assert verdict.killed == (mutant is not harmless), verdict
