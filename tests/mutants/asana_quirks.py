"""Quirks of Asana that the connector does not heed."""

from tests.mutants.mutant import Mutant

ASANA = "tests/connectors/asana/"
OBSERVATION = "connectors/asana/observation.py"

MUTANTS = (
    Mutant(
        "expired-token-lists-changes",
        "After an expired events token only what has changed since is listed.",
        "Q17 F47 I15",
        OBSERVATION,
        "since = before.since - OVERLAP if before and not happened.fresh else None",
        "since = before.since - OVERLAP if before else None",
        ASANA + "test_reading.py::test_an_expired_token_lists_everything_in_the_same_round",
    ),
    Mutant(
        "token-left-to-die",
        "A quiet project keeps its events token until it has expired.",
        "Q17 F47",
        OBSERVATION,
        "if quiet and before and now - before.since < RENEWED_AFTER:",
        "if quiet:",
        ASANA + "test_reading.py::test_a_quiet_project_renews_its_token_before_it_dies",
    ),
    Mutant(
        "first-hundred-events",
        "Of the events only the first hundred are asked for.",
        "Q18 F23 I15",
        OBSERVATION,
        "            if not more:\n",
        "            if True:\n",
        ASANA + "test_lost_events.py::test_more_moves_than_one_answer_tells_are_all_seen",
    ),
    Mutant(
        "events-alone",
        "What no event tells has not changed.",
        "Q19 F47 I15",
        OBSERVATION,
        "for rows in self._pages(since):\n            listed",
        "for rows in self._pages(since) if since is None else ():\n            listed",
        ASANA + "test_lost_events.py::test_an_edit_whose_event_is_lost_is_listed_by_its_time",
    ),
    Mutant(
        "stamps-alone",
        "What has no newer stamp has not changed.",
        "Q20 F18 I15",
        OBSERVATION,
        "direct = self.read(sorted((happened.gids | happened.said) - listed)).values()",
        "direct = self.read(()).values()",
        ASANA + "test_reading.py::test_a_section_move_is_seen_although_the_stamp_stays",
    ),
    Mutant(
        "other-projects-count",
        "A task that has left the project belongs to the replica still.",
        "Q21 F34",
        "connectors/asana/codec.py",
        "if task.place_in(self.project) is None:",
        "if False:",
        ASANA + "test_reading.py::test_a_task_taken_out_of_the_project_is_absent_and_not_observed",
    ),
    Mutant(
        "start-without-an-end",
        "A new task is given a start, also without a due date.",
        "Q22",
        "connectors/asana/writer.py",
        '            body.pop("start_on", None)  # Asana refuses a start without a due date\n',
        "            pass\n",
        ASANA
        + "test_writing.py::test_a_create_without_a_due_date_leaves_the_start_out_and_says_so",
    ),
    Mutant(
        "notes-rendered-anew",
        "A description of Asana is rendered whole, whatever part of it was edited.",
        "Q23 F57",
        "connectors/asana/writing.py",
        "return encode(document, home, notes)",
        "return encode(document, home)",
        ASANA + "test_writing.py::test_an_edit_of_a_description_leaves_what_nobody_edited",
    ),
    Mutant(
        "disabled-option-is-written",
        "An option that was disabled is chosen.",
        "Q26",
        "connectors/asana/board.py",
        "if o.enabled and folded(o.name) == wanted",
        "if folded(o.name) == wanted",
        ASANA + "test_options.py::test_a_disabled_option_is_read_and_not_written",
    ),
    Mutant(
        "asana-client-tries-again",
        "Asana's client sends a request again by itself.",
        "Q39 F2 I13",
        "connectors/asana/connection.py",
        "configuration.retry_strategy = urllib3.Retry(total=False)",
        "configuration.retry_strategy = urllib3.Retry(total=2, allowed_methods=None)",
        ASANA + "test_writing.py::test_a_create_whose_answer_is_lost_reaches_asana_once",
    ),
    Mutant(
        "part-of-a-batch-is-a-record",
        "What a part of a batch says of the moment is taken for an answer about its task.",
        "Q24 F30",
        "connectors/asana/answers.py",
        "        if status in (401, 408, 429) or status >= 500:\n",
        "        if False:\n",
        ASANA + "test_reading.py::test_a_rate_limited_batch_row_is_the_answer_to_the_whole_read",
    ),
)
