"""`syncline hooks`: each tool is asked by its own client, over HTTP, and tells the receiver."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from connectors.registry import INBOUND
from flows.listen_commands import address, keys
from flows.receiver.app import build
from flows.receiver.gate import Door, Gate
from flows.receiver.keyring import Key, Keyring
from flows.receiver.server import Server
from flows.runtime import open_house
from sandbox import Sandbox
from sandbox.server import SECRET, SYNC_EMAIL, TOKENS
from tests.e2e.office import Office, surroundings

TOOLS = {"delivery": "jira", "launches": "asana", "freelancers": "trello"}


@dataclass
class Desk:
    """A person at a shell, and what waits for webhooks at `url`."""

    office: Office
    gate: Gate
    url: str

    def hooks(self, *words: str) -> dict[str, Any]:
        """Type `syncline hooks`; return the one JSON document."""
        ended = self.office.run("hooks", *words, "--json")
        assert ended.code == 0, ended.err
        found: dict[str, Any] = ended.document
        return found

    def registered(self) -> dict[str, str]:
        """Register; return what became of each replica's webhook."""
        found = self.hooks("register", "demo", "--url", self.url)
        assert found["by_hand"] == ["roadmap", "specs"]
        return {row["replica"]: row["what"] for row in found["webhooks"]}

    @property
    def keyring(self) -> Keyring:
        with open_house("demo") as house:
            return keys(house)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One sandbox with all four tools."""
    with (
        Sandbox(scenario="agency", items=2) as sandbox,
        pytest.MonkeyPatch.context() as patch,
    ):
        office = Office(sandbox, tmp_path_factory.mktemp("office"))
        access = sandbox.access()
        for name, value in surroundings(access, office.folder).items():
            patch.setenv(name, value)
        patch.setenv("TRELLO_KEY", access["trello"]["key"])
        patch.setenv("TRELLO_TOKEN", access["trello"]["token"])
        patch.setenv("TRELLO_WEBHOOK_SECRET", SECRET)
        office.furnish()
        yield office


@pytest.fixture
def desk(office: Office, capsys: pytest.CaptureFixture[str]) -> Iterator[Desk]:
    """Listen as `syncline listen --pair launches` does, with nothing registered."""
    office.capture = capsys
    with open_house("demo") as house:
        gate = Gate({}, house.database.inbox("demo"), house.clock.wall)
        with Server(build("demo", gate), "127.0.0.1", 0) as server:
            desk = Desk(office, gate, server.url)
            _listen(desk)
            yield desk
            desk.hooks("remove", "demo")


def _listen(desk: Desk) -> None:
    """Open every door with the secret that is known now; Asana's brings its own."""
    keyring = desk.keyring  # the sandbox waits for the answer, and could tell nobody the time
    for replica, tool in TOOLS.items():
        url, inbound = address(desk.url, "demo", replica), INBOUND[tool]()

        def paired(secret: str, at: str = replica, made: Any = inbound, to: str = url) -> None:
            keyring.put(at, Key(secret, url=to))
            desk.gate.open(at, Door(made, to, secret))

        secret = keyring.secret(replica)
        desk.gate.open(replica, Door(inbound, url, secret, paired if tool == "asana" else None))


def test_every_webhook_is_made_once_and_what_it_tells_is_believed(desk: Desk) -> None:
    """Each with its own signature; Notion's is made by hand, and the command says where."""
    assert desk.registered() == dict.fromkeys(TOOLS, "created")
    assert desk.registered() == dict.fromkeys(TOOLS, "no change")
    assert len(desk.hooks("list", "demo")["webhooks"]) == len(TOOLS)
    _listen(desk)  # as after a restart: Jira's secret was chosen by the command
    world = desk.office.sandbox.world
    [jira] = world.hooks.of("jira")
    assert (jira.rules["name"], jira.rules["jql"]) == (
        "Syncline demo/delivery", 'project in ("PAY", "ONB", "DAT")'
    )  # fmt: skip
    desk.office.hands("karim").edit_in_jira(next(iter(world.jira.issues)), {"summary": "Told"})
    card = next(iter(world.trello.cards))
    httpx.put(
        f"{desk.office.sandbox.url}/trello/1/cards/{card}", json={"name": "Told"},
        headers=_trello(desk.office),
    ).raise_for_status()  # fmt: skip
    task = next(iter(world.asana.tasks))
    desk.office.hands("karim").edit_in_asana(task, {"name": "Told"})
    until = time.monotonic() + 20
    while _named(desk) != set(TOOLS):
        assert time.monotonic() < until, (_named(desk), desk.gate.counts)
        time.sleep(0.05)
    assert not desk.gate.counts["forged"]


def _named(desk: Desk) -> set[str]:
    """Return the replicas of which records wait to be looked at."""
    with open_house("demo") as house:
        return {called.replica for called in house.database.inbox("demo").waiting(100)}


def _trello(office: Office) -> dict[str, str]:
    access = office.sandbox.access()["trello"]
    pair = f'oauth_consumer_key="{access["key"]}", oauth_token="{access["token"]}"'
    return {"Authorization": f"OAuth {pair}"}


def test_a_webhook_whose_secret_is_lost_is_made_anew(desk: Desk) -> None:
    """It would only be refused; nobody can read its secret back."""
    desk.registered()
    former = desk.keyring.secret("delivery")
    desk.keyring.put("delivery", None)
    assert desk.registered()["delivery"] == "created"
    [jira] = desk.office.sandbox.world.hooks.of("jira")
    assert jira.secret == desk.keyring.secret("delivery") != former


def test_what_expires_is_renewed_and_what_is_not_ours_stays(desk: Desk) -> None:
    """One of an app at our door lives on; one at another address is nobody's business."""
    desk.registered()
    _of_app(desk, address(desk.url, "demo", "delivery"))
    _of_app(desk, f"{desk.url}/somebody/else")
    desk.office.later(days=29)
    assert desk.registered()["delivery"] == "renewed"
    desk.office.later(days=2)
    shown = [row for row in desk.hooks("list", "demo")["webhooks"] if row["tool"] == "jira"]
    assert sorted(bool(row["until"]) for row in shown) == [False, True]
    _of_app(desk, f"{desk.url}/somebody/else")
    assert len(desk.hooks("remove", "demo")["webhooks"]) == len(TOOLS) + 1
    assert [h.url for h in desk.office.sandbox.world.hooks.of("jira")] == [
        f"{desk.url}/somebody/else"
    ]
    assert desk.keyring.keys() == {}
    assert desk.hooks("list", "demo")["webhooks"] == []


def _of_app(desk: Desk, url: str) -> None:
    body = {"url": url, "webhooks": [{"events": ["jira:issue_updated"], "jqlFilter": ""}]}
    answer = httpx.post(
        f"{desk.office.sandbox.url}/jira/rest/api/3/webhook", json=body,
        auth=(SYNC_EMAIL, TOKENS["jira"]),
    )  # fmt: skip
    assert "createdWebhookId" in answer.text


def test_where_nobody_listens_a_sentence_says_what_to_start(desk: Desk) -> None:
    """Exit 2; a second attempt, with somebody there, makes what is missing."""
    ended = desk.office.run("hooks", "register", "demo", "--url", "http://127.0.0.1:9")
    assert ended.code == 2
    assert "--pair" in ended.err or "Trello asks it first" in ended.err
    assert SECRET not in ended.err + ended.out
    assert desk.office.sandbox.access()["trello"]["token"] not in ended.err + ended.out
    assert desk.office.run("hooks", "register", "demo", "--url", "acme").code == 2
    assert set(desk.registered()) == set(TOOLS)
