"""A label that somebody puts on in Jira is an answer, in their name, and goes again."""

from contextlib import closing
from sqlite3 import connect
from typing import Any

from tests.e2e.office import Office

TOLD = (
    "select r.id from messages m join episodes e on e.id = m.episode join records r on "
    "r.item = e.item and r.replica = 'delivery' where m.line > 0"
)
LABELS = "select new, by from changes where field = 'labels' and what in ('labelled', 'merged')"


def asked(office: Office, question: str) -> list[tuple[Any, ...]]:
    """Return what the store answers."""
    with closing(connect(office.database)) as connection:
        return connection.execute(question).fetchall()


def test_a_label_in_jira_is_heard_once_and_taken_off(office: Office) -> None:
    """By its author, as Jira's changelog has it; nobody has to take it off."""
    office.later(days=63)  # a Monday
    assert office.sync().code in {0, 1}
    assert office.run("alerts", "--no-prefect", "--json").document["told"]
    issue = asked(office, TOLD)[0][0]
    office.later(minutes=5)
    office.hands("nina").edit_in_jira(issue, {"labels": ["checkout", "ops-not-useful"]})
    for _ in range(3):
        office.later(minutes=30)
        assert office.sync().code in {0, 1}
        office.run("alerts", "--no-prefect", "--json")
    said = asked(office, "select distinct sign, by, place from answers")
    assert said == [("useless", "nina@acme.example", "label")]
    merged, taken_off = asked(office, LABELS)[-2:]
    assert "ops-not-useful" in merged[0]
    assert "ops-not-useful" not in taken_off[0]
    shown = office.sandbox.world.jira.issues[issue].values["labels"]
    assert "ops-not-useful" not in shown
