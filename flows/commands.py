"""What the reading and syncing commands do: open the house, call the engine, print."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from rich.progress import Progress as Bar

from flows.outlook import houses, look, tell_owners
from flows.runtime import House, find_config, open_clock, open_house
from flows.screen import Screen
from flows.stages import threads
from syncline.config import json_schema, load
from syncline.domain.errors import ConfigurationError, ReplicaError, RetryLater
from syncline.domain.printing import marker_line, plan_document, plan_lines
from syncline.domain.state import LeaseTaken
from syncline.engine import explain as story
from syncline.engine.notify import Told
from syncline.engine.observe import Progress
from syncline.engine.run import Result, Scope, preview
from syncline.engine.run import sync as run_sync
from syncline.ports import Finding

SHOWN = 40  # rows of a plan on a screen; --json has all of them
EXITS = {"OK": 0, "PARTIAL": 1, "HELD": 3, "FAILED": 4}


def lint(screen: Screen, config: str) -> int:
    """Check a configuration without asking any tool."""
    loaded = load(find_config(config), today=open_clock({}).now().date())
    notices = [str(notice) for notice in loaded.notices]
    screen.document({"portfolio": loaded.portfolio.name, "notices": notices})
    for notice in notices:
        screen.show(notice)
    screen.show(f"{loaded.portfolio.name}: fine, {len(loaded.portfolio.replicas)} replicas.")
    return 0


def schema(screen: Screen) -> int:
    """Print the JSON schema."""
    screen.document(json_schema())
    return 0


def doctor(screen: Screen, config: str, *, fix: bool, yes: bool) -> int:
    """Check every replica live; add what is missing only when asked."""
    with open_house(config) as house:
        findings, down = _inspected(house)
        if fix:
            mended = _mend(screen, house, findings, yes=yes)
            findings = _inspected(house)[0] if mended else findings
    for name, total in Counter(f.replica for f in findings).items():
        fine = sum(f.fine for f in findings if f.replica == name)
        screen.show(f"{name:12} {fine} of {total} checks are fine")
    rows = [(f.replica, f.what, f.remedy) for f in findings if not f.fine]
    if rows:
        screen.table("have a look at", ("replica", "what", "remedy"), rows)
    screen.document({"findings": [asdict(f) for f in findings]})
    if down:
        return 4
    return 0 if all(f.fine for f in findings) else 1


def _inspected(house: House) -> tuple[list[Finding], bool]:
    findings: list[Finding] = []
    down = False
    for name, tracker in house.trackers.items():
        try:
            findings += tracker.inspect()
        except ReplicaError as error:
            down = True
            findings.append(Finding(name, error.seen, fine=False, remedy=error.remedy))
        except RetryLater as error:
            down = True
            findings.append(Finding(name, str(error), fine=False, remedy="Try again later."))
    return findings, down


def _mend(screen: Screen, house: House, findings: list[Finding], *, yes: bool) -> bool:
    fixable = [finding for finding in findings if finding.fix]
    for finding in fixable:
        screen.say(f"{finding.replica}: would {finding.fix}")
    if not fixable:
        screen.say("Nothing that doctor can mend by itself.")
        return False
    if not yes and not screen.confirm("Do this?"):
        return False
    for finding in fixable:
        screen.say(house.trackers[finding.replica].mend(finding))
    house.__dict__.pop("trackers", None)  # what they knew of the tools has changed
    return True


def plan(screen: Screen, config: str, only: frozenset[str]) -> int:
    """Make the plan and print it; exit 1 when there is something to do."""
    with open_house(config) as house, _progress(screen) as progress:
        result = preview(house.session(), threads(progress), Scope(only))
    _show_plan(screen, result)
    made = plan_document(result.plan) if result.plan else {"digest": None, "operations": []}
    screen.document({**made, "outcome": result.summary.outcome, "notes": result.summary.notes})
    if result.plan is None:
        return 4
    return 1 if result.plan.operations or result.summary.outcome == "PARTIAL" else 0


def _show_plan(screen: Screen, result: Result) -> None:
    for note in result.summary.notes:
        screen.say(note)
    plan = result.plan
    if plan is None:
        return
    lines = plan_lines(plan)
    if lines:
        screen.table(
            f"plan {plan.digest}: {len(plan.operations)} operations",
            ("replica", "what", "item", "why"),
            lines[:SHOWN],
        )
    if len(lines) > SHOWN:
        screen.show(f"... and {len(lines) - SHOWN} more (--json shows all).")
    if mark := marker_line(plan):
        screen.show(mark)
    for refusal in plan.refusals[:SHOWN]:
        name = plan.names.get(refusal.item, "")
        screen.show(f"left alone: {refusal.replica} {name} {refusal.field or ''}: {refusal.reason}")
    for wait in plan.waits:
        screen.show(f"waits for a person: {wait}")
    if not plan.operations:
        screen.show("Nothing to write: the tools agree.")


@dataclass(frozen=True)
class SyncCall:
    """What `syncline sync` was called with."""

    config: str
    approve: str | None = None
    only: tuple[str, ...] = ()
    yes: bool = False
    here: bool = False


def sync(screen: Screen, call: SyncCall) -> int:
    """Run a sync; asks before applying unless told not to."""
    if not call.yes and call.approve is None:
        code = plan(Screen(), call.config, frozenset(call.only)) if not screen.as_json else 1
        if code == 4:
            return code
        if not screen.confirm("Apply this plan?"):
            return 2
    if call.here:
        return _sync_here(screen, call)
    return _sync_in_prefect(screen, call)


def _sync_here(screen: Screen, call: SyncCall) -> int:
    with open_house(call.config) as house, house.leased() as session:
        if isinstance(session, LeaseTaken):
            return _at_work(screen, session.holder)
        with _progress(screen) as progress:
            result = run_sync(
                session, threads(progress), approved=call.approve, scope=Scope(frozenset(call.only))
            )
    return show_summary(screen, result.summary.document())


def _sync_in_prefect(screen: Screen, call: SyncCall) -> int:
    # A bad configuration is told before a server is asked for.
    load(find_config(call.config), today=open_clock().now().date())
    from flows.launch import launch_sync  # noqa: PLC0415  # imports Prefect, two seconds

    return show_summary(screen, launch_sync(call.config, call.approve, list(call.only)))


def _at_work(screen: Screen, holder: str) -> int:
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
    screen.show(f"{summary.get('outcome')}: {', '.join(numbers)} ({summary.get('run', '')})")
    if held and summary.get("digest"):
        screen.say(f"To apply exactly this plan: --approve {summary['digest']}")
    return EXITS[str(summary["outcome"])]


_TROUBLE = ("failed", "conflicts", "proposals", "quarantined")


def alerts(screen: Screen, config: list[str], *, dry_run: bool, here: bool) -> int:
    """Evaluate the rules; tell owners unless it is a dry run."""
    if dry_run or here:
        with houses(config) as opened:
            outlook = look(opened)
            told = None if dry_run else tell_owners(opened, outlook)
        rows = [dict(row) for row in outlook.rows]
        sent = {p: list(v) for p, v in told.sent.items()} if isinstance(told, Told) else {}
        failed = list(told.failed) if isinstance(told, Told) else []
    else:
        from flows.launch import launch_alerts  # noqa: PLC0415  # imports Prefect, two seconds

        rows, sent, failed = launch_alerts(config)
    columns = ("severity", "rule", "item", "owner")
    heard = sorted([r[c] for c in columns] for r in rows if r["state"] == "on")
    screen.table(f"{len(heard)} alerts", columns, heard[:SHOWN])
    if silent := len(rows) - len(heard):
        screen.show(f"{silent} more are only recorded: their teams are in shadow.")
    for person, lines in sent.items():
        screen.show(f"told {person}:")
        for line in lines:
            screen.show(f"  {line}")
    for trouble in failed:
        screen.say(f"not told: {trouble}")
    screen.document({"alerts": rows, "told": sent, "failed": failed})
    return 1 if failed else 0


def explain(screen: Screen, config: str, key: str) -> int:
    """Tell one item's story."""
    with open_house(config) as house:
        item = house.store.find(key)
        if item is None:
            raise ConfigurationError(
                f"{key} is not known in {house.portfolio.name}: no record has this key, id or URL. "
                "It may be outside the replicas' scope, or titled like another one: `syncline "
                "plan` lists what is left alone, with the reason."
            )
        told = story.explain(house.portfolio, house.store, item)
    screen.document(asdict(told))
    screen.show(f"{told.name} ({told.kind}, {told.item})")
    for replica, url in told.records.items():
        screen.show(f"  {replica}: {url}")
    rows = [(f.field, f.value, f.why, f.decided_by) for f in told.fields]
    screen.table("fields", ("field", "value", "why", "who decides"), rows)
    for reason in told.not_synced:
        screen.show(f"not synced: {reason}")
    return 0


def runs(screen: Screen, config: str, limit: int) -> int:
    """List past runs."""
    with open_house(config) as house:
        found = house.store.runs(limit)
    rows = [
        (r.id, f"{r.started_at:%Y-%m-%d %H:%M}", r.outcome, r.digest or "",
         " ".join(f"{k}={v}" for k, v in r.counts.items() if v))
        for r in found
    ]  # fmt: skip
    screen.table("runs", ("run", "started", "outcome", "plan", "numbers"), rows)
    keys = ("run", "started", "outcome", "digest", "numbers")
    screen.document([dict(zip(keys, row, strict=True)) for row in rows])
    return 0


def sandbox(given: Mapping[str, object]) -> int:
    """Serve the sandbox in the foreground."""
    from sandbox.server import main as serve  # noqa: PLC0415  # brings a web server

    arguments = [f"--{key}={value}" for key, value in given.items() if value is not None]
    return int(serve(arguments) or 0)


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
