"""Weaker rules of writing: between the plan and the receipt of one call."""

from tests.mutants.mutant import Mutant

APPLY = "syncline/engine/apply.py"
SETTLE = "syncline/engine/settle.py"
WRITING = "syncline/engine/writing.py"
LAWS = "tests/laws/test_weaker_rules.py::"
TRACES = "tests/engine/test_traces_of_writes.py::"
UNDO = "tests/engine/test_undo.py::"

MUTANTS = (
    Mutant(
        "no-comparison-before-the-call",
        "A field is written whatever its record shows just before the call.",
        "E14 F41 F53 I2 L5",
        WRITING,
        "elif kind in HOMED or same(kind, shown, change.expect):",
        "elif True:",
    ),
    Mutant(
        "old-re-read-trusted",
        "The read before a batch of writes stands for the last of them as well.",
        "F41 F53 I2 L5",
        APPLY,
        "if session.clock.wall() - read_at > FRESH_FOR:",
        "if False:",
        TRACES + "test_a_re_read_that_has_grown_old_is_made_again",
    ),
    Mutant(
        "no-intent",
        "A call is made before it is written down.",
        "F1 F2 I13",
        WRITING,
        "self.session.commit([intent])",
        "pass",
    ),
    Mutant(
        "no-fence-before-the-socket",
        "The fence is not looked at between the intent and the call.",
        "F48 I14 L5",
        WRITING,
        "        self.session.check()\n        if self.session.clock",
        "        if self.session.clock",
        TRACES + "test_a_run_that_was_overtaken_before_its_call_makes_no_call",
    ),
    Mutant(
        "no-own-deadline",
        "A run that was paused before its call makes it, however late.",
        "F48 F49 I14 L5",
        WRITING,
        "if self.session.clock.wall() - written_down > CALL_WITHIN:",
        "if False:",
        TRACES + "test_a_run_that_slept_too_long_before_its_call_makes_no_call",
    ),
    Mutant(
        "unknown-is-failed",
        "A write whose answer is lost counts as refused.",
        "E6 F2 I5 I13",
        WRITING,
        '"UNKNOWN", str(unknown))',
        '"FAILED", str(unknown))',
        "tests/engine/test_lost_writes.py::"
        "test_a_create_whose_answer_is_lost_is_found_by_its_marker_after_the_lag",
    ),
    Mutant(
        "prior-value-lost",
        "The journal does not hold what a write replaced.",
        "I25",
        WRITING,
        "prior = {c.field: self._shown(seen, c) for c in kept}",
        "prior = {}",
        "tests/engine/test_undo_apart.py::test_a_first_pairing_gives_every_tool_its_own_value_back",
    ),
    Mutant(
        "write-without-history",
        "A confirmed write leaves no line in the journal.",
        "F51 I25",
        WRITING,
        "rows += written(reached(op, receipt), intent.prior, session.run, session.clock.now())",
        "rows += []",
        UNDO + "test_what_a_run_carried_goes_back_in_every_tool",
    ),
    Mutant(
        "on-hold-is-written",
        "A field whose conflict opened after the plan is written all the same.",
        "F40 I10 L4",
        WRITING,
        "if self._on_hold(change):",
        "if False:",
        "tests/engine/test_held_meanwhile.py::"
        "test_a_field_whose_conflict_opens_during_the_run_is_written_no_more",
    ),
    Mutant(
        "covered-edit-dropped",
        "What a tool's changelog shows to have been covered by our write is forgotten.",
        "F41 I2 L1",
        WRITING,
        "if isinstance(op, Update) and receipt.covered and self.state:",
        "if False:",
        "tests/engine/test_covered.py::test_a_covered_edit_becomes_a_conflict_that_holds_both",
    ),
    Mutant(
        "archive-over-an-edit",
        "A record is put away although somebody has just changed it.",
        "F38 I9 L5",
        WRITING,
        "elif edited := self._edited(seen):",
        "elif edited := None:",
        "tests/engine/test_missing.py::test_an_edit_between_plan_and_call_stops_the_archive",
    ),
    Mutant(
        "separate-read-is-our-write",
        "What a read after a write shows is what the tool made of it, whoever typed it.",
        "F58 I2 L1",
        SETTLE,
        "if answered or (former and former.remembered == pair):",
        "if True:",
        LAWS + "test_a_separate_read_is_not_taken_for_our_own_write",
    ),
    Mutant(
        "shown-is-what-was-asked",
        "After a write the shadow shows what was asked, not what the tool stored.",
        "Q40 E12 F58 I6 I7 I17",
        SETTLE,
        "return Shadow(asked, stored, version, pair)",
        "return Shadow(asked, asked, version, pair)",
    ),
    Mutant(
        "filled-in-is-an-edit",
        "What a tool puts into a new record by itself counts as typed.",
        "F6 I3",
        SETTLE,
        "rows += _filled_in(portfolio, state, op, receipt)",
        "rows += []",
        TRACES + "test_what_a_tool_fills_in_by_itself_is_nobodys_edit",
    ),
    Mutant(
        "cut-create-is-an-edit",
        "What a create that was cut off had not reached yet counts as emptied.",
        "F1 F6 I3",
        SETTLE,
        "(late and _unreached(change, stored)):",
        "False:",
        "tests/engine/test_lost_writes.py::"
        "test_a_status_that_a_cut_off_create_never_reached_is_no_edit",
    ),
    Mutant(
        "unknown-set-write-base",
        "An unknown write of a set that is given up leaves its former base.",
        "F41 I2 L8",
        SETTLE,
        "settled = (shown & asked) | (seen & (shown | asked))",
        "settled = shown",
        LAWS + "test_an_unknown_set_write_settles_element_by_element",
    ),
    Mutant(
        "whole-set-replaced",
        "A set is written whole, over what was added to it since it was read.",
        "F41 I2 L8",
        "connectors/memory/codec.py",
        "return merged_set(held, asked.value, asked.expect)",
        "return asked.value",
        "tests/engine/test_covered.py::"
        "test_labels_typed_in_that_moment_survive_without_a_changelog",
    ),
    Mutant(
        "whole-set-replaced-in-jira",
        "Labels are set in Jira, instead of added and removed one by one.",
        "F41 I2 L8",
        "connectors/jira/encoder.py",
        "return added + removed",
        'return [{"set": [_element(bound, label, accounts) for label in sorted(ask)]}]',
        "tests/conformance/test_writing.py::test_set_elements_are_added_and_removed_one_by_one",
    ),
)
