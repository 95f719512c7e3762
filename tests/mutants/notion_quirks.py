"""Quirks of Notion that the connector does not heed."""

from tests.mutants.mutant import Mutant

NOTION = "tests/connectors/notion/"
LISTING = "connectors/notion/listing.py"

MUTANTS = (
    Mutant(
        "made-out-of-scope",
        "A new page lacks the one word by which its replica lists pages.",
        "F34",
        "connectors/notion/writer.py",
        "**lying_within(self._scope, self._listing.discovered()),",
        "",
        "tests/connectors/notion/test_scope.py::test_a_new_page_is_listed",
    ),
    Mutant(
        "minute-is-over-at-once",
        "No more edits fall into the minute in which a page was last edited.",
        "Q28 F19 I15",
        "connectors/notion/codec.py",
        "return f\"{minute:%Y-%m-%dT%H:%M}Z{'' if closed else '~'}\"",
        'return f"{minute:%Y-%m-%dT%H:%M}Z"',
        NOTION + "test_reading.py::test_a_revision_is_open_until_its_minute_has_passed",
    ),
    Mutant(
        "first-ten-thousand-rows",
        "What one query returns are all rows.",
        "Q29 F28 I15",
        LISTING,
        "            if cut is None:\n",
        "            if True:\n",
        NOTION + "test_many_rows.py::test_more_rows_than_a_query_returns_are_all_listed",
    ),
    Mutant(
        "crowded-minute-is-all",
        "A minute with more rows than a query returns ends the listing.",
        "Q29 F28 I15",
        LISTING,
        "            if cut is None:\n",
        "            if cut is None or minute == begun:\n",
        NOTION
        + "test_many_rows.py::test_more_rows_of_one_minute_than_a_query_returns_are_no_listing",
    ),
    Mutant(
        "cut-list-written-back",
        "A list of people that is shown in part is written back.",
        "E4 Q30 F26 I15",
        "connectors/notion/encode.py",
        "if isinstance(held, Users) and not held.complete:",
        "if False:",
        NOTION + "test_cut_lists.py::test_people_beside_the_owner_stay_or_the_write_is_refused",
    ),
    Mutant(
        "all-blocks-in-one-call",
        "A call carries any number of blocks.",
        "Q30",
        "connectors/notion/portions.py",
        "if call and (blocks > BLOCKS or size > BYTES or len(call) == CHILDREN):",
        "if False:",
        NOTION + "test_writing_bodies.py::test_a_long_body_is_created_in_several_calls",
    ),
    Mutant(
        "unknown-option-is-written",
        "An option that Notion lacks is written, and Notion adds it without a word.",
        "Q31",
        "connectors/notion/encode.py",
        'return prop.type == "status" or not (computed or name in _COINED)',
        "return False and computed",
        NOTION + "test_writing.py::test_an_option_that_notion_lacks_is_not_silently_added",
    ),
    Mutant(
        "archived-is-in-its-place",
        "A page that people archived is one like any other.",
        "Q32 F35",
        "connectors/notion/tracker.py",
        "        if page.archived:\n",
        "        if False:\n",
        NOTION + "test_presence.py::test_a_page_that_people_archived_is_not_in_the_trash",
    ),
    Mutant(
        "overload-may-have-written",
        "A write that was turned away at the door may have been applied.",
        "Q33",
        "connectors/gateway.py",
        "BUSY = (503, 529)",
        "BUSY = (503,)",
        "tests/connectors/test_gateway.py::test_a_failed_answer_has_one_meaning",
    ),
    Mutant(
        "version-of-their-client",
        "The version of Notion's API is whatever the client of the day asks for.",
        "Q34",
        "connectors/notion/client.py",
        "            notion_version=VERSION,\n",
        "",
        NOTION + "test_versions.py::test_the_version_that_is_asked_for_is_ours",
    ),
    Mutant(
        "archived-is-the-trash",
        "Whether a page is in the trash is read by the older name alone.",
        "Q34 Q32",
        "connectors/notion/native.py",
        'key = "in_trash" if "in_trash" in data else "archived"',
        'key = "archived"',
        NOTION + "test_versions.py::test_a_page_is_trashed_and_restored",
    ),
    Mutant(
        "removed-property-is-empty",
        "A property that is not there any more, or of another type, shows an empty value.",
        "E18 F70",
        "connectors/notion/codec.py",
        "            if prop is None:\n                continue\n",
        "            if prop is None:\n                found.append((name, None))\n"
        "                continue\n",
        NOTION + "test_schema_changes.py"
        "::test_a_property_that_is_removed_while_the_tracker_is_open_is_no_empty_value",
    ),
    Mutant(
        "restored-unseen",
        "What was asked of Notion's trash is taken for done, whatever the answer shows.",
        "E13",
        "connectors/notion/writer.py",
        "if page.trashed is not away or (page.archived and not away):",
        "if False:",
        NOTION + "test_presence.py::test_a_page_that_notion_leaves_as_it_was_is_rejected",
    ),
)  # fmt: skip
