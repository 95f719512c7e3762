"""Portfolios beside each other: whose scopes meet is told, and whose scopes are cut is not."""

import pytest

from syncline.config import Loaded, load
from syncline.config.overlap import overlaps
from tests.config.conftest import RIGHT, TODAY, Write

JIRA = "projects: [PAY]"
NOTION = 'kinds: {initiative: "*"}}\n  delivery'
READ_ONLY = RIGHT.replace("data_source: abc123", "data_source: abc123, access: read").replace(
    JIRA, f"{JIRA}\n    access: read"
).replace("project: 1209", "project: 1209, access: read").replace(
    "    create: {in: launches, when: {status: [planned]}}\n", ""
)  # fmt: skip


def of(write: Write, text: str, name: str) -> Loaded:
    """Load a file under a name."""
    return load(write(text.replace("portfolio: payments", f"portfolio: {name}")), today=TODAY)


def cut(squad: str = "", *, jql: str = "", project: str = "PAY", task: str = "1209") -> str:
    """Return the portfolio that is right, cut out of each of its tools."""
    text = RIGHT.replace(JIRA, f"projects: [{project}]" + (f"\n    where: {jql}" if jql else ""))
    text = text.replace("project: 1209", f"project: {task}")
    return text.replace(NOTION, f"where: {{{squad}}}, {NOTION}") if squad else text


@pytest.mark.parametrize(
    ("mine", "theirs", "met"),
    [
        (cut(), cut(), {"roadmap", "delivery", "launches"}),
        (cut(), RIGHT.replace("abc123", "AB-C123"), {"roadmap", "delivery", "launches"}),
        (cut("Squad: Pay"), cut("Squad: [web, App]"), {"delivery", "launches"}),
        (cut("Squad: pay"), cut("Squad: {not: [Pay, Web]}"), {"delivery", "launches"}),
        (cut("Squad: [a, b]"), cut("Squad: {not: a}"), {"roadmap", "delivery", "launches"}),
        (cut("Squad: Pay"), cut("Area: Web"), {"roadmap", "delivery", "launches"}),
        (cut("Squad: Pay"), cut(), {"roadmap", "delivery", "launches"}),
        (cut(project="PAY, WEB"), cut(project="WEB"), {"roadmap", "delivery", "launches"}),
        (cut("Squad: Pay", task="7"), cut("Squad: Web", project="WEB"), set()),
        (cut(jql="labels = a"), cut(jql="labels = b"), {"roadmap", "launches"}),
        (cut(jql="labels = a"), cut(), {"roadmap", "delivery", "launches"}),
        (cut(), RIGHT.replace("https://acme", "https://other"), {"roadmap", "launches"}),
        (cut(), RIGHT.replace("{epic: Epic}", "{epic: Theme}"), {"roadmap", "launches"}),
        (cut(), READ_ONLY, set()),
    ],
)  # fmt: skip
def test_replicas_that_list_the_same_records_are_named(
    write: Write, mine: str, theirs: str, met: set[str]
) -> None:
    """By container and address, unless their types or conditions exclude each other."""
    here, there = of(write, mine, "mine"), of(write, theirs, "theirs")
    assert {notice.path.split(".")[1] for notice in overlaps(here, [there])} == met
    assert {notice.path.split(".")[1] for notice in overlaps(there, [here])} == met
    assert overlaps(here, [here]) == []


def test_a_notice_says_which_file_and_what_to_write(write: Write) -> None:
    """With the line of the replica."""
    here, there = of(write, RIGHT, "mine"), of(write, RIGHT, "theirs")
    found = str(overlaps(here, [there])[0])
    assert "lists the same records in roadmap, so that a new one may be answered twice" in found
    assert "Cut one of them by projects: or where:" in found


def test_what_is_created_out_of_scope_is_told_before(write: Write) -> None:
    """One word is filled in, and a field that is synced has its value anyway."""
    several = RIGHT.replace("create: {in: launches", "create: {in: [launches, roadmap]")
    for where, told in [
        ("Squad: [Pay, Web]", True), ("Squad: Pay", False), ("Squad: {not: [Pay, Web]}", False),
        ("Status: [Planned, Later]", False),
    ]:  # fmt: skip
        loaded = load(write(several.replace(NOTION, f"where: {{{where}}}, {NOTION}")), today=TODAY)
        notices = [str(n) for n in loaded.notices if "nobody says which" in str(n)]
        assert bool(notices) is told, (where, notices)
