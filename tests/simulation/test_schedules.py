"""Seeded schedules of the whole engine: edits, faults and crashes, then peace; no law is broken.

The seeds are shared out to several files, so that several processes can play them.
"""

import ast
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.simulation import events, ghost, memory
from tests.simulation.crowd import Crowd
from tests.simulation.playing import played
from tests.simulation.script import KINDS

SCHEDULES = int(os.environ.get("SYNCLINE_SCHEDULES", "300"))
CHUNK = 50
KINDS_OF_FAULT = 8
ROOT = Path(__file__).resolve().parents[2]
FIRST = {  # seeds that once broke a law, and which
    1001: "I1: a field that a tool took away and brought back was never filled",
    1091: "I2: what was typed just before its field went away was never read",
    114218388: "I5: a half-made record that was hidden was made again",
    770000081: "I1: a body that the answer to a create did not tell was never read",
    331053553: "law 7: what a tool made of our own write won over what somebody had typed",
    331053700: "law 7: the same, of a record that was just made",
    331053761: "law 7: the same, after a crash",
    990000394: "law 7: the same, in every other tool",
    624227983: "law 7: what a tool made of a write whose answer was lost won over a newer edit",
    335679137: "I2, wrongly: an emptying was carried to a field that was empty all the time",
    437760591: "law 7, wrongly: a create on its way when its engine lost the lease knew no better",
}
WITH_MOMENTS = {  # the same, of schedules in which people type moments as well
    405871824: "I2, wrongly: a label was taken away from a record whose create was still open",
    937090682: "I2, wrongly: a label was taken away while the write that had added it was open",
    405870547: "I2: an edit not read yet replaced what others had emptied meanwhile",
    405872521: "I2: the same of what they had changed and changed back",
    405872387: "I2, wrongly: who had seen it typed something else, which was overruled and kept",
    405873032: "I2, wrongly: what was put back to what is agreed is no proposal any more",
    239633883: "I9, wrongly: a record came back while those of its item were being put away",
    20731: "I2: a field that was away when a cut-off create was found counted as emptied later",
    405873305: "I2, wrongly: nobody could know yet that the deciding record was back",
}
WITH_ALL = {  # and of those with threads and restored stores
    842: "I1: an item that lost a record since the copy counted as of another portfolio",
    45: "I1: the same of one whose making was cut off",
    986: "I5: a restored store took an empty listing for an empty tool",
    7448: "law 7, wrongly: a write that the restored store forgot looked typed",
    12408: "I2, wrongly: what a restored store had not read yet was put back to what it knew",
    413483294: "I2, wrongly: a body was emptied while the write that had put it there was open",
    413484169: "I2, wrongly: a field came back that a restored store had not met",
    413485271: "I2, wrongly: somebody went back to what a restored store knew",
    413487440: "I2, wrongly: a label was taken away while the create of its record was open",
}
WITH_UNDO = {  # and of those in which runs are taken back, and deletions are not asked about
    4: "I9: an undo put away again what somebody had brought back",
    622: "I2, wrongly: a label was taken out before somebody chose a value with it elsewhere",
    3000: "law 7, wrongly: an undo left a field on hold, and a new record got what was agreed",
}
FOUND = {(): FIRST, KINDS[:1]: WITH_MOMENTS, KINDS[:3]: WITH_ALL, KINDS[:5]: WITH_UNDO}


def half(which: int) -> list[range]:
    """Return every second chunk of the seeds."""
    chunks = [range(n, min(n + CHUNK, SCHEDULES)) for n in range(0, SCHEDULES, CHUNK)]
    return chunks[which::2]


def holds(crowd: Crowd, how: str = "") -> None:
    """Fail with the traces of all that broke a law, and the way to play them again."""
    told = [f"{one}\nagain: python -m tests.soak --seed {one.seed}{how}" for one in crowd.failed]
    assert not told, "\n\n".join(told)


@pytest.mark.parametrize("seeds", half(0), ids=str)
def test_whatever_fails_nothing_is_lost_doubled_or_invented(
    seeds: range, figure: Callable[[str], None]
) -> None:
    """I1-I14, I22 and I23 at every step and at rest; every twentieth seed twice (I24)."""
    crowd = Crowd().play(seeds)
    figure(crowd.line())
    holds(crowd)
    assert len(crowd.kinds) >= min(KINDS_OF_FAULT, len(seeds))


@pytest.mark.parametrize(
    ("kinds", "seed"), [(k, seed) for k, bank in FOUND.items() for seed in bank]
)
def test_a_seed_that_once_broke_a_law_keeps_it(kinds: tuple[str, ...], seed: int) -> None:
    """The bank of found seeds only grows; each is played with what schedules had then."""
    crowd = Crowd()
    crowd.take(played(seed, kinds))
    holds(crowd, f" --kinds {' '.join(kinds)}")


def test_the_oracle_knows_nothing_of_the_product() -> None:
    """What the engine decides cannot leak into the judgement."""
    named: set[str | None] = set()
    for part in (events, memory, ghost):
        tree = ast.parse(Path(str(part.__file__)).read_text(encoding="utf-8"))
        named |= {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
        named |= {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    own = {"tests.simulation.events", "tests.simulation.memory"}
    assert named == {"re", "collections", "collections.abc", "dataclasses", "datetime", *own}


def test_another_process_goes_the_same_way() -> None:
    """A seed that failed elsewhere can be played again: no order of a set decides anything."""
    code = "from tests.simulation.playing import played; print(played(40).hash)"
    found = {
        subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True,
            env={**os.environ, "PYTHONHASHSEED": dice}, cwd=ROOT,
        ).stdout
        for dice in ("1", "2")
    }  # fmt: skip
    assert found == {f"{played(40).hash}\n"}


def test_two_seeds_go_two_ways() -> None:
    """The hash of a trace tells schedules apart, or playing one twice would prove nothing."""
    assert played(1).hash != played(2).hash
