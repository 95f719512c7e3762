"""Sprints, components and versions of the emulated Jira, by the official client."""

from collections.abc import Iterator

import pytest
from jira import JIRA
from jira.exceptions import JIRAError

from sandbox import Sandbox
from sandbox.jira.planning import SPRINT


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Serve a site with one project, three sprints, two components and a version."""
    with Sandbox(scenario="empty") as serving:
        jira = serving.world.jira
        for name, state in (("Sprint 7", "closed"), ("Sprint 8", "active"), ("Sprint 9", "future")):
            jira.add_sprint("PAY", name, state)  # type: ignore[arg-type]  # one of the three
        jira.add_part("PAY", "Web")
        jira.add_part("PAY", "API")
        jira.add_part("PAY", "2.1", version=True)
        yield serving


@pytest.fixture(scope="module")
def jira(sandbox: Sandbox) -> JIRA:
    """Return the official client."""
    access = sandbox.access()["jira"]
    account = (access["email"], access["token"])
    return JIRA(access["url"], basic_auth=account, max_retries=0)


def test_an_issue_is_planned_and_taken_back(sandbox: Sandbox, jira: JIRA) -> None:
    """One sprint that is not over at a time; closed ones stay as history."""
    (board,) = jira.boards(projectKeyOrID="PAY", type="scrum")
    open_ones = {one.name: one.id for one in jira.sprints(board.id, state="active,future")}
    assert list(open_ones) == ["Sprint 8", "Sprint 9"]
    issue = sandbox.world.jira.add_issue(
        "PAY", "Story", "Refund", custom={SPRINT: (next(iter(sandbox.world.jira.sprints)),)}
    )
    jira.add_issues_to_sprint(open_ones["Sprint 8"], [issue.key])
    jira.add_issues_to_sprint(open_ones["Sprint 9"], [issue.key])
    shown = jira.issue(issue.key).raw["fields"][SPRINT]
    assert [(one["name"], one["state"]) for one in shown] == [
        ("Sprint 7", "closed"), ("Sprint 9", "future"),
    ]  # fmt: skip
    jira.move_to_backlog([issue.key])
    assert [one["name"] for one in jira.issue(issue.key).raw["fields"][SPRINT]] == ["Sprint 7"]
    (entry, *_) = jira.issue(issue.key, expand="changelog").raw["changelog"]["histories"]
    assert entry["items"][0]["fieldId"] == SPRINT


@pytest.mark.parametrize(
    ("sprint", "kind", "words"),
    [("Sprint 7", "Story", "open or active"), ("none", "Story", "does not exist"),
     ("Sprint 8", "Sub-task", "follow their parent")],
)  # fmt: skip
def test_what_cannot_be_planned_is_refused(
    sandbox: Sandbox, jira: JIRA, sprint: str, kind: str, words: str
) -> None:
    """Into a sprint that is over, or unknown; and a sub-task."""
    state = sandbox.world.jira
    above = state.add_issue("PAY", "Story", "Pay") if kind == "Sub-task" else None
    issue = state.add_issue("PAY", kind, "Refund", parent=above)
    number = next((one.id for one in state.sprints.values() if one.name == sprint), "1")
    with pytest.raises(JIRAError, match=words):
        jira.add_issues_to_sprint(int(number), [issue.key])


def test_components_and_versions_are_the_projects_own(sandbox: Sandbox, jira: JIRA) -> None:
    """Set, added and removed by name; a name that is none is refused, and nothing is made up."""
    issue = jira.issue(sandbox.world.jira.add_issue("PAY", "Story", "Refund").key)
    issue.update(fields={"components": [{"name": "Web"}], "fixVersions": [{"name": "2.1"}]})
    issue.update(update={"components": [{"add": {"name": "API"}}, {"remove": {"name": "Web"}}]})
    shown = jira.issue(issue.key).fields
    assert ([c.name for c in shown.components], [v.name for v in shown.fixVersions]) == (
        ["API"], ["2.1"],
    )  # fmt: skip
    with pytest.raises(JIRAError, match="Component name 'Moon' is not valid"):
        issue.update(update={"components": [{"add": {"name": "Moon"}}]})
    with pytest.raises(JIRAError, match=r"Version name '9\.9' is not valid"):
        issue.update(fields={"fixVersions": [{"name": "9.9"}]})
    other = jira.issue(sandbox.world.jira.add_issue("ONB", "Story", "Refund").key)
    with pytest.raises(JIRAError, match="is not valid"):
        other.update(fields={"components": [{"name": "Web"}]})
