"""Why each value is what it is, and why a record is not synced."""

from dataclasses import replace
from pathlib import Path

from connectors.memory.faults import Fault
from syncline.domain.policy import CreateRule, FieldPolicy
from syncline.engine.explain import Explanation, explain, never_seen, set_aside
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import seeded, store
from tests.engine.undoing import ADA, DAY, OTHER, carried, first, passed, undone


def story(team: Team3) -> Explanation:
    """Return the story of the first epic."""
    item = store(team).find(first(team, "A"))
    assert item
    return explain(team.portfolio, store(team), item)


def why(team: Team3, field: str) -> tuple[str, str]:
    """Return why a field is what it is, and who decides it."""
    (found,) = [f for f in story(team).fields if f.field == field]
    return found.why, found.decided_by


def test_a_value_is_explained_by_the_last_change_that_decided_it(three: Team3) -> None:
    """Not by a write, nor by what was only held or proposed."""
    run = carried(three, target=DAY)
    told, decides = why(three, "target")
    assert (
        told
        == f"adopted from A by grace@acme.example on 2026-03-02 08:20, run {run}; before: (empty)"
    )
    assert decides == "anyone"
    assert why(three, "title")[0].startswith("the same in every tool")
    undo = undone(three, run).summary.run
    told, _ = why(three, "target")
    assert told.startswith(f"undone from Syncline by {ADA} on 2026-03-02")
    assert f"run {undo}; before: 2026-05-04" in told
    assert story(three).not_synced == ()


def test_who_decides_is_told_and_where_nobody_can(tmp_path: Path) -> None:
    """An item that is not in the deciding replica is anybody's."""
    rules = portfolio("A", "B", "C", target=FieldPolicy(("A",)), start=FieldPolicy(("Z",)))
    team = Team3(tmp_path / "s.db", rules)
    carried(team, target=DAY, start=DAY)
    assert why(team, "target")[1] == "A"
    assert why(team, "start")[1] == "anyone: it is not in Z"


def test_a_conflict_and_a_proposal_are_in_sight(tmp_path: Path) -> None:
    """With every side, and the name under which a person settles it."""
    team = Team3(tmp_path / "s.db", portfolio("A", "B", "C", target=FieldPolicy(("A",))))
    carried(team, target=DAY)
    team.tools["A"].edit(first(team, "A"), "start", DAY)
    team.tools["B"].edit(first(team, "B"), "start", OTHER)
    team.tools["B"].edit(first(team, "B"), "target", OTHER)
    passed(team)
    (conflict,), (proposal,) = store(team).conflicts(), store(team).proposals()
    held = why(team, "start")[0]
    assert held == (
        f"on hold in every tool until {conflict.id} is settled: "
        "A says 2026-05-04; B says 2026-06-09"
    )
    assert why(team, "target")[0].endswith(f"B proposes 2026-06-09 ({proposal.id})")


def reasons(team: Team3) -> str:
    """Return why the first epic is not synced, as one text."""
    return "\n".join(story(team).not_synced)


def test_a_record_that_is_not_shown_is_explained(three: Team3) -> None:
    """What it is, since when, and what was decided about the others."""
    seeded(three)
    three.tools["A"].move(first(three, "A"), "trashed")
    three.clock.pass_by(days=1)
    passed(three)
    assert "A: it seems deleted since 2026-03-03 08:20" in reasons(three)
    assert "a second look decides" in reasons(three)
    three.clock.pass_by(minutes=20)
    passed(three)
    (asked,) = store(three).proposals()
    assert "A: it was deleted (in the trash; seen 2026-03-03 08:20 and " in reasons(three)
    assert f"A person is asked about the others: {asked.id}." in reasons(three)
    assert "never made anew" in reasons(three)


def test_what_syncline_put_away_is_explained(three: Team3) -> None:
    """By the run that did it."""
    seeded(three)
    three.tools["A"].add({"title": "A new one", "status": "planned"}, kind="epic")
    run = passed(three)
    undo = undone(three, run).summary.run
    item = store(three).find("a00004")
    assert item
    told = "\n".join(explain(three.portfolio, store(three), item).not_synced)
    for name in "BC":
        assert f"{name}: Syncline put the record away on 2026-03-02 08:30 in {undo}" in told


def test_archived_hidden_and_out_of_scope_are_told_apart(three: Team3) -> None:
    """None of them is a deletion."""
    seeded(three)
    for name, place in {"A": "archived", "B": "forbidden"}.items():
        three.tools[name].move(first(three, name), place)  # type: ignore[arg-type]  # a place
    three.clock.pass_by(days=1)
    passed(three)
    assert "A: it was put away there since" in reasons(three)
    assert "B: this token is not shown it since" in reasons(three)


def test_trouble_refusals_and_lost_answers_are_told(three: Team3) -> None:
    """A replica that is down, a write that was refused, one whose answer was lost."""
    carried(three)
    three.tools["A"].edit(first(three, "A"), "target", DAY)
    three.tools["B"].faults.add(Fault("rejected", "update"))
    three.tools["C"].faults.add(Fault("unsent", "update"))
    three.sync()
    assert "B edit: refused once (" in reasons(three)
    assert "tried again after 2026-03-02 08:" in reasons(three)
    assert "C target: a write is in flight and its answer was lost" in reasons(three)
    assert "B target: shows (empty); the next sync writes 2026-05-04" in reasons(three)
    three.tools["C"].faults.add(Fault("outage", "list"))
    three.sync()
    assert "C: not read since 2026-03-02 08:" in reasons(three)


def test_where_nothing_is_made_is_told(tmp_path: Path) -> None:
    """No rule for it, or a rule that the item does not meet."""
    rules = portfolio("A", "B", "C")
    (group,) = rules.same_as
    when = CreateRule({"priority": frozenset({"high"})})
    rules = replace(rules, same_as=(replace(group, create={"B": when}),))
    team = Team3(tmp_path / "s.db", rules)
    team.tools["A"].add({"title": "Lonely", "status": "planned", "priority": "low"}, kind="epic")
    team.settle()
    assert "C: the configuration creates nothing there" in reasons(team)
    assert "B: made there only when priority is high; it is low" in reasons(team)


def test_a_record_that_was_set_aside_is_found_by_its_key_id_or_url(tmp_path: Path) -> None:
    """With the reason; one that was never seen gets the other answer."""
    team = Team3(tmp_path / "s.db", portfolio("A", "B"))
    for title in ("Twin", "Twin"):
        team.tools["A"].add({"title": title, "status": "planned"}, kind="epic")
    team.tools["B"].add({"title": "Twin", "status": "planned"}, kind="epic")
    team.settle()
    asides = [a for name in "AB" for a in store(team).asides(name)]
    assert asides
    for aside in asides:
        key = aside.reason.partition(":")[0]
        for name in (aside.record, key, f"https://tool.example/browse/{key}?focus=1"):
            found = set_aside(team.portfolio, store(team), name)
            assert found, name
            assert aside.reason in found.not_synced[0]
            assert found.item == ""
    assert set_aside(team.portfolio, store(team), "Z-1") is None
    assert set_aside(team.portfolio, store(team), "") is None
    assert "Z-1 is not known in test" in never_seen(team.portfolio, store(team), "Z-1")
