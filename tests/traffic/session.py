"""The check at the end of a test session: what its sandboxes wrote down, against all documents."""

import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.traffic import VARIABLE
from tests.traffic.checking import NAMES, Specifications, Violation
from tests.traffic.exchanges import Exchange, exchanges, requests
from tests.traffic.explained import Explanation, explanations

ABSENT = "traffic: not checked, the specifications are not beside this checkout"
SHOWN = 240  # characters of a body in an example


@dataclass
class Verdict:
    """Hold what was checked and what was found."""

    distinct: int
    requests: int
    unexplained: dict[Violation, list[Exchange]] = field(default_factory=dict)
    explained: Counter[Explanation] = field(default_factory=Counter)
    stale: Sequence[Explanation] = ()

    @property
    def figure(self) -> str:
        """Say it in one line."""
        return (
            f"traffic: {self.distinct} distinct exchanges of {self.requests} requests checked "
            f"against {len(NAMES)} specifications; {self.explained.total()} violations explained "
            f"by {len(self.explained)} reasons, {len(self.unexplained)} unexplained"
        )

    def report(self) -> list[str]:
        """Say what is unexplained, each with one example, and which reasons met nothing."""
        lines = []
        for found, met in sorted(self.unexplained.items(), key=lambda one: str(one[0])):
            lines += [f"{found} ({len(met)} exchanges)", f"    e.g. {_example(met[0], found)}"]
        lines += [f"explains nothing any more: {row}" for row in self.stale]
        return lines


@dataclass(frozen=True)
class Ending:
    """Hold what a session says of its traffic at the end."""

    figure: str
    lines: list[str]
    failed: bool


def begin() -> Path | None:
    """Tell all sandboxes of this session where to write; None inside another session's test."""
    if "PYTEST_CURRENT_TEST" in os.environ:  # a broken copy of the product is being tried
        os.environ.pop(VARIABLE, None)
        return None
    folder = Path(tempfile.mkdtemp(prefix="syncline-traffic-"))
    os.environ[VARIABLE] = str(folder)
    return folder


def checked(folder: Path, specifications: Path) -> Verdict:
    """Check a folder of exchanges."""
    documents, known = Specifications(specifications), explanations()
    verdict = Verdict(0, requests(folder))
    for exchange in exchanges(folder):
        verdict.distinct += 1
        for found in dict.fromkeys(documents.violations(exchange)):
            reason = next((row for row in known if row.matches(found)), None)
            if reason:
                verdict.explained[reason] += 1
            else:
                verdict.unexplained.setdefault(found, []).append(exchange)
    verdict.stale = [row for row in known if row not in verdict.explained]
    return verdict


def end(folder: Path, specifications: Path, *, whole: bool) -> Ending:
    """Check a session's folder and remove it; only a whole run can tell what is stale."""
    if not requests(folder):
        ending = Ending("", [], failed=False)
    elif not specifications.exists():
        ending = Ending(ABSENT, [], failed=False)
    else:
        verdict = checked(folder, specifications)
        verdict.stale = verdict.stale if whole else ()
        ending = Ending(verdict.figure, verdict.report(), failed=bool(verdict.unexplained))
    if ending.failed:
        ending.lines.append(f"check again what was written: python -m tests.traffic {folder}")
    else:
        shutil.rmtree(folder)
    return ending


def _example(exchange: Exchange, found: Violation) -> str:
    body = exchange.sent if found.side == "request" else exchange.answer
    query = "&".join(f"{name}={value}" for name, value in exchange.query)
    path = f"{exchange.path}?{query}" if query else exchange.path
    shown = json.dumps(_within(body, found.place.removeprefix("body/")), ensure_ascii=False)
    return f"{exchange.method} {path} -> {exchange.status}: {shown[:SHOWN]}"


def _within(body: object, place: str) -> object:
    """Return the smallest part of a body around a place; elements of lists are the first."""
    for step in place.split("/")[:-1]:
        inner = body.get(step) if isinstance(body, dict) else None
        if isinstance(body, list) and body:
            inner = body[0]
        if inner is None:
            return body
        body = inner
    return body
