"""What `syncline deploy` leaves as people made it, and what its alarms hear; without any worker."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from prefect import flow
from prefect.client.orchestration import SyncPrefectClient
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.artifacts import shown
from flows.deployment.everything import Asked, deploy
from flows.pages import SHOWN
from flows.runtime import ROOT_VARIABLE
from syncline.domain.printing import plan_document
from syncline.domain.state import HeldPlan
from tests.domain.test_printing import plan
from tests.e2e.prefect_processes import Server, waited
from tests.e2e.prefect_site import Site

FAILING = "syncline: tell the steward that runs fail"
SLACK = "https://hooks.slack.com/services/T0/B0/none"
NONSENSE = "Validation of flow parameters failed with error: ParameterTypeError"
pytestmark = [pytest.mark.e2e, pytest.mark.slow]


@dataclass
class Field:
    """A server with two portfolios deployed, and nobody who runs anything."""

    folder: Path
    api: str
    site: Site
    did: dict[str, tuple[str, str]] = field(default_factory=dict)

    def deploy(self, **asked: Any) -> dict[str, tuple[str, str]]:
        """Deploy; return what became of what is not as it was, and why."""
        with SyncPrefectClient(self.api) as client:
            did = deploy(client, Asked(**asked))
        return {one.name: (one.what, one.why) for one in did if one.what != "no change"}

    def sync(self, portfolio: str = "demo") -> dict[str, Any]:
        return self.site.deployment(f"sync-portfolio/{portfolio}")

    def actions(self) -> list[str]:
        """Return what the alarm about failing runs does."""
        asked = {"automations": {"name": {"any_": [FAILING]}}}
        [found] = self.site.ask("POST", "/automations/filter", asked).json()
        return [action["type"] for action in found["actions"]]

    def fail(self, portfolio: str, message: str) -> None:
        """Let a run of a portfolio end Failed."""
        run = self.site.create(self.sync(portfolio), portfolio=portfolio).json()["id"]
        state = {"type": "FAILED", "name": "Failed", "message": message}
        path = f"/flow_runs/{run}/set_state"
        assert self.site.ask("POST", path, {"state": state, "force": True}).is_success

    def told(self) -> list[str]:
        """Return what the steward is about to be told."""
        return [run["parameters"]["request"]["message"] for run in self.site.runs("tell-steward")]


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    """Start a server and deploy two portfolios; their files are never read."""
    folder = tmp_path_factory.mktemp("field")
    (folder / "config").mkdir()
    for name in ("demo", "spare"):
        (folder / "config" / f"{name}.yaml").write_text(f"portfolio: {name}", encoding="utf-8")
    server = Server(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ROOT_VARIABLE, str(folder))
        try:
            server.start()
            with (
                temporary_settings({PREFECT_API_URL: server.api}),
                httpx.Client(base_url=server.api) as client,
            ):
                made = Field(folder, server.api, Site(client))
                made.deploy()
                yield made
        finally:
            server.kill()


def test_the_first_failure_after_deploying_is_told_and_a_form_that_made_no_sense_is_none(
    ground: Field,
) -> None:
    """Once a deployment; what a person mistyped uses nothing up."""
    ground.fail("demo", NONSENSE)
    ground.fail("demo", "Jira refuses the token")
    ground.fail("demo", "Jira refuses it again")
    ground.fail("spare", "Notion is away")
    waited(lambda: len(ground.told()) == 2, "two messages", 30)
    heard = "\n".join(ground.told())
    assert "Jira refuses the token" in heard
    assert "Notion is away" in heard


def test_a_portfolio_that_was_never_synced_is_told(ground: Field) -> None:
    """Deploying again takes the changed hours over, and says what differs."""
    changed = {"name": "syncline", "value": {"stale_after_hours": 10 / 3600}}
    assert ground.site.ask("PATCH", "/variables/name/syncline", changed).is_success
    [(name, (what, why))] = ground.deploy().items()
    assert (name, what) == ("syncline: tell the steward that a portfolio is not synced any more",
                            "updated")  # fmt: skip
    assert "trigger" in why
    waited(lambda: [m for m in ground.told() if "spare has not been synced" in m], "the message")
    normal = {"name": "syncline", "value": {}}
    assert ground.site.ask("PATCH", "/variables/name/syncline", normal).is_success
    ground.deploy()


def test_a_plan_that_is_longer_than_its_page_is_there_as_a_whole(ground: Field) -> None:
    """Where a person can open it, which is not the disk of a worker."""
    made = plan(size=250)
    held = HeldPlan(made.digest, "r", (), json.dumps(plan_document(made)), datetime.now(UTC))
    page = flow(shown, persist_result=False)("demo", held)
    assert page.count("| PAY-1 Title |") == SHOWN + 1  # and the pair that it asks about
    [link] = re.findall(r"\[All of them\]\(/v2/artifacts/artifact/(.*)\)", page)
    whole = ground.site.ask("GET", f"/artifacts/{link}").json()
    assert (whole["key"], whole["data"].count("| set title |")) == ("demo-whole-plan", 250)


def test_schedules_that_people_added_or_changed_stay(ground: Field) -> None:
    """With or without a name of their own, and with the parameters that they were given."""
    path = f"/deployments/{ground.sync()['id']}"
    request = {"request": {"portfolio": "demo", "mode": "plan"}}
    added = [{"schedule": {"interval": 86400}, "active": True, "parameters": request},
             {"schedule": {"cron": "0 22 * * *"}, "active": False, "slug": "late"}]  # fmt: skip
    assert ground.site.ask("POST", f"{path}/schedules", added).is_success
    assert ground.deploy() == {}
    assert ground.site.ask("PATCH", path, {"description": "Something else."}).is_success
    assert ground.deploy() == {"sync-portfolio/demo": ("updated", "description")}
    kept = ground.sync()["schedules"]
    assert {one["slug"] for one in kept} == {"working-hours", "late", None}
    assert [one["parameters"] for one in kept if not one["slug"]] == [request]
    assert [one["slug"] for one in kept if one["active"]] == [None]
    ground.deploy(awake=False)
    assert not [one for one in ground.sync()["schedules"] if one["active"]]


def test_the_block_that_is_told_stays_until_another_word_or_its_end(ground: Field) -> None:
    """Plain `deploy` does not send messages back to a worker that may be dead."""
    block = ops_block(ground)
    changed = ground.deploy(notify="slack-webhook/ops")
    assert changed[FAILING] == ("updated", "actions")
    assert ground.deploy() == {}
    assert ground.actions() == ["send-notification"]
    ground.deploy(notify="steward")
    assert ground.actions() == ["run-deployment"]
    ground.deploy(notify="slack-webhook/ops")
    assert ground.site.ask("DELETE", f"/block_documents/{block}").is_success
    assert ground.deploy()[FAILING] == ("updated", "actions")
    assert ground.actions() == ["run-deployment"]


def ops_block(ground: Field) -> str:
    """Make the block of a Slack webhook, as a person does on the page Blocks."""
    kind = ground.site.ask("GET", "/block_types/slug/slack-webhook").json()["id"]
    forms = {"block_schemas": {"block_type_id": {"any_": [kind]}}}
    [schema, *_] = ground.site.ask("POST", "/block_schemas/filter", forms).json()
    block = {"name": "ops", "data": {"url": SLACK}, "block_type_id": kind,
             "block_schema_id": schema["id"]}  # fmt: skip
    return str(ground.site.ask("POST", "/block_documents/", block).json()["id"])


def test_what_a_removed_portfolio_left_is_told_and_turned_off_when_asked(ground: Field) -> None:
    """Nothing is deleted: another folder may be on the same server."""
    ground.deploy(awake=True)
    (ground.folder / "config" / "spare.yaml").unlink()
    left = ground.deploy()
    assert {name for name, (what, _) in left.items() if what == "left over"} == {
        "sync-portfolio/spare", "sync-portfolio/spare-census", "syncline: resync spare on request",
    }  # fmt: skip
    assert "its schedules are on" in left["sync-portfolio/spare"][1]
    assert ground.sync("spare")["schedules"][0]["active"]
    assert "turned off" in ground.deploy(awake=False)["sync-portfolio/spare"][1]
    assert not ground.sync("spare")["schedules"][0]["active"]
