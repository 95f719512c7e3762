"""Labels that go round all tools: each escapes what it cannot hold, and nothing grows."""

from hypothesis import given
from hypothesis import strategies as st

from connectors.jira.labels import to_canonical, to_native
from connectors.notion.words import label_read, label_written
from syncline.domain.plain import one_line

ROUNDS = 10
LABELS = st.text(
    st.sampled_from(["a", "B", " ", ",", "%", "2", "0", "5", "C", "é", "🔥", "\u00a0"]), min_size=1
)


@given(LABELS)
def test_ten_rounds_through_two_escapings_change_nothing(text: str) -> None:
    """What is agreed comes back from Jira and from Notion as it was, whoever is asked first."""
    label = agreed = one_line(text)
    for _ in range(ROUNDS):
        label = to_canonical(to_native(label))
        label = label_read(label_written(label))
    assert label == agreed


@given(LABELS)
def test_what_a_person_types_natively_settles_at_once(text: str) -> None:
    """Jira's own label, read, carried to Notion and back, is the label that was typed."""
    typed = one_line(text).replace(" ", "_")
    native = typed
    for _ in range(ROUNDS):
        native = to_native(label_read(label_written(to_canonical(native))))
    assert native == to_native(to_canonical(typed)) == typed


@given(LABELS, LABELS)
def test_two_labels_never_become_one(left: str, right: str) -> None:
    """Neither in Jira nor in Notion; case is kept, too."""
    one, other = one_line(left), one_line(right)
    assert (to_native(one) == to_native(other)) == (one == other)
    assert (label_written(one) == label_written(other)) == (one == other)
