"""Syncline at home in Prefect, on a real server: one story, told in the order of these tests.

On PostgreSQL and Redis where the machine has them, else on SQLite; test_prefect_serve is on SQLite.
"""

import json
import logging
import re
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import cast

import pytest

from flows.credentials import JiraCredentials
from flows.runtime import open_house
from tests.e2e import tour
from tests.e2e.browser import browsing
from tests.e2e.canaries import forms
from tests.e2e.ground import SERVERS, Ground, on_servers
from tests.e2e.prefect_processes import changed_by_deploy, waited
from tests.e2e.town import BLOCK, ITEMS, Town, built

LOG = logging.getLogger(__name__)
READ = 4  # replicas
SILENCE = 120  # seconds after which no run may still count as running
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    # The people of the story have clients of their own, whose sockets end with the test session.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module", params=["postgres and redis" if SERVERS else "sqlite"])
def town(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """One server, one worker and one sandbox for the whole story."""
    began, folder = time.monotonic(), tmp_path_factory.mktemp("town")
    ground = on_servers(folder) if SERVERS else nullcontext(Ground(folder))
    with ground as under, built(under) as made:
        LOG.info("built after %.0f s", time.monotonic() - began)
        yield made
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime
    LOG.info("ended after %.0f s; its processes: %.0f CPU s", time.monotonic() - began, cpu)


def test_everything_is_there_after_one_command_and_a_second_changes_nothing(town: Town) -> None:
    """A sync and a census for each portfolio; what people switch stays as they left it."""
    made = {(did["kind"], did["name"]) for did in town.deployed["did"] if did["what"] == "created"}
    for name in ("demo", "demo-census", "spare", "spare-census"):
        assert ("deployment", f"sync-portfolio/{name}") in made
    assert sum(kind == "automation" for kind, _ in made) == 6
    sync = town.sync()
    assert sync["global_concurrency_limit"]["limit"] == 1
    assert sync["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
    [schedule] = sync["schedules"]
    assert (schedule["schedule"]["timezone"], schedule["active"]) == ("Europe/Paris", False)
    path = f"/deployments/{sync['id']}"
    assert town.site.ask("PATCH", path, {"description": "Something else."}).is_success
    switch = f"{path}/schedules/{schedule['id']}"
    assert town.site.ask("PATCH", switch, {"active": True}).is_success
    assert changed_by_deploy(town.server.api) == [("sync-portfolio/demo", "description")]
    [schedule] = town.sync()["schedules"]
    assert schedule["active"]
    switch = f"{path}/schedules/{schedule['id']}"
    assert town.site.ask("PATCH", switch, {"active": False}).is_success
    assert changed_by_deploy(town.server.api) == []


def test_bad_parameters_are_refused_before_a_run_exists(town: Town) -> None:
    """With the name of the field."""
    for wrong, named in (
        ({"portfolio": "demo", "mode": "destroy"}, "request.mode"),
        ({"portfolio": "demo", "approve": "xyz"}, "request.approve"),
        ({"portfolio": ""}, "request.portfolio"),
        ({"mode": "plan"}, "portfolio"),
        ({"portfolio": "demo", "items": "PAY-1"}, "request.items"),
        ({"portfolio": "demo", "limits": {"share": 101}}, "request.limits.share"),
        ({"portfolio": "demo", "aprove": "b" * 12}, "aprove"),
    ):
        refused = town.site.create(town.sync(), **wrong)
        assert refused.is_client_error, wrong
        assert named in refused.json()["detail"]
    form = town.sync()["parameter_openapi_schema"]["definitions"]["SyncRequest"]
    assert all(field["title"] and field["description"] for field in form["properties"].values())


def test_of_two_runs_at_once_one_makes_a_plan_that_waits_and_the_other_is_cancelled(
    town: Town,
) -> None:
    """It does not wait in line; a person is asked about the plan."""
    asked = [town.site.create(town.sync(), portfolio="demo", mode="apply") for _ in "ab"]
    runs = [town.site.ended(str(answer.json()["id"])) for answer in asked]
    ended = {run["state"]["type"]: run for run in runs}
    assert set(ended) == {"COMPLETED", "CANCELLED"}
    held = ended["COMPLETED"]
    assert held["state"]["name"] == "Held"
    assert len(town.site.of("task_runs", held)) == READ
    digest = town.site.numbers(held)["digest"]
    waits = town.site.first("approve-plan", name=digest, state="Suspended")
    assert f"`{digest}`" in town.site.question(waits)
    assert town.office.writes() == 0


def test_a_newer_plan_supersedes_the_question(town: Town) -> None:
    """At most one question a portfolio; the form of the newer one says so."""
    asked = town.site.first("approve-plan", state="Suspended")
    first = asked["name"].rpartition(" ")[2]
    town.renamed_before_any_sync("Renamed while a plan waits")
    again = town.site.run(town.sync(), portfolio="demo", mode="apply")
    second = town.site.numbers(again)["digest"]
    assert second != first
    newer = town.site.first("approve-plan", name=second, state="Suspended")
    assert f"supersedes {first}" in town.site.question(newer)
    assert town.site.read(asked["id"])["state"]["name"] == "Superseded"


def test_a_person_finds_all_of_it_in_a_browser(town: Town) -> None:
    """The deployment, the form, the plan, the question, and the boards of the tools."""
    pages = town.server.api.removesuffix("/api") + "/v2"
    sync = f"{pages}/deployments/deployment/{town.sync()['id']}"
    asked = town.site.first("approve-plan", state="Suspended")
    held = town.site.first("sync-portfolio", state="Held")
    [plan] = [made for made in town.site.of("artifacts", held) if made["key"] == "demo-plan"]
    with browsing() as browser:
        tour.deployment(browser, sync)
        browser.open(f"{sync}/run", "Only these replicas", "Of the approved plan only these items")
        browser.keep("run-form")
        browser.open(
            f"{pages}/artifacts/artifact/{plan['id']}", "This plan waits", "Paired", "Epic 0"
        )
        browser.keep("plan")
        tour.question(browser, f"{pages}/runs/flow-run/{asked['id']}")
        browser.open(town.office.sandbox.url, "Jira", "Asana", "Notion")
        browser.keep("boards")


def test_an_answer_that_makes_no_sense_is_sent_back(town: Town) -> None:
    """The server checks the form; what it cannot check, the next form tells."""
    asked, before = town.site.first("approve-plan", state="Suspended"), town.office.writes()
    digest = asked["name"].rpartition(" ")[2]
    assert town.site.answer(asked, decision="perhaps", plan=digest) == "REJECT"
    assert town.site.answer(asked, plan=digest) == "REJECT"
    assert town.site.answer(asked, decision="reject", only=["1"], plan=digest) == "ACCEPT"
    waited(lambda: "Please answer again" in town.site.questioned(asked), "the form sent back")
    assert town.office.writes() == before


def test_exactly_what_a_person_picked_is_written_and_the_rest_asks_again(town: Town) -> None:
    """Two items of six; then all of the rest."""
    asked = town.site.first("approve-plan", state="Suspended")
    digest = asked["name"].rpartition(" ")[2]
    verdict = {"decision": "approve only these", "only": ["1", "2"], "by": "Inès", "plan": digest}
    assert town.site.answer(asked, **verdict) == "ACCEPT"
    assert town.site.ended(asked["id"])["state"]["name"] == "Approved"
    done = town.site.ended(town.site.first("sync-portfolio", name=f"demo {digest}")["id"])
    assert "on the word of Inès" in done["state"]["message"]
    numbers = town.site.numbers(done)
    assert numbers["applied"] == numbers["operations"] == "6"  # three tools, two items
    assert len(town.office.records("specs")) == 2
    rest = town.site.first("approve-plan", state="Suspended")
    assert f"rest of plan {digest}" in town.site.question(rest)
    digest = rest["name"].rpartition(" ")[2]
    assert town.site.answer(rest, decision="approve", plan=digest) == "ACCEPT"
    done = town.site.ended(town.site.first("sync-portfolio", name=f"demo {digest}")["id"])
    assert done["state"]["name"] == "Completed"
    # A page that was renamed before the first pairing has no namesake: it is an item of its own.
    assert len(town.office.records("specs")) == ITEMS + 1


def test_an_event_starts_a_sync_of_what_it_names(town: Town) -> None:
    """The edit arrives in both other tools; the run is named after the item."""
    with_key = town.office.records("delivery")[0]
    town.renamed("Renamed and told by a webhook")
    town.site.event("syncline.resync.requested", "demo", items=[with_key])
    run = town.site.ended(town.site.first("sync-portfolio", name=f"apply demo {with_key}")["id"])
    assert (run["state"]["name"], town.site.numbers(run)["applied"]) == ("Completed", "2")
    assert len(town.site.of("task_runs", run)) == READ + 2


def test_the_steward_hears_that_a_portfolio_is_not_synced_any_more(town: Town) -> None:
    """After the time that the variable says, by the server alone; meanwhile the report is made."""
    town.told_when_stale_for(10 / 3600)
    town.site.event("syncline.run.ok", "demo")
    picture = reported(town)
    waited(lambda: [m for m in town.messages() if "not been synced" in m and "demo" in m], "it")
    town.told_when_stale_for(25)
    with browsing() as browser:
        page = f"/v2/artifacts/artifact/{picture}"
        browser.open(town.server.api.removesuffix("/api") + page, "items in step")
        browser.page.locator("img[src^='data:image/svg']").first.wait_for(state="visible")
        browser.keep("consistency")


def reported(town: Town) -> str:
    """Make the report: what waits, the standing and a picture; return the picture's artifact."""
    report = town.site.deployment("report-consistency/every-portfolio")
    run = town.site.run(report, portfolios=["demo"])
    assert re.search(r"demo: (\d+) of \1 items in step", run["state"]["message"])
    shown = town.site.artifacts(run)
    assert shown["demo-consistency"].startswith("data:image/svg+xml;base64,")
    assert {"demo-conflicts", "demo-proposals", "demo-standing"} <= set(shown)
    [made] = [m for m in town.site.of("artifacts", run) if m["key"] == "demo-consistency"]
    return str(made["id"])


def test_a_run_whose_worker_was_killed_has_crashed_and_a_rejection_writes_nothing(
    town: Town, figure: Callable[[str], None]
) -> None:
    """Kill -9 of worker and run, at the very beginning: its portfolio has its turn again."""
    zombie = town.site.ended(town.zombie, SILENCE)
    assert zombie["state"]["type"] == "CRASHED"
    assert town.killed_at
    silent = datetime.fromisoformat(zombie["state"]["timestamp"]) - town.killed_at
    figure(f"Prefect: a run counted as running {silent.seconds} s after its worker was killed")
    assert silent < timedelta(seconds=SILENCE)
    told = "apply spare ended Crashed"  # its first run; what was deployed may fail at once
    waited(lambda: [m for m in town.messages() if told in m], "the message")
    before = town.office.writes()
    held = town.site.run(town.sync("spare"), portfolio="spare", mode="apply")
    assert held["state"]["name"] == "Held"
    asked = town.site.first("approve-plan", state="Suspended")
    digest = town.site.numbers(held)["digest"]
    assert asked["name"] == f"approve spare {digest}"
    assert town.site.answer(asked, decision="reject", by="Inès", plan=digest) == "ACCEPT"
    ended = town.site.ended(asked["id"])
    assert ended["state"]["name"] == "Rejected"
    [row] = json.loads(town.site.artifacts(ended)["spare-verdict"])
    assert (row["verdict"], row["by"]) == ("reject", "Inès")
    assert town.office.writes() == before


def test_the_steward_hears_once_that_runs_fail(town: Town) -> None:
    """By a message in Slack; a run that is killed next has crashed at once, and is no news."""
    with town.down():
        failed = town.site.run(town.sync(), portfolio="demo", mode="apply")
    assert failed["state"]["type"] == "FAILED"

    def told() -> list[str]:
        return [message for message in town.messages() if "ended Failed" in message]

    waited(told, "the message")  # whose run would be killed as well
    run = town.cut_off("demo", with_worker=False)
    assert town.site.ended(run, 30)["state"]["type"] == "CRASHED"
    assert len(told()) == 1


def test_the_next_run_has_its_turn_and_outlives_its_killed_server(town: Town) -> None:
    """Kill -9 of the server: the run ends by itself."""
    town.renamed("Renamed while the server is away")
    with town.slow():
        run = str(town.site.create(town.sync(), portfolio="demo", mode="apply").json()["id"])
        town.site.running(run)
        town.server.kill()
        town.server.start()
    ended = town.site.ended(run, SILENCE)
    LOG.info("after the server's death: %s", ended["state"]["name"])


def test_a_scheduled_run_finds_everything_in_step(town: Town) -> None:
    """After all of these deaths: no slot is stranded, and no run counts as running any more."""
    path = f"/deployments/{town.sync()['id']}/schedules"
    soon = [{"schedule": {"interval": 15, "timezone": "Europe/Paris"}, "active": True,
             "parameters": {"request": {"portfolio": "demo", "mode": "apply"}}}]  # fmt: skip
    made = town.site.ask("POST", path, soon).json()
    run = town.site.first("sync-portfolio", auto_scheduled=True, state="Completed")
    town.site.ask("DELETE", f"{path}/{made[0]['id']}")
    assert (run["name"], town.site.numbers(run)["operations"]) == ("apply demo", "0")
    with open_house("demo") as house:
        items = house.store.load([item.id for item in house.store.items()]).values()
        assert "Renamed while the server is away" in {item.value("title") for item in items}
    waited(lambda: not town.site.at_work(), "the end of all runs", SILENCE)
    assert len([m for m in town.messages() if re.search("demo ended (Failed|Crashed)", m)]) == 1


def test_no_secret_is_kept_anywhere(town: Town) -> None:
    """Neither as it is nor coded: in no table of Prefect or ours, no log, result or artifact."""
    assert cast("JiraCredentials", JiraCredentials.load(BLOCK)).check()
    town.worker.kill()
    town.server.kill()
    kept = town.ground.kept()
    assert any(b"observed replica=delivery" in data for data in kept.values())  # the logs are in it
    assert {"TRELLO_KEY", "MAIL_PASSWORD", "JIRA_TOKEN", "JIRA_WEBHOOK_SECRET"} <= set(town.secrets)
    sought = [(name, form) for name, secret in town.secrets.items() for form in forms(secret)]
    places = kept.items()
    assert not [(name, place) for name, form in sought for place, data in places if form in data]
