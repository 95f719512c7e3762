"""Try every mutant, or those that are named: `python -m tests.mutants [NAME ...] [--write]`."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.mutants.every import EVERY
from tests.mutants.killing import Limits, Verdict, judged, played, tested
from tests.mutants.mutant import Mutant
from tests.mutants.scratch import copied
from tests.mutants.table import write


def main() -> int:
    """Print a line for each mutant; end with 1 when one survives."""
    given = _given()
    chosen = [m for m in EVERY if not given.names or m.name in given.names]
    if unknown := set(given.names) - {m.name for m in chosen}:
        _say(f"No mutant is named {', '.join(sorted(unknown))}; they stand in tests/mutants.")
        return 2
    limits = Limits(given.schedules, given.seconds)
    with tempfile.TemporaryDirectory(prefix="syncline-plain-") as made:
        plain = copied(Path(made) / "plain")
        if wrong := _tests_of(plain, chosen):
            _say(f"The product as it is fails the tests that are to kill mutants:\n{wrong}")
            return 1
        verdicts = _tried(plain, chosen, limits, given.workers)
        wrong = _seeds_of(plain, verdicts)
    if wrong:
        _say(f"The product as it is breaks a law in a schedule that killed a mutant: {wrong}")
        return 1
    if given.write:
        write(verdicts)
    survivors = [v.mutant for v in verdicts if not v.killed]
    _say(f"{len(verdicts) - len(survivors)} of {len(verdicts)} mutants killed")
    return 1 if survivors else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="mutants; all without one")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--schedules", type=int, default=Limits.schedules, help="at most so many")
    parser.add_argument("--seconds", type=float, default=Limits.seconds, help="of CPU, for each")
    parser.add_argument("--write", action="store_true", help="renew docs/mutants.md")
    return parser.parse_args()


def _tests_of(plain: Path, mutants: Sequence[Mutant]) -> str:
    """Return how the plain product fails the tests that are to kill mutants, if it does."""
    tests = list(dict.fromkeys(m.test for m in mutants if m.test))
    ended = tested(plain, tests) if tests else None
    return ended.stdout[-2_000:] if ended and ended.returncode else ""


def _tried(plain: Path, mutants: Sequence[Mutant], limits: Limits, workers: int) -> list[Verdict]:
    def one(mutant: Mutant) -> Verdict:
        verdict = judged(plain, mutant, limits)
        _say(str(verdict))
        return verdict

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(one, mutants))


def _seeds_of(plain: Path, verdicts: Sequence[Verdict]) -> str:
    """Return the law that the plain product breaks in a schedule that killed a mutant, if any."""
    seeds = sorted({v.seed for v in verdicts if v.seed is not None})
    if not seeds:
        return ""
    told = played(plain, ["--seconds", "6000", *map(str, seeds)])
    broken = told.get("seed") is not None or told.get("count") != len(seeds)
    return f"{told.get('law')} in {told.get('seed')}: {told.get('said')}" if broken else ""


if __name__ == "__main__":
    sys.exit(main())
