"""Quirks of Jira that the connector does not heed."""

from tests.mutants.mutant import Mutant

JIRA = "tests/connectors/jira/"
READING = "connectors/jira/reading.py"

MUTANTS = (
    Mutant(
        "jql-dates-in-words",
        "Jira is asked since a date in words, which has minutes of the account's zone.",
        "Q2 F16 I15",
        "connectors/jira/query.py",
        'parts.append(f"updated >= {int((since - OVERLAP).timestamp() * 1000)}")',
        "parts.append(f'updated >= \"{since - OVERLAP:%Y-%m-%d %H:%M}\"')",
        JIRA + "test_account_zones.py::test_an_edit_is_listed_wherever_the_account_lives",
    ),
    Mutant(
        "short-page-is-the-last",
        "A page of Jira that is shorter than asked for is the last one.",
        "E3 Q3 F23 I15",
        "connectors/jira/tracker.py",
        "            if not token:\n                return\n",
        "            if not token or len(issues) < 100:\n                return\n",
        JIRA + "test_listings.py"
        "::test_pages_are_followed_to_the_last_and_an_edit_meanwhile_doubles_nothing",
    ),
    Mutant(
        "any-transition-will-do",
        "The first transition that is open is taken, wherever it leads.",
        "Q5",
        "connectors/jira/workflow.py",
        "return min(fitting, key=rank, default=None)",
        "return next(iter(offered), None)",
        JIRA + "test_operations.py::test_a_move_without_a_way_is_rejected_with_what_is_open",
    ),
    Mutant(
        "known-by-its-key",
        "An issue is known by its key.",
        "Q7 E17 Q8 F12 I4",
        "connectors/jira/native.py",
        'id=identifier("id", raw.get("id")),',
        'id=identifier("id", raw.get("key")),',
        JIRA + "test_moved_issues.py::test_a_moved_issue_is_the_same_one_under_another_key",
    ),
    Mutant(
        "hidden-address-is-nobody",
        "An account that hides its address is nobody's.",
        "Q12",
        "connectors/jira/accounts.py",
        'hidden = people if len(people) == 1 and not people[0].get("emailAddress") else []',
        "hidden: list[Any] = []",
        JIRA + "test_operations.py::test_a_person_whose_address_is_hidden_is_found_all_the_same",
    ),
    Mutant(
        "body-rendered-anew",
        "A body of Jira is rendered whole, whatever part of it was edited.",
        "Q13 F57",
        "connectors/jira/encoder.py",
        "return richtext.encode(value, self.home, bodies.get(bound.id))",
        "return richtext.encode(value, self.home)",
        JIRA + "test_bodies.py::test_an_edit_of_one_block_sends_all_others_as_they_were",
    ),
    Mutant(
        "left-out-is-deleted",
        "An issue that a bulk read leaves out was deleted.",
        "Q15 F32 I9",
        READING,
        "found |= {record: self._look(record) for record in islice(missing, LOOKS)}",
        'found |= {record: Absent(record, _GONE, "GONE") for record in islice(missing, LOOKS)}',
        JIRA + "test_presence.py::test_half_a_bulk_read_makes_nothing_disappear",
    ),
    Mutant(
        "jira-client-tries-again",
        "Jira's client sends a request again by itself.",
        "Q39 F2 I13",
        "connectors/jira/adapter.py",
        "max_retries=0,",
        "max_retries=1,",
        JIRA + "test_answers.py"
        "::test_a_lost_answer_is_unknown_and_the_write_reached_the_server_once",
    ),
)  # fmt: skip
