"""The Trello emulator: who may come in, how often, and what a refusal looks like."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from sandbox import Sandbox
from sandbox.faults import Rule
from sandbox.trello.records import Board, Card

Ask = Callable[..., httpx.Response]
TEXT = "text/plain"


@pytest.mark.parametrize(
    ("key", "token", "status", "words"),
    [
        ("trello-sandbox-key", "trello-sandbox-token", 200, ""),
        ("trello-sandbox-key", "trello-ines", 200, ""),
        ("no", "trello-sandbox-token", 401, "invalid key"),
        ("", "", 401, "invalid key"),
        ("trello-sandbox-key", "no", 401, "invalid token"),
        ("trello-sandbox-key", "", 401, "invalid token"),
        ("trello-sandbox-key", "trello-leo", 401, "invalid token"),
    ],
)
def test_key_and_token_are_taken_from_the_header_and_from_the_query(
    sandbox: Sandbox,
    header: Callable[..., dict[str, str]],
    *,
    key: str,
    token: str,
    status: int,
    words: str,
) -> None:
    """Quirk 35: a refusal is a plain text; who left the company is refused."""
    url = f"{sandbox.url}/trello/1/members/me"
    by_header = httpx.get(url, headers=header(token, key))
    by_query = httpx.get(url, params={"key": key, "token": token})
    for answer in (by_header, by_query):
        assert answer.status_code == status
        if words:
            assert (answer.text, answer.headers["content-type"].split(";")[0]) == (words, TEXT)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "words"),
    [
        ("GET", "/boards/Stuff", None, 400, "invalid id"),
        ("GET", "/cards/0123456789abcdef01234567", None, 404,
         "The requested resource was not found."),
        ("GET", "/nothing", None, 404, "Cannot GET /1/nothing"),
        ("POST", "/cards", {"name": "x"}, 400, "invalid value for idList"),
        ("POST", "/cards", {"idList": "LIST"}, 400, "invalid value for name"),
        ("POST", "/cards", {"idList": "LIST", "name": " "}, 400, "invalid value for name"),
        ("POST", "/cards", {"idList": "LIST", "name": "x", "due": "soon"}, 400,
         "invalid value for due"),
        ("POST", "/cards", {"idList": "LIST", "name": "x", "idMembers": ["0"]}, 400,
         "invalid value for idMembers"),
        ("POST", "/cards", {"idList": "LIST", "name": "x", "pos": -1}, 400,
         "invalid value for pos"),
        ("POST", "/cards", {"idList": "LIST", "name": "x", "urlSource": "ftp://x"}, 400,
         "invalid value for urlSource"),
        ("PUT", "/cards/CARD", {"name": ""}, 400, "invalid value for name"),
        ("PUT", "/cards/CARD", {"closed": "maybe"}, 400, "invalid value for closed"),
        ("PUT", "/cards/CARD", {"idLabels": "0"}, 400, "invalid value for idLabels"),
        ("PUT", "/cards/CARD", {"desc": "x" * 16_385}, 400, "invalid value for desc"),
    ],
)  # fmt: skip
def test_refusals_are_plain_text_and_change_nothing(
    sandbox: Sandbox, board: Board, card: Card, ask: Ask,
    *, method: str, path: str, body: dict[str, Any] | None, status: int, words: str,
) -> None:  # fmt: skip
    """Quirk 35: nobody can parse them as JSON; a refused write leaves no trace."""
    if body and body.get("idList") == "LIST":
        body = body | {"idList": board.lists[0].id}
    before = sandbox.world.snapshot()
    answer = ask(method, path.replace("CARD", card.id), json=body)
    assert (answer.status_code, answer.text) == (status, words)
    assert answer.headers["content-type"].startswith(TEXT)
    assert sandbox.world.snapshot() == before


def test_a_description_may_have_16384_characters(card: Card, ask: Ask) -> None:
    """And not one more, as the refusals show."""
    assert ask("PUT", f"/cards/{card.id}", json={"desc": "é" * 16_384}).status_code == 200


def test_a_body_that_is_no_json_is_refused(
    sandbox: Sandbox, card: Card, header: Callable[..., dict[str, str]]
) -> None:
    """In Trello's words, which are text."""
    headers = header() | {"Content-Type": "application/json"}
    url = f"{sandbox.url}/trello/1/cards/{card.id}"
    answer = httpx.put(url, headers=headers, content=b"{")
    assert (answer.status_code, answer.text) == (400, "Error parsing body: invalid JSON")


def codes(ask: Ask, path: str, calls: int, who: str = "") -> list[str]:
    """Return what each of some calls is refused with; an empty text is an answer."""
    answers = (ask("GET", path, who) for _ in range(calls))
    return [one.json()["error"] if one.status_code == 429 else "" for one in answers]


def test_a_token_has_100_calls_in_10_seconds(sandbox: Sandbox, board: Board, ask: Ask) -> None:
    """Quirk 35: 429 as JSON, without Retry-After, until the window is over."""
    sandbox.world.pressure.switches["trello_limits"] = 1
    path = f"/boards/{board.id}?fields=name"
    assert codes(ask, path, 102) == [""] * 100 + ["API_TOKEN_LIMIT_EXCEEDED"] * 2
    refused = ask("GET", path)
    assert "retry-after" not in refused.headers
    assert refused.json()["message"] == "Rate limit exceeded"
    assert codes(ask, path, 1, "ines") == [""]
    sandbox.world.clock.advance(10)
    assert codes(ask, path, 1) == [""]


def test_a_key_has_300_calls_in_10_seconds(sandbox: Sandbox, board: Board, ask: Ask) -> None:
    """Quirk 35: the tokens of one key share them."""
    sandbox.world.pressure.switches["trello_limits"] = 1
    path = f"/boards/{board.id}?fields=name"
    for who in ("ines", "paul", "nina"):
        assert codes(ask, path, 100, who) == [""] * 100
    assert codes(ask, path, 1) == ["API_KEY_LIMIT_EXCEEDED"]


def test_over_200_refusals_shut_the_key_out(sandbox: Sandbox, board: Board, ask: Ask) -> None:
    """Quirk 35: then even a token that has not asked yet is refused until the window ends."""
    sandbox.world.pressure.switches["trello_limits"] = 1
    path = f"/boards/{board.id}?fields=name"
    codes(ask, path, 100)
    strikes = sandbox.world.pressure.windows["trello strikes trello-sandbox-key"]
    strikes.used = 199
    codes(ask, path, 1)
    assert codes(ask, path, 1, "ines") == [""]
    codes(ask, path, 1)
    assert codes(ask, path, 1, "ines") == ["API_KEY_LIMIT_EXCEEDED"]
    sandbox.world.clock.advance(10)
    assert codes(ask, path, 1, "ines") == [""]


def test_members_have_a_limit_of_their_own(sandbox: Sandbox, board: Board, ask: Ask) -> None:
    """Quirk 35: 100 in 900 seconds."""
    sandbox.world.pressure.switches["trello_limits"] = 1
    assert codes(ask, "/members/me", 100) == [""] * 100
    sandbox.world.clock.advance(11)
    assert codes(ask, "/members/me", 1) == ["RATE_LIMIT_EXCEEDED"]
    assert codes(ask, f"/boards/{board.id}", 1) == [""]


def test_the_limits_of_every_tool_hold_for_trello(sandbox: Sandbox, board: Board, ask: Ask) -> None:
    """`/_sandbox/limits`, whose refusal does not say how long to wait."""
    body = {"tool": "trello", "count": 1, "window": 60}
    httpx.put(f"{sandbox.url}/_sandbox/limits", json=body)
    assert ask("GET", "/members/me").status_code == 200
    refused = ask("GET", "/members/me")
    assert refused.status_code == 429
    assert "retry-after" not in refused.headers


def test_faults_meet_trello_by_route(sandbox: Sandbox, card: Card, ask: Ask) -> None:
    """A status in Trello's words; an answer that is lost after the change; a garbled one."""
    rules = [
        Rule("status", "trello", "GET", "/cards/{id}", status=503),
        Rule("applied_then_drop", "trello", "PUT", "/cards/{id}"),
        Rule("half_json", "trello", "GET", "/cards/{id}", after=1),
    ]
    sandbox.world.faults.load(rules)
    refused = ask("GET", f"/cards/{card.id}")
    assert (refused.status_code, refused.text) == (503, "Service Unavailable")
    with pytest.raises(httpx.RemoteProtocolError):
        ask("PUT", f"/cards/{card.id}", json={"name": "Lost answer"})
    assert card.name == "Lost answer"
    with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
        ask("GET", f"/cards/{card.id}").json()


@pytest.mark.parametrize("around", ["card", "list", "board"])
def test_what_is_kept_from_the_token_is_kept_with_what_is_in_it(
    sandbox: Sandbox, board: Board, card: Card, ask: Ask, around: str
) -> None:
    """Hidden is 404, forbidden 403, and in no listing and no batch; people go on."""
    named = {"card": card.id, "list": card.column.id, "board": board.id}[around]
    parts = {"urls": f"/cards/{card.id},/cards/{card.short_link}"}
    for way, status in (("hidden", 404), ("forbidden", 403)):
        body = {"tool": "trello", way: [named]}
        httpx.put(f"{sandbox.url}/_sandbox/sight", json=body)
        assert ask("GET", f"/cards/{card.short_link}").status_code == status
        assert ask("PUT", f"/cards/{card.id}", json={"name": "x"}).status_code == status
        assert [list(one) for one in ask("GET", "/batch", params=parts).json()] == [
            [str(status)]
        ] * 2
        if around != "board":
            assert ask("GET", f"/boards/{board.id}/cards").json() == []
            assert ask("GET", f"/boards/{board.id}/actions").json() == []
        assert ask("GET", f"/cards/{card.id}", "ines").status_code == 200
    httpx.delete(f"{sandbox.url}/_sandbox/sight")
    assert ask("GET", f"/cards/{card.id}").status_code == 200
