"""An edit is carried within seconds of its webhook; without one, with the next whole sync."""

from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import httpx
import pytest

from sandbox import Sandbox
from sandbox.hands import Hands
from sandbox.webhooks.jira import LIFE
from syncline.engine.session import holding
from tests.listen.station import Station, station
from tests.proof.place import Place

ITEMS = 12
EVERYWHERE = {"jira", "asana", "notion"}


@pytest.fixture(scope="module")
def served() -> Iterator[Sandbox]:
    """Serve one sandbox for all the tests of a module."""
    with Sandbox(scenario="uniform", items=ITEMS) as sandbox:
        yield sandbox


@pytest.fixture
def place(served: Sandbox, tmp_path: Path) -> Place:
    """Return a portfolio in step."""
    served.world.reset()
    place = Place(served, tmp_path)
    place.begin()
    return place


@pytest.fixture
def at_work(place: Place) -> Iterator[Station]:
    """Return a listener whose next whole sync is an hour away."""
    with station(place) as made:
        made.until(lambda: made.listener.wholes == 1)
        yield made


def first_issue(place: Place) -> str:
    return next(iter(place.world.jira.issues))


def test_an_edit_in_each_tool_is_seen_in_the_others_within_seconds(
    at_work: Station, figure: Callable[[str], None]
) -> None:
    """By a look at ids alone: no listing, and not one whole sync."""
    world, hands = at_work.place.world, at_work.hands()
    epics = world.jira.issues
    page = next(p.id for p in world.notion.pages.values() if p.title == "Epic 0003")
    task = next(t.gid for t in world.asana.tasks.values() if t.name == "Epic 0002")
    took = []
    edits: list[tuple[str, Callable[[], None]]] = [
        ("From Jira", lambda: hands.edit_in_jira(next(iter(epics)), {"summary": "From Jira"})),
        ("From Asana", lambda: hands.edit_in_asana(task, {"name": "From Asana"})),
        ("From Notion", lambda: hands.edit_in_notion(page, {"Name": _title("From Notion")})),
    ]
    for title, edit in edits:
        since = at_work.place.mark()
        edit()
        took.append(at_work.until(lambda title=title: at_work.shown(title) == EVERYWHERE))
        routes = [entry.route for entry in world.log.since(since)]
        assert not [route for route in routes if "search" in route or "/query" in route]
    assert at_work.listener.wholes == 1
    figure(f"listen: an edit is seen in the other tools after {median(took):.1f} s (median of 3)")


def _title(text: str) -> dict[str, object]:
    return {"title": [{"text": {"content": text}}]}


def test_webhooks_that_lie_only_cost_time(place: Place) -> None:
    """Dropped, doubled, out of order, badly signed: a whole sync finds the rest."""
    switches = {
        "webhook_drop": 0.3, "webhook_dup": 0.3, "webhook_reorder": 0.3,
        "webhook_bad_signature": 0.3,
    }  # fmt: skip
    with station(place, every=4) as made:
        made.until(lambda: made.listener.wholes >= 1)
        httpx.post(f"{place.sandbox.url}/_sandbox/switches", json=switches)
        issues = list(place.world.jira.issues)
        for number, issue in enumerate(issues[:8]):
            made.hands().edit_in_jira(issue, {"summary": f"Lied about {number}"})
        wanted = [f"Lied about {number}" for number in range(8)]
        made.until(lambda: all(made.shown(title) == EVERYWHERE for title in wanted), seconds=40)
        assert made.gate.counts["forged"] > 0
    place.world.pressure.switches.clear()
    assert len(place.world.jira.issues) == ITEMS
    again = place.sync()
    assert again.plan is not None
    assert not again.plan.operations


def test_a_new_record_is_paired_by_a_whole_sync_at_once(at_work: Station) -> None:
    """Nobody knows its id, so everything is read; it is created in the others."""
    world = at_work.place.world
    body = {
        "fields": {"project": {"key": "PAY"}, "issuetype": {"name": "Epic"}, "summary": "Brand new"}
    }
    url = f"{at_work.place.sandbox.url}/jira/rest/api/3/issue"
    assert httpx.post(url, json=body, auth=("", "jira-ines")).status_code == 201
    at_work.until(lambda: at_work.shown("Brand new") == EVERYWHERE)
    assert len(world.jira.issues) == ITEMS + 1


def test_the_echo_of_our_own_writes_ends_by_itself(at_work: Station) -> None:
    """Each write comes back as a webhook; the look at it writes nothing."""
    at_work.hands().edit_in_jira(first_issue(at_work.place), {"summary": "Echo"})
    at_work.until(lambda: at_work.shown("Echo") == EVERYWHERE)
    at_work.until(lambda: at_work.listener.looks > 1)
    at_work.until(at_work.rests)
    (wrote,) = at_work.said
    assert wrote.startswith("look: OK, 2 of 2 operations applied")


def test_forged_webhooks_cause_no_request(at_work: Station) -> None:
    """Neither a read nor a write, at whatever rate they come."""
    since = at_work.place.mark()
    url = f"{at_work.server.url}/hooks/proof/delivery"
    with httpx.Client() as client:
        answers = {
            client.post(url, content=b'{"issue": {"id": "1"}}').status_code for _ in range(50)
        }
    assert answers == {401}
    assert at_work.place.world.log.since(since) == []
    at_work.hands().edit_in_jira(first_issue(at_work.place), {"summary": "Genuine"})
    at_work.until(lambda: at_work.shown("Genuine") == EVERYWHERE)
    at_work.until(at_work.rests)
    assert at_work.listener.wholes == 1  # an issue that nobody knows would be looked for


def test_another_run_at_work_delays_the_look_and_loses_nothing(at_work: Station) -> None:
    """The lease is somebody else's while two looks are tried; then the edit is carried."""
    place = at_work.place
    with place.house() as house, holding(house.store, house.clock, "elsewhere:1:1", lambda _: True):
        at_work.hands().edit_in_jira(first_issue(place), {"summary": "Patience"})
        at_work.until(lambda: at_work.listener.delays > 1)
        assert at_work.shown("Patience") == {"jira"}
    at_work.until(lambda: at_work.shown("Patience") == EVERYWHERE)


def test_while_a_plan_waits_for_a_person_webhooks_wait_too(place: Place) -> None:
    """A look may not replace the plan that somebody is reading."""
    written = place.config.read_text(encoding="utf-8")
    place.config.write_text(written.replace("changes: 50", "changes: 1"), encoding="utf-8")
    hands = Hands(place.sandbox.access(), "ines")
    hands.edit_in_jira(first_issue(place), {"summary": "One too many"})
    held = place.sync()
    assert held.waits
    with station(place) as made:
        made.until(lambda: made.listener.wholes == 1)
        made.hands().edit_in_jira(first_issue(place), {"description": None})
        made.until(lambda: any("waits for a person" in sentence for sentence in made.said))
    with place.house() as house:
        waiting = house.store.held()
        assert waiting is not None
        assert waiting.digest == held.summary.digest


def test_a_webhook_that_has_died_only_costs_time(place: Place) -> None:
    """Jira forgets one of an app after thirty days without a word: a whole sync finds the edit."""
    with station(place, every=4) as made:
        made.until(lambda: made.listener.wholes >= 1)
        (hook,) = place.world.hooks.of("jira")
        hook.expires = place.world.clock.now + LIFE
        place.later(LIFE.total_seconds())
        made.hands().edit_in_jira(first_issue(place), {"summary": "Told by nobody"})
        assert place.world.hooks.of("jira") == []
        made.until(lambda: made.shown("Told by nobody") == EVERYWHERE)
