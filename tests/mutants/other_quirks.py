"""Quirks of Trello, Slack and the wire that the connectors do not heed."""

from tests.mutants.mutant import Mutant

TRELLO = "tests/connectors/trello/"
OBSERVATION = "connectors/trello/observation.py"
GATEWAY = "connectors/gateway.py"

MUTANTS = (
    Mutant(
        "limit-waited-out-for-a-moment",
        "A limit of Trello, which never says how long it lasts, is over in a moment.",
        "Q35 F30",
        "connectors/trello/failures.py",
        "if status == 429 and not told else headers",
        "if False else headers",
        TRELLO
        + "test_failures.py::test_a_limit_without_a_time_to_wait_is_waited_out_a_whole_window",
    ),
    Mutant(
        "hidden-card-refuses-the-token",
        "A card that the token may not see means that the token is refused.",
        "Q35 F32",
        "connectors/trello/failures.py",
        'if status == 401 and "permission requested" in text:',
        "if False:",
        TRELLO + "test_failures.py::test_a_refused_part_says_as_much_as_its_status",
    ),
    Mutant(
        "no-overlap-trello",
        "Trello is asked for what happened since the last answer, without an overlap.",
        "Q36 F20 I15",
        OBSERVATION,
        "before.since - OVERLAP, oldest)",
        "before.since, oldest)",
        TRELLO + "test_reading.py::test_an_action_from_just_before_the_cursor_is_seen",
    ),
    Mutant(
        "first-thousand-actions",
        "Of the actions only the newest page is asked for.",
        "Q36 F23 I15",
        OBSERVATION,
        "            if len(rows) < PAGE or not fresh:\n",
        "            if True:\n",
        TRELLO + "test_reading.py::test_actions_are_listed_over_pages",
    ),
    Mutant(
        "mirror-is-a-card",
        "A mirror card is one of its own.",
        "Q37 I5",
        "connectors/trello/codec.py",
        "        if self.kind(card) is None:\n",
        "        if False:\n",
        TRELLO + "test_reading.py::test_mirror_cards_are_skipped",
    ),
    Mutant(
        "card-on-an-archived-list",
        "A card is moved to a list that was archived.",
        "Q37 F36",
        "connectors/trello/board.py",
        "return next((one for one in found if not one.closed), None)",
        "return next(iter(found), None)",
        TRELLO + "test_writing.py::test_a_list_that_is_archived_takes_no_card",
    ),
    Mutant(
        "slack-error-is-delivered",
        "What Slack answers with 200 and a refusal was delivered.",
        "Q38 I18",
        "connectors/slack/failures.py",
        "    return NotDelivered(name)\n",
        '    return Outage("slack", f"{what}: {name}")\n',
        "tests/connectors/slack/test_channel.py::test_a_refused_post_is_not_delivered",
    ),
    Mutant(
        "long-wait-kept",
        "A wait of any length is waited out in the middle of a run.",
        "Q14 F30",
        GATEWAY,
        "if last or wait is None or waited + wait > PATIENCE:",
        "if last or wait is None:",
        "tests/connectors/test_gateway.py::test_a_wait_over_the_limit_is_left_to_the_caller",
    ),
    Mutant(
        "heavy-page-is-asked-for-again",
        "A page that times out is asked for again as it was.",
        "E5 F31 I15",
        GATEWAY,
        "kind = TooHeavy if status in (None, 504) else Outage",
        "kind = Outage",
        "tests/conformance/test_heavy_pages.py"
        "::test_a_listing_that_is_too_heavy_is_asked_for_in_smaller_pages",
    ),
    Mutant(
        "ever-smaller-pages",
        "A tool that is down is asked for pages of ever fewer records.",
        "E5 F31",
        GATEWAY,
        "self._sizes[what] = max(LEAST, size // 2)",
        "self._sizes[what] = max(1, size // 2)",
        "tests/connectors/test_gateway.py::test_a_page_is_halved_down_to_ten_records",
    ),
)
