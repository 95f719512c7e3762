"""Ten rounds over four tools with generated documents: nothing changes but what people type."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.proof.generated import generated, wrong

DOCUMENTS, EDITS = 40, 10


@pytest.mark.slow
def test_nothing_changes_after_the_first_round_but_what_is_typed(
    tmp_path: Path, figure: Callable[[str], None]
) -> None:
    """An edit reaches the three other tools, no other body moves, and the round after is still."""
    with generated(tmp_path, DOCUMENTS) as place:
        assert len(place.records) == DOCUMENTS
        assert list(wrong(place, EDITS)) == []
    figure(
        f"content: {DOCUMENTS} generated documents in 4 tools through the engine, {EDITS} edits: "
        "each in all 4 tools after one round, 0 writes in the round after, 0 live elsewhere"
    )
