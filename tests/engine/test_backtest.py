"""What rules would have said: replayed from the history, per person and week, told to nobody."""

from dataclasses import replace
from datetime import timedelta

from syncline.engine.backtest import as_of, backtest
from tests.engine.test_forecast import EVERY_DAY, world
from tests.rules.examples import INES, PAUL, TODAY, ago, facts, item, move
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


def test_a_forecast_is_replayed_from_the_pace_of_those_days() -> None:
    """The team finishes one in three days: an epic of ten cannot be done where its target moved."""
    moved = (move("target", None, ago(-90), 60), move("target", ago(-90), ago(-2), 9))
    epic = item(kind="epic", fields={"target": ago(-2)}, moves=moved)
    known = world(*EVERY_DAY[::3])
    (said,) = backtest(replace(known, works={**known.works, "i": epic}), 4, ["C12"]).said
    monday = ago(9) - timedelta(days=ago(9).weekday())
    assert (said.rule, said.lines, said.week) == ("C12", 1, monday)


def test_lines_are_counted_by_rule_and_person() -> None:
    """The loudest first."""
    late = [item(n, fields={"target": ago(8)}, moves=(move("target", None, ago(8), 30),), seen=40)
            for n in "ij"]  # fmt: skip
    other = late[1]._replace(id="k", fields={**late[1].fields, "owner": PAUL})
    found = backtest(facts(*late, other), 4, ["C4"])
    assert list(found.by_rule_and_person().items()) == [(("C4", INES), 2), (("C4", PAUL), 1)]


def test_what_is_not_in_the_history_is_named_and_not_guessed() -> None:
    """What each tool showed on a day in the past is known to nobody."""
    found = backtest(facts(item()), 1, ["C3", "G7", "C4"])
    assert found.skipped == ("C3", "G7")
    assert found.weeks == 1
