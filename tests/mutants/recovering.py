"""Weaker rules of recovery: what is made of a write whose answer was lost."""

from tests.mutants.mutant import Mutant

RECOVER = "syncline/engine/recover.py"
LOST = "tests/engine/test_lost_writes.py::"

MUTANTS = (
    Mutant(
        "given-up-at-once",
        "A write that is not seen yet is given up before it can have been seen.",
        "F4 I5 I13",
        RECOVER,
        "self.late = intent.visible_by is None or self.now > intent.visible_by",
        "self.late = True",
    ),
    Mutant(
        "never-given-up",
        "A write that never arrived stays open for ever.",
        "E7 F25 I12 I22",
        RECOVER,
        "self.late = intent.visible_by is None or self.now > intent.visible_by",
        "self.late = False",
    ),
    Mutant(
        "failed-read-is-absence",
        "A recovery whose read fails has found nothing.",
        "F3 I5 I13",
        RECOVER,
        "            done = False  # a failed read says nothing: the intent stays open",
        '            session.commit([replace(intent, state="RESOLVED", note="not found")])\n'
        "            done = True",
        "tests/engine/test_failed_recovery.py::"
        "test_a_create_whose_search_fails_stays_open_and_is_not_made_again",
    ),
    Mutant(
        "marker-not-searched",
        "A lost create is given up without a search for its marker.",
        "F1 I4 I5",
        RECOVER,
        "found = marked(self.tracker, op.item)",
        "found = None",
        LOST + "test_what_somebody_types_into_a_found_record_meanwhile_is_carried",
    ),
    Mutant(
        "marker-search-trusted",
        "A record found by its marker is taken as the index shows it.",
        "F4 I2 L1",
        RECOVER,
        "snapshot = self._whole(found)",
        "snapshot = found",
        "tests/engine/test_failed_recovery.py::"
        "test_a_body_that_a_cut_off_create_never_reached_empties_nothing",
    ),
    Mutant(
        "second-record-adopted",
        "A second record with the marker takes the place of the first.",
        "F10 I4",
        RECOVER,
        "if linked and linked.id != snapshot.id:",
        "if False:",
        "tests/engine/test_second_record.py::"
        "test_a_create_that_lands_beside_another_record_of_its_item_is_set_aside",
    ),
    Mutant(
        "late-record-is-current",
        "A record that shows up late counts as having been asked what is agreed today.",
        "F45 I1 I2",
        RECOVER,
        "        known = state.shadows if state else {}\n",
        "        rows = [\n"
        "            replace(r, shadow=replace(r.shadow, version=state.agreed[r.field].version))\n"
        "            if isinstance(r, ShadowAt) and state and r.field in state.agreed\n"
        "            else r\n"
        "            for r in rows\n"
        "        ]\n"
        "        known = state.shadows if state else {}\n",
        "tests/engine/test_failed_recovery.py::"
        "test_a_record_that_is_found_late_is_asked_for_what_was_agreed_meanwhile",
    ),
    Mutant(
        "sent-is-not-recovered",
        "Only unknown answers are recovered, not the calls of a run that died.",
        "F1 F48 I12",
        RECOVER,
        'session.store.intents("SENT", "UNKNOWN")',
        'session.store.intents("UNKNOWN")',
    ),
    Mutant(
        "no-recovery",
        "A run begins without settling what the last one left open.",
        "F1 F2 I12 I22",
        "syncline/engine/run.py",
        "recovered = recover(session)",
        "recovered = recover.__annotations__['return']()",
    ),
    Mutant(
        "put-back-is-never-arrived",
        "What somebody puts back while the answer of a write is open counts as never written.",
        "F41 I2 L1",
        RECOVER,
        "return edit is not None and edit.at is not None and edit.at > self.intent.at",
        "return False",
        "tests/engine/test_open_writes_and_people.py::"
        "test_what_a_person_puts_back_while_a_write_is_open_waits_for_a_person",
    ),
    Mutant(
        "half-a-write-forgotten",
        "Of a write that landed by half the journal keeps only what is still open.",
        "F41 I25",
        RECOVER,
        'yield replace(self.intent, operation=done, state="RESOLVED", note="read back")',
        'yield replace(self.intent, state="RESOLVED", operation=replace(done, changes=rest))',
        "tests/engine/test_open_writes_and_people.py::"
        "test_of_a_write_that_landed_by_half_the_journal_keeps_all",
    ),
)
