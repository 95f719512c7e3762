"""Syncline at home in Prefect, on a real server: one story, told in the order of these tests."""

import json
import logging
import re
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

import pytest

from flows.runtime import open_house
from tests.e2e.browser import browsing
from tests.e2e.prefect_site import deploy, waited
from tests.e2e.town import ITEMS, Town, built

LOG = logging.getLogger(__name__)
READ = 4  # replicas
SILENCE = 120  # seconds after which no run may still count as running
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    # The people of the story have clients of their own, whose sockets end with the test session.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One server, one worker and one sandbox for the whole story."""
    began = time.monotonic()
    with built(tmp_path_factory.mktemp("town"), {}) as made:
        LOG.info("built after %.0f s", time.monotonic() - began)
        yield made
    LOG.info("ended after %.0f s", time.monotonic() - began)


def artifacts(town: Town, run: Mapping[str, Any]) -> dict[str, str]:
    """Return a run's artifacts by key; every key is one that Prefect takes."""
    made = [each for each in town.site.of("artifacts", run) if each["key"]]
    found = {each["key"]: str(each["data"]) for each in made}
    assert all(re.fullmatch(r"[a-z0-9-]+", key) for key in found)
    return found


def result(town: Town, run: Mapping[str, Any]) -> dict[str, str]:
    """Return a run's numbers."""
    return {r["what"]: r["value"] for r in json.loads(artifacts(town, run)["demo-result"])}


def renamed(town: Town, text: str) -> None:
    """Let Nina rename an epic in Notion, where titles are decided."""
    page = town.office.records("specs")[0]
    title = {"title": [{"text": {"content": text}}]}
    town.office.hands("nina").edit_in_notion(page, {"title": title})
    town.office.later()


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
    changed = [did for did in deploy()["did"] if did["what"] != "no change"]
    assert [(did["name"], did["why"]) for did in changed] == [
        ("sync-portfolio/demo", "description")
    ]
    [schedule] = town.sync()["schedules"]
    assert schedule["active"]
    switch = f"{path}/schedules/{schedule['id']}"
    assert town.site.ask("PATCH", switch, {"active": False}).is_success
    assert set(deploy()["counts"]) == {"no change"}


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


def test_of_two_runs_at_once_one_makes_the_plan_and_the_other_is_cancelled(town: Town) -> None:
    """It does not wait in line; and a plan writes nothing."""
    asked = [town.site.create(town.sync(), portfolio="demo", replicas=["specs", "delivery"])
             for _ in "ab"]  # fmt: skip
    runs = [town.site.ended(str(answer.json()["id"])) for answer in asked]
    ended = {run["state"]["type"]: run for run in runs}
    assert set(ended) == {"COMPLETED", "CANCELLED"}
    plan = ended["COMPLETED"]
    assert plan["name"] == "plan demo specs delivery"
    assert "nothing is written" in plan["state"]["message"]
    assert len(town.site.of("task_runs", plan)) == 2
    assert "demo-plan" in artifacts(town, plan)
    assert town.office.writes() == 0


def test_a_plan_that_waits_asks_a_person_and_a_newer_one_supersedes_the_question(
    town: Town,
) -> None:
    """At most one question a portfolio; the form of the newer one says so."""
    held = town.site.run(town.sync(), portfolio="demo", mode="apply")
    assert (held["state"]["type"], held["state"]["name"]) == ("COMPLETED", "Held")
    first = result(town, held)["digest"]
    asked = town.site.first("approve-plan", name=first, state="Suspended")
    assert f"`{first}`" in town.site.question(asked)
    town.office.hands("nina").edit_in_notion(notion_page(town), {
        "title": {"title": [{"text": {"content": "Renamed while a plan waits"}}]}
    })  # fmt: skip
    town.office.later()
    again = town.site.run(town.sync(), portfolio="demo", mode="apply")
    second = result(town, again)["digest"]
    assert second != first
    newer = town.site.first("approve-plan", name=second, state="Suspended")
    assert f"supersedes {first}" in town.site.question(newer)
    assert town.site.read(asked["id"])["state"]["name"] == "Superseded"


def notion_page(town: Town) -> str:
    """Return a page of the roadmap before anything is synced."""
    with open_house("demo") as house:
        [first, *_] = next(iter(house.trackers["specs"].observe(None, house.clock.now()))).snapshots
        return first.id


def test_a_person_finds_all_of_it_in_a_browser(town: Town) -> None:
    """The deployment, the form, the plan, the question, and the boards of the tools."""
    pages = town.server.api.removesuffix("/api") + "/v2"
    sync = f"{pages}/deployments/deployment/{town.sync()['id']}"
    asked = town.site.first("approve-plan", state="Suspended")
    held = town.site.first("sync-portfolio", state="Held")
    [plan] = [made for made in town.site.of("artifacts", held) if made["key"] == "demo-plan"]
    with browsing() as browser:
        browser.open(sync, "Every 15 minutes", "Concurrency Limit", "resync demo on request")
        browser.keep("deployment")
        browser.open(f"{sync}/run", "Only these replicas", "Of the approved plan only these items")
        browser.keep("run-form")
        browser.open(f"{pages}/artifacts/artifact/{plan['id']}", "This plan waits", "Epic 0")
        browser.keep("plan")
        browser.open(f"{pages}/runs/flow-run/{asked['id']}", "Suspended")
        browser.page.locator("button[aria-haspopup=menu]").first.click()
        browser.page.get_by_role("menuitem", name="Resume").click()
        browser.shows("Provide input to resume", "supersedes", "Only these items")
        browser.keep("approval")
        browser.open(town.office.sandbox.url, "Jira", "Asana", "Notion")
        browser.keep("boards")


def test_an_answer_that_makes_no_sense_is_sent_back_and_a_rejection_writes_nothing(
    town: Town,
) -> None:
    """The server checks the form; what it cannot check, the next form tells."""
    asked, before = town.site.first("approve-plan", state="Suspended"), town.office.writes()
    digest = asked["name"].rpartition(" ")[2]
    assert town.site.answer(asked, decision="perhaps", plan=digest) == "REJECT"
    assert town.site.answer(asked, plan=digest) == "REJECT"
    assert town.site.answer(asked, decision="reject", only=["1"], plan=digest) == "ACCEPT"
    waited(lambda: "Please answer again" in question(town, asked), "the form sent back")
    assert town.site.answer(asked, decision="reject", by="Inès", plan=digest) == "ACCEPT"
    ended = town.site.ended(asked["id"])
    assert ended["state"]["name"] == "Rejected"
    [row] = json.loads(artifacts(town, ended)["demo-verdict"])
    assert (row["verdict"], row["by"]) == ("reject", "Inès")
    assert town.office.writes() == before


def question(town: Town, run: Mapping[str, Any]) -> str:
    """Return the question, or nothing while the run is on its way."""
    suspended = town.site.read(run["id"])["state"]["name"] == "Suspended"
    return town.site.question(run) if suspended else ""


def test_exactly_what_a_person_picked_is_written_and_the_rest_asks_again(town: Town) -> None:
    """Two items of six; then all of the rest."""
    held = town.site.run(town.sync(), portfolio="demo", mode="apply")
    digest = result(town, held)["digest"]
    asked = town.site.first("approve-plan", name=digest, state="Suspended")
    verdict = {"decision": "approve only these", "only": ["1", "2"], "by": "Inès", "plan": digest}
    assert town.site.answer(asked, **verdict) == "ACCEPT"
    assert town.site.ended(asked["id"])["state"]["name"] == "Approved"
    done = town.site.ended(town.site.first("sync-portfolio", name=f"demo {digest}")["id"])
    assert "on the word of Inès" in done["state"]["message"]
    numbers = result(town, done)
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
    renamed(town, "Renamed and told by a webhook")
    town.site.event("syncline.resync.requested", "demo", items=[with_key])
    run = town.site.ended(town.site.first("sync-portfolio", name=f"apply demo {with_key}")["id"])
    assert (run["state"]["name"], result(town, run)["applied"]) == ("Completed", "2")
    assert len(town.site.of("task_runs", run)) == READ + 2


def test_a_schedule_starts_the_report_and_it_can_be_looked_at(town: Town) -> None:
    """A picture, what waits and the standing of each portfolio."""
    report = town.site.deployment("report-consistency/every-portfolio")
    path = f"/deployments/{report['id']}/schedules"
    soon = [{"schedule": {"interval": 20, "timezone": "Europe/Paris"}, "active": True}]
    made = town.site.ask("POST", path, soon).json()
    run = town.site.first("report-consistency", state="Completed")
    assert run["auto_scheduled"]
    town.site.ask("DELETE", f"{path}/{made[0]['id']}")
    assert re.search(r"demo: (\d+) of \1 items in step", run["state"]["message"])
    shown = artifacts(town, run)
    assert shown["demo-consistency"].startswith("data:image/svg+xml;base64,")
    assert {"demo-conflicts", "demo-proposals", "demo-standing"} <= set(shown)
    [made] = [m for m in town.site.of("artifacts", run) if m["key"] == "demo-consistency"]
    pages = town.server.api.removesuffix("/api") + "/v2"
    with browsing() as browser:
        browser.open(f"{pages}/artifacts/artifact/{made['id']}", "items in step")
        browser.page.locator("img[src^='data:image/svg']").first.wait_for(state="visible")
        browser.keep("consistency")


def test_the_steward_hears_once_that_runs_fail(town: Town) -> None:
    """By a message in Slack; a second failure in a row is no news."""
    with town.down():
        for _ in "ab":
            failed = town.site.run(town.sync(), portfolio="demo", mode="apply")
            assert failed["state"]["type"] == "FAILED"
    told = waited(lambda: [m for m in town.messages() if "ended Failed" in m], "the message")
    assert len(told) == 1


def test_the_steward_hears_that_a_portfolio_is_not_synced_any_more(town: Town) -> None:
    """After the time that the variable says, by the server alone."""
    soon = {"name": "syncline", "value": {"stale_after_hours": 12 / 3600}}
    assert town.site.ask("PATCH", "/variables/name/syncline", soon).is_success
    changed = [did for did in deploy()["did"] if did["what"] != "no change"]
    assert [did["kind"] for did in changed] == ["automation"]
    town.site.event("syncline.run.ok", "demo")
    waited(lambda: [m for m in town.messages() if "not been synced" in m and "demo" in m], "it")


def test_a_killed_run_has_crashed_at_once_and_the_next_one_has_its_turn(town: Town) -> None:
    """Kill -9 of the flow's process, its worker alive: no slot is stranded."""
    waited(lambda: town.site.read(town.zombie)["state"]["type"] == "CRASHED", "the zombie", SILENCE)
    run = town.cut_off(town.worker, with_worker=False)
    assert town.site.ended(run, 30)["state"]["type"] == "CRASHED"
    assert town.site.run(town.sync("spare"), portfolio="spare")["state"]["type"] == "COMPLETED"


def test_a_run_outlives_its_killed_server(town: Town) -> None:
    """Kill -9 of the server: the run ends by itself, and the portfolio is in step afterwards."""
    renamed(town, "Renamed while the server is away")
    with town.slow():
        run = str(town.site.create(town.sync(), portfolio="demo", mode="apply").json()["id"])
        town.site.running(run)
        town.server.kill()
        town.server.start()
    ended = town.site.ended(run, SILENCE)
    LOG.info("after the server's death: %s", ended["state"]["name"])
    last = town.site.run(town.sync(), portfolio="demo", mode="apply")
    assert (last["state"]["name"], result(town, last)["operations"]) == ("Completed", "0")


def test_no_secret_is_kept_anywhere(town: Town) -> None:
    """Not in any table of Prefect, not in ours, not in a log, a result or an artifact."""
    town.worker.kill()
    town.server.kill()
    kept = {p.name: p.read_bytes() for p in town.office.folder.rglob("*") if p.is_file()}
    for database in [p for p in town.office.folder.rglob("*.db") if p.is_file()]:
        with closing(sqlite3.connect(database)) as connection:
            kept[f"{database.name} as text"] = "\n".join(connection.iterdump()).encode()
    assert b"observed replica=delivery" in kept["prefect.db as text"]  # the logs are in it
    access = town.office.sandbox.access()
    tokens = [access[tool]["token"].encode() for tool in ("jira", "asana", "notion", "slack")]
    assert not [(token, name) for token in tokens for name, data in kept.items() if token in data]
