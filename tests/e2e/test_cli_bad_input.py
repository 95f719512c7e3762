"""Bad input ends in a sentence, exit 2, and an unchanged state."""

from pathlib import Path

import pytest

from tests.e2e.office import Ended, Office
from tests.e2e.test_cli import disputed, proposed

WRONG = {
    "no command": (["bogus"], "bogus"),
    "no configuration": (["plan"], "config"),
    "an unknown option": (["plan", "demo", "--loud"], "--loud"),
    "an option without its value": (["sync", "demo", "--approve"], "--approve"),
    "too many words": (["plan", "demo", "again"], "again"),
    "a name that config/ does not have": (["plan", "nowhere"], "demo"),
    "an empty name": (["plan", ""], "folder"),
    "a file that is not there": (["sync", "--yes", "config/nowhere.yaml"], "no such file"),
    "a folder": (["plan", "."], "folder"),
    "a name that is too long": (["lint", "x" * 300 + ".yaml"], "too long"),
    "a file that is no YAML": (["lint", __file__], "test_cli_bad_input.py"),
    "people instead of a portfolio": (["plan", "people"], "demo"),
    "an unknown item": (["explain", "demo", "NO-1"], "NO-1"),
    "an empty item": (["explain", "demo", ""], "not known"),
    "an unknown conflict": (["resolve", "demo", "c-none", "--take", "specs"], "c-none"),
    "an unknown proposal to accept": (["accept", "demo", "p-none"], "p-none"),
    "an unknown proposal to decline": (["decline", "demo", "p-none"], "p-none"),
    "neither side nor value": (["resolve", "demo", "c-none"], "--take"),
    "no conflict named": (["resolve", "demo", "--take", "specs"], "--all"),
    "all, of no field": (["resolve", "demo", "--all", "--take", "specs"], "--field"),
    "a field without conflicts": (
        ["resolve", "demo", "--all", "--field", "title", "--take", "specs"], "title",
    ),
    "a digest that is none": (["sync", "demo", "--approve", "yes"], "digest"),
    "no runs at all": (["runs", "demo", "--limit", "0"], "--limit"),
    "letters for a number": (["runs", "demo", "--limit", "many"], "--limit"),
    "an unknown portfolio of several": (["alerts", "demo", "nowhere", "--dry-run"], "nowhere"),
}  # fmt: skip


def refused(ended: Ended) -> str:
    """Return the sentence of a refusal: exit 2, nothing on stdout, no trace."""
    assert (ended.code, ended.out) == (2, "")
    sentence = ended.err.strip()
    assert sentence
    assert "Internal failure" not in sentence
    return sentence


@pytest.mark.parametrize(("words", "named"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_named(office: Office, words: list[str], named: str) -> None:
    """One sentence that names it, and not a row changed."""
    before = office.state()
    assert named in refused(office.run(*words))
    assert office.state() == before


@pytest.mark.parametrize(
    ("choice", "named"),
    [
        (["--take", "roadmap"], "takes no part"),
        (["--take", "nobody"], "takes no part"),
        (["--value", "next Tuesday"], "2026-03-31"),
        (["--value", "31.03.2026"], "2026-03-31"),
        (["--take", "specs", "--value", "2026-03-31"], "either"),
    ],
)
def test_a_conflict_is_not_settled_by_a_wrong_choice(
    office: Office, choice: list[str], named: str
) -> None:
    """It stays open, with both values."""
    name = disputed(office)
    before = office.state()
    assert named in refused(office.run("resolve", "demo", name, *choice))
    assert office.state() == before


def test_a_settled_proposal_cannot_be_settled_again(office: Office) -> None:
    """The second decision is refused, the first one stays."""
    name = proposed(office)
    assert office.run("accept", "demo", name).code == 0
    before = office.state()
    refused(office.run("decline", "demo", name))
    assert office.state() == before


@pytest.mark.parametrize("variable", ["JIRA_TOKEN", "JIRA_EMAIL", "ASANA_TOKEN", "NOTION_TOKEN"])
def test_a_missing_token_is_named_with_the_line_that_asks_for_it(
    office: Office, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    """Unset or empty, the variable and the file are told, and no tool is asked."""
    before, asked = office.state(), len(office.sandbox.world.log.entries)
    for words in (("plan", "demo"), ("sync", "demo", "--yes", "--no-prefect"), ("doctor", "demo")):
        monkeypatch.setenv(variable, "")
        empty = refused(office.run(*words))
        monkeypatch.delenv(variable)
        assert variable in empty
        assert "demo.yaml:" in empty
        assert refused(office.run(*words)) == empty
    assert (office.state(), len(office.sandbox.world.log.entries)) == (before, asked)


def test_alerts_without_a_slack_token_tell_nobody_and_say_so(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No episode is opened by a round that cannot tell."""
    monkeypatch.delenv("SLACK_TOKEN")
    office.later(days=60)
    before = office.state()
    assert "SLACK_TOKEN" in refused(office.run("alerts", "demo", "--no-prefect"))
    assert office.state() == before


def test_a_clock_that_does_not_answer_is_named(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The variable and the remedy, within seconds."""
    monkeypatch.setenv("SYNCLINE_CLOCK_URL", "http://127.0.0.1:9/clock")
    assert "SYNCLINE_CLOCK_URL" in refused(office.run("plan", "demo"))


def test_a_store_that_cannot_be_opened_is_named(office: Office) -> None:
    """A file that is no database is told, and is left as it was."""
    office.database.write_bytes(b"a letter, not a database" * 100)
    before = office.database.read_bytes()
    assert "demo.db" in refused(office.run("runs", "demo"))
    assert office.database.read_bytes() == before


def test_a_store_in_a_place_that_cannot_be_made_is_named(office: Office) -> None:
    """A file stands where a folder should."""
    (office.folder / "blocked").write_text("a file", encoding="utf-8")
    text = office.config.read_text(encoding="utf-8")
    office.config.write_text(text.replace(".syncline/demo.db", "blocked/demo.db"), "utf-8")
    assert "blocked" in refused(office.run("runs", "demo"))


def test_a_portfolio_that_is_gone_mid_way_is_told(office: Office) -> None:
    """The people file is missing: the line that asks for it is named."""
    Path(office.config.with_name("people.yaml")).unlink()
    assert "people.yaml" in refused(office.run("plan", "demo"))
