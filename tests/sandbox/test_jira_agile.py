"""Boards of the Jira emulator with the official client, and the work that was logged."""

from typing import Any

from sandbox.jira.state import JiraState


def test_a_board_shows_its_columns_its_issues_and_its_backlog(
    jira: Any, site: JiraState, raw: Any
) -> None:
    """What is planned into an open sprint is not in the backlog."""
    one, other = (site.add_issue("PAY", "Task", title, author="ines") for title in "ab")
    board = jira.boards()[0]
    root = "../../agile/1.0"
    sprint = site.add_sprint("PAY", "Sprint 1")
    jira.add_issues_to_sprint(int(sprint.id), [one.key])
    read = raw(jira, "get", f"{root}/board/{board.id}")
    assert (read["name"], read["type"]) == ("PAY board", "scrum")
    columns = raw(jira, "get", f"{root}/board/{board.id}/configuration")["columnConfig"]["columns"]
    assert columns[0]["name"] == "To Do"

    def keys(path: str) -> list[str]:
        return [issue["key"] for issue in raw(jira, "get", f"{root}/{path}")["issues"]]

    assert keys(f"board/{board.id}/issue") == [one.key, other.key]
    assert keys(f"board/{board.id}/backlog") == [other.key]
    assert keys(f"sprint/{sprint.id}/issue") == [one.key]


def test_work_is_logged_on_an_issue(jira: Any, site: JiraState, refused: Any) -> None:
    """In seconds, a minute at least."""
    issue = site.add_issue("PAY", "Task", "x", author="ines")
    jira.add_worklog(issue.key, timeSpentSeconds=5_400)
    (shown,) = jira.worklogs(issue.key)
    assert (shown.timeSpent, shown.author.displayName) == ("1h 30m", "Syncline")
    with refused(400, "Invalid time duration"):
        jira.add_worklog(issue.key, timeSpentSeconds=5)
