"""The threads of a simulated run take turns, as the dice say, and never move at once."""

import random

import pytest

from tests.simulation.abreast import Abreast, Turn


def order(seed: int, *, steps: int = 6) -> str:
    """Return who did the steps of two threads, in their order."""
    abreast, done = Abreast(random.Random(seed)), list[str]()

    def work(name: str) -> str:
        for _ in range(steps):
            done.append(name)
            abreast.pause()
        return name.upper()

    assert abreast.each(("a", "b"), work) == ["A", "B"]
    return "".join(done)


def test_threads_take_turns_as_the_dice_say() -> None:
    """The same dice, the same order; other dice, other orders."""
    orders = {order(seed) for seed in range(20)}
    assert all(order(seed) == order(seed) for seed in range(20))
    assert len(orders) > 10


def test_who_waits_for_a_turn_lets_the_others_go_on() -> None:
    """What happens in one's turn is not cut in two by another thread."""
    abreast, done = Abreast(random.Random(2)), list[str]()
    turn = Turn(abreast)

    def work(name: str) -> None:
        for _ in range(20):
            with turn:
                done.append(name)
                abreast.pause()
                done.append(name)
            abreast.pause()

    abreast.each(("a", "b", "c"), work)
    assert all(done[at] == done[at + 1] for at in range(0, len(done), 2)), done
    assert len({tuple(done[at : at + 4]) for at in range(0, len(done), 2)}) > 6


def test_the_others_end_before_a_failure_is_told() -> None:
    """As in a pool of threads; the first one in the order of the replicas is raised."""
    abreast, ended = Abreast(random.Random(0)), list[str]()

    def work(name: str) -> None:
        abreast.pause()
        ended.append(name)
        if name != "c":
            raise ValueError(name)

    with pytest.raises(ValueError, match="a"):
        abreast.each(("a", "b", "c"), work)
    assert sorted(ended) == ["a", "b", "c"]
