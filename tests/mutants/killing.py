"""Try to kill a mutant: by random schedules of the whole engine, or by the test that it names."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.mutant import Mutant
from tests.mutants.scratch import mutated

PATIENCE = 40  # times the allowed CPU seconds, for a machine that others use as well
FAILED = 1  # what pytest ends with when a test failed; a test that cannot run is no kill

# Plugins that these tests do not need take longer to load than most of the tests to run.
QUIETLY = ["-x", "-q", "--no-header"]
QUIETLY += [f"-pno:{name}" for name in ("cacheprovider", "hypothesispytest", "xdist", "anyio")]


@dataclass(frozen=True)
class Limits:
    """How long random schedules may look for one mutant."""

    schedules: int = 2_000
    seconds: float = 60.0  # of CPU


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant. `by`: a law, or a test; `count`: schedules played; `said`: how."""

    mutant: str
    mark: str
    killed: bool
    by: str = ""
    count: int = 0
    seed: int | None = None
    said: str = ""

    def __str__(self) -> str:
        """Give the line that a person reads."""
        if not self.killed:
            return f"{self.mutant}: SURVIVED {self.said}"
        if self.seed is None:
            return f"{self.mutant}: killed by {self.by}"
        plural = "schedule" if self.count == 1 else "schedules"
        return f"{self.mutant}: killed after {self.count} {plural} by {self.by} ({self.said})"


def judged(plain: Path, mutant: Mutant, limits: Limits) -> Verdict:
    """Lay a mutant out beside the plain copy and try to kill it."""
    with tempfile.TemporaryDirectory(prefix="syncline-mutant-") as made:
        folder = mutated(plain, Path(made) / mutant.name, mutant)
        return by_test(folder, mutant) if mutant.test else by_schedules(folder, mutant, limits)


def by_schedules(folder: Path, mutant: Mutant, limits: Limits) -> Verdict:
    """Play schedules in the folder of a mutant."""
    told = played(folder, ["--limit", str(limits.schedules), "--seconds", str(limits.seconds)])
    seed, count, said = told["seed"], int(str(told.get("count", 0))), str(told.get("said", ""))
    if not isinstance(seed, int):
        said = said or f"{count} schedules"
        return Verdict(mutant.name, mutant.mark, killed=False, said=said)
    law = str(told["law"])
    return Verdict(mutant.name, mutant.mark, True, law, count, seed, said[:200])


def played(folder: Path, given: Sequence[str]) -> dict[str, object]:
    """Play schedules in a folder, in a process of its own; return what it tells."""
    seconds = float(given[given.index("--seconds") + 1]) if "--seconds" in given else 60.0
    ended = _run(folder, ["-m", "tests.mutants.schedules", *given], seconds)
    try:
        return dict(json.loads(ended.stdout.splitlines()[-1]))
    except (ValueError, IndexError):
        return {"seed": None, "said": f"schedules could not be played: {ended.stderr[-400:]}"}


def by_test(folder: Path, mutant: Mutant) -> Verdict:
    """Run the test that a mutant names."""
    ended = tested(folder, [mutant.test])
    killed = ended.returncode == FAILED
    said = "" if killed else f"{mutant.test} ends with {ended.returncode}: {ended.stdout[-400:]}"
    return Verdict(mutant.name, mutant.mark, killed, mutant.test, said=said)


def tested(folder: Path, tests: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    """Run tests in a folder."""
    return _run(folder, ["-m", "pytest", *QUIETLY, *tests], 60.0)


def _run(folder: Path, words: Sequence[str], seconds: float) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONHASHSEED": "0"}
    for name in list(environment):  # what is asked of a whole session is not asked of one test
        if name == "PYTEST_XDIST_WORKER" or name.startswith("SYNCLINE_TESTS_ON_"):
            del environment[name]
    command = [sys.executable, *words]
    try:
        return subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False,
            timeout=seconds * PATIENCE,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, -1, "", "it did not end")
