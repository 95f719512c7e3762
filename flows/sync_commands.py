"""What `plan`, `sync` and `undo` do: show every write with its reason, apply it, tell the end."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from rich.progress import Progress as Bar

from flows.person import me
from flows.requests import DIGEST
from flows.runtime import find_config, open_clock, open_house
from flows.screen import SHOWN, Screen
from flows.stages import threads
from syncline.config import load
from syncline.domain.errors import ConfigurationError
from syncline.domain.printing import left_alone, marker_line, paired, plan_document, plan_lines
from syncline.domain.state import LeaseTaken
from syncline.engine.conclude import Summary
from syncline.engine.observe import Progress
from syncline.engine.run import Result, Scope, Stages, preview
from syncline.engine.run import sync as run_sync
from syncline.engine.session import Session
from syncline.engine.undo import journal, preview_undo, undo

UNREADABLE = "Fewer than two replicas could be read, so nothing was decided and nothing written."
EXITS = {"OK": 0, "PARTIAL": 1, "HELD": 3, "FAILED": 4}


def plan(screen: Screen, config: str, only: frozenset[str]) -> int:
    """Make the plan and print it; exit 1 when there is something to do."""
    return _only_shown(screen, _previewed(screen, SyncCall(config, only=tuple(only))))


def _only_shown(screen: Screen, result: Result) -> int:
    made = plan_document(result.plan) if result.plan else {"digest": None, "operations": []}
    told = {"outcome": result.summary.outcome, "notes": result.summary.notes}
    screen.document({**made, **told})
    if result.plan is None:
        return 4
    return 1 if result.plan.operations or result.summary.outcome == "PARTIAL" else 0


def _previewed(screen: Screen, call: "SyncCall") -> Result:
    with open_house(call.config) as house, _progress(screen) as progress:
        if call.undo is None:
            result = preview(house.session(), threads(progress), Scope(frozenset(call.only)))
        else:
            result = preview_undo(house.session(), threads(progress), call.undo, by=me())
    _show_plan(screen, result)
    return result


def _show_plan(screen: Screen, result: Result) -> None:
    for note in result.summary.notes:
        screen.say(note)
    plan = result.plan
    if plan is None:
        screen.say(UNREADABLE)
        return
    lines = sorted(plan_lines(plan))
    heading = f"plan {plan.digest}: {len(plan.operations)} operations"
    if lines:
        screen.table(heading, ("replica", "what", "item", "why"), lines[:SHOWN])
    elif plan.operations:
        screen.show(heading)
    if len(lines) > SHOWN:
        screen.show(f"... and {len(lines) - SHOWN} more (--json shows all).")
    if mark := marker_line(plan):
        screen.show(mark)
    for sentence in (*paired(plan, SHOWN), *left_alone(plan, SHOWN)):
        screen.show(sentence)
    for wait in result.waits:
        screen.show(f"waits for a person: {wait}")
    if not plan.operations:
        screen.show(_nothing_to_write(result.summary))


def _nothing_to_write(summary: Summary) -> str:
    words = ("conflicts", "proposals")
    open_ones = [f"{getattr(summary, word)} {word}" for word in words if getattr(summary, word)]
    if open_ones:
        return f"Nothing to write; {' and '.join(open_ones)} wait for a person."
    if summary.outcome == "PARTIAL":
        return "Nothing to write in the replicas that could be read."
    return "Nothing to write: the tools agree."


@dataclass(frozen=True)
class SyncCall:
    """What `syncline sync` or `syncline undo` was called with."""

    config: str
    approve: str | None = None
    only: tuple[str, ...] = ()
    yes: bool = False
    here: bool = False
    undo: str | None = None  # the run to take back


def sync(screen: Screen, call: SyncCall) -> int:
    """Run a sync or an undo; asks before applying unless told not to."""
    if call.approve is not None and not re.fullmatch(DIGEST, call.approve):
        raise ConfigurationError(
            f"--approve {call.approve}: this is no digest. It has 12 digits from 0 to f, and "
            "`syncline plan` and a held run show it."
        )
    if call.undo is not None:
        with open_house(call.config) as house:
            journal(house.store, call.undo)  # what cannot be undone is told before any tool is read
    if not call.yes and call.approve is None:
        seen = _previewed(screen, call)
        if call.undo and (screen.as_json or seen.plan is None or not seen.plan.operations):
            return _only_shown(screen, seen)
        if seen.plan is None:
            return 4
        if not screen.confirm("Apply this plan?"):
            return 2
        call = replace(call, approve=seen.plan.digest)  # exactly what was shown, or nothing
    if call.here:
        return _sync_here(screen, call)
    return _sync_in_prefect(screen, call)


def _sync_here(screen: Screen, call: SyncCall) -> int:
    with open_house(call.config) as house, house.leased() as session:
        if isinstance(session, LeaseTaken):
            return _at_work(screen, session.holder, call.approve)
        with _progress(screen) as progress:
            result = _run(session, threads(progress), call)
    return show_summary(screen, result.summary.document())


def _run(session: Session, stages: Stages, call: SyncCall) -> Result:
    if call.undo is not None:
        return undo(session, stages, call.undo, by=me(), approved=call.approve)
    return run_sync(session, stages, approved=call.approve, scope=Scope(frozenset(call.only)))


def _sync_in_prefect(screen: Screen, call: SyncCall) -> int:
    # A bad configuration is told before a server is asked for.
    load(find_config(call.config), today=open_clock().now().date())
    from flows.launch import launch_sync  # noqa: PLC0415  # imports Prefect, two seconds

    asked = launch_sync(call.config, call.approve, list(call.only), call.undo)
    return show_summary(screen, asked)


def _at_work(screen: Screen, holder: str, approved: str | None) -> int:
    if approved:  # a person decided, and nothing was written
        sentence = f"plan {approved} is not written, since another run is at work ({holder})"
        return show_summary(screen, {"outcome": "HELD", "digest": approved, "notes": [sentence]})
    sentence = f"Another run is at work ({holder}); this one has nothing to do."
    screen.say(sentence)
    screen.document({"outcome": "OK", "notes": [sentence]})
    return 0


def show_summary(screen: Screen, summary: Mapping[str, object]) -> int:
    """Print how a run ended; return its exit code."""
    screen.document(dict(summary))
    held = summary.get("outcome") == "HELD"
    for note in summary.get("notes") or ():  # type: ignore[attr-defined]  # a list of sentences
        screen.say(f"The plan waits: {note}." if held else str(note))
    numbers = [f"{k} {summary[k]}" for k in ("observed", "operations", "applied") if k in summary]
    numbers += [f"{k} {summary[k]}" for k in _TROUBLE if summary.get(k)]
    if summary.get("outcome") == "FAILED":
        screen.say(UNREADABLE)
    if "run" in summary:  # another one was at work otherwise
        screen.show(f"{summary['outcome']}: {', '.join(numbers)} ({summary['run']})")
    if held and summary.get("digest"):
        screen.say(f"To apply exactly this plan: --approve {summary['digest']}")
    return EXITS[str(summary["outcome"])]


_TROUBLE = ("failed", "conflicts", "proposals", "quarantined")


class _progress:  # noqa: N801  # reads as a word at its call
    """A bar on stderr while replicas are read and written; silent where nobody watches."""

    def __init__(self, screen: Screen) -> None:
        shown = screen.err.is_terminal and not screen.as_json
        self.bar = Bar(console=screen.err, disable=not shown, transient=True)
        self.tasks: dict[str, object] = {}

    def __enter__(self) -> Progress:
        self.bar.start()
        return self._advance

    def __exit__(self, *_: object) -> None:
        self.bar.stop()

    def _advance(self, replica: str, count: int) -> None:
        if replica not in self.tasks:
            self.tasks[replica] = self.bar.add_task(replica, total=None)
        self.bar.update(self.tasks[replica], completed=count)  # type: ignore[arg-type]  # a TaskID
