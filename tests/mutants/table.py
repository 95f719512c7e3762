"""The table of mutants for people, and the verdicts that it is made from."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median

from tests.mutants.every import EVERY, PARTS
from tests.mutants.killing import Verdict
from tests.mutants.mutant import Mutant

VERDICTS = Path(__file__).with_name("verdicts.json")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "mutants.md"
HEAD = """# Mutants

Each line is one rule of Syncline made weaker on purpose, and what noticed. A test that no weaker
rule breaks proves nothing; this page says that ours are broken by {count} of them. `make mutants`
tries them all again and ends with 1 when one survives. The list is data, in `tests/mutants`.

Random schedules play the whole engine on four simulated tools with people, faults, crashes and
stolen leases, and judge it by what people typed (`tests/simulation`). *After 7: I2* means that the
seventh schedule (of the seeds 0, 1, 2 ...) broke I2, and that the plain product plays the same
schedule without breaking anything. Where a schedule cannot show the difference, or would do so too
seldom, a directed test is named.

{figures}

F and I are rows of the [catalogue](catalogue.md) of failures and invariants, Q and E are
[quirks and lies](quirks.md) of the tools; the laws L stand at the end.
"""
LAWS = """## Laws of the merge

| | |
| --- | --- |
| L1 | what was typed is shown everywhere, was seen by who replaced it, or is kept word by word |
| L2 | a shadow moves only with what accounts for it |
| L3 | only an edit that saw the agreed value, or a person, replaces it |
| L4 | nothing is written to what is on hold, open, or was not read |
| L5 | a write needs the expected display, the newest fence and a live deadline |
| L7 | an overruled value does not return by itself |
| L8 | sets change element by element |
"""


def read() -> dict[str, Verdict]:
    """Return the verdicts that are kept, by mutant."""
    if not VERDICTS.exists():
        return {}
    rows = json.loads(VERDICTS.read_text(encoding="utf-8"))
    return {row["mutant"]: Verdict(**row) for row in rows}


def write(verdicts: Sequence[Verdict]) -> None:
    """Keep new verdicts beside the others, and renew the page."""
    kept = {**read(), **{v.mutant: v for v in verdicts}}
    rows = [asdict(kept[m.name]) for m in EVERY if m.name in kept]
    VERDICTS.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(read()), encoding="utf-8")


def page(verdicts: Mapping[str, Verdict]) -> str:
    """Return the page."""
    head = HEAD.format(count=len(EVERY), figures=_figures(verdicts))
    parts = [_part(title, mutants, verdicts) for title, mutants in PARTS.items()]
    return "\n".join([head, *parts, _killers(verdicts), LAWS])


def _figures(verdicts: Mapping[str, Verdict]) -> str:
    counts = [v.count for v in verdicts.values() if v.killed and v.seed is not None]
    dead = sum(v.killed for v in verdicts.values())
    if not counts:
        return f"{dead} of {len(EVERY)} killed."
    return (
        f"{dead} of {len(EVERY)} killed: {len(counts)} by schedules (median {median(counts):g}, at "
        f"most {max(counts)}), {dead - len(counts)} by a directed test."
    )


def _part(title: str, mutants: Sequence[Mutant], verdicts: Mapping[str, Verdict]) -> str:
    head = [f"## {title}", "", "| mutant | the weaker rule | guards | killed |", "| --- " * 4 + "|"]
    return "\n".join([*head, *(_row(m, verdicts.get(m.name)) for m in mutants), ""])


def _row(mutant: Mutant, verdict: Verdict | None) -> str:
    killed = "no" if verdict is None or not verdict.killed else _killed(mutant, verdict)
    return f"| {mutant.name} | {mutant.weaker} | {mutant.guards} | {killed} |"


def _killed(mutant: Mutant, verdict: Verdict) -> str:
    if verdict.seed is not None:
        return f"after {verdict.count}: {_law(verdict)}"
    file, _, test = mutant.test.partition("::")
    return f"`{Path(file).name}::{test}`"


def _law(verdict: Verdict) -> str:
    return {"error": "an error"}.get(verdict.by, verdict.by.replace("law ", "L"))


def _killers(verdicts: Mapping[str, Verdict]) -> str:
    """Say of each law which mutants a schedule killed by it."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, verdict in verdicts.items():
        if verdict.killed and verdict.seed is not None:
            found[_law(verdict)].append(name)
    rows = [f"| {law} | {', '.join(sorted(names))} |" for law, names in sorted(found.items())]
    return "\n".join(
        ["## What schedules died of first", "", "| law | mutants |", "| --- | --- |", *rows, ""]
    )
