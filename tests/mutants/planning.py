"""Weaker rules of what work is planned into: parts, sprints, moments, fields of a team."""

from tests.mutants.mutant import Mutant

CHECKLIST = "connectors/trello/checklist.py"
SPRINTS = "connectors/jira/sprints.py"
PARTS = "tests/engine/test_parts.py::"
LISTED = "tests/connectors/trello/test_checklist.py::"
PLANNED = "tests/connectors/jira/test_planning.py::"

MUTANTS = (
    Mutant(
        "every-checklist-is-ours",
        "Lines of checklists that people made are read, ticked and removed.",
        "F7 I2",
        CHECKLIST,
        ".endswith(_OURS)",
        ".endswith('')",
        LISTED + "test_what_people_list_is_never_read_changed_or_removed",
    ),
    Mutant(
        "lines-pile-up",
        "A part whose line was renamed or ticked gets a second one.",
        "I5",
        CHECKLIST,
        "tuple(part for url, part in asked.items() if url not in seen),",
        "tuple(part for part in asked.values() if part not in [o.part for o in held.lines]),",
        LISTED + "test_a_change_below_is_one_call_and_never_a_second_line",
    ),
    Mutant(
        "brothers-are-forgotten",
        "A list of parts holds the children that were read in this run alone.",
        "I1 I15",
        "syncline/engine/gather.py",
        "states |= session.store.load(session.store.children(whole) - states.keys())",
        "states |= session.store.load(frozenset())",
        PARTS + "test_one_edited_child_leaves_the_lines_of_the_others",
    ),
    Mutant(
        "former-parent-keeps-the-line",
        "An item that a child has left is not looked at again.",
        "I1",
        "syncline/engine/gather.py",
        "return frozenset(touched) | _parents(",
        "return frozenset(touched) | frozenset[ItemId]() & _parents(",
        PARTS + "test_a_child_that_moves_leaves_one_list_and_joins_the_other",
    ),
    Mutant(
        "sprint-is-guessed",
        "Of two open sprints of one name the first is taken.",
        "I3",
        SPRINTS,
        "if len(found) == 1:",
        "if found:",
        PLANNED + "test_two_open_sprints_of_one_name_are_not_guessed_between",
    ),
    Mutant(
        "sprints-are-remembered-for-ever",
        "A sprint that was made since the boards were read is not found.",
        "I22",
        SPRINTS,
        "if not found and project in self._open:",
        "if False:",
        PLANNED + "test_a_sprint_that_is_over_or_unknown_is_refused_with_those_that_are_open",
    ),
    Mutant(
        "zone-says-a-time-twice",
        "A moment in the hour that a zone has twice is written by its clocks alone.",
        "I16",
        "connectors/notion/moments.py",
        "if minute(local.replace(fold=1 - local.fold)) != minute(local):",
        "if False:",
        "tests/laws/test_moments_of_all_zones.py"
        "::test_a_zone_stays_but_where_its_clocks_show_a_time_twice",
    ),
    Mutant(
        "day-is-midnight",
        "A day without a time of day becomes a moment.",
        "I3",
        "syncline/domain/fields.py",
        "if isinstance(value, date) and not isinstance(value, datetime):",
        "if False:",
        "tests/laws/test_moments_of_all_zones.py::test_a_day_is_no_moment_and_a_moment_no_day",
    ),
    Mutant(
        "first-project-for-all",
        "A field of a team is written by its id in another project.",
        "F7",
        "connectors/jira/aliases.py",
        'return {self.homes.get(k, {}).get(project or "", k): v for k, v in written.items()}',
        "return dict(written)",
        "tests/connectors/jira/test_team_fields.py::test_a_new_issue_gets_the_field_of_its_project",
    ),
)
