"""What rules would have said: replayed from the history, per person and week, told to nobody."""

from datetime import timedelta

from syncline.engine.backtest import as_of, backtest
from tests.rules.examples import INES, TODAY, ago, facts, item, move
from tests.rules.staleness import begun


def test_a_target_that_passes_is_one_line_in_its_week() -> None:
    """It goes on firing, and is said once."""
    late = item(fields={"target": ago(8)}, moves=(move("target", None, ago(8), 30),), seen=40)
    found = backtest(facts(late), 4, ["C4"])
    (said,) = found.said
    monday = ago(7) - timedelta(days=ago(7).weekday())
    assert (said.person, said.rule, said.lines, said.week) == (INES, "C4", 1, monday)
    assert found.by_rule() == {"C4": 1}
    assert found.by_person() == {(monday, INES): 1}


def test_what_fired_before_the_first_day_is_not_counted() -> None:
    """It had begun earlier, and would have been told then."""
    late = item(fields={"target": ago(90)}, moves=(move("target", None, ago(90), 95),))
    assert backtest(facts(late), 2, ["C4"]).said == ()


def test_a_target_that_was_moved_in_time_says_nothing() -> None:
    """The history knows that it was moved before it passed."""
    moves = (move("target", None, ago(8), 30), move("target", ago(8), ago(-20), 9))
    saved = item(fields={"target": ago(-20)}, moves=moves, seen=40)
    assert backtest(facts(saved), 4, ["C4"]).said == ()


def test_a_day_is_seen_as_it_was() -> None:
    """Status and owner of that day; what came later is not there yet."""
    work = item(moves=begun(5), seen=40)
    young = item("j", seen=2)
    known = as_of(facts(work, young), ago(10))
    assert set(known.works) == {"i"}
    assert known.works["i"].category is None
    assert as_of(facts(work), ago(3)).works["i"].category == "started"
    assert known.today == ago(10) < TODAY


def test_what_is_not_in_the_history_is_named_and_not_guessed() -> None:
    """What each tool showed on a day in the past is known to nobody."""
    found = backtest(facts(item()), 1, ["C3", "G7", "C4"])
    assert found.skipped == ("C3", "G7")
    assert found.weeks == 1
