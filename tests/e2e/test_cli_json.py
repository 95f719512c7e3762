"""With --json, stdout holds one JSON document and nothing else, however the command ends."""

import pytest

from tests.e2e.conftest import ITEMS
from tests.e2e.office import Office

READING = (
    ("lint", "demo"),
    ("doctor", "demo"),
    ("plan", "demo"),
    ("conflicts", "demo"),
    ("proposals", "demo"),
    ("runs", "demo"),
    ("alerts", "demo", "--dry-run"),
    ("alerts", "demo", "--no-prefect"),
    ("sync", "demo", "--yes", "--no-prefect"),
)


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_a_reading_command_prints_one_document(office: Office, words: tuple[str, ...]) -> None:
    """In step, every one of them ends with 0."""
    ended = office.run(*words, "--json")
    assert ended.code == 0
    assert isinstance(ended.document, dict | list)


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_trouble_goes_to_stderr(office: Office, words: tuple[str, ...]) -> None:
    """With one tool down the document is still the only thing on stdout."""
    office.down("jira")
    assert office.run(*words, "--json").document is not None


def test_before_the_first_run_every_list_is_an_empty_document(fresh: Office) -> None:
    """No state is no trouble."""
    for command in ("conflicts", "proposals", "runs"):
        assert fresh.run(command, "demo", "--json").document == []
    told = fresh.run("alerts", "demo", "--dry-run", "--json")
    assert told.document["alerts"] == []


def test_an_explanation_is_one_document(office: Office) -> None:
    """By record id, key or URL, it is the same item."""
    first = office.run("explain", "demo", office.records("delivery")[0], "--json").document
    urls = list(first["records"].values())
    for key in (first["item"], *urls):
        assert office.run("explain", "demo", key, "--json").document == first


def test_the_schema_is_one_document(office: Office) -> None:
    """As editors read it."""
    assert "properties" in office.run("schema").document


def test_a_plan_shows_all_operations_with_their_reasons(fresh: Office) -> None:
    """No row is cut off in the document."""
    found = fresh.run("plan", "demo", "--json").document
    assert len(found["operations"]) == 3 * ITEMS
    assert all(operation["reason"] for operation in found["operations"])
    assert found["digest"]


def test_a_failure_prints_no_document(office: Office) -> None:
    """Bad input leaves stdout empty: a program reads the exit code."""
    for words in (("plan", "nowhere"), ("explain", "demo", "NO-1"), ("runs", ".")):
        ended = office.run(*words, "--json")
        assert (ended.code, ended.out) == (2, "")
