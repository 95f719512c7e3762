"""Weaker rules of reading: what a listing, a cursor and a missing line are taken to prove."""

from tests.mutants.mutant import Mutant

ASIDE = "syncline/engine/aside.py"
LOOKS = "syncline/engine/looks.py"
OBSERVE = "syncline/engine/observe.py"
SESSION = "syncline/engine/session.py"
TRACES = "tests/engine/test_traces.py::"
CURSORS = "tests/engine/test_cursors.py::"
SAFETY = "tests/engine/test_safety.py::"
MOVED = """CursorAt(
                replica, session.fingerprints.get(replica, "") + reading.cursor, session.clock.now()
            )"""

REMAPPING = "syncline/domain/remapping.py"
REMAPPED = "tests/engine/test_remapped.py::"

MUTANTS = (
    Mutant(
        "mapping-is-an-edit",
        "What shows otherwise because a field is mapped elsewhere counts as typed.",
        "I3",
        REMAPPING,
        "if not observed.remapped:",
        "if True:",
        REMAPPED + "test_a_field_that_is_mapped_to_an_empty_one_is_filled_and_empties_nobody",
    ),
    Mutant(
        "away-keeps-its-meaning",
        "The shadow of a record that is away outlives the mapping that it was made under.",
        "I3",
        REMAPPING,
        "if replica in state.absent or (replica, record.id) in observed.unread:",
        "if False:",
        REMAPPED
        + "test_a_record_that_was_away_when_the_mapping_changed_types_nothing_when_it_is_back",
    ),
    Mutant(
        "vocabulary-doubted-whole",
        "A word that is newly named puts every value of its field in doubt.",
        "I2",
        REMAPPING,
        "return frozenset(words | people)",
        "return None if self != former else frozenset()",
        REMAPPED + "test_an_edit_in_the_run_that_reads_a_longer_vocabulary_is_an_edit",
    ),
    Mutant(
        "meanings-forgotten",
        "What a native word meant is forgotten once it is in no vocabulary.",
        "I3",
        REMAPPING,
        "return replace(self, words={**former.words, **self.words}) if former else self",
        "return self",
        REMAPPED + "test_a_native_word_is_remembered_while_it_is_in_no_vocabulary",
    ),
    Mutant(
        "listing-trusted",
        "What a listing shows is an edit, without a direct read.",
        "Q1 E1 F4 F18 I11 L3",
        OBSERVE,
        "doubtful[snapshot.id] = snapshot",
        "fresh[snapshot.id] = snapshot",
    ),
    Mutant(
        "new-record-from-an-old-listing",
        "A new record that joins known ones is taken as the listing shows it.",
        "F18 I11",
        OBSERVE,
        "if state is None and self.since is None:",
        "if state is None:",
        TRACES + "test_a_listing_that_lags_is_no_edit_of_a_new_record",
    ),
    Mutant(
        "shrunk-listing-believed",
        "A full listing that shows a part of what is known is whole.",
        "F28 F29 F33 I9",
        OBSERVE,
        "if trouble := self._shrunk():",
        "if trouble := None:",
        SAFETY + "test_a_replica_that_shows_less_than_it_has_loses_nothing",
    ),
    Mutant(
        "unlisted-is-deleted",
        "A known record that a full listing leaves out was deleted.",
        "E10 F32 F33 I9",
        LOOKS,
        "for seen in tracker.read(chunk, ()).values():",
        'for seen in [Absent(r, "not listed", "TRASHED") for r in chunk]:',
        SAFETY + "test_an_emptied_listing_archives_nothing",
    ),
    Mutant(
        "failed-listing-is-complete",
        "A replica whose listing failed counts as read.",
        "F24 F33 I15",
        OBSERVE,
        "return Observation(replica, listed=reading.listed, trouble=_sentence(replica, trouble))",
        "return Observation(replica, (), True, trouble=_sentence(replica, trouble))",
        "tests/engine/test_rounds.py::test_one_replica_down_stops_nobody_and_infers_nothing",
    ),
    Mutant(
        "cursor-before-account",
        "The cursor moves once a replica was read, before its edits are accounted for.",
        "F18 F25 F52 I15",
        OBSERVE,
        "        return reading.observation()\n",
        "        seen = reading.observation()\n"
        "        if session.writes and reading.cursor:\n"
        "            from syncline.domain.state import CursorAt\n"
        f"            session.commit([{MOVED}])\n"
        "        return seen\n",
        CURSORS + "test_a_run_that_dies_after_reading_has_not_passed_what_it_read",
    ),
    Mutant(
        "cursor-of-a-broken-reading",
        "The cursor of a replica that was not read whole moves nevertheless.",
        "F25 I15",
        OBSERVE,
        "    except (ReplicaError, RetryLater) as trouble:\n        return Observation(",
        "    except (ReplicaError, RetryLater) as trouble:\n"
        "        if session.writes and reading.cursor:\n"
        "            from syncline.domain.state import CursorAt\n"
        f"            session.commit([{MOVED}])\n"
        "        return Observation(",
        CURSORS + "test_a_reading_that_breaks_off_has_not_passed_what_it_listed",
    ),
    Mutant(
        "cursor-of-a-limited-run",
        "A run that is limited to some items moves the cursors.",
        "F25 I15",
        "syncline/engine/scope.py",
        "return [replace(o, cursor=None) for o in seen] if self.limited else seen",
        "return seen",
        "tests/engine/test_runs.py::test_a_scoped_run_touches_only_its_items_and_moves_no_cursor",
    ),
    Mutant(
        "no-census",
        "Once a replica was listed whole, only its changes are listed.",
        "F17 F27 I22",
        SESSION,
        "late = kept.whole_at is None or self.clock.now() - kept.whole_at >= CENSUS_EVERY",
        "late = False",
        "tests/engine/test_missing.py::"
        "test_a_deletion_is_certain_after_two_looks_and_then_a_person_is_asked",
    ),
    Mutant(
        "another-scope-goes-unnoticed",
        "A cursor holds on under another configuration.",
        "F34 I9",
        SESSION,
        "if kept is None or self.rescoped(replica):",
        "if kept is None:",
        SAFETY + "test_a_narrowed_scope_waits_for_a_person_unlinks_and_deletes_nothing",
    ),
    Mutant(
        "edit-beside-an-open-write-passed",
        "An edit of a record whose last write is open is not read again.",
        "F25 I2 I15",
        ASIDE,
        "if state and any(replica == seen.replica for replica, _ in state.blocked):",
        "if False:",
        TRACES + "test_an_edit_made_while_an_answer_is_lost_is_seen_after_it",
    ),
    Mutant(
        "unreadable-record-passed",
        "A known record that could not be read once is not read again.",
        "F25 F81 I2 I15",
        ASIDE,
        "if (seen.replica, unread.record) in links:",
        "if False:",
        TRACES + "test_an_edit_in_a_record_that_cannot_be_read_once_is_carried_by_the_next_run",
    ),
    Mutant(
        "no-overlap-jira",
        "Jira is asked for what changed since the last answer, without an overlap.",
        "F18 F20 I15",
        "connectors/jira/query.py",
        "OVERLAP = timedelta(minutes=5)",
        "OVERLAP = timedelta(minutes=-1)",
        "tests/conformance/test_reading.py::"
        "test_an_edit_in_the_minute_of_the_last_listing_is_not_lost",
    ),
    Mutant(
        "no-overlap-notion",
        "Notion is asked for what changed since the last answer, without an overlap.",
        "F18 F19 I15",
        "connectors/notion/listing.py",
        "OVERLAP = timedelta(minutes=2)",
        "OVERLAP = timedelta(minutes=-1)",
        "tests/conformance/test_reading.py::"
        "test_an_edit_in_the_minute_of_the_last_listing_is_not_lost",
    ),
    Mutant(
        "moment-digested-by-day",
        "A record looks as it did while its moments stay within their days.",
        "I2 I15",
        "syncline/engine/sightings.py",
        "return str(value) if isinstance(value, str) else to_json(value)",
        "return value.toordinal() if isinstance(value, date) else to_json(value)",
    ),
)
