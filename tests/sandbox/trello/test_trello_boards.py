"""A person at Trello: the boards in a browser, hands, and the scenario that has a board."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import httpx
import pytest
from ruamel.yaml import YAML

from sandbox import Sandbox
from sandbox.hands import Hands
from sandbox.scenarios import people_yaml, portfolio_yaml
from sandbox.scenarios.agency import FREELANCERS, LISTS
from sandbox.scenarios.bodies import to_markdown
from sandbox.scenarios.containers import found
from sandbox.trello.records import Board, Card
from sandbox.trello.state import TrelloState
from sandbox.world import World

Ask = Callable[..., httpx.Response]


def test_a_board_stands_beside_the_others(sandbox: Sandbox, board: Board, card: Card) -> None:
    """Its open lists are the columns; without a board there is no Trello."""
    text = httpx.get(sandbox.url).text
    assert "<h1>Trello</h1>" in text
    assert "<h2>Freelancers <small>1</small>" in text
    assert [name for name in ("To do", "Doing", "Done") if f"<h3>{name} <small>" in text] == [
        "To do", "Doing", "Done",
    ]  # fmt: skip
    assert f'href="/board/trello/{card.id}"' in text
    sandbox.world.build(7, "empty", None)
    assert "Trello" not in httpx.get(sandbox.url).text


def test_a_card_is_edited_in_the_browser_as_a_person(
    sandbox: Sandbox, card: Card, trello: TrelloState
) -> None:
    """Title, list, owner and dates, each as an action of hers."""
    page = f"{sandbox.url}/board/trello/{card.id}"
    form = {
        "title": "Ship it now", "status": "Doing", "owner": "paul", "start": "2026-03-20",
        "due": "2026-04-01", "by": "nina",
    }  # fmt: skip
    answer = httpx.post(page, data=form)
    assert "Saved as Nina Okafor." in unescape(answer.text)
    assert (card.name, card.column.name, card.members[0].key) == ("Ship it now", "Doing", "paul")
    assert card.due is not None
    assert card.due.isoformat() == "2026-04-01T12:00:00+00:00"
    made = [one for one in card.board.actions if one.by.key == "nina"]
    assert {next(iter(one.data.get("old", {"": 0}))) for one in made} == {
        "name", "start", "due", "", "idList",
    }  # fmt: skip
    before = sandbox.world.snapshot()
    assert httpx.post(page, data=form).status_code == 200
    assert sandbox.world.snapshot() == before
    assert httpx.get(f"{sandbox.url}/board/trello/{'0' * 24}").status_code == 404


def test_a_refused_edit_is_said_in_trellos_words(sandbox: Sandbox, card: Card) -> None:
    """As the other tools' refusals are."""
    page = f"{sandbox.url}/board/trello/{card.id}"
    answer = httpx.post(page, data={"owner": "leo", "by": "ops"})
    said = re.search(r'class="notice"[^>]*>([^<]*)<', answer.text)
    assert said is not None
    assert (answer.status_code, said[1]) == (400, "invalid value for idMembers")


def test_hands_do_what_a_person_does(sandbox: Sandbox, board: Board, card: Card) -> None:
    """Edit, move, comment, archive, bring back, delete."""
    ines = Hands(sandbox.access(), "ines")
    ines.edit_in_trello(card.id, {"name": "Renamed"})
    ines.move_in_trello(card.id, "Done")
    ines.comment_in_trello(card.id, "Why?")
    assert (card.name, card.column.name, card.comments) == ("Renamed", "Done", 1)
    ines.archive_in_trello(card.id)
    assert card.closed
    ines.archive_in_trello(card.id, back=True)
    assert not card.closed
    ines.delete_in_trello(card.id)
    assert sandbox.world.trello.cards == {}
    assert {one.by.key for one in board.actions[1:]} == {"ines"}


def test_reset_and_restore_bring_trello_back(sandbox: Sandbox, card: Card, ask: Ask) -> None:
    """Same seed, same ids; what comes next is the same, too."""
    control = f"{sandbox.url}/_sandbox"
    httpx.post(f"{control}/snapshot")
    answers = []
    for _ in range(2):
        body = {"idList": sandbox.world.trello.cards[card.id].column.id, "name": "New"}
        answers.append(ask("POST", "/cards", json=body).json())
        httpx.post(f"{control}/restore")
    assert answers[0] == answers[1]
    httpx.post(f"{control}/reset", json={"scenario": "agency", "items": 3})
    shown = ask("GET", "/members/me/boards").json()
    httpx.post(f"{control}/reset")
    assert ask("GET", "/members/me/boards").json() == shown
    httpx.post(f"{control}/reset", json={"seed": 8})
    assert ask("GET", "/members/me/boards").json() != shown


@pytest.mark.parametrize("items", [0, 1, 25])
def test_agency_has_n_equal_epics_in_four_tools(items: int) -> None:
    """The same titles, lists, owners, dates, labels, priorities and texts; no marker anywhere."""
    world = World(7, "agency", items)
    (board,) = world.trello.boards.values()
    assert (board.name, tuple(one.name for one in board.lists)) == (FREELANCERS, LISTS)
    tasks = {task.name: task for task in found(world).launches.tasks}
    summaries = {issue["summary"] for issue in world.jira.issues.values()}
    titles = {page.title for page in found(world).epics.pages}
    assert {card.name for card in board.cards} == tasks.keys() == summaries == titles
    assert len(board.cards) == items
    for card in board.cards:
        task = tasks[card.name]
        assert card.members == [task.assignee]
        assert card.due
        assert card.start
        assert (card.due.date(), card.start.date()) == (task.due_on, task.start_on)
        assert [label.name for label in card.labels] == [tag.name for tag in task.tags]
        assert card.due_complete == task.completed == (card.column.name == "Done")
        (item,) = card.items.values()
        names = {option.id: option.text for option in item.field.options}
        assert names[str(item.option)] == task.field_values[0].value.name
        assert card.attachments == []


def test_the_portfolio_of_an_agency_names_its_board(ask: Ask) -> None:
    """With the lists as words, and everybody's username; other portfolios say nothing of it."""
    world, yaml = World(7, "agency", 1), YAML(typ="safe", pure=True)
    config = yaml.load(portfolio_yaml(world, "http://127.0.0.1:8700/"))
    (board,) = world.trello.boards
    assert config["replicas"]["freelancers"] == {
        "tool": "trello",
        "url": "http://127.0.0.1:8700/trello",
        "board": board,
        "credentials": "env:TRELLO",
        "kinds": {"epic": "*"},
    }
    words = [word["freelancers"] for word in config["values"]["status"].values()]
    named = [word["list"] if isinstance(word, dict) else word for word in words]
    assert tuple(named) == LISTS
    assert "freelancers" in config["links"][0]["same_as"]
    people = yaml.load(people_yaml(world))
    assert people[0]["accounts"]["trello"] == "ines_acme"
    for scenario in ("demo", "uniform", "empty"):
        other = World(7, scenario, 1)
        text = portfolio_yaml(other, "http://127.0.0.1") + people_yaml(other)
        assert not re.search("trello|freelancers", text, re.IGNORECASE)


def test_markdown_is_the_markup_itself() -> None:
    """Paragraphs and lists."""
    body: Any = ("a **b**", ("-", ("x", "y")), ("1", ("z",)))
    assert to_markdown(body) == "a **b**\n\n- x\n- y\n\n1. z"
