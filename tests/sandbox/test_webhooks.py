"""The emulators tell others of changes: handshakes, signatures, lies; to loopback alone."""

import hmac
import json
import time
from collections.abc import Iterator
from typing import Any

import asana
import httpx
import pytest
import urllib3

from sandbox import Sandbox
from sandbox.hands import Hands
from tests.sandbox.receiving import Receiver, receiving, until

AUTH = ("sync@acme.example", "jira-sandbox-token")
SECRET = "a secret of the test"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Return a server on loopback that takes deliveries."""
    with receiving() as server:
        yield server


def jira(sandbox: Sandbox, method: str, path: str, **more: Any) -> httpx.Response:
    return httpx.request(method, f"{sandbox.url}/jira/rest/{path}", auth=AUTH, **more)


def administer(sandbox: Sandbox, receiver: Receiver, **more: Any) -> httpx.Response:
    body = {"name": "test", "url": receiver.url, "events": ["jira:issue_updated"], **more}
    return jira(sandbox, "POST", "webhooks/1.0/webhook", json=body)


def edit(sandbox: Sandbox, title: str) -> str:
    issue = next(iter(sandbox.world.jira.issues.values()))
    body = {"fields": {"summary": title}}
    assert jira(sandbox, "PUT", f"api/3/issue/{issue.key}", json=body).status_code == 204
    return issue.id


def test_a_delivery_of_jira_is_signed_over_the_raw_body(
    sandbox: Sandbox, receiver: Receiver
) -> None:
    """HMAC-SHA256 with the administrator's secret, and the issue with its changelog."""
    made = administer(sandbox, receiver, secret=SECRET)
    assert made.status_code == 201
    assert SECRET not in made.text
    issue = edit(sandbox, "Été")
    until(lambda: len(receiver.got) == 1)
    headers, raw = receiver.got[0]
    digest = hmac.new(SECRET.encode(), raw, "sha256").hexdigest()
    assert headers["x-hub-signature"] == f"sha256={digest}"
    assert headers["x-atlassian-webhook-identifier"]
    told = json.loads(raw)
    assert (told["webhookEvent"], told["issue"]["id"]) == ("jira:issue_updated", issue)
    assert told["changelog"]["items"][0]["toString"] == "Été"
    assert jira(sandbox, "DELETE", made.json()["self"].partition("/rest/")[2]).status_code == 204
    edit(sandbox, "Winter")
    assert sandbox.world.post.quiet()
    assert len(receiver.got) == 1


def test_a_webhook_of_an_app_lives_for_thirty_days_unless_it_is_refreshed(
    sandbox: Sandbox, receiver: Receiver
) -> None:
    """Only what its JQL finds is told; on the 31st day it is gone without a word."""
    events = ["jira:issue_updated"]
    wanted = [{"events": events, "jqlFilter": f"project = {key}"} for key in ("PAY", "ONB")]
    body = {"url": receiver.url, "webhooks": [*wanted, {"events": events, "jqlFilter": "watch !"}]}
    made = jira(sandbox, "POST", "api/3/webhook", json=body).json()["webhookRegistrationResult"]
    ids = [one["createdWebhookId"] for one in made[:2]]
    assert made[2]["errors"]
    issue = next(one for one in sandbox.world.jira.issues.values() if one.project == "PAY")
    jira(sandbox, "PUT", f"api/3/issue/{issue.key}", json={"fields": {"summary": "Paid"}})
    until(lambda: len(receiver.got) == 1)
    assert json.loads(receiver.got[0][1])["matchedWebhookIds"] == [ids[0]]
    sandbox.world.clock.advance(20 * 86_400)
    jira(sandbox, "PUT", "api/3/webhook/refresh", json={"webhookIds": ids[:1]})
    sandbox.world.clock.advance(11 * 86_400)
    assert [one["id"] for one in jira(sandbox, "GET", "api/3/webhook").json()["values"]] == ids[:1]


def test_what_jira_cannot_deliver_is_tried_again_and_then_listed(
    sandbox: Sandbox, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The retries carry one identifier and their number; five attempts are all."""
    monkeypatch.setattr("sandbox.webhooks.post.FIRST_RETRY", 0.01)
    administer(sandbox, receiver)
    receiver.status = 503
    edit(sandbox, "Lost")
    until(lambda: len(receiver.got) == 5)
    assert sandbox.world.post.quiet()
    assert len({headers["x-atlassian-webhook-identifier"] for headers, _ in receiver.got}) == 1
    retries = [headers.get("x-atlassian-webhook-retry") for headers, _ in receiver.got]
    assert retries == [None, "1", "2", "3", "4"]
    lost = jira(sandbox, "GET", "api/3/webhook/failed").json()["values"]
    assert [one["url"] for one in lost] == [receiver.url]


@pytest.fixture
def asana_hooks(sandbox: Sandbox) -> Any:
    """Return the webhooks of the official client."""
    configuration = asana.Configuration()
    configuration.host = f"{sandbox.url}/asana/api/1.0"
    configuration.access_token = "asana-sandbox-token"
    configuration.retry_strategy = urllib3.Retry(total=False)
    api = asana.ApiClient(configuration)
    api.pool.close()
    return asana.WebhooksApi(api)


def test_asana_shakes_hands_before_a_webhook_exists(
    sandbox: Sandbox, receiver: Receiver, asana_hooks: Any
) -> None:
    """The secret comes while the create call waits, and must be echoed; then it signs."""
    project = next(iter(sandbox.world.asana.projects))
    body = {"data": {"resource": project, "target": receiver.url}}
    receiver.echoes = False
    with pytest.raises(asana.rest.ApiException, match="handshake"):
        asana_hooks.create_webhook(body, {}, full_payload=True)
    receiver.echoes = True
    made = asana_hooks.create_webhook(body, {}, full_payload=True)
    secret = receiver.got[-1][0]["x-hook-secret"]
    assert made["X-Hook-Secret"] == secret
    task = next(one for one in sandbox.world.asana.tasks.values() if one.memberships)
    Hands(sandbox.access(), "ines").edit_in_asana(task.gid, {"name": "Été"})
    until(lambda: len(receiver.got) == 3)
    headers, raw = receiver.got[-1]
    digest = hmac.new(secret.encode(), raw, "sha256").hexdigest()
    assert headers["x-hook-signature"] == digest
    events = json.loads(raw)["events"]
    assert events
    assert all("name" not in event["resource"] for event in events)


def test_asana_says_that_it_lives(sandbox: Sandbox, receiver: Receiver, asana_hooks: Any) -> None:
    """After eight hours without an event comes an empty list; after a 410 nothing comes."""
    project = next(iter(sandbox.world.asana.projects))
    body = {"data": {"resource": project, "target": receiver.url}}
    asana_hooks.create_webhook(body, {}, full_payload=True)
    httpx.post(f"{sandbox.url}/_sandbox/clock", json={"advance": 8 * 3600})
    until(lambda: len(receiver.got) == 2)
    assert json.loads(receiver.got[-1][1]) == {"events": []}
    receiver.status = 410
    httpx.post(f"{sandbox.url}/_sandbox/clock", json={"advance": 8 * 3600})
    until(lambda: not sandbox.world.hooks.of("asana"))


def subscribe(sandbox: Sandbox, receiver: Receiver) -> str:
    controls = f"{sandbox.url}/_sandbox/notion/subscriptions"
    httpx.post(controls, json={"url": receiver.url})
    until(lambda: bool(receiver.got))
    token = json.loads(receiver.got[0][1])["verification_token"]
    httpx.post(f"{controls}/activate", json={"verification_token": token})
    return str(token)


def rename(sandbox: Sandbox, title: str) -> str:
    page = next(iter(sandbox.world.notion.pages.values()))
    headers = {"Authorization": "Bearer notion-sandbox-token", "Notion-Version": "2025-09-03"}
    body = {"properties": {"title": {"title": [{"text": {"content": title}}]}}}
    url = f"{sandbox.url}/notion/v1/pages/{page.id}"
    assert httpx.patch(url, json=body, headers=headers).status_code == 200
    return page.id


def test_notion_posts_its_token_first_and_signs_with_it(
    sandbox: Sandbox, receiver: Receiver
) -> None:
    """Nothing else comes until the token was taken back; then ids alone."""
    token = subscribe(sandbox, receiver)
    page = rename(sandbox, "Été")
    until(lambda: len(receiver.got) == 2)
    headers, raw = receiver.got[1]
    digest = hmac.new(token.encode(), raw, "sha256").hexdigest()
    assert headers["x-notion-signature"] == f"sha256={digest}"
    told = json.loads(raw)
    assert (told["type"], told["entity"]["id"]) == ("page.properties_updated", page)
    assert told["attempt_number"] == 1
    assert "Été" not in raw.decode()


def test_notion_tries_eight_times_and_counts(
    sandbox: Sandbox, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number of the attempt stands in the body, so each attempt has a signature of its own."""
    monkeypatch.setattr("sandbox.webhooks.post.FIRST_RETRY", 0.002)
    subscribe(sandbox, receiver)
    receiver.status = 500
    rename(sandbox, "Never")
    until(lambda: len(receiver.got) == 9)
    assert sandbox.world.post.quiet()
    attempts = [json.loads(raw)["attempt_number"] for _, raw in receiver.got[1:]]
    assert attempts == list(range(1, 9))
    assert len({headers["x-notion-signature"] for headers, _ in receiver.got[1:]}) == 8


@pytest.mark.parametrize(
    ("lie", "came"),
    [("webhook_drop", []), ("jira_webhook_dup", [1, 1, 2, 2]), ("webhook_delay", [1, 2])],
)
def test_the_switches_lie_about_deliveries(
    sandbox: Sandbox, receiver: Receiver, lie: str, came: list[int]
) -> None:
    """Lost, doubled, late; a switch may be for one tool alone."""
    administer(sandbox, receiver)
    httpx.post(f"{sandbox.url}/_sandbox/switches", json={lie: 0.2 if "delay" in lie else 1})
    started = time.monotonic()
    edit(sandbox, "1")
    edit(sandbox, "2")
    assert sandbox.world.post.quiet()
    told = [int(json.loads(raw)["issue"]["fields"]["summary"]) for _, raw in receiver.got]
    assert told == came
    assert time.monotonic() - started >= (0.2 if "delay" in lie else 0)


def test_deliveries_overtake_each_other_and_are_forged(
    sandbox: Sandbox, receiver: Receiver
) -> None:
    """The first waits behind the second; a bad signature is as long as a good one."""
    administer(sandbox, receiver, secret=SECRET)
    sandbox.world.pressure.switches["webhook_reorder"] = 1
    edit(sandbox, "1")
    sandbox.world.pressure.switches.update(webhook_reorder=0, webhook_bad_signature=1)
    edit(sandbox, "2")
    assert sandbox.world.post.quiet()
    told = [json.loads(raw)["issue"]["fields"]["summary"] for _, raw in receiver.got]
    assert told == ["2", "1"]
    for headers, raw in receiver.got:
        digest = "sha256=" + hmac.new(SECRET.encode(), raw, "sha256").hexdigest()
        assert headers["x-hub-signature"] != digest
        assert len(headers["x-hub-signature"]) == len(digest)


def test_nothing_but_loopback_is_called(sandbox: Sandbox, receiver: Receiver) -> None:
    """An address elsewhere is refused when the webhook is made."""
    url = "https://hooks.example.com/"
    assert administer(sandbox, receiver, url=url).status_code == 400
    body = {"url": url, "webhooks": []}
    assert jira(sandbox, "POST", "api/3/webhook", json=body).status_code == 400
    subscribed = httpx.post(f"{sandbox.url}/_sandbox/notion/subscriptions", json={"url": url})
    assert subscribed.status_code == 400
