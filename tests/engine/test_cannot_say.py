"""A value that a tool shows and nobody can read is no empty one."""

from datetime import date

from tests.engine.conftest import Team3
from tests.engine.moves import seeded, shows

DAY = date(2026, 5, 4)


def test_a_word_that_is_in_no_vocabulary_empties_nothing_and_is_not_written_over(
    three: Team3,
) -> None:
    """B shows a status that nobody has mapped; the others keep theirs, other fields go on."""
    ids = seeded(three)
    three.tools["B"].edit(ids["B"][0], "status", "parked")
    three.tools["B"].edit(ids["B"][0], "target", DAY)
    for _ in range(2):
        three.sync()
        three.clock.pass_by(minutes=10)
    assert shows(three, "Epic 0", "status") == {"A": "planned", "B": "parked", "C": "planned"}
    assert shows(three, "Epic 0", "target") == dict.fromkeys("ABC", DAY)
    three.tools["A"].edit(ids["A"][0], "status", "done")
    three.sync()
    assert shows(three, "Epic 0", "status") == {"A": "done", "B": "parked", "C": "done"}
