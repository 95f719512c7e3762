"""What the scenarios put into the tools, and the configuration that fits them."""

import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from ruamel.yaml import YAML

from sandbox.clock import START
from sandbox.jira import adf
from sandbox.jira.fields import START_DATE
from sandbox.jira.records import Issue
from sandbox.notion import values
from sandbox.notion.records import Page
from sandbox.notion.views import plain_value
from sandbox.scenarios import SCENARIOS, people_yaml, portfolio_yaml
from sandbox.scenarios.bodies import runs, to_adf, to_blocks, to_html
from sandbox.scenarios.containers import found
from sandbox.scenarios.planting import JIRA_PRIORITY, JIRA_STATUS, NOTION_STATUS, SECTION
from sandbox.world import World

URL = "http://127.0.0.1:8700"
MARKER = re.compile(r"syn-[0-9a-z]{26}")


@pytest.fixture(scope="module")
def demo() -> World:
    """Return the demo's world, to be read only."""
    return World(7, "demo")


def field(world: World, page: Page, name: str) -> Any:
    """Return what a page shows for a property."""
    assert page.source is not None
    prop = page.source.find(name)
    assert prop is not None
    return plain_value(world.notion, page, prop)


def in_jira(world: World, issue: Issue) -> dict[str, Any]:
    """Say what an epic is in Jira, in words that the tools share."""
    jira = world.jira
    names = {number: name for name, number in JIRA_PRIORITY.items()}
    words = {shown: word for word, shown in JIRA_STATUS[issue.project].items()}
    priority = {"1": "Highest", "2": "High", "3": "Medium", "4": "Low", "5": "Lowest"}
    labels = [one for one in issue["labels"] if not MARKER.fullmatch(one)]
    return {
        "status": words[jira.status(issue).name],
        "priority": names[priority[issue["priority"]]],
        "owner": issue["assignee"],
        "start": issue[START_DATE],
        "target": issue["duedate"],
        "labels": sorted(labels),
        "text": re.sub(r"\W+", " ", adf.plain(issue["description"] or {})).strip(),
    }


def in_notion(world: World, page: Page) -> dict[str, Any]:
    """Say what an epic is in Notion, in words that the tools share."""
    assert page.source is not None
    words = {shown: word for word, shown in NOTION_STATUS.items()}
    owner = page.source.find("Owner")
    assert owner is not None
    texts = (block.content.get("rich_text", []) for block in page.children)
    return {
        "status": words[field(world, page, "Status")["name"]],
        "priority": field(world, page, "Priority")["name"],
        "owner": next((person.key for person in values.of(page, owner)), None),
        "start": (field(world, page, "Start date") or {}).get("start"),
        "target": (field(world, page, "Target date") or {}).get("start"),
        "labels": sorted(one["name"] for one in field(world, page, "Labels")),
        "text": " ".join(
            re.sub(r"\W+", " ", "".join(run["plain_text"] for run in text)).strip()
            for text in texts
        ),
    }


def in_asana(world: World, task: Any) -> dict[str, Any]:
    """Say what an epic is in Asana, in words that the tools share."""
    words = {shown: word for word, shown in SECTION.items()}
    priority = next(v.value for v in task.field_values if v.field.name == "Priority")
    text = re.sub(r"<[^>]*>", " ", task.html_notes)
    return {
        "status": words[task.memberships[0].section.name],
        "priority": priority.name,
        "owner": task.assignee.key if task.assignee else None,
        "start": task.start_on.isoformat(),
        "target": task.due_on.isoformat(),
        "labels": sorted(tag.name for tag in task.tags),
        "text": re.sub(r"\W+", " ", text).strip(),
    }


def epics(world: World) -> dict[str, dict[str, dict[str, Any]]]:
    """Return every epic by title: tool to what it is there."""
    shown: dict[str, dict[str, dict[str, Any]]] = {}
    for page in found(world).epics.pages:
        shown.setdefault(page.title, {})["notion"] = in_notion(world, page)
    for task in found(world).launches.tasks:
        shown.setdefault(task.name, {})["asana"] = in_asana(world, task)
    for issue in world.jira.issues.values():
        if world.jira.kind(issue).name == "Epic":
            shown.setdefault(issue["summary"], {})["jira"] = in_jira(world, issue)
    return shown


def test_the_demo_has_its_epics_where_it_says(demo: World) -> None:
    """38 in all three tools, 3 only in Notion, 2 only in Jira, 1 only in Asana."""
    places = Counter(tuple(sorted(tools)) for tools in epics(demo).values())
    assert places == {
        ("asana", "jira", "notion"): 38,
        ("notion",): 3,
        ("jira",): 2,
        ("asana",): 1,
    }


def test_half_of_the_shared_epics_agree_and_the_others_quarrel(demo: World) -> None:
    """19 are equal; the first plan settles 7 descriptions, 4 priorities, 4 targets, 4 statuses."""
    quarrels: Counter[str] = Counter()
    for tools in epics(demo).values():
        if len(tools) == 3:
            views = list(tools.values())
            quarrels.update(
                [name for name in views[0] if len({str(view[name]) for view in views}) > 1]
                or ["nothing"]
            )
    assert quarrels == {"nothing": 19, "text": 7, "priority": 4, "target": 4, "status": 4}


def test_three_bodies_can_only_be_read(demo: World) -> None:
    """A table, a callout and a code block, each in a body with other words."""
    kinds = Counter(b.type for p in found(demo).epics.pages for b in p.children)
    assert {kinds["table"], kinds["callout"], kinds["code"]} == {1}


def test_the_roadmap_has_eight_initiatives_and_epics_that_point_at_them(demo: World) -> None:
    """Most Jira epics carry the address of a page of the roadmap."""
    roadmap = found(demo).roadmap
    assert len(roadmap.pages) == 8
    ids = {page.id.replace("-", "") for page in roadmap.pages}
    links = [issue["customfield_10050"] for issue in demo.jira.issues.values()]
    given = [link for link in links if link]
    assert len(given) == 31
    assert all(link.rpartition("-")[2] in ids for link in given)


def test_the_stories_are_alive(demo: World) -> None:
    """200 under the epics: every status, stale ones, late ones, some without an owner or a date."""
    jira = demo.jira
    stories = [issue for issue in jira.issues.values() if jira.kind(issue).name == "Story"]
    assert len(stories) == 200
    assert all(jira.kind(jira.the(story["parent"])).name == "Epic" for story in stories)
    statuses = {jira.status(story).category for story in stories}
    assert statuses == {"new", "indeterminate", "done"}
    started = [story for story in stories if jira.status(story).category == "indeterminate"]
    stale = [s for s in started if s.updated < START - timedelta(days=20)]
    late = [s for s in started if s["duedate"] and s["duedate"] < "2026-03-02"]
    assert min(len(stale), len(late)) >= 5
    assert sum(story["assignee"] is None for story in stories) >= 5
    assert sum(story["duedate"] is None for story in stories) >= 20
    assert all(issue.updated < START for issue in jira.issues.values())


@pytest.mark.parametrize("scenario", sorted(SCENARIOS))
def test_a_scenario_leaves_the_clock_at_its_start(scenario: str) -> None:
    """Whatever lies in the past, now is now."""
    assert World(7, scenario, 5).clock.now == START


def test_the_same_seed_makes_the_same_world(demo: World) -> None:
    """Ids and times alike; another seed makes another one."""
    assert World(7, "demo").snapshot() == demo.snapshot()
    assert set(World(8, "demo").notion.pages).isdisjoint(demo.notion.pages)


def test_a_snapshot_brings_everything_back() -> None:
    """What the tools hold, and what chance and the clock will do next."""
    world = World(7, "uniform", 3)
    before, shown = world.snapshot(), epics(world)
    drawn = (world.asana.new_gid(), world.notion.new_id(), world.clock.tick())
    next(iter(world.asana.tasks.values())).name = "changed"
    assert epics(world) != shown
    world.restore(before)
    assert epics(world) == shown
    assert (world.asana.new_gid(), world.notion.new_id(), world.clock.tick()) == drawn


@pytest.mark.parametrize("items", [0, 1, 25])
def test_uniform_has_n_equal_epics_and_no_stories(items: int) -> None:
    """The same in all three tools, with the same marker."""
    world = World(7, "uniform", items)
    shown = epics(world)
    assert len(shown) == items == len(world.jira.issues)
    assert all(tools["jira"] == tools["notion"] == tools["asana"] for tools in shown.values())
    marks = [label for i in world.jira.issues.values() for label in i["labels"] if "syn-" in label]
    assert len(set(marks)) == items
    assert all(MARKER.fullmatch(mark) for mark in marks)
    pages = found(world).epics.pages
    texts = [field(world, page, "Syncline")[0]["plain_text"] for page in pages]
    tasks = [task.field_values[1].value for task in found(world).launches.tasks]
    assert marks == texts
    assert sorted(marks) == sorted(tasks)


def test_uniform_can_be_without_markers() -> None:
    """As before the first run."""
    world = World(7, "uniform-unstamped", 4)
    assert "syn-" not in str([issue.values for issue in world.jira.issues.values()])
    assert len(epics(world)) == 4


def test_empty_has_the_containers_alone() -> None:
    """Nothing in them."""
    world = World(7, "empty")
    assert [*world.jira.issues, *world.asana.tasks, *world.notion.pages] == []
    assert sorted(world.jira.projects) == ["DAT", "ONB", "PAY"]


@pytest.fixture
def yaml() -> YAML:
    """Return a reader of YAML 1.2."""
    return YAML(typ="safe", pure=True)


def test_the_portfolio_names_what_is_there(demo: World, yaml: YAML) -> None:
    """Ids, statuses and addresses are those of this world."""
    config = yaml.load(portfolio_yaml(demo, URL + "/"))
    containers, replicas = found(demo), config["replicas"]
    assert replicas["specs"]["data_source"] == containers.epics.id
    assert replicas["roadmap"]["data_source"] == containers.roadmap.id
    assert replicas["launches"]["project"] == containers.launches.gid
    assert replicas["delivery"]["site"] == f"{URL}/jira"
    assert replicas["launches"]["url"] == f"{URL}/asana/api/1.0"
    words = config["values"]["status"]
    named = {name for word in words.values() for name in _names(word["delivery"])}
    flows = demo.jira.projects.values()
    assert named == {status.name for project in flows for status in project.workflow.statuses}
    specs = {name for word in words.values() for name in _names(word["specs"])}
    status = containers.epics.find("Status")
    assert status is not None
    assert specs == {option.name for option in status.options}
    sections = {word["launches"]["section"] for word in words.values()}
    assert sections == {section.name for section in containers.launches.sections}


def _names(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def test_the_people_file_knows_everybody_but_the_bot(demo: World, yaml: YAML) -> None:
    """With their accounts, as text; who left is not active."""
    people = yaml.load(people_yaml(demo))
    assert len(people) == 11
    ines = people[0]
    assert ines["email"] == "ines@acme.example"
    assert ines["accounts"]["asana"] == demo.people["ines"].asana_gid
    assert [one["email"] for one in people if one.get("active") is False] == ["leo@acme.example"]


def test_one_markup_is_rendered_for_every_tool() -> None:
    """Marks, links, lists and paragraphs."""
    body = ("a **b** and [c](https://d.example)", "next", ("-", ("*x*", "`y`")))
    assert [run.mark for run in runs(str(body[0]))] == [None, "strong", None, None]
    assert to_html(body) == (
        '<body>a <strong>b</strong> and <a href="https://d.example">c</a>\n\nnext\n'
        "<ul><li><em>x</em></li><li><code>y</code></li></ul></body>"
    )
    kinds = ["paragraph", "paragraph", "bulleted_list_item", "bulleted_list_item"]
    assert [block["type"] for block in to_blocks(body)] == kinds
    content = to_adf(body)["content"]
    assert [node["type"] for node in content] == ["paragraph", "paragraph", "bulletList"]
    assert content[0]["content"][1]["marks"] == [{"type": "strong"}]
