"""One record that cannot be read or written: what becomes of all the others is the same."""

from collections.abc import Iterator

import pytest

from connectors.memory import Fault, MemoryTool
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import seeded

COUNT = 1000
FIELDS = ("priority", "labels", "title")


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Team3]]:
    """Give the same thousand items twice, in step."""
    folder = tmp_path_factory.mktemp("thousand")
    made = {}
    for name in ("sound", "poisoned"):
        rules = portfolio("A", "B")
        team = Team3(folder / f"{name}.db", rules)
        for tool in "AB":  # without a field for markers, 2,000 stamps less
            team.tools[tool] = MemoryTool(team.clock.now, prefix=tool, fields=sorted(rules.fields))
        seeded(team, COUNT)
        made[name] = team
    yield made
    for team in made.values():
        assert team.store
        team.store.close()


def edited(team: Team3, word: str) -> None:
    """Let people edit every tenth item, here and there."""
    for number, (left, right) in enumerate(
        zip(list(team.tools["A"].records()), list(team.tools["B"].records()), strict=True)
    ):
        if number % 10 == 0:
            team.tools["A"].edit(left.id, "priority", f"{word} {number}")
            team.tools["B"].edit(right.id, "labels", frozenset({f"{word} {number}"}))


def shown(team: Team3, but: str) -> dict[str, list[dict[str, object]]]:
    """Return all that the tools show of every item but one."""
    return {
        name: [
            {field: record.fields.get(field) for field in FIELDS}
            for record in tool.records()
            if record.fields["title"] != but
        ]
        for name, tool in team.tools.items()
    }


@pytest.mark.slow
@pytest.mark.parametrize("how", ["refused", "unreadable"])
def test_the_others_end_as_if_it_were_sound(worlds: dict[str, Team3], how: str) -> None:
    """PARTIAL at most; every other record shows what it shows in the world without the bad one."""
    bad = "Epic 500"
    for name, team in worlds.items():
        edited(team, how)
        if name == "poisoned":
            record = next(r.id for r in team.tools["B"].records() if r.fields["title"] == bad)
            if how == "refused":
                team.tools["B"].fail(Fault("rejected", "update", record=record, count=0))
            else:
                team.tools["B"].edit(record, "labels", 7)  # no label at all
        plan = team.plan()
        summary = team.sync(plan.digest).summary
        assert summary.outcome in ("OK", "PARTIAL"), summary
        team.clock.pass_by(minutes=10)
    worlds["poisoned"].tools["B"].faults.clear()
    sound, poisoned = (shown(team, bad) for team in worlds.values())
    assert sound == poisoned
    assert any(f"{how} 990" in str(record["priority"]) for record in poisoned["B"])
