"""Every command as a person types it, and the exit codes of its every ending."""

from flows.runtime import alive, find_config, open_house
from syncline.domain.state import Lease
from syncline.engine.session import holding
from tests.e2e.conftest import ITEMS
from tests.e2e.office import Office

ALL_TOOLS = ("jira", "asana", "notion")


def retitled(office: Office, count: int) -> None:
    """Let Nina rename epics in Notion, where titles are decided."""
    for number, page in enumerate(office.records("specs")[:count]):
        title = {"title": [{"text": {"content": f"Renamed {number}"}}]}
        office.hands("nina").edit_in_notion(page, {"title": title})
    office.later()


def disputed(office: Office) -> str:
    """Let two people set one date, sync, and return the conflict's id."""
    epic = office.records("specs")[0], office.records("delivery")[0]
    dated = {"Target date": {"date": {"start": "2026-05-21"}}}
    office.hands("nina").edit_in_notion(epic[0], dated)
    office.hands("tom").edit_in_jira(epic[1], {"duedate": "2026-05-07"})
    office.later()
    assert office.sync().code == 0
    [found] = office.run("conflicts", "demo", "--json").document
    office.later()
    return str(found["id"])


def proposed(office: Office) -> str:
    """Let Tom rename an epic where titles are not decided, sync, and return the proposal's id."""
    office.hands("tom").edit_in_jira(office.records("delivery")[0], {"summary": "Another title"})
    office.later()
    assert office.sync().code == 0
    [found] = office.run("proposals", "demo", "--json").document
    office.later()
    return str(found["id"])


def test_the_first_plan_has_operations_so_it_ends_with_one(fresh: Office) -> None:
    """Exit 1: `plan` found something to do; nothing is stored by looking."""
    ended = fresh.run("plan", "demo")
    assert ended.code == 1
    assert f"{3 * ITEMS} operations" in ended.out
    assert not any(fresh.state().values())


def test_a_first_sync_is_held_and_its_digest_applies_it(fresh: Office) -> None:
    """Exit 3 until a person approves exactly this plan, then 0, and then nothing is left."""
    held = fresh.sync("--json")
    assert (held.code, held.document["outcome"]) == (3, "HELD")
    assert fresh.sync("--approve", held.document["digest"]).code == 0
    fresh.later()
    assert fresh.run("plan", "demo").code == 0


def test_approving_a_plan_that_has_changed_is_refused_with_the_new_digest(fresh: Office) -> None:
    """Exit 3, and not one write."""
    held = fresh.sync("--json").document["digest"]
    before = fresh.writes()
    ended = fresh.sync("--approve", "0" * 12)
    assert ended.code == 3
    assert held in ended.err
    assert fresh.writes() == before


def test_a_plan_over_the_hard_limit_is_refused(office: Office) -> None:
    """Exit 3 with the numbers, and not one write."""
    retitled(office, ITEMS)
    before = office.writes()
    ended = office.sync()
    assert ended.code == 3
    assert "30%" in ended.err or "30 %" in ended.err
    assert office.writes() == before


def test_an_edit_is_carried_and_the_round_after_has_nothing_to_do(office: Office) -> None:
    """Exit 0, the two other tools follow, and the next plan is empty."""
    retitled(office, 1)
    ended = office.sync("--json")
    assert (ended.code, ended.document["applied"]) == (0, 2)
    office.later()
    assert office.run("plan", "demo").code == 0
    assert "Renamed 0" in office.run("explain", "demo", office.records("delivery")[0]).out


def test_one_tool_down_is_partial(office: Office) -> None:
    """Exit 1, the tool and the remedy named; the others go on."""
    office.down("asana")
    for ended in (office.sync(), office.run("plan", "demo")):
        assert ended.code == 1
        assert "asana" in ended.err
        assert "token" in ended.err


def test_too_few_readable_replicas_fail(office: Office) -> None:
    """Exit 4, with the reason of every tool, and nothing decided."""
    before = office.state()
    office.down(*ALL_TOOLS)
    for ended in (office.sync(), office.run("plan", "demo"), office.run("doctor", "demo")):
        assert ended.code == 4
        assert all(tool in ended.err + ended.out for tool in ALL_TOOLS)
    after = office.state()
    assert len(after.pop("runs")) == len(before.pop("runs")) + 1
    assert len(after.pop("troubles")) > len(before.pop("troubles")), "one a replica"
    assert after == before


def test_a_run_that_finds_the_lease_taken_says_so_and_ends_well(office: Office) -> None:
    """Exit 0 and no row changed."""
    elsewhere = "another-machine:1:1"
    with open_house("demo") as house, holding(house.store, house.clock, elsewhere, alive) as lease:
        assert isinstance(lease, Lease)
        before = office.state()
        ended = office.sync("--json")
    assert ended.code == 0
    assert elsewhere in ended.document["notes"][0]
    assert office.state() == before


def test_a_conflict_is_listed_and_settled_by_one_side(office: Office) -> None:
    """The side taken is what all three tools show afterwards."""
    name = disputed(office)
    shown = office.run("conflicts", "demo").out
    assert "2026-05-07" in shown
    assert "2026-05-21" in shown
    assert "1 conflict" in office.run("plan", "demo").out
    assert office.run("resolve", "demo", name, "--take", "specs").code == 0
    assert office.sync("--json").document["applied"] == 2
    office.later()
    assert "0 open" in office.run("conflicts", "demo").out
    assert office.run("plan", "demo").code == 0


def test_a_conflict_is_settled_by_another_value(office: Office) -> None:
    """A value given by hand reaches every tool."""
    name = disputed(office)
    assert office.run("resolve", "demo", name, "--value", "2026-05-14").code == 0
    assert office.sync("--json").document["applied"] == 3


def test_all_conflicts_of_a_field_are_settled_at_once(office: Office) -> None:
    """--all --field F settles what a single id would."""
    disputed(office)
    ended = office.run("resolve", "demo", "--all", "--field", "target", "--take", "delivery")
    assert ended.code == 0
    assert office.run("conflicts", "demo", "--json").document == []


def test_a_proposal_is_accepted_or_declined(office: Office) -> None:
    """Declined: written back where it was made."""
    name = proposed(office)
    assert "Another title" in office.run("proposals", "demo").out
    assert office.run("decline", "demo", name).code == 0
    assert office.sync("--json").document["applied"] == 1


def test_an_accepted_proposal_is_carried_to_the_others(office: Office) -> None:
    """Accepted: written in the two tools that do not show it yet."""
    name = proposed(office)
    assert office.run("accept", "demo", name).code == 0
    assert office.sync("--json").document["applied"] == 2


def test_runs_are_listed_newest_first(office: Office) -> None:
    """The approved run stands above the one that was held."""
    listed = office.run("runs", "demo", "--json").document
    assert [run["outcome"] for run in listed] == ["OK", "HELD"]
    assert len(office.run("runs", "demo", "--limit", "1", "--json").document) == 1


def test_a_month_later_owners_are_told_once(office: Office) -> None:
    """Exit 0; the second round finds the same alerts and tells nobody."""
    office.later(days=63)  # a Monday; on 1 May nothing new is told
    assert office.sync().code in {0, 1}
    first = office.run("alerts", "--no-prefect", "--json")
    again = office.run("alerts", "demo", "--no-prefect", "--json")
    assert (first.code, again.code) == (0, 0)
    assert first.document["told"]
    assert not again.document["told"]


def test_lint_doctor_and_schema_are_fine(office: Office) -> None:
    """Exit 0 from the three commands that look at a configuration."""
    for words in (["lint", "demo"], ["lint", str(office.config)], ["doctor", "demo"], ["schema"]):
        assert office.run(*words).code == 0


def test_a_person_who_cannot_be_asked_is_told_to_say_yes(office: Office) -> None:
    """Exit 2 and nothing written, rather than a question that nobody can answer."""
    retitled(office, 1)
    before = office.writes()
    ended = office.run("sync", "demo", "--no-prefect")
    assert ended.code == 2
    assert "--yes" in ended.err
    assert office.writes() == before


def test_a_portfolio_is_found_by_path_from_any_folder(office: Office) -> None:
    """A path as the shell completes it, and a name, are the same file."""
    assert find_config("demo") == office.config
    assert find_config(str(office.config)) == office.config
