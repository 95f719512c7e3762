"""What the sandbox writes of its exchanges: each that shows something new, once, and cheaply."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.http import Call, Reply
from sandbox.traffic import VARIABLE, Traffic
from sandbox.wire import NOT_JSON
from tests.conftest import ROOT
from tests.traffic.exchanges import Exchange, exchanges, requests

AUTH = ("sync@acme.example", "jira-sandbox-token")


def call(sent: Any = None, query: tuple[tuple[str, str], ...] = (), **more: Any) -> Call:
    """Return a request as the sandbox reads it."""
    raw = more.pop("raw", b"" if sent is None else b"{}")
    given = {"method": "POST", "path": "/tasks/1", "base": "", "path_params": {}, "headers": {}}
    return Call(**(given | more), query=list(query), json=sent, raw=raw)


@pytest.fixture
def traffic(tmp_path: Path) -> Traffic:
    """Return a recorder of this process alone."""
    return Traffic(tmp_path)


@pytest.fixture
def noted(traffic: Traffic, tmp_path: Path) -> Callable[..., list[Exchange]]:
    """Return a way to note an answer, which returns all that is written by then."""

    def note(answer: Any, sent: Call | None = None, **more: Any) -> list[Exchange]:
        given = {"tool": "asana", "route": "/tasks/{task}", "fault": None} | more
        reply = answer if isinstance(answer, Reply | None) else Reply(200, answer)
        traffic.note(given["tool"], given["route"], sent or call(), reply, given["fault"])
        return list(exchanges(tmp_path))

    return note


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"a": "some text"}, {"a": "Another text"}),
        ({"a": 1}, {"a": 2}),
        ({"a": "2026-01-01"}, {"a": "2027-12-31"}),
        ({"data": [{"gid": "1"}, {"gid": "2"}]}, {"data": [{"gid": "3"}]}),
    ],
)
def test_what_has_been_seen_is_not_written_again(
    noted: Callable[..., list[Exchange]], first: Any, second: Any
) -> None:
    """Texts, numbers, dates and lengths of lists are no news; they are counted all the same."""
    assert len(noted(first)) == 1
    assert len(noted(second)) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"a": "x y"}, {"a": None}),
        ({"a": "x y"}, {"b": "x y"}),
        ({"a": True}, {"a": 1}),
        ({"a": "task"}, {"a": "story"}),
        ({"a": "2026-01-01"}, {"a": "2026-01-01T00:00"}),
        ({"a": []}, {"a": [1]}),
        ({"a": "x y"}, {"a": ""}),
        ({"type": "p", "content": [{"type": "t"}]}, {"type": "q", "content": [{"type": "t"}]}),
        (Reply(200, {}), Reply(201, {})),
        (Reply(200, {}), Reply(200, "text")),
    ],
)
def test_what_is_new_at_its_place_is_written(
    noted: Callable[..., list[Exchange]], first: Any, second: Any
) -> None:
    """Keys, types, words of an enumeration, patterns of dates, statuses."""
    assert len(noted(first)) == 1
    assert len(noted(second)) == 2


def test_new_in_the_request_is_new(noted: Callable[..., list[Exchange]]) -> None:
    """A parameter, a key of the body, a form, and JSON that is none."""
    form = {"content-type": "application/x-www-form-urlencoded"}
    requested = [
        call(), call({"name": "x y"}), call(query=(("limit", "100"),)),
        call(raw=b"text=x+y", headers=form), call(NOT_JSON, raw=b"{"),
    ]  # fmt: skip
    for number, sent in enumerate(requested, 1):
        assert len(noted({}, sent)) == number
    assert [one.kind for one in noted({})] == ["", "json", "", "form", "broken"]


def test_of_a_long_list_only_the_new_elements_are_written(
    noted: Callable[..., list[Exchange]],
) -> None:
    """The one with something new, not the ninety-nine others."""
    noted({"data": [{"gid": 1, "due": None}]})
    rows: list[dict[str, Any]] = [{"gid": n, "due": None} for n in range(99)]
    written = noted({"data": [*rows, {"gid": 5, "due": "2026-01-01"}]})
    assert written[-1].answer == {"data": [{"gid": 5, "due": "2026-01-01"}]}


def test_names_that_people_choose_are_not_new_for_ever(
    noted: Callable[..., list[Exchange]],
) -> None:
    """An object by names, of which there are a thousand."""
    for number in range(1_000):
        written = noted({"properties": {f"Name {number}": {"type": "title", "title": []}}})
    assert len(written) < 100


def test_words_of_one_place_are_not_new_for_ever(noted: Callable[..., list[Exchange]]) -> None:
    """An enumeration has some dozen words; a place with a thousand of them is free text."""
    for number in range(1_000):
        written = noted({"name": "".join(chr(97 + int(digit)) for digit in str(number))})
    assert len(written) < 50


def test_what_is_inside_a_thing_of_one_type_is_not_what_is_inside_another(
    noted: Callable[..., list[Exchange]],
) -> None:
    """A row was seen in a table, and a list; a row in a list is new."""
    table = {"type": "table", "content": [{"type": "row"}]}
    bullets = {"type": "list", "content": [{"type": "item"}]}
    assert len(noted({"body": [table, bullets]})) == 1
    assert len(noted({"body": [bullets, table]})) == 1
    assert len(noted({"body": [{"type": "list", "content": [{"type": "row"}]}]})) == 2


def test_a_fault_and_a_lost_answer_are_marked(noted: Callable[..., list[Exchange]]) -> None:
    """The request of either can still be checked."""
    noted({"errors": []}, fault="status")
    falsified, lost = noted(None, fault="drop")
    assert (falsified.fault, falsified.status) == ("status", 200)
    assert (lost.fault, lost.status) == ("drop", 0)


def test_an_exchange_costs_far_less_than_a_millisecond(
    traffic: Traffic, tmp_path: Path, figure: Callable[[str], None]
) -> None:
    """An issue of sixty fields, seen before."""
    answer = Reply(200, {f"field_{n}": {"id": str(n), "name": "Some name"} for n in range(60)})
    rounds, count, took = 5, 100, []
    for _ in range(rounds):
        begun = time.process_time()
        for _ in range(count):
            traffic.note("jira", "/issue", call({"fields": {"summary": "x"}}), answer, None)
        took.append((time.process_time() - begun) / count * 1000)
    spent = min(took)  # another process may share the core in any of them
    figure(f"traffic: {spent:.3f} ms to note an exchange of 180 values")
    assert spent < 1
    assert requests(tmp_path) == rounds * count
    assert len(list(exchanges(tmp_path))) == 1


@pytest.mark.parametrize("told", [True, False])
def test_a_sandbox_writes_only_where_it_was_told_to(tmp_path: Path, *, told: bool) -> None:
    """Over HTTP, in a process of its own that is killed in the end; its controls are no traffic."""
    folder = tmp_path / "traffic"
    environ = {name: value for name, value in os.environ.items() if name != VARIABLE}
    environ |= {VARIABLE: str(folder)} if told else {}
    command = [sys.executable, "-m", "sandbox", "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environ, cwd=ROOT
    ) as process:
        assert process.stdout
        url = json.loads(process.stdout.readline())["url"]
        for _ in range(3):
            httpx.get(f"{url}/jira/rest/api/3/myself", auth=AUTH).raise_for_status()
        httpx.get(f"{url}/_sandbox/clock").raise_for_status()
        process.kill()
    assert requests(folder) == (3 if told else 0)
    assert [one.route for one in exchanges(folder)] == ["/rest/api/3/myself"] * told
