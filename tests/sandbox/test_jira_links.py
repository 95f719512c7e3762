"""Links of the Jira emulator: between issues, and to other systems."""

from collections.abc import Callable
from typing import Any

import pytest

Raw = Callable[..., Any]
FIELDS = {"project": {"key": "PAY"}, "issuetype": {"name": "Task"}, "summary": "Refunds"}
WHOLE = {
    "globalId": "sync-1",
    "relationship": "is the same as",
    "object": {"url": "https://a.example/1", "title": "One", "summary": "first"},
}
BARE = {"globalId": "sync-1", "object": {"url": "https://a.example/2", "title": "Two"}}


@pytest.fixture
def issue(jira: Any) -> str:
    """Return the key of a new issue."""
    return str(jira.create_issue(fields=FIELDS).key)


def test_a_remote_link_is_replaced_by_its_global_id_omitted_fields_and_all(
    jira: Any, raw: Raw, issue: str
) -> None:
    """One link stands there, under its former id; without a globalId there are two."""
    path = f"issue/{issue}/remotelink"
    first = raw(jira, "post", path, json=WHOLE)
    assert raw(jira, "post", path, json=BARE)["id"] == first["id"]
    (shown,) = raw(jira, "get", path)
    assert shown["object"] == BARE["object"]
    assert "relationship" not in shown
    for _ in range(2):
        raw(jira, "post", path, json={"object": BARE["object"]})
    assert len(raw(jira, "get", path)) == 3


def test_an_issue_link_is_answered_without_an_id_and_never_doubled(
    jira: Any, raw: Raw, issue: str
) -> None:
    """Whoever wants to remove it reads the issue."""
    other = str(jira.create_issue(fields=FIELDS).key)
    ends = {"inwardIssue": {"key": issue}, "outwardIssue": {"key": other}}
    for _ in range(2):
        assert raw(jira, "post", "issueLink", json={"type": {"name": "Blocks"}, **ends}) == 201
    (link,) = jira.issue(issue).raw["fields"]["issuelinks"]
    assert link["outwardIssue"]["key"] == other
    assert raw(jira, "delete", f"issueLink/{link['id']}") == 204
    assert jira.issue(issue).raw["fields"]["issuelinks"] == []
