"""Weaker rules about what an item carries: rich text between canvases, comments, parents."""

from tests.mutants.mutant import Mutant

LIFTING = "syncline/domain/lifting.py"
HOMED = "syncline/domain/homed.py"

MUTANTS = (
    Mutant(
        "hidden-blocks-deleted",
        "Who deletes a bracket deletes what it stands for in another tool.",
        "F57 I2",
        LIFTING,
        "        yield from group.old if group.hides else ()\n\n\ndef _edited",
        "        yield from ()\n\n\ndef _edited",
        "tests/domain/test_lifting.py::test_what_a_tool_cannot_show_it_cannot_delete",
    ),
    Mutant(
        "edits-are-not-lifted",
        "What is edited in a poorer tool becomes as poor in all of them.",
        "F57 I2 I17",
        "syncline/domain/ledger.py",
        "return display if shown == before else lift_document(before, shown, after)",
        "return display",
        "tests/laws/test_weaker_rules.py::test_a_tool_without_marks_takes_none_away",
    ),
    Mutant(
        "mentions-leave-home",
        "A mention, a card or a macro of one tool is written into another as it is.",
        "F97 I20",
        "syncline/domain/canvas.py",
        "native=run.native if at_home else None",
        "native=run.native",
        "tests/domain/test_lifting.py::test_nothing_is_live_away_from_home",
    ),
    Mutant(
        "cut-in-silence",
        "A body that is too long is cut, and nothing says so.",
        "F62",
        "syncline/domain/canvas.py",
        "    return Document((*document.blocks[:size], told))",
        "    return Document(document.blocks[:size])",
        "tests/domain/test_lifting.py::test_what_does_not_fit_is_named_and_stays",
    ),
    Mutant(
        "copies-are-comments",
        "A copy of a comment counts as one that was written there.",
        "F7",
        HOMED,
        "shown if read(one).home == replica}",
        "shown}",
        "tests/engine/test_comments.py::test_an_edited_copy_is_nobodys_word_when_its_record_is_read",
    ),
    Mutant(
        "removed-copies-come-back",
        "A copy that somebody removed is made again in the next run.",
        "F39 I8",
        HOMED,
        "if key not in known and key not in here)",
        "if key not in here)",
        "tests/engine/test_comments.py::test_a_removed_copy_stays_away_and_its_comment_stays",
    ),
    Mutant(
        "circles-are-written",
        "Two moves that put two items below each other are carried like any others.",
        "F71",
        "syncline/domain/planning.py",
        'if name == "parent" and state.item.id in draft.circles:',
        "if False:",
        "tests/engine/test_circles.py::test_the_move_that_closes_a_circle_is_refused",
    ),
    Mutant(
        "silent-comments-unseen",
        "Records that no listing tells of are never read in their turn.",
        "F5 I22",
        "syncline/engine/looks.py",
        "    return [*ids[at:], *ids[:at]][:most]",
        "    return ids[:most]",
        "tests/engine/test_comments.py::test_what_no_listing_tells_is_found_in_turn",
    ),
)
