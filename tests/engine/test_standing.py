"""What share of the Items is in step, kept with each run."""

from tests.engine.conftest import Team3
from tests.engine.test_rounds import seeded


def kept(team: Team3) -> list[tuple[int, int]]:
    """Return Items and those in step after each run, the oldest first."""
    assert team.store
    runs = team.store.portfolio(team.portfolio.name).runs()[::-1]
    return [(run.counts["items"], run.counts["in_step"]) for run in runs]


def test_each_run_notes_how_many_items_agree(three: Team3) -> None:
    """None is known before the first approval; a conflict is out of step until it is settled."""
    ids = seeded(three)
    three.sync(three.sync().summary.digest)
    three.clock.pass_by(minutes=10)
    for name, value in (("A", "done"), ("B", "in_progress")):
        three.tools[name].edit(ids[name][0], "status", value)
    apart = three.sync()
    assert apart.summary.conflicts == 1
    assert kept(three) == [(0, 0), (4, 4), (4, 3)]
