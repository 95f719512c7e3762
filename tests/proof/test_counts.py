"""The exact cost of a round, on the sandbox's request log, over three replicas of 2,000 items."""

import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from math import ceil

import pytest

from sandbox import Sandbox
from sandbox.hands import Hands
from sandbox.jira.records import Issue
from syncline.domain.plan import Plan
from tests.proof.place import OVERLAPS, Place

Figure = Callable[[str], None]
ITEMS = 2000
PAGE = 100
LISTINGS = Counter(
    {
        "jira GET /rest/api/3/search/jql": 1,
        "asana GET /events": 1,
        "asana GET /tasks": 1,
        "notion POST /v1/data_sources/{data_source_id}/query": 1,
    }
)
MIRROR = Counter(  # once in a run that writes: who am I, and the epoch read and written
    {
        "jira GET /rest/api/3/myself": 1,
        "jira GET /rest/api/3/user/properties/{property}": 1,
        "jira PUT /rest/api/3/user/properties/{property}": 1,
    }
)
JIRA_READ = "jira POST /rest/api/3/issue/bulkfetch"
JIRA_GET = "jira GET /rest/api/3/issue/{issue}"
JIRA_WRITE = "jira PUT /rest/api/3/issue/{issue}"
JIRA_MOVE = "jira POST /rest/api/3/issue/{issue}/transitions"
ASANA_READ, ASANA_WRITE = "asana POST /batch", "asana PUT /tasks/{task_gid}"
NOTION_READ, NOTION_WRITE = "notion GET /v1/pages/{page_id}", "notion PATCH /v1/pages/{page_id}"
NOTION_BODY = "notion GET /v1/blocks/{block_id}/children"
NOTION_OPTIONS = "notion GET /v1/data_sources/{data_source_id}"
MOVING = frozenset({"runs", "leases", "cursors"})  # tables that say when, not what


@pytest.fixture(scope="module")
def cold(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, Counter[str]]]:
    """Bring 2,000 stamped items in three tools under Syncline; give the requests that it took."""
    with Sandbox(scenario="uniform", items=ITEMS) as sandbox:
        place = Place(sandbox, tmp_path_factory.mktemp("counts"))
        mark = place.mark()
        done = place.sync(Plan().digest)  # the items agree already, so that the plan is empty
        assert (done.summary.outcome, done.summary.operations) == ("OK", 0), done.summary
        assert done.summary.observed == 3 * ITEMS
        spent = place.requests(mark)
        place.later(OVERLAPS)
        sandbox.world.snapshots["first"] = sandbox.world.snapshot()
        shutil.copy(place.database, place.folder / "first.db")
        yield place, spent


@pytest.fixture
def place(cold: tuple[Place, Counter[str]]) -> Place:
    """Give the place as the first sync left it, past every overlap."""
    place, _ = cold
    place.world.restore(place.world.snapshots["first"])
    for rest in place.database.parent.iterdir():
        rest.unlink()
    shutil.copy(place.folder / "first.db", place.database)
    return place


def issue_of(place: Place, number: int) -> Issue:
    """Return the issue of one epic of the uniform set."""
    title = f"Epic {number:04d}"
    return next(i for i in place.world.jira.issues.values() if i["summary"] == title)


def edited(place: Place) -> Counter[str]:
    """Run once after an edit; return what the two writes of it cost besides the listings."""
    mark = place.mark()
    done = place.sync()
    summary = done.summary
    assert (summary.outcome, summary.operations, summary.applied) == ("OK", 2, 2), summary
    spent = place.requests(mark)
    assert spent & LISTINGS == LISTINGS
    assert spent & MIRROR == MIRROR
    return spent - LISTINGS - MIRROR


def counted(spent: Counter[str], epoch: Counter[str] = MIRROR) -> str:
    """Return the requests of a round, by tool, in one line."""
    tools = Counter(dict.fromkeys(("jira", "asana", "notion"), 0))
    for route, count in (spent + LISTINGS).items():
        tools[route.split()[0]] += count
    split = ", ".join(f"{tool} {count}" for tool, count in tools.items())
    return f"{sum(tools.values())} requests ({split}), and {epoch.total()} for the epoch"


def test_a_cold_read_asks_for_each_page_and_each_body_once(
    cold: tuple[Place, Counter[str]], figure: Figure
) -> None:
    """ceil(items / page) a container, a body a Notion page, what fields there are once a tool."""
    _, spent = cold
    pages = ceil(ITEMS / PAGE)
    assert spent == {
        "jira GET /rest/api/3/search/jql": pages,
        "asana GET /tasks": pages,
        "asana GET /events": 1,
        "notion POST /v1/data_sources/{data_source_id}/query": pages,
        NOTION_BODY: ITEMS,
        "jira GET /rest/api/3/field": 1,
        "asana GET /projects/{project_gid}": 1,
        "notion GET /v1/data_sources/{data_source_id}": 1,
    }
    figure(f"counts: cold read of 3 x {ITEMS:,}: {sum(spent.values()):,} requests, 0 writes")


def test_a_round_without_changes_is_four_requests_and_no_row(place: Place, figure: Figure) -> None:
    """One listing a container, two for Asana; nothing written, outside or in the state."""
    before = place.rows(leave_out=MOVING)
    mark, began = place.mark(), time.monotonic()
    done = place.sync()
    seconds = time.monotonic() - began
    figure(
        f"counts: no change: {counted(place.requests(mark) - LISTINGS, Counter())}, {seconds:.2f} s"
    )
    assert (done.summary.outcome, done.summary.operations) == ("OK", 0)
    assert place.requests(mark) == LISTINGS
    assert not place.writes(mark)
    assert place.rows(leave_out=MOVING) == before
    assert len(before["records"]) == 3 * ITEMS


def test_an_edit_in_jira_costs_two_writes_and_nothing_after_them(
    place: Place, figure: Figure
) -> None:
    """4 listings, 1 confirming read, 1 pre-read and 1 write in each of the two others."""
    issue = issue_of(place, 7)
    due = (date.fromisoformat(str(issue["duedate"])) + timedelta(days=3)).isoformat()
    Hands(place.sandbox.access(), "ines").edit_in_jira(issue.key, {"duedate": due})
    mark = place.mark()
    spent = edited(place)
    figure(f"counts: an edit in Jira: {counted(spent)}")
    assert spent == {JIRA_READ: 1, ASANA_READ: 1, ASANA_WRITE: 1, NOTION_READ: 1, NOTION_WRITE: 1}
    order = [e.label for e in place.world.log.since(mark) if e.label not in LISTINGS]
    assert order.index(ASANA_READ) < order.index(ASANA_WRITE)
    assert order.index(NOTION_READ) < order.index(NOTION_WRITE), "no read comes after its write"
    at_rest(place)


def test_an_edit_in_notion_costs_jira_a_read_after_its_write(place: Place, figure: Figure) -> None:
    """The page and its body confirm it; Jira answers a write with nothing, so it is read back."""
    page = next(p for p in place.world.notion.pages.values() if p.title == "Epic 0008")
    changed = {"Target date": {"date": {"start": "2026-07-01"}}}
    Hands(place.sandbox.access(), "karim").edit_in_notion(page.id, changed)
    spent = edited(place)
    figure(f"counts: an edit in Notion: {counted(spent)}")
    assert spent == {
        NOTION_READ: 1, NOTION_BODY: 1, JIRA_READ: 1, JIRA_WRITE: 1, JIRA_GET: 1,
        ASANA_READ: 1, ASANA_WRITE: 1,
    }  # fmt: skip
    at_rest(place)


def test_an_edit_in_asana_costs_one_write_in_each_of_the_two_others(
    place: Place, figure: Figure
) -> None:
    """One batch confirms it."""
    task = next(t for t in place.world.asana.tasks.values() if t.name == "Epic 0009")
    Hands(place.sandbox.access(), "sofia").edit_in_asana(task.gid, {"due_on": "2026-07-02"})
    spent = edited(place)
    figure(f"counts: an edit in Asana: {counted(spent)}")
    assert spent == {
        ASANA_READ: 1, JIRA_READ: 1, JIRA_WRITE: 1, JIRA_GET: 1, NOTION_READ: 1, NOTION_WRITE: 1,
    }  # fmt: skip
    at_rest(place)


def test_a_section_move_in_asana_is_one_transition_in_jira(place: Place, figure: Figure) -> None:
    """Only events tell it; the open ways out of a status are asked for before one is taken."""
    task = next(t for t in place.world.asana.tasks.values() if t.name == "Epic 0010")
    Hands(place.sandbox.access(), "sofia").move_in_asana(task.gid, "Fait")
    spent = edited(place)
    figure(f"counts: a section move in Asana: {counted(spent)}")
    assert spent == {
        ASANA_READ: 2,  # the task that an event names, and what confirms it
        JIRA_READ: 1, JIRA_MOVE: 1, JIRA_GET: 2, NOTION_OPTIONS: 1, NOTION_READ: 1, NOTION_WRITE: 1,
    }  # fmt: skip
    at_rest(place)


def at_rest(place: Place) -> None:
    """Past the overlaps nothing more is written, and then nothing is even read again."""
    place.later(OVERLAPS)
    mark = place.mark()
    assert place.sync().summary.operations == 0
    assert not place.writes(mark)
    place.later(OVERLAPS)
    mark = place.mark()
    assert place.sync().summary.outcome == "OK"
    assert place.requests(mark) == LISTINGS
