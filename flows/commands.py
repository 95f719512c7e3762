"""What the reading commands and `alerts` do: open the house, call the engine, print."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict

from flows.neighbours import overlapping
from flows.outlook import houses, look, said_of, tell_owners
from flows.runtime import House, find_config, open_clock, open_house
from flows.screen import SHOWN, Screen
from syncline.config import json_schema, load
from syncline.domain.errors import ReplicaError, RetryLater
from syncline.engine.desk import Told
from syncline.ports import Finding


def lint(screen: Screen, config: str) -> int:
    """Check a configuration without asking any tool."""
    loaded = load(find_config(config), today=open_clock({}).now().date())
    notices = [str(notice) for notice in (*loaded.notices, *overlapping(loaded))]
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
    findings = [
        Finding(one.path.split(".")[1], one.message, fine=False, remedy=one.remedy)
        for one in overlapping(house.loaded)
    ]
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
    # An inspection begins with the account: where not one check is fine, nothing was reached.
    unreached = {f.replica for f in findings} - {f.replica for f in findings if f.fine}
    return findings, down or bool(unreached)


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


def alerts(screen: Screen, config: list[str], *, dry_run: bool, here: bool) -> int:
    """Evaluate the rules; tell owners unless it is a dry run."""
    if dry_run or here:
        with houses(config) as opened:
            outlook = look(opened, keep=not dry_run)
            told = None if dry_run else tell_owners(opened, outlook)
        rows = [dict(row) for row in outlook.rows]
        sent = {p: list(v) for p, v in told.sent.items()} if isinstance(told, Told) else {}
        failed = list(told.failed) if isinstance(told, Told) else []
        later = said_of(told)
    else:
        from flows.launch import launch_alerts  # noqa: PLC0415  # imports Prefect, two seconds

        rows, sent, failed, later = launch_alerts(config)
    columns = ("severity", "rule", "item", "owner")
    heard = sorted([r[c] or "nobody" for c in columns] for r in rows if r["state"] != "shadow")
    screen.table(f"{len(heard)} alerts", columns, heard[:SHOWN])
    if len(heard) > SHOWN:
        screen.show(f"... and {len(heard) - SHOWN} more (--json shows all).")
    if silent := len(rows) - len(heard):
        screen.show(f"{silent} more are only recorded: their teams are in shadow.")
    for person, lines in sent.items():
        screen.show(f"told {person}:")
        for line in lines:
            screen.show(f"  {line}")
    for sentence in later:
        screen.show(sentence)
    for trouble in failed:
        screen.say(f"not told: {trouble}")
    screen.document({"alerts": rows, "told": sent, "failed": failed, "notes": later})
    return 1 if failed else 0


def sandbox(given: Mapping[str, object]) -> int:
    """Serve the sandbox in the foreground."""
    from sandbox.server import main as serve  # noqa: PLC0415  # brings a web server

    arguments = [f"--{key}={value}" for key, value in given.items() if value is not None]
    return int(serve(arguments) or 0)
