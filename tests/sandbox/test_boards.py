"""The boards, read and used as a browser does."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import httpx
import pytest

from sandbox import Sandbox
from sandbox.scenarios.containers import found


@pytest.fixture
def browser(sandbox: Sandbox) -> Iterator[httpx.Client]:
    """Return a browser at the boards."""
    with httpx.Client(base_url=sandbox.url) as client:
        yield client


def notice(answer: httpx.Response) -> str:
    """Return what the page says came of the edit."""
    said = re.search(r'class="notice"[^>]*>([^<]*)<', answer.text)
    assert said is not None
    return unescape(said[1])


def card(sandbox: Sandbox, tool: str) -> str:
    """Return the address of one tool's card of the same epic."""
    world, title = sandbox.world, "Refunds from the dashboard"
    if tool == "asana":
        ids = [task.gid for task in found(world).launches.tasks if task.name == title]
    elif tool == "notion":
        ids = [page.id for page in found(world).epics.pages if page.title == title]
    else:
        ids = [one.id for one in world.jira.issues.values() if one["summary"] == title]
    return f"/board/{tool}/{ids[0]}"


def test_the_tools_stand_side_by_side(browser: httpx.Client) -> None:
    """Every container with its columns, its count and the sandbox's clock; nothing from outside."""
    text = browser.get("/").text
    for name in ("Notion", "Jira", "Asana"):
        assert f"<h1>{name}</h1>" in text
    for board, count in (("Roadmap", 8), ("Epics", 41), ("Launches", 39), ("Payments", 16)):
        assert f"<h2>{board} <small>{count}</small>" in text
    assert "2026-03-02 08:00 UTC" in text
    assert "<h3>En revue <small>" in text
    assert not re.search(r'(src|href)="?(https?:)?//', text)


def test_the_stories_are_shown_on_demand(browser: httpx.Client) -> None:
    """200 cards more."""
    few, many = browser.get("/").text, browser.get("/?stories=1").text
    assert many.count('class="card"') - few.count('class="card"') == 200


@pytest.mark.parametrize("tool", ["jira", "notion", "asana"])
def test_a_card_is_edited_as_a_person(sandbox: Sandbox, browser: httpx.Client, tool: str) -> None:
    """Title, status, owner and dates arrive, and the tool knows who did it."""
    address = card(sandbox, tool)
    status = {"jira": "In Review", "notion": "Review", "asana": "En revue"}[tool]
    form = {"title": "New", "status": status, "owner": "tom", "start": "2026-04-01",
            "due": "2026-05-01", "by": "nina"}  # fmt: skip
    saved = browser.post(address, data=form)
    assert (saved.status_code, notice(saved)) == (200, "Saved as Nina Okafor.")
    shown = browser.get(address).text
    for part in ('value="New"', f'value="{status}" selected', 'value="tom" selected',
                 'value="2026-04-01"', 'value="2026-05-01"'):  # fmt: skip
        assert part in shown
    assert editors(sandbox, tool, address.rpartition("/")[2]) == {"nina"}


def editors(sandbox: Sandbox, tool: str, identifier: str) -> set[str]:
    """Return who made the newest changes of a record, by the tool's own history."""
    world, now = sandbox.world, sandbox.world.clock.now.replace(hour=8, minute=0, second=0)
    today = now.replace(microsecond=0)
    if tool == "asana":
        stories = world.asana.task(identifier).stories
        return {story.created_by.key for story in stories if story.created_at >= today}
    if tool == "notion":
        return {world.notion.page(identifier).stamp.edited_by.key}
    changes = world.jira.changes[identifier]
    return {change.author for change in changes if change.created >= today}


def test_an_edit_without_a_difference_changes_nothing(
    sandbox: Sandbox, browser: httpx.Client
) -> None:
    """Saving the form as it is leaves no trace in any tool."""
    before = sandbox.world.snapshot()
    for tool in ("jira", "notion", "asana"):
        assert browser.post(card(sandbox, tool), data={"by": "nina"}).status_code == 200
    assert sandbox.world.snapshot() == before


@pytest.mark.parametrize(
    ("tool", "form", "words"),
    [
        ("jira", {"title": " "}, "needs a title"),
        ("jira", {"status": "Done"}, "No transition leads to 'Done'"),
        ("asana", {"due": "", "start": "2026-04-01"}, "A start date needs a due date"),
        ("asana", {"due": "soon"}, "2026-03-02"),
        ("notion", {"status": "Nope"}, 'Status option "Nope" does not exist'),
        ("notion", {"owner": "nobody"}, "one of the people"),
        ("notion", {"by": "leo"}, "somebody who is still here"),
    ],
)
def test_a_refused_edit_says_why(
    sandbox: Sandbox, browser: httpx.Client, tool: str, form: dict[str, str], words: str
) -> None:
    """In the tool's own words, and nothing is changed."""
    before = sandbox.world.snapshot()
    answer = browser.post(card(sandbox, tool), data=form)
    assert answer.status_code == 400
    assert words in notice(answer)
    assert sandbox.world.snapshot() == before


def test_what_people_typed_is_never_markup(sandbox: Sandbox, browser: httpx.Client) -> None:
    """Escaped on the card, on the board and in the form."""
    evil = '"><script>alert(1)</script>'
    for tool in ("jira", "notion", "asana"):
        address = card(sandbox, tool)
        browser.post(address, data={"title": evil})
        for path in (address, "/"):
            assert "<script>" not in browser.get(path).text


@pytest.mark.parametrize(
    "path", ["/board/jira/1", "/board/notion/x", "/board/asana/x", "/board/x/1"]
)
def test_a_card_that_is_not_there_is_a_page_that_says_so(browser: httpx.Client, path: str) -> None:
    """404, for reading and for saving."""
    assert browser.get(path).status_code == 404
    assert browser.post(path, data={"title": "x"}).status_code == 404


def test_a_board_is_not_a_request_to_a_tool(sandbox: Sandbox, browser: httpx.Client) -> None:
    """It stays out of the request log."""
    browser.get("/")
    browser.get(card(sandbox, "jira"))
    entries: list[Any] = sandbox.world.log.entries
    assert entries == []


@pytest.mark.parametrize("tool", ["jira", "notion", "asana", "trello"])
def test_a_card_is_commented_on_as_a_person(
    sandbox: Sandbox, browser: httpx.Client, tool: str
) -> None:
    """The tool keeps it as hers, the card shows it, and nothing in it is markup."""
    if tool == "trello":
        board = sandbox.world.trello.add_board("Board", ("To do",))
        address = f"/board/trello/{sandbox.world.trello.add_card(board.lists[0], 'One').id}"
    else:
        address = card(sandbox, tool)
    said = browser.post(f"{address}/comment", data={"text": "Ready <b>?", "by": "nina"})
    assert (said.status_code, notice(said)) == (200, "Said as Nina Okafor.")
    shown = browser.get(address).text
    assert re.search(r"<b>Nina Okafor</b> <time>[^<]*</time><p>Ready &lt;b&gt;\?</p>", shown)
    for wrong in ({"text": " ", "by": "nina"}, {"text": "x", "by": "leo"}):
        assert browser.post(f"{address}/comment", data=wrong).status_code == 400
    assert browser.post(f"/board/{tool}/none/comment", data={}).status_code == 404


def test_a_card_tells_what_syncline_wrote_to_it(sandbox: Sandbox, browser: httpx.Client) -> None:
    """Not what people did, and not what it wrote to others."""
    address = card(sandbox, "jira")
    assert "Nothing yet." in browser.get(address).text
    issue = f"{sandbox.url}/jira/rest/api/3/issue/{address.rpartition('/')[2]}"
    for who, title in (("sync@acme.example:jira-sandbox-token", "Ours"), (":jira-ines", "Hers")):
        user, token = who.split(":")
        httpx.put(issue, auth=(user, token), json={"fields": {"summary": title}})
    shown = unescape(browser.get(address).text)
    assert '{"fields":{"summary":"Ours"}}' in shown
    assert '{"fields":{"summary":"Hers"}}' not in shown
    assert "→ 204" in shown
