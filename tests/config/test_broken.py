"""Broken configurations: each is one sentence with file, line, path and remedy."""

from pathlib import Path

import pytest

from syncline.config import BrokenConfiguration, Problem, load
from tests.config.conftest import RIGHT, TODAY, Write

# what is replaced, by what, then: line, path, and words that the sentence holds
TABLE: dict[str, tuple[str, str, int, str, str]] = {
    "unknown key": ("steward:", "stewart:", 4, "stewart", "Write one of: steward, "),
    "unknown inner key": (
        "authority: roadmap}",
        "athority: roadmap}",
        26,
        "fields.title.athority",
        "Write one of: authority, ",
    ),
    "wrong type": ("portfolio: payments", "portfolio: 12", 1, "portfolio", "12 is no name"),
    "number for text": (
        "pm: ines@example.com",
        "slack: 7",
        7,
        "teams.payments.slack",
        'Put it in quotes: "7".',
    ),
    "text for a list": ("links:\n", "links: x\nlink_list:\n", 18, "links", "Write a list"),
    "missing key": ("tool: jira\n    ", "", 11, "replicas.delivery.tool", "Write tool: jira"),
    "missing container": (
        "    projects: [PAY]\n",
        "",
        11,
        "replicas.delivery",
        '"projects" is missing',
    ),
    "another tool's key": (
        "projects: [PAY]",
        "projects: [PAY]\n    board: x",
        15,
        "replicas.delivery.board",
        "jira has no board. Write one of: projects.",
    ),
    "duplicate replica": (
        "  launches: {",
        "  roadmap: {",
        17,
        "replicas.roadmap",
        '"roadmap" is written twice, in lines 10 and 17. Keep one of them.',
    ),
    "duplicate key": (
        "timezone: Europe/Paris",
        "portfolio: other",
        2,
        "portfolio",
        "in lines 1 and 2",
    ),
    "status in no vocabulary": (
        "[planned]",
        "[planed]",
        20,
        "links[0].create.when.status",
        '"planed" is no word of values.status. Write one of: planned, done.',
    ),
    "authority is no replica": (
        "authority: roadmap, e",
        "authority: roadmp, e",
        27,
        "fields.status.authority",
        '"roadmp" is no replica of this file. Write one of: roadmap, delivery, launches.',
    ),
    "authority without the field": (
        "{authority: roadmap}",
        "{authority: roadmap, in: {roadmap: false}}",
        26,
        "fields.title.authority",
        "roadmap does not hold title",
    ),
    "what Jira fills in": (
        "{authority: roadmap}",
        "{authority: roadmap}\n  began: {type: date, in: {delivery: created, roadmap: Began}}",
        27,
        "fields.began.in.delivery",
        "jira fills in created, so began cannot be written there. Write authority: delivery",
    ),
    "YAML bomb": ("safety:", "a: &a [x, x]\nb: [*a, *a]\nsafety:", 35, "a", "are not read"),
    "tag": (
        "portfolio: payments",
        "portfolio: !!python/name:os.system x",
        1,
        "portfolio",
        "tags (!name) are not read",
    ),
    "French quotes": (
        "portfolio: payments",
        "portfolio: « payments »",
        1,
        "portfolio",
        'Write straight quotes: "payments", or none.',
    ),
    "curly quotes": ("Europe/Paris", "“Europe/Paris”", 2, "timezone", "typographic quotes"),
    "no-break space": ("steward: ", "steward:\u00a0", 4, "calendar", "no-break space"),
    "tab": ("  delivery:\n", "\tdelivery:\n", 11, "replicas.roadmap", "Indent with spaces"),
    "colon in a value": ("calendar: FR", "calendar: FR: x", 3, "calendar", "in quotes"),
    "unclosed bracket": (
        "[PAY]",
        "[PAY",
        15,
        "replicas.delivery.projects[1]",
        "Check the indentation",
    ),
    "unknown tool": (
        "tool: jira",
        "tool: jirra",
        12,
        "replicas.delivery.tool",
        '"jirra" is not one of the words that may stand here. Write one of: jira, ',
    ),
    "unknown timezone": (
        "Europe/Paris",
        "Europe/Pariss",
        2,
        "timezone",
        '"Europe/Pariss" is no time zone. Write an IANA name, like Europe/Paris.',
    ),
    "unknown country": (
        "calendar: FR",
        "calendar: XX",
        3,
        "calendar",
        "no country of the calendar",
    ),
    "unknown region": ("calendar: FR", "calendar: FR-ZZZ", 3, "calendar", "no region of FR"),
    "bad e-mail": ("ops@example.com", "ops at example", 4, "steward", "is no e-mail address"),
    "bad share": ("share: 10%", "share: ten", 35, "safety.approve_above.share", "like 10%"),
    "stops before it asks": (
        "share: 30%",
        "share: 5%",
        35,
        "safety.stop_above",
        "Write a higher share",
    ),
    "bad store": (
        "sqlite:///.syncline/payments.db",
        "mysql://x",
        36,
        "store",
        "Write sqlite:///FILE",
    ),
    "secret pasted": (
        "env:NOTION",
        "ntn_canary123",
        10,
        "replicas.roadmap.credentials",
        "Write env:NAME",
    ),
    "plain http": (
        "https://acme",
        "http://acme",
        13,
        "replicas.delivery.site",
        "Write an https://",
    ),
    "user in a URL": (
        "https://acme",
        "https://me:canary123@acme",
        13,
        "replicas.delivery.site",
        "Write them in credentials",
    ),
    "link to nobody": (
        "delivers: roadmap",
        "delivers: roadmp",
        21,
        "links[1].delivers",
        "Write one of: roadmap, ",
    ),
    "same_as alone": (
        "[roadmap, launches]",
        "[roadmap]",
        19,
        "links[0].same_as",
        "Write at least 2 entries.",
    ),
    "no common kind": (
        "{initiative: task}",
        "{bug: task}",
        19,
        "links[0].same_as",
        "have no kind in common",
    ),
    "kind unknown there": (
        "{delivery: epic}",
        "{delivery: story}",
        22,
        "links[1].by.delivery",
        "delivery has no story. Write one of: epic.",
    ),
    "titles mirrored": (
        "    up: {",
        "    down: {title: mirror}\n    up: {",
        24,
        "links[1].down.title",
        "every epic would be called like its roadmap item",
    ),
    "a computed field told down": (
        "    up: {",
        "    down: {delivery_status: compare}\n    up: {",
        24,
        "links[1].down.delivery_status",
        "computed from below",
    ),
    "no tie": ("    tie: {delivery: Roadmap item}\n", "", 21, "links[1]", "Write tie: {delivery:"),
    "created outside the link": (
        "in: launches",
        "in: delivery",
        20,
        "links[0].create.in",
        "Write one of: roadmap, launches.",
    ),
    "word without category": (
        "category: done, ",
        "",
        33,
        "values.status.done",
        "Write category: unstarted",
    ),
    "one native, two words": (
        "roadmap: Shipped",
        "roadmap: later",
        33,
        "values.status.done.roadmap",
        "would mean both planned and done",
    ),
    "word of no replica": (
        "roadmap: Shipped",
        "roadmp: Shipped",
        33,
        "values.status.done.roadmp",
        "is no replica",
    ),
    "computed by nothing": (
        "    up: {delivery_status: status}\n",
        "",
        28,
        "fields.delivery_status.computed",
        "nothing computes it",
    ),
    "a decision reverted": (
        "authority: any, tol",
        "authority: roadmap, elsewhere: revert, tol",
        28,
        "fields.target.elsewhere",
        "Write propose, or compare.",
    ),
    "tolerance of a text": (
        "{authority: roadmap}",
        "{authority: roadmap, tolerance: 1 wd}",
        26,
        "fields.title.tolerance",
        "title is no date",
    ),
    "team hint of nobody": (
        "{jira: PAY,",
        "{jirra: PAY,",
        7,
        "teams.payments.jirra",
        "Write one of: jira, ",
    ),
    "people outside": ("people.yaml", "../people.yaml", 5, "people", "Write its name alone"),
    "people absent": ("people.yaml", "persons.yaml", 5, "people", 'no file "persons.yaml"'),
    "too deep": (
        "portfolio: payments",
        "portfolio: " + "[" * 40,
        1,
        "portfolio" + "[0]" * 15,
        "nested more than 16 deep",
    ),
    "a second document": ("store: ", "---\nstore: ", 36, "file", "a second document"),
}


def problems(path: Path) -> tuple[Problem, ...]:
    """Return what is wrong with a file."""
    with pytest.raises(BrokenConfiguration) as broken:
        load(path, today=TODAY, environ={})
    return broken.value.problems


@pytest.mark.parametrize("name", TABLE)
def test_a_broken_configuration_says_where_and_what_to_write(name: str, write: Write) -> None:
    """File, line and path of the mistake, and the remedy."""
    old, new, line, path, words = TABLE[name]
    assert old in RIGHT
    found = problems(write(RIGHT.replace(old, new, 1)))
    place = f"payments.yaml:{line}: {path}: "
    assert any(str(one).startswith(place) and words in str(one) for one in found), "\n".join(
        map(str, found)
    )
    assert all(one.remedy and one.message and "canary" not in str(one) for one in found)


def test_what_is_not_utf_8_is_named_byte_by_byte(write: Write) -> None:
    """The byte, its place, and what it would be in Windows-1252."""
    (found,) = problems(write(RIGHT.replace("Planned", "Décidé").encode("cp1252")))
    assert (found.line, found.path) == (32, "file")
    assert "byte 0xE9 at column" in found.message
    assert '"é"' in found.message
    assert "UTF-8" in found.remedy


@pytest.mark.parametrize(
    "content", [b"", b"# nothing\n", b"---\n", b"just words\n", b"\xef\xbb\xbf"]
)
def test_a_file_without_keys_is_told_how_to_begin(content: bytes, write: Write) -> None:
    """Empty, only comments, or no mapping."""
    (found,) = problems(write(content))
    assert str(found).startswith("payments.yaml:1: file: the file holds no keys. Start with ")


def test_a_list_is_no_portfolio(write: Write) -> None:
    """The top of a portfolio is a mapping."""
    (found,) = problems(write(b"- portfolio: x\n"))
    assert "is a list" in found.message


@pytest.mark.parametrize(("name", "seen"), [
    ("absent.yaml", "there is no such file"),
    (".", "this is a folder"),
    ("a\0b", "there is no such file"),
    ("x" * 5000, "cannot be read"),
])  # fmt: skip
def test_what_is_no_file_is_said_in_a_sentence(name: str, seen: str, write: Write) -> None:
    """An absent file, a folder, an impossible name."""
    write()
    (found,) = problems(Path(name))
    assert seen in found.message
    assert found.remedy


def test_a_huge_file_is_refused_before_it_is_parsed(write: Write) -> None:
    """The cap is on bytes; nothing of a huge file is looked at."""
    (found,) = problems(write(RIGHT.encode() + b"# x\n" * 300_000))
    assert "more than 1000 kB" in found.message


@pytest.mark.parametrize(
    "bomb", ["[" * 900, "{a: " * 900, "- " * 900, "!" * 900_000, "k: [" + "[],\n" * 30_000]
)
def test_a_hostile_file_ends_in_a_sentence(bomb: str, write: Write) -> None:
    """Depth, length of a line and number of values are bounded."""
    (found, *_) = problems(write(bomb.encode()))
    assert found.remedy


def test_all_problems_are_told_at_once_in_the_order_of_the_file(write: Write) -> None:
    """Mistakes of shape and of sense come together, and one does not cause another."""
    text = RIGHT.replace("Europe/Paris", "Europe/Pariss").replace("tool: jira", "tool: jirra")
    text = text.replace("authority: roadmap, e", "authority: roadmp, e").replace("steward", "stwrd")
    found = problems(write(text))
    assert [(one.line, one.path) for one in found] == [
        (2, "timezone"), (4, "stwrd"), (12, "replicas.delivery.tool"),
        (27, "fields.status.authority"),
    ]  # fmt: skip
    with pytest.raises(BrokenConfiguration) as broken:
        load(write(text), today=TODAY, environ={})
    assert len(str(broken.value).splitlines()) == 4


def test_terminal_sequences_in_a_file_are_not_repeated(write: Write) -> None:
    """A message never moves the cursor of whoever reads it."""
    (found,) = problems(write(RIGHT.replace("portfolio: payments", 'portfolio: "\\e[2Jx"')))
    assert "\x1b" not in str(found)


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
