"""The fault script: every kind of fault as a plain client sees it, and what it leaves behind."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from jira import JIRA

from sandbox import Sandbox
from sandbox.faults import Rule

AUTH = ("sync@acme.example", "jira-sandbox-token")
TASK = {"fields": {"project": {"key": "LIE"}, "issuetype": {"name": "Task"}, "summary": "One"}}


@pytest.fixture
def lying(sandbox: Sandbox) -> Sandbox:
    """Return a sandbox with an empty Jira project to lie about."""
    sandbox.world.jira.add_project("LIE", "Lies")
    return sandbox


def script(sandbox: Sandbox, *rules: dict[str, Any]) -> dict[str, Any]:
    """Load rules about Jira and return the answer."""
    body = [{"tool": "jira", **rule} for rule in rules]
    answer = httpx.put(f"{sandbox.url}/_sandbox/faults", json=body)
    return dict(answer.json())


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[httpx.Client]:
    """Return a client that keeps its connection."""
    base = f"{sandbox.url}/jira/rest/api/3"
    with httpx.Client(base_url=base, auth=AUTH, timeout=5) as one:
        yield one


def made(sandbox: Sandbox) -> int:
    """Count the issues of the project."""
    return sum(issue.project == "LIE" for issue in sandbox.world.jira.issues.values())


def test_a_status_fault_refuses_in_the_tools_shape_and_applies_nothing(
    lying: Sandbox, client: httpx.Client
) -> None:
    """Once, with headers of its own, and then never again."""
    script(lying, {"kind": "status", "status": 503, "headers": {"Retry-After": "7"}})
    answer = client.post("/issue", json=TASK)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "7")
    assert answer.json()["errorMessages"]
    assert made(lying) == 0
    assert client.post("/issue", json=TASK).status_code == 201


@pytest.mark.parametrize(("status", "words"), [(401, "authenticated"), (429, "Rate limit")])
def test_401_and_429_look_like_the_tools_own(
    lying: Sandbox, client: httpx.Client, status: int, words: str
) -> None:
    """A null header takes one away: a gateway's 429 has no Retry-After."""
    script(lying, {"kind": "status", "status": status, "headers": {"retry-after": None}})
    answer = client.get("/myself")
    assert answer.status_code == status
    assert words in answer.text
    assert "retry-after" not in answer.headers


def test_a_dropped_request_applies_nothing_and_answers_nothing(
    lying: Sandbox, client: httpx.Client
) -> None:
    """The connection closes; the log has status 0."""
    script(lying, {"kind": "drop"})
    with pytest.raises(httpx.RemoteProtocolError):
        client.post("/issue", json=TASK)
    assert made(lying) == 0
    assert lying.world.log.entries[-1].status == 0
    assert client.post("/issue", json=TASK).status_code == 201


def test_an_applied_and_dropped_create_exists_although_nobody_was_told(
    lying: Sandbox, client: httpx.Client
) -> None:
    """The lost answer that doubles records."""
    script(lying, {"kind": "applied_then_drop"})
    with pytest.raises(httpx.RemoteProtocolError):
        client.post("/issue", json=TASK)
    assert made(lying) == 1


def test_the_unmodified_client_resends_a_lost_create_when_its_retries_are_on(
    lying: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One create, two issues: why retries are switched off."""
    monkeypatch.setattr("jira.resilientsession.time.sleep", lambda _: None)
    client: Any = JIRA(lying.url + "/jira", basic_auth=AUTH, max_retries=1, timeout=5)
    script(lying, {"kind": "applied_then_drop", "method": "POST"})
    client.create_issue(fields=TASK["fields"], prefetch=False)
    client.close()
    assert made(lying) == 2


def test_an_applied_create_may_be_answered_with_an_error(
    lying: Sandbox, client: httpx.Client
) -> None:
    """A gateway's 504 after the commit."""
    script(lying, {"kind": "applied_then_status", "status": 504})
    assert client.post("/issue", json=TASK).status_code == 504
    assert made(lying) == 1


@pytest.mark.parametrize(("kind", "created"), [("hang", 0), ("applied_then_hang", 1)])
def test_a_hanging_call_times_out(
    lying: Sandbox, client: httpx.Client, kind: str, created: int
) -> None:
    """And the sandbox goes on serving others meanwhile."""
    script(lying, {"kind": kind, "seconds": 20})
    with pytest.raises(httpx.ReadTimeout):
        client.post("/issue", json=TASK, timeout=0.2)
    assert made(lying) == created
    assert client.get("/myself").status_code == 200


def test_a_gateway_may_answer_with_html(lying: Sandbox, client: httpx.Client) -> None:
    """Not JSON, and nothing applied."""
    script(lying, {"kind": "html", "status": 200})
    answer = client.post("/issue", json=TASK)
    assert answer.headers["content-type"].startswith("text/html")
    assert made(lying) == 0


@pytest.mark.parametrize("kind", ["half_json", "bad_utf8", "deep"])
def test_a_damaged_answer_hides_what_was_applied(
    lying: Sandbox, client: httpx.Client, kind: str
) -> None:
    """The body cannot be read, the issue exists."""
    script(lying, {"kind": kind})
    answer = client.post("/issue", json=TASK)
    with pytest.raises((ValueError, RecursionError), match=r"."):
        answer.json()
    assert made(lying) == 1


def test_an_empty_listing_lies_about_a_full_project(lying: Sandbox, client: httpx.Client) -> None:
    """200, valid and empty: nothing may be inferred from absence."""
    client.post("/issue", json=TASK)
    script(lying, {"kind": "empty_list", "route": "/rest/api/3/search/jql"})
    query = {"jql": "project = LIE"}
    assert client.get("/search/jql", params=query).json() == {"issues": [], "isLast": True}
    assert len(client.get("/search/jql", params=query).json()["issues"]) == 1


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"after": 2, "count": 1}, "..x.."),
        ({"after": 1, "count": 2}, ".xx.."),
        ({"count": 0}, "xxxxx"),
        ({"after": 3, "count": 0}, "...xx"),
    ],
)
def test_a_rule_skips_some_calls_and_meets_some(
    lying: Sandbox, client: httpx.Client, rule: dict[str, int], expected: str
) -> None:
    """After k, for n; n = 0 is for ever."""
    script(lying, {"kind": "status", "status": 500, **rule})
    seen = "".join("x" if client.get("/myself").status_code == 500 else "." for _ in expected)
    assert seen == expected


@pytest.mark.parametrize(
    ("method", "route", "template", "path", "hit"),
    [
        (None, None, "/issue/{issue}", "/issue/A-1", True),
        ("GET", None, "/issue/{issue}", "/issue/A-1", True),
        ("PUT", None, "/issue/{issue}", "/issue/A-1", False),
        (None, "/issue/{issue}", "/issue/{issue}", "/issue/A-1", True),
        (None, "/issue/A-1", "/issue/{issue}", "/issue/A-1", True),
        (None, "/issue/A-2", "/issue/{issue}", "/issue/A-1", False),
        (None, "/issue", "/issue/{issue}", "/issue/A-1", False),
        (None, "/issue*", "/issue/{issue}", "/issue/A-1", True),
        (None, "/issue/A*", "/issue/{issue}", "/issue/A-1", True),
        (None, "/search*", "/issue/{issue}", "/issue/A-1", False),
    ],
)
def test_a_rule_is_about_a_template_a_path_or_a_prefix(
    method: str | None, route: str | None, template: str, path: str, *, hit: bool
) -> None:
    """The truth table of matching, for a GET."""
    rule = Rule("drop", "jira", method=method, route=route)
    assert rule.matches("jira", "GET", template, path) is hit
    assert not rule.matches("slack", "GET", template, path)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"kind": "explode"}, "kind 'explode' is none of"),
        ({"kind": "drop", "tool": "fax"}, "tool 'fax' is none of"),
        ({"kind": "drop", "route": "/nowhere"}, "end it with * for a prefix"),
        ({"kind": "drop", "count": -1}, "after and count are 0 or more"),
        ({"kind": "status", "status": 7}, "status is 100 to 599"),
        ({"kind": "status", "status": "x"}, "status cannot be 'x'"),
        ({"kind": "drop", "colour": 1}, "unknown ['colour']"),
    ],
)
def test_a_wrong_rule_is_refused_in_a_sentence(
    lying: Sandbox, rule: dict[str, Any], words: str
) -> None:
    """And the script stays as it was."""
    assert words in script(lying, rule)["error"]
    assert httpx.get(f"{lying.url}/_sandbox/faults").json() == {"faults": []}


def test_rules_show_how_many_calls_they_have_seen(lying: Sandbox, client: httpx.Client) -> None:
    """And deleting them ends the lies."""
    script(lying, {"kind": "status", "route": "/rest/api/3/myself", "after": 9})
    client.get("/myself")
    client.get("/field")
    (rule,) = httpx.get(f"{lying.url}/_sandbox/faults").json()["faults"]
    assert rule["hits"] == 1
    assert httpx.delete(f"{lying.url}/_sandbox/faults").json() == {"faults": []}
