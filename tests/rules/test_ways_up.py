"""What is above an Item, and when anything below it was last touched, in any graph."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from syncline.domain.rules.facts import Facts
from tests.rules.examples import NOW, PORTFOLIO, TODAY, at, item

IDS = ("a", "b", "c", "d", "e")
GRAPHS = st.dictionaries(
    st.sampled_from(IDS),
    st.tuples(st.sampled_from((None, *IDS)), st.frozensets(st.sampled_from(IDS), max_size=2)),
)
DAYS = st.fixed_dictionaries({one: st.integers(0, 30) for one in IDS})


def known(graph: dict[str, tuple[str | None, frozenset[str]]], days: dict[str, int]) -> Facts:
    """Return five items, each part of one and delivering some, touched so many days ago."""
    works = {}
    for one in IDS:
        parent = {"parent": graph[one][0]} if one in graph else {}
        made = item(one, fields=parent)
        works[one] = made._replace(touched_at=at(TODAY - timedelta(days=days[one])))
    delivers = {one: delivered for one, (_, delivered) in graph.items() if delivered}
    return Facts(PORTFOLIO, NOW, works, delivers)


def reached(graph: dict[str, tuple[str | None, frozenset[str]]], start: str) -> set[str]:
    """Return what is above, step by step and without any memory."""
    found: set[str] = set()
    while True:
        steps = [graph.get(one, (None, frozenset[str]())) for one in {start, *found}]
        more = {up for parent, delivered in steps for up in (parent, *delivered) if up} - found
        if not more:
            return found - {start}
        found |= more


@given(GRAPHS, DAYS)
def test_what_is_above_is_what_can_be_reached(
    graph: dict[str, tuple[str | None, frozenset[str]]], days: dict[str, int]
) -> None:
    """Each once, itself never, whatever its brothers were told before."""
    facts = known(graph, days)
    for work in facts.items:
        above = facts.above(work)
        assert len(above) == len(set(above))
        assert set(above) == reached(graph, work.id)


@given(GRAPHS, DAYS)
def test_an_item_is_as_fresh_as_what_is_below_it(
    graph: dict[str, tuple[str | None, frozenset[str]]], days: dict[str, int]
) -> None:
    """The last day on which a person changed it, or anything under it."""
    last: dict[str, date] = {}
    for one in IDS:
        below = [below for below in IDS if one in reached(graph, below)]
        last[one] = TODAY - timedelta(days=min(days[it] for it in (one, *below)))
    assert known(graph, days).active_on == last
