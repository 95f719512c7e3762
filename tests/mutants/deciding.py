"""Weaker rules of a round: which records are one item, and what is asked of whom."""

from tests.mutants.mutant import Mutant

MATCH = "syncline/domain/match.py"
BACK = "tests/engine/test_there_and_back.py::"
OWING = "syncline/domain/owing.py"
PLANNING = "syncline/domain/planning.py"
RECONCILE = "syncline/domain/reconcile.py"
DOWNWARD = "syncline/domain/downward.py"
DOWN = "tests/engine/test_down.py::"
DECIDING = "syncline/domain/deciding.py"
MATCHING = "tests/domain/test_match.py::"
ROUND = "tests/domain/test_round.py::"
CREATING = "tests/domain/test_creating.py::"

MUTANTS = (
    Mutant(
        "marker-ignored",
        "A new record is a new item, whatever marker it carries.",
        "F1 F76 I4 I5",
        MATCH,
        "if snapshot.marker is None:",
        "if True:",
        "tests/engine/test_safety.py::test_a_lost_store_is_rebuilt_from_markers",
    ),
    Mutant(
        "copy-takes-the-marker",
        "A copy that carries another record's marker is paired as if it were that record.",
        "F10 I4",
        MATCH,
        "elif (snapshot.marker, snapshot.replica) in self.taken:",
        "elif False:",
        MATCHING + "test_a_copy_that_carries_the_marker_is_left_alone_and_said",
    ),
    Mutant(
        "marker-of-another-portfolio",
        "A record that came from another portfolio is given new counterparts here.",
        "F1 F76 I5",
        MATCH,
        "if not self.settled or snapshot.marker in self.states:",
        "if True:",
        "tests/engine/test_markers_by_hand.py::"
        "test_an_item_of_another_portfolio_is_not_made_a_second_time",
    ),
    Mutant(
        "creating-ignored",
        "A record of the same title takes the place of one that is being created.",
        "F5 F10 I5",
        MATCH,
        "self.creating = {(i, r) for i, state in states.items() for r in state.stamping}"
        " - self.taken",
        "self.creating = set()",
        "tests/engine/test_traces_of_writes.py::"
        "test_a_record_of_the_same_title_does_not_take_the_place_of_one_in_flight",
    ),
    Mutant(
        "ambiguity-guessed",
        "Of several records with one title, the first ones are paired.",
        "F10 I4",
        MATCH,
        "if len(set(places)) < len(places) or len(items) > 1:",
        "if False:",
        "tests/engine/test_rounds.py::test_an_ambiguous_record_is_set_aside_and_never_doubled",
    ),
    Mutant(
        "titles-pair-unasked",
        "Records are paired by title alone, and nobody is asked.",
        "F9 F10 I4",
        MATCH,
        "confirm=not first",
        "confirm=False",
        ROUND + "test_pairs_by_title_and_replaced_values_wait_for_a_person",
    ),
    Mutant(
        "doubtful-is-created",
        "A record is made although an ambiguous one may be it.",
        "F9 I5",
        PLANNING,
        "elif replica not in state.stamping and (state.item.id, replica) not in draft.doubtful:",
        "elif replica not in state.stamping:",
        CREATING + "test_nothing_is_created_where_an_ambiguous_record_may_be_the_one",
    ),
    Mutant(
        "unreadable-is-nobody",
        "A record is made although one that nobody can read may be it.",
        "F9 F26 I5",
        PLANNING,
        "if unread := draft.opaque.get(replica):",
        "if unread := 0:",
        "tests/engine/test_rounds.py::test_a_record_that_nobody_can_read_stops_creates_there",
    ),
    Mutant(
        "create-planned-again",
        "A record is planned again while the answer of its create is open.",
        "F2 F5 I5 I13",
        PLANNING,
        "elif replica not in state.stamping and (state.item.id, replica) not in draft.doubtful:",
        "elif (state.item.id, replica) not in draft.doubtful:",
        CREATING + "test_nothing_is_created_while_a_create_is_in_flight",
    ),
    Mutant(
        "created-after-a-deletion",
        "An item that was deleted in one tool is still made in a tool that lacks it.",
        "F37 I8",
        PLANNING,
        "if any(gone.presence in NEVER_AGAIN for gone in state.absent.values()):",
        "if False:",
        "tests/engine/test_no_resurrection.py::"
        "test_an_item_that_was_deleted_is_not_made_where_it_never_was",
    ),
    Mutant(
        "frozen-is-written",
        "A record that is archived, hidden or deleted is written to.",
        "F35 F36 I8",
        PLANNING,
        "if replica not in observed.complete or replica in state.absent:",
        "if replica not in observed.complete:",
        "tests/engine/test_missing.py::"
        "test_what_is_out_of_sight_is_frozen_and_never_taken_for_deleted",
    ),
    Mutant(
        "hold-does-not-freeze",
        "A field on hold is written in the tools that are behind.",
        "F40 I10 L4",
        OWING,
        "if shadow is None or name in state.conflicts:",
        "if shadow is None:",
        ROUND + "test_a_field_on_hold_is_frozen_in_every_replica",
    ),
    Mutant(
        "unknown-does-not-block",
        "A field is written again while the answer of its last write is open.",
        "F2 I13 L4",
        OWING,
        "if (replica, name) in state.blocked or not _may_write(toolbox, replica, name):",
        "if not toolbox.writes(replica, name):",
        ROUND + "test_a_blocked_field_is_neither_read_nor_written",
    ),
    Mutant(
        "blocked-is-an-edit",
        "What a field shows while the answer of its last write is open counts as typed.",
        "F6 I3 L4",
        DECIDING,
        "blocked = (replica, name) in state.blocked",
        "blocked = False",
        ROUND + "test_a_blocked_field_is_neither_read_nor_written",
    ),
    Mutant(
        "asked-when-planned",
        "A value counts as asked once it is planned, whatever becomes of its write.",
        "F25 I1 L2",
        PLANNING,
        "lanes[toolbox.lane(replica, name)].append(change)",
        "lanes[toolbox.lane(replica, name)].append(change)\n"
        "                former = state.shadows[replica, name]\n"
        "                asked = {(replica, name): replace(former, asked=change.ask)}\n"
        "                state = replace(state, shadows={**state.shadows, **asked})",
    ),
    Mutant(
        "set-once-is-changed",
        "A field that is set once is written again.",
        "F42",
        OWING,
        "return is_empty(shadow.shown) or not policy.set_once",
        "return True",
        ROUND + "test_a_field_that_is_set_once_is_filled_and_never_changed",
    ),
    Mutant(
        "unreadable-field-is-written",
        "A field that could not be read in a record is written over there.",
        "F15 F26 F65 I15",
        PLANNING,
        "if name in record.refused or not owes(toolbox, state, replica, name):",
        "if not owes(toolbox, state, replica, name):",
        ROUND + "test_a_field_that_the_record_refuses_is_not_planned_even_when_it_is_not_listed",
    ),
    Mutant(
        "cannot-say-is-empty",
        "A field that a record cannot show counts as emptied.",
        "F26 F70 I15",
        DECIDING,
        "        if name in snapshot.fields and toolbox.carries(replica, name) and not blocked:",
        "        empty = dict.fromkeys(toolbox.portfolio.fields)\n"
        "        snapshot = replace(snapshot, fields={**empty, **snapshot.fields})\n"
        "        if name in snapshot.fields and toolbox.carries(replica, name) and not blocked:",
        "tests/engine/test_cannot_say.py::"
        "test_a_word_that_is_in_no_vocabulary_empties_nothing_and_is_not_written_over",
    ),
    Mutant(
        "part-of-a-listing-is-heard",
        "What an incomplete replica showed pairs records and counts as edited.",
        "E2 F22 F33 I15",
        RECONCILE,
        "observed = observed.certain()",
        "pass",
        CREATING + "test_a_part_of_a_listing_proves_nothing",
    ),
    Mutant(
        "an-edit-below-is-adopted",
        "What is typed below in a mirrored field counts as decided there.",
        "I3 L7",
        DOWNWARD,
        "policy=view.policy if silent else decides,",
        "policy=view.policy,",
        DOWN + "test_an_edit_below_is_a_proposal_and_stays_until_somebody_decides",
    ),
    Mutant(
        "told-again-each-time",
        "What an item above says is news in every round.",
        "L7",
        DOWNWARD,
        "former = None if voice.first else view.shadows.get(voice.replica)",
        "former = None",
        DOWN + "test_a_suggestion_from_above_waits_and_is_made_once",
    ),
    Mutant(
        "children-before-parents",
        "Items are decided in the order of their names, whatever they deliver.",
        "I22",
        "syncline/domain/relating.py",
        "key=lambda item: (len(_reached(item, above)), item)",
        "key=lambda item: (-len(_reached(item, above)), item)",
        DOWN + "test_two_levels_follow_in_one_round",
    ),
    Mutant(
        "moved-goal-is-left",
        "What quotes the former key of an item delivers it no more.",
        "F12",
        "syncline/domain/relating.py",
        "if stands and not found and self._untouched(link, child):",
        "if False:",
        "tests/engine/test_deliveries.py"
        "::test_what_quotes_the_old_name_of_a_goal_goes_on_delivering_it",
    ),
    Mutant(
        "half-way-is-there",
        "A move that ended on its way counts as what was asked.",
        "I1 I22 L2",
        "syncline/engine/settle.py",
        "if receipt.stopped or (late and _unreached(change, stored)):",
        "if late and _unreached(change, stored):",
        "tests/engine/test_halfway.py::"
        "test_a_move_that_ended_half_way_is_nobodys_edit_and_tried_again",
    ),
    Mutant(
        "drafted-again",
        "An item whose epic was untied counts as one that nothing ever delivered.",
        "F5 I5",
        "syncline/domain/drafting.py",
        "delivered = {relation.parent for relation in related.relations}",
        "delivered = {r.parent for r in related.relations if not r.ended}\n"
        "    undelivered = {*undelivered, *(r.parent for r in related.relations if r.ended)}",
        "tests/engine/test_drafts.py::"
        "test_an_epic_that_was_put_away_or_untied_is_not_drafted_again",
    ),
    Mutant(
        "there-and-back-counts-as-seen",
        "A tool that missed a change counts as current again once that was changed back.",
        "I2 L1 L3",
        OWING,
        "return former.version == agreed or read_since",
        "return True",
        BACK + "test_an_edit_that_nobody_has_read_does_not_replace_it",
    ),
    Mutant(
        "read-before-it-was-agreed",
        "What a tool showed before others' change was agreed counts as seen after it.",
        "I2 L3",
        OWING,
        "read_since = seen is not None and name in seen.fields and "
        "agreed == state.agreed[name].version",
        "read_since = seen is not None and name in seen.fields",
        BACK + "test_a_reading_of_the_same_round_is_too_early",
    ),
    Mutant(
        "unshown-change-is-behind",
        "A change that a tool cannot show leaves it behind until it was read.",
        "I6",
        OWING,
        "return former.version == agreed or read_since",
        "return read_since",
        BACK + "test_a_change_that_does_not_show_there_needs_no_reading",
    ),
    Mutant(
        "behind-and-never-read",
        "What is behind until it was read is not read.",
        "I1 I6",
        "syncline/engine/looks.py",
        "for s in waiting if to_be_read(toolbox, s, replica)}",
        "for s in waiting if False}",
        BACK + "test_where_nobody_typed_one_reading_settles_it",
    ),
)
