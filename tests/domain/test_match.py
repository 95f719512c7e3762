"""Which records are the same item: marker, reference, title; never a guess."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from syncline.domain.item import Snapshot
from syncline.domain.match import Matched, match
from syncline.domain.state import ItemState
from tests.domain.worlds import known, portfolio, snapshot

FAST = settings(max_examples=150, derandomize=True, deadline=None, database=None)
THREE = portfolio("A", "B", "C")


def matched(*snapshots: Snapshot, states: Sequence[ItemState] = ()) -> Matched:
    """Match new records against known items."""
    found = {r: [s for s in snapshots if s.replica == r] for r in THREE.replicas}
    return match(THREE, found, {s.item.id: s for s in states})


def pairs(made: Matched) -> dict[tuple[str, str], str]:
    """Return the item of every paired record."""
    return {(p.replica, p.record): p.item for p in made.pairings}


def test_a_marker_ties_a_record_to_its_item() -> None:
    """Without asking anyone, whatever the title says."""
    made = matched(
        snapshot("B", "1", marker="syn-x", title="other"), states=[known("syn-x", "A", title="t")]
    )
    (pairing,) = made.pairings
    assert (pairing.item, pairing.how, pairing.confirm) == ("syn-x", "marker", False)


def test_a_lost_store_is_healed_by_markers() -> None:
    """Two records with one unknown marker are one item again."""
    made = matched(snapshot("A", "1", marker="syn-x"), snapshot("B", "2", marker="syn-x"))
    assert set(pairs(made).values()) == {"syn-x"}


def test_a_copy_that_carries_the_marker_is_left_alone_and_said() -> None:
    """A duplicated card takes its marker along."""
    state = known("syn-x", "A", "B", title="t")
    made = matched(snapshot("A", "copy", marker="syn-x", title="t"), states=[state])
    assert made.pairings == ()
    assert "copy" in made.refusals[0].reason


def test_equal_titles_are_a_suggestion_for_a_person() -> None:
    """Case and space do not matter; a person confirms."""
    made = matched(snapshot("A", "1", title="Pay later"), snapshot("B", "2", title=" pay  Later"))
    assert len(set(pairs(made).values())) == 1
    assert [p.confirm for p in made.pairings] == [False, True]


def test_a_new_record_joins_the_known_item_of_its_title() -> None:
    """One home in one replica, one new record in another."""
    made = matched(snapshot("B", "2", title="t"), states=[known("syn-x", "A", title="t")])
    assert pairs(made) == {("B", "2"): "syn-x"}
    assert made.pairings[0].confirm


def test_two_records_of_one_title_in_one_replica_are_ambiguous() -> None:
    """Both, and the record elsewhere, stay alone, with a sentence each."""
    made = matched(
        snapshot("A", "1", title="t"), snapshot("A", "2", title="t"), snapshot("B", "3", title="t")
    )
    assert made.pairings == ()
    assert len(made.refusals) == 3
    assert all("Rename one" in r.reason for r in made.refusals)


def test_two_known_items_of_one_title_are_ambiguous() -> None:
    """The new record may belong to either: none gets one created in its place."""
    states = [known("syn-x", "A", title="t"), known("syn-y", "A", title="t")]
    made = matched(snapshot("B", "3", title="t"), states=states)
    assert made.pairings == ()
    assert made.doubtful == {("syn-x", "B"), ("syn-y", "B")}


def test_an_item_healed_by_its_marker_takes_its_unmarked_twin() -> None:
    """The store was lost; one of two tools holds no markers."""
    made = matched(snapshot("A", "1", marker="syn-x", title="t"), snapshot("B", "2", title="t"))
    assert pairs(made) == {("A", "1"): "syn-x", ("B", "2"): "syn-x"}


def test_a_tie_names_a_known_record() -> None:
    """By URL or key, whatever the titles say."""
    state = known("syn-x", "A", title="t")
    for text in ("https://A/syn-x", "A-syn-x"):
        made = matched(snapshot("B", "2", ties={"Link": text}, title="u"), states=[state])
        assert [(p.item, p.how) for p in made.pairings] == [("syn-x", "url")]


def test_a_tie_names_a_record_that_is_new_as_well() -> None:
    """On the first run everything is new."""
    made = matched(
        snapshot("A", "1", title="t"), snapshot("B", "2", ties={"Link": "https://A/1"}, title="u")
    )
    assert len(set(pairs(made).values())) == 1
    assert [p.how for p in made.pairings] == ["first seen", "url"]
    assert not any(p.confirm for p in made.pairings)


def test_two_records_that_name_one_are_ambiguous() -> None:
    """Neither is taken, and no third is created beside them."""
    state = known("syn-x", "A", title="t")
    twins = [snapshot("B", n, ties={"Link": "A-syn-x"}, title=n) for n in "23"]
    made = matched(*twins, states=[state])
    assert made.pairings == ()
    assert len(made.refusals) == 2
    assert made.doubtful == {("syn-x", "B")}


def test_kinds_are_not_mixed() -> None:
    """A bug is not the task of the same title."""
    made = matched(snapshot("A", "1", title="t"), snapshot("B", "2", title="t", kind="bug"))
    assert len(set(pairs(made).values())) == 2


_snapshots = st.lists(
    st.builds(
        lambda replica, record, title, marker, tie: snapshot(
            replica, record, title=title, marker=marker, ties={"Link": tie} if tie else {}
        ),
        st.sampled_from("ABC"),
        st.sampled_from("12345"),
        st.sampled_from(["t", "u", None]),
        st.sampled_from([None, None, "syn-x", "syn-z"]),
        st.sampled_from(["", "", "A-1", "https://B/2", "A-syn-x"]),
    ),
    max_size=9,
    unique_by=lambda s: (s.replica, s.id),
)


@FAST
@given(_snapshots, st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(snapshots: list[Snapshot], random: object) -> None:
    """Pages come as they come."""
    states = [known("syn-x", "A", title="t"), known("syn-y", "B", title="u")]
    turned = list(reversed(snapshots))
    random.shuffle(turned)  # type: ignore[attr-defined]  # a Random
    one, two = matched(*snapshots, states=states), matched(*turned, states=states)
    assert (pairs(one), set(one.refusals), one.doubtful) == (
        pairs(two), set(two.refusals), two.doubtful,
    )  # fmt: skip


@FAST
@given(_snapshots)
def test_an_item_has_at_most_one_record_in_a_replica(snapshots: list[Snapshot]) -> None:
    """Nothing is doubled; every record is paired or refused, once."""
    state = known("syn-x", "A", title="t")
    made = matched(*snapshots, states=[state])
    homes = [(p.item, p.replica) for p in made.pairings]
    homes += [("syn-x", "A")]
    assert len(set(homes)) == len(homes)
    assert len(made.pairings) + len(made.refusals) == len(snapshots)
