"""What people say on issues, and the copies of what was said elsewhere."""

from datetime import UTC, datetime, timedelta

from connectors.jira import JiraTracker
from sandbox import Sandbox
from sandbox.jira.records import Comment as Held
from syncline.domain.comments import Comment, comment_of
from syncline.domain.plan import Receipt
from tests.connectors.jira.moves import ISSUE, asked, edit, epic, seen

LIST, ONE = f"{ISSUE}/comment", f"{ISSUE}/comment/{{comment}}"
TEAM = {"type": "role", "value": "Administrators"}
_NOON = datetime(2026, 3, 2, 12, 5, tzinfo=UTC)


def copy(text: str = "Yes", number: int = 1) -> str:
    """Return what somebody said on a board."""
    at = _NOON + timedelta(minutes=number)
    return Comment(f"https://trello.com/c/x#comment-{number}", "board", "Paul", at, text).element


def spoken(tracker: JiraTracker, record: str) -> list[str]:
    """Return the texts of an issue's comments."""
    thread = seen(tracker, record).fields["comments"]
    assert isinstance(thread, frozenset)
    return sorted(comment_of(one).text for one in thread)


def write(
    tracker: JiraTracker,
    record: str,
    ask: set[str],
    expect: set[str] | frozenset[str] = frozenset(),
) -> Receipt:
    """Ask for comments."""
    change = asked("comments", frozenset(ask), frozenset(expect))
    return tracker.apply(edit(record, change, lane="comments"))


def held(sandbox: Sandbox, record: str) -> list[Held]:
    """Return the comments that are in Jira."""
    return sandbox.world.jira.comments[record]


def long(sandbox: Sandbox, count: int = 30) -> str:
    """Return an issue with more comments than it shows itself."""
    record = epic(sandbox).id
    for number in range(count):
        sandbox.world.jira.add_comment(record, f"{number}", "ines")
    return record
