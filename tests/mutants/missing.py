"""Weaker rules about records that are not shown: when a deletion is one, and what follows."""

from tests.mutants.mutant import Mutant

LOOKS = "syncline/engine/looks.py"
MISSING = "syncline/domain/missing.py"
PLANNING = "syncline/domain/planning.py"
WAITING = "syncline/domain/waiting.py"
TESTS = "tests/engine/test_missing.py::"

MUTANTS = (
    Mutant(
        "one-look-is-enough",
        "A record that one look did not show was deleted.",
        "F32 I9",
        WAITING,
        "return self.presence in DELETED and self.last_at - self.first_at >= APART",
        "return self.presence in DELETED",
        TESTS + "test_a_deletion_is_certain_after_two_looks_and_then_a_person_is_asked",
    ),
    Mutant(
        "forbidden-is-gone",
        "A record that the tool refuses to show was deleted.",
        "F32 F83 I9",
        WAITING,
        'frozenset({"TRASHED", "GONE"})',
        'frozenset({"TRASHED", "GONE", "FORBIDDEN"})',
        TESTS + "test_what_is_out_of_sight_is_frozen_and_never_taken_for_deleted",
    ),
    Mutant(
        "canary-ignored",
        "Records are gone although this token is shown nothing else there either.",
        "F29 F32 I9",
        LOOKS,
        "return any(isinstance(seen, Snapshot) for seen in found.values())",
        "return True",
        TESTS + "test_a_lost_permission_on_everything_looks_like_no_deletion",
    ),
    Mutant(
        "hidden-links-removed",
        "A link that is not shown any more was removed, whether or not its other end is in sight.",
        "F32 I9",
        "syncline/domain/hidden.py",
        "proven = {item for item in lost if (snapshot.replica, item) in in_sight}",
        "proven = lost",
        "tests/engine/test_hidden_links.py::test_a_hidden_link_stays_in_the_others",
    ),
    Mutant(
        "archived-without-asking",
        "Where a person is to be asked, the other records are put away at once.",
        "F38 I9",
        MISSING,
        'case "ask":\n            return _asked(_decided(state, absence, "asked"), absence, at)',
        'case "ask":\n            return _decided(state, absence, "archive"), []',
        TESTS + "test_a_declined_question_keeps_the_others_and_makes_nothing_again",
    ),
    Mutant(
        "archived-without-evidence",
        "Whatever is not shown in one tool is put away in the others.",
        "F32 I9",
        MISSING,
        'causes = [a for a in state.absent.values() if a.how == "archive" and a.certain]',
        'causes = [a for a in state.absent.values() if a.how != "archived"]',
        TESTS + "test_what_is_out_of_sight_is_frozen_and_never_taken_for_deleted",
    ),
    Mutant(
        "deletion-beats-an-edit",
        "An item that was edited since its deletion elsewhere is put away.",
        "F38 I10",
        MISSING,
        'if wanted == "archive" and state.versions > absence.versions:',
        "if False:",
        TESTS + "test_an_edit_made_since_the_deletion_wins_over_it",
    ),
    Mutant(
        "crowd-is-asked-one-by-one",
        "A mass deletion is many single ones.",
        "F28 F32 I9",
        MISSING,
        "if absence.replica not in crowded:",
        "if True:",
        TESTS + "test_many_deletions_at_once_are_told_in_one_sentence",
    ),
    Mutant(
        "archives-on-the-first-run",
        "Deletions are carried on before the store and the scope are known to be sound.",
        "F34 F75 I9",
        PLANNING,
        "if any(place == replica for place, _ in state.blocked) or not draft.may_archive:",
        "if any(place == replica for place, _ in state.blocked):",
        "tests/engine/test_no_resurrection.py::"
        "test_nothing_is_put_away_in_the_run_that_reads_another_scope",
    ),
    Mutant(
        "return-goes-unnoticed",
        "A record that is shown again stays frozen.",
        "F32 I22",
        MISSING,
        "for replica in snapshots.keys() & states[item].absent.keys():",
        "for replica in ():",
    ),
)
