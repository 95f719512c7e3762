"""Epochs in the description of a field: beside what people say, and each portfolio its own."""

from hypothesis import given
from hypothesis import strategies as st

from connectors.epochs import LONGEST, epoch_in, keeping

SAID = st.text(max_size=80)
NAMES = st.text(min_size=1, max_size=20)


@given(SAID, st.dictionaries(NAMES, st.integers(0, 10**9), min_size=1, max_size=6))
def test_what_is_kept_is_found_and_what_people_said_stays(said: str, kept: dict[str, int]) -> None:
    """In any order, over and over; nobody has an epoch who kept none."""
    text = said
    for portfolio, epoch in kept.items():
        text = keeping(keeping(text, portfolio, epoch - 1 if epoch else 0), portfolio, epoch)
    assert {name: epoch_in(text, name) for name in kept} == kept
    assert epoch_in(text, "a name that is longer than all others") is None
    assert text.startswith(said.strip())


def test_a_description_never_grows_beyond_what_notion_takes() -> None:
    """The newest portfolio is kept; of thirty the oldest give way."""
    text = ""
    for number in range(30):
        text = keeping(text, f"portfolio-{number}", 10_000 + number)
    assert len(text) <= LONGEST
    assert epoch_in(text, "portfolio-29") == 10_029
    assert epoch_in(text, "portfolio-0") is None
