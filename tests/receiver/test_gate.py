"""The gate believes what is signed, once, and keeps ids alone."""

import json
import resource
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from connectors.registry import INBOUND
from connectors.slack.inbound import genuine as of_slack
from flows.receiver.gate import Gate
from flows.receiver.replays import WINDOW, Replays
from syncline.ports.inbound import Delivery, Signal
from syncline.store.inbox import SqlInbox
from tests.receiver.forging import FORGERIES, Forge, forged
from tests.receiver.genuine import START, Sent, body, doors, genuine, signed, url
from tests.receiver.soaking import replays_believed

TOOLS = sorted(INBOUND)
SHARE = 5_000  # the soak asks a hundred thousand


def admit(gate: Gate, sent: Sent) -> str:
    gate.counts.clear()
    gate.admit(sent.tool, sent.headers, sent.body)
    return next(iter(gate.counts))


@pytest.mark.parametrize("tool", TOOLS)
def test_a_genuine_delivery_is_kept_and_names_its_record(
    gate: Gate, inbox: SqlInbox, tool: str
) -> None:
    """The id of the record waits for a look; the answer is 200."""
    sent = genuine(tool, 7)
    assert gate.admit(tool, sent.headers, sent.body).status == 200
    (waiting,) = inbox.waiting(10)
    expected = {
        "jira": "10007", "asana": "1209876000000007", "trello": f"{8:024x}",
        "notion": f"10000000-0000-4000-8000-{7:012x}",
    }  # fmt: skip
    assert (waiting.replica, waiting.record) == (tool, expected[tool])


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forge: forge.__name__)
@pytest.mark.parametrize("tool", TOOLS)
def test_no_forgery_is_believed(gate: Gate, inbox: SqlInbox, tool: str, forge: Forge) -> None:
    """Each kind of forgery of each tool, twenty times; nothing waits, nothing is remembered."""
    rng = Random(f"{tool} {forge.__name__}")
    for number in range(20):
        sent = forge(rng, genuine(tool, number))
        assert gate.admit(tool, sent.headers, sent.body).status in {401, 413}
    assert inbox.waiting(1) == ()
    assert inbox.heard(tool) == []


def test_thousands_of_forgeries_leave_no_trace(
    gate: Gate, inbox: SqlInbox, figure: Callable[[str], None]
) -> None:
    """0 accepted, 0 kept, and the memory of the process stays what it was."""
    for sent in forged(1, 500):
        gate.admit(sent.tool, sent.headers, sent.body)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for sent in forged(2, SHARE):
        gate.admit(sent.tool, sent.headers, sent.body)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert set(gate.counts) == {"forged", "oversized"}
    assert inbox.waiting(1) == ()
    assert grown < 8
    total = gate.counts.total()
    figure(f"webhooks: 0 of {total:,} forged deliveries believed, {grown:.1f} MiB more memory")


@pytest.mark.parametrize("tool", TOOLS)
def test_a_replay_is_answered_and_changes_nothing(gate: Gate, inbox: SqlInbox, tool: str) -> None:
    """At once, after a restart, and after the record was looked at."""
    sent = genuine(tool, 1)
    assert admit(gate, sent) == "kept"
    assert admit(gate, sent) == "replayed"
    inbox.settle(inbox.waiting(10))
    again = Gate(doors(), inbox, lambda: datetime.now(UTC))
    assert admit(again, sent) == "replayed"
    assert inbox.waiting(10) == ()


def test_what_was_forgotten_stays_refused_after_restarts(inbox: SqlInbox) -> None:
    """The store forgets what is 25 hours old, and remembers up to where."""
    hour = 3_600
    for number in (0, 30 * hour, 31 * hour):
        started = Gate(doors(), inbox, lambda: datetime.now(UTC))
        assert admit(started, genuine("jira", number)) == "kept"
    again = Gate(doors(), inbox, lambda: datetime.now(UTC))
    assert admit(again, genuine("jira", 0)) == "replayed"
    assert admit(again, genuine("jira", 1)) == "replayed"  # never seen, and too old to tell


def test_replays_among_restarts_over_months_are_never_believed(inbox: SqlInbox) -> None:
    """The soak plays more of them."""
    assert replays_believed(1, 300, inbox) == 0


def test_the_attempts_of_notion_are_one_delivery(gate: Gate) -> None:
    """Only the number of the attempt differs, and with it the signature."""
    raw = json.loads(body("notion", 1)) | {"attempt_number": 2}
    second = json.dumps(raw).encode()
    assert admit(gate, genuine("notion", 1)) == "kept"
    assert admit(gate, Sent("notion", signed("notion", second), second)) == "replayed"


@pytest.mark.parametrize("tool", TOOLS)
def test_deliveries_in_any_order_and_number_name_the_same_records(
    gate: Gate, inbox: SqlInbox, tool: str
) -> None:
    """Permuted, doubled: what waits is the set of what was named."""
    sent = [genuine(tool, number) for number in range(20)] * 2
    Random(3).shuffle(sent)
    for one in sent:
        gate.admit(tool, one.headers, one.body)
    assert len(inbox.waiting(100)) == 20
    assert gate.counts == {"kept": 20, "replayed": 20}


def test_only_ids_reach_the_store(gate: Gate, inbox: SqlInbox, file: Path) -> None:
    """A title in the body is nowhere in the database file."""
    canary = "canary-of-a-title"
    for tool in TOOLS:
        sent = genuine(tool, 1, canary)
        gate.admit(tool, sent.headers, sent.body)
    assert len(inbox.waiting(10)) == 4
    with closing(sqlite3.connect(file)) as connection:
        assert canary not in "\n".join(connection.iterdump())


def test_what_is_signed_and_makes_no_sense_is_refused(gate: Gate, inbox: SqlInbox) -> None:
    """Broken JSON, a list, deep nesting, ids that are none, no time: a sentence, no traceback."""
    rubbish = [
        b"", b"[]", b"null", b"\xff\xfe", b'{"a":' * 5_000, b"[" * 200_000,
        b'{"issue": {"id": "1 OR 1=1"}}', b'{"issue": {"id": {"a": 1}}, "timestamp": 1}',
        b'{"issue": {"id": true}, "timestamp": 1}', b'{"issue": [], "timestamp": "x"}',
        b'{"issue": {"id": "10001"}, "timestamp": 1e400}', b'{"issue": {"id": "10001"}}',
    ]  # fmt: skip
    for raw in rubbish:
        verdict = gate.admit("jira", signed("jira", raw), raw)
        assert verdict.why in {"unreadable", "nothing", "untimed"}
    assert inbox.waiting(1) == ()


def test_a_heartbeat_says_only_that_the_tool_lives(gate: Gate, inbox: SqlInbox) -> None:
    """Nothing waits; when it came is known."""
    raw = b'{"events":[]}'
    assert admit(gate, Sent("asana", signed("asana", raw), raw)) == "nothing"
    assert "asana" in gate.last
    assert inbox.waiting(1) == ()


def test_a_handshake_is_taken_only_where_one_is_expected(inbox: SqlInbox) -> None:
    """Asana's secret is echoed, Notion's token is kept; without an expectation both are forged."""
    taken: dict[str, str] = {}

    def gate_of(tool: str, *, expecting: bool) -> Gate:
        def paired(secret: str) -> None:
            taken[tool] = secret

        door = replace(doors()[tool], secret=None, paired=paired if expecting else None)
        return Gate({tool: door}, inbox, lambda: datetime.now(UTC))

    greetings = {
        "asana": Sent("asana", {"x-hook-secret": "s" * 32}, b""),
        "notion": Sent("notion", {}, b'{"verification_token": "secret_0123456789abcdef"}'),
    }
    for tool, sent in greetings.items():
        refused = gate_of(tool, expecting=False).admit(tool, sent.headers, sent.body)
        assert refused.status == 401
        verdict = gate_of(tool, expecting=True).admit(tool, sent.headers, sent.body)
        assert verdict.status == 200
        assert verdict.headers == ({"X-Hook-Secret": "s" * 32} if tool == "asana" else {})
    assert taken == {"asana": "s" * 32, "notion": "secret_0123456789abcdef"}


def test_an_unknown_replica_has_no_door(gate: Gate) -> None:
    """Neither for POST nor for HEAD; only Trello asks with HEAD."""
    sent = genuine("jira", 1)
    assert gate.admit("nobody", sent.headers, sent.body).status == 404
    assert [gate.asked(name).status for name in ("nobody", "jira", "trello")] == [404, 405, 200]


def test_a_named_record_waits_again_when_it_is_named_during_the_look(
    gate: Gate, inbox: SqlInbox
) -> None:
    """What was taken before the second delivery does not settle it."""
    gate.admit("jira", genuine("jira", 1).headers, genuine("jira", 1).body)
    taken = inbox.waiting(10)
    raw = json.loads(body("jira", 1)) | {"timestamp": 1_800_000_000_000}
    later = json.dumps(raw).encode()
    assert admit(gate, Sent("jira", signed("jira", later), later)) == "kept"
    inbox.settle(taken)
    assert len(inbox.waiting(10)) == 1


def test_the_memory_of_replays_is_bounded_and_lets_nothing_in_twice() -> None:
    """A hundred are remembered; whatever was forgotten is refused for its age."""
    replays = Replays((), limit=100)
    sent = [(f"d{number}", START + timedelta(seconds=number)) for number in range(1_000)]
    Random(5).shuffle(sent)
    for id_, at in sent:
        if replays.fresh(id_, at):
            replays.add(id_, at)
    assert len(replays) == 100
    assert not any(replays.fresh(id_, at) for id_, at in sent)
    assert replays.fresh("new", START + timedelta(seconds=1_001))
    late = Replays([("old", START), ("new", START + WINDOW + timedelta(seconds=1))])
    assert not late.fresh("old", START)
    assert not Replays([("a", START)]).fresh("older", START - WINDOW - timedelta(seconds=1))


def test_what_was_forgotten_for_its_number_stays_refused_after_a_restart(inbox: SqlInbox) -> None:
    """Also what came in the same second as the last that was forgotten."""
    replays = Replays((), limit=10)
    sent = [Signal(f"d{number}", START + timedelta(seconds=number // 4)) for number in range(50)]
    for one in sent:
        assert one.at
        inbox.keep("jira", one, one.at)
        replays.add(one.id, one.at)
    assert replays.floor
    inbox.forget("jira", replays.floor)
    again = Replays(inbox.heard("jira"), limit=10)
    assert again.floor == replays.floor
    assert not any(again.fresh(one.id, one.at) for one in sent if one.at)


@pytest.mark.parametrize(
    ("age", "spoil", "believed"),
    [(0, False, True), (299, False, True), (301, False, False), (-301, False, False),
     (0, True, False)],
)  # fmt: skip
def test_a_request_of_slack_is_five_minutes_old_at_most(
    shared: Callable[[str], Path],
    age: int,
    spoil: bool,  # noqa: FBT001
    believed: bool,  # noqa: FBT001
) -> None:
    """The vendor's own example; a request from the past or the future is a replay."""
    vector: dict[str, Any] = json.loads(
        shared("payloads/slack/webhooks/signature-vector.json").read_text(encoding="utf-8")
    )
    raw = vector["body"].encode() + (b" " if spoil else b"")
    headers = {name.lower(): value for name, value in vector["headers"].items()}
    at = int(headers["x-slack-request-timestamp"]) + age
    delivery = Delivery(headers, raw, url("slack"))
    assert of_slack(delivery, vector["signing_secret"], datetime.fromtimestamp(at, UTC)) is believed
    stampless = replace(delivery, headers={**headers, "x-slack-request-timestamp": "soon"})
    assert not of_slack(stampless, vector["signing_secret"], datetime.fromtimestamp(at, UTC))


def test_the_signature_of_jira_is_that_of_the_vendors_example(
    shared: Callable[[str], Path],
) -> None:
    """The values of Atlassian's page on securing webhooks."""
    path = shared("payloads/jira/webhooks/signature-vector.json")
    vector: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    headers = {vector["header"].lower(): vector["signature"]}
    delivery = Delivery(headers, vector["body"].encode(), url("jira"))
    assert INBOUND["jira"]().genuine(delivery, vector["secret"])
