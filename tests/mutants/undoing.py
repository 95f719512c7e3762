"""Weaker rules about what people decide in Syncline: undo, verdicts."""

from tests.mutants.mutant import Mutant

REVERSAL = "syncline/domain/reversal.py"
UNDO = "syncline/domain/undo.py"
VERDICTS = "syncline/engine/verdicts.py"

MUTANTS = (
    Mutant(
        "undo-overrules-who-brought-back",
        "An undo puts away again what it put away before and somebody brought back.",
        "F38 I25",
        "syncline/domain/undo.py",
        "wanted = [c for c in since if c.what in TYPED or c.what == RETURNED]",
        "wanted = [c for c in since if c.what in TYPED]",
        "tests/engine/test_undo_records.py::"
        "test_a_record_that_somebody_brought_back_is_left_to_a_person",
    ),
    Mutant(
        "undo-over-an-edit",
        "An undo takes back what somebody has changed since.",
        "F38 I2 I25",
        REVERSAL,
        "            return self._refused(*kept)",
        "            assert kept",
        "tests/engine/test_undo.py::test_what_anyone_changed_since_stays_and_is_listed",
    ),
    Mutant(
        "undo-puts-away-edited-records",
        "An undo puts a created record away although somebody has edited it.",
        "F38 I9 I25",
        UNDO,
        'if wanted and did != "archived":',
        "if False:",
        "tests/engine/test_undo_records.py::"
        "test_a_created_record_that_somebody_edited_is_left_to_a_person",
    ),
    Mutant(
        "undo-writes-everything-behind",
        "The plan of an undo holds what was behind before as well.",
        "I23 I25",
        UNDO,
        "if (op.item, change.field) in self._ours\n",
        "if True or (op.item, change.field) in self._ours\n",
        "tests/engine/test_undo_in_trouble.py::test_an_undo_does_not_finish_what_the_run_did_not",
    ),
    Mutant(
        "stale-verdict-accepted",
        "A conflict is settled by somebody who did not see its newest side.",
        "F40 I10",
        VERDICTS,
        "if current.revision != revision:",
        "if False:",
        "tests/engine/test_verdicts.py::test_a_conflict_that_has_moved_on_is_not_settled_unseen",
    ),
    Mutant(
        "verdict-leaves-the-conflict-open",
        "A settled conflict stays open.",
        "F40 I22",
        VERDICTS,
        "    session.commit([*rows, closed])",
        "    session.commit(rows)",
        "tests/engine/test_verdicts.py::test_a_resolved_conflict_is_written_wherever_it_differs",
    ),
    Mutant(
        "decline-writes-nothing",
        "A declined proposal stays where it was typed.",
        "F40 I1",
        VERDICTS,
        "replace(shadow, version=0)",
        "shadow",
        "tests/engine/test_verdicts.py::test_a_declined_proposal_is_written_back_once",
    ),
)
