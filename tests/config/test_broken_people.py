"""Broken files of people: checked as strictly as the portfolio."""

import pytest

from tests.config.conftest import Write
from tests.config.mistakes import problems

PERSONS = {
    "doubled address": (
        "- {email: a@x.org}\n- {email: A@x.org}\n",
        2,
        "[1].email",
        "already is person 1",
    ),
    "doubled alias": (
        "- {email: a@x.org}\n- {email: b@x.org, aliases: [a@x.org]}\n",
        2,
        "[1].email",
        "already is person 1",
    ),
    "doubled account": (
        "- {email: a@x.org, accounts: {jira: j}}\n- {email: b@x.org, accounts: {jira: j}}\n",
        2,
        "[1].accounts.jira",
        "already belongs to a@x.org",
    ),
    "unknown delegate": (
        "- {email: a@x.org, delegate: z@x.org}\n",
        1,
        "[0].delegate",
        "not in this file",
    ),
    "unknown key": ("- {email: a@x.org, nme: A}\n", 1, "[0].nme", "Write one of: name, "),
    "no e-mail": ("- {name: A}\n", 1, "[0].email", "Write email: ines@example.com"),
    "no list": ("ines: {email: a@x.org}\n", 1, "file", "is no list"),
    "unknown country": (
        "- {email: a@x.org, calendar: XX}\n",
        1,
        "[0].calendar",
        "no country of the calendar",
    ),
    "unknown region": (
        "- {email: a@x.org}\n- {email: b@x.org, calendar: ES-ZZZ}\n",
        2,
        "[1].calendar",
        "no region of ES",
    ),
    "unknown zone": ("- {email: a@x.org, timezone: Mars}\n", 1, "[0].timezone", "is no time zone"),
}


@pytest.mark.parametrize("name", PERSONS)
def test_broken_people_say_where_and_what_to_write(name: str, write: Write) -> None:
    """The people file is checked as strictly as the portfolio."""
    text, line, path, words = PERSONS[name]
    (found,) = problems(write(people=text))
    assert str(found).startswith(f"people.yaml:{line}: {path}: ")
    assert words in str(found)
