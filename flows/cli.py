"""`syncline`: wires and prints only; starts without importing Prefect.
Exit codes: 0 fine, or the lease is taken; 1 PARTIAL, or `plan` found operations; 2 usage or
configuration; 3 HELD or refused by a guard; 4 a tool cannot be reached; 5 internal failure.
"""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from flows import (
    cli_prefect,
    commands,
    listen_cli,
    measure_cli,
    past_commands,
    rules_cli,
    settle_commands,
    sync_commands,
    waiting_commands,
)
from flows.screen import Screen
from syncline.domain.errors import (
    ConfigurationError,
    ReplicaError,
    RetryLater,
    StalePlan,
    StoreUnusable,
    SynclineError,
    UnsafePlan,
)

app = typer.Typer(
    help="Keep backlogs, roadmaps and status consistent across Jira, Asana, Notion and Trello.",
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(rules_cli.rules, name="rules")

Config = Annotated[str, typer.Argument(help="A portfolio: a YAML file, or a name in config/.")]
Key = Annotated[str, typer.Argument(help="A record's key, id or URL, or an item's id.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask. Passes no guard.")]
Here = Annotated[
    bool, typer.Option("--no-prefect", help="Run in this process, without a Prefect flow run.")
]


@app.command()
def lint(config: Config, as_json: AsJson = False) -> int:
    """Check a configuration, offline."""
    return commands.lint(Screen(as_json=as_json), config)


@app.command()
def doctor(
    config: Config,
    fix: Annotated[bool, typer.Option("--fix", help="Add what is missing, after showing it.")] = (
        False
    ),
    yes: Yes = False,
    as_json: AsJson = False,
) -> int:
    """Check tokens, containers, statuses and marker fields against the tools; writes nothing."""
    return commands.doctor(Screen(as_json=as_json), config, fix=fix, yes=yes)


@app.command()
def plan(
    config: Config,
    only: Annotated[list[str] | None, typer.Option("--only", help="A key or id.")] = None,
    as_json: AsJson = False,
) -> int:
    """Show every write that a sync would make, with its reason; writes nothing."""
    return sync_commands.plan(Screen(as_json=as_json), config, frozenset(only or ()))


@app.command()
def sync(
    config: Config,
    yes: Yes = False,
    approve: Annotated[str | None, typer.Option(help="The digest of the plan you read.")] = None,
    only: Annotated[list[str] | None, typer.Option("--only", help="A key or id.")] = None,
    no_prefect: Here = False,
    as_json: AsJson = False,
) -> int:
    """Bring a portfolio into step, as a Prefect flow run."""
    asked = sync_commands.SyncCall(config, approve, tuple(only or ()), yes=yes, here=no_prefect)
    return sync_commands.sync(Screen(as_json=as_json), asked)


@app.command()
def alerts(
    config: Annotated[
        list[str] | None, typer.Argument(help="Portfolios of one store; none means all of config/.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell nobody.")] = False,
    no_prefect: Here = False,
    as_json: AsJson = False,
) -> int:
    """Evaluate the rules, and tell each owner once what could use a look."""
    return commands.alerts(Screen(as_json=as_json), config or [], dry_run=dry_run, here=no_prefect)


@app.command()
def explain(config: Config, key: Key, as_json: AsJson = False) -> int:
    """Tell why each value of an item is what it is, or why it is not synced."""
    return past_commands.explain(Screen(as_json=as_json), config, key)


@app.command()
def history(
    config: Config,
    key: Key,
    field: Annotated[str | None, typer.Option(help="Only this field.")] = None,
    as_json: AsJson = False,
) -> int:
    """List every change of an item: old, new, who, where, in which run and when."""
    return past_commands.history(Screen(as_json=as_json), config, key, field)


@app.command()
def runs(
    config: Config,
    limit: Annotated[int, typer.Option(min=1, help="How many.")] = 20,
    as_json: AsJson = False,
) -> int:
    """List past runs, the newest first, and which can be undone."""
    return past_commands.runs(Screen(as_json=as_json), config, limit)


@app.command()
def undo(
    config: Config,
    run: Annotated[str, typer.Argument(help="A past run, as `syncline runs` lists it.")],
    yes: Yes = False,
    approve: Annotated[str | None, typer.Option(help="The digest of the plan you read.")] = None,
    no_prefect: Here = False,
    as_json: AsJson = False,
) -> int:
    """Take back what a run wrote, except what anyone changed since; shows it first and asks."""
    asked = sync_commands.SyncCall(config, approve, yes=yes, here=no_prefect, undo=run)
    return sync_commands.sync(Screen(as_json=as_json), asked)


@app.command()
def conflicts(config: Config, as_json: AsJson = False) -> int:
    """List the conflicts that wait for a person, with both values, authors and times."""
    return settle_commands.conflicts(Screen(as_json=as_json), config)


@app.command()
def proposals(config: Config, as_json: AsJson = False) -> int:
    """List the proposals that wait for a person."""
    return settle_commands.proposals(Screen(as_json=as_json), config)


@app.command()
def resolve(
    config: Config,
    conflict: Annotated[str | None, typer.Argument(help="The conflict's id.")] = None,
    take: Annotated[str | None, typer.Option(help="The replica whose value is right.")] = None,
    value: Annotated[str | None, typer.Option(help="Another value.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All conflicts of --field.")] = False,
    field: Annotated[str | None, typer.Option(help="With --all: the field.")] = None,
) -> int:
    """Settle a conflict, or all conflicts of one field."""
    if every and not field:
        raise ConfigurationError("--all needs --field, for example: --all --field target")
    choice = settle_commands.Choice(conflict, take, value, field if every else None)
    return settle_commands.resolve(Screen(), config, choice)


@app.command()
def accept(config: Config, proposal: str) -> int:
    """Accept a proposal; the next sync carries it everywhere."""
    return settle_commands.accept(Screen(), config, proposal)


@app.command()
def decline(config: Config, proposal: str) -> int:
    """Decline a proposal; the next sync writes the agreed value back."""
    return settle_commands.decline(Screen(), config, proposal)


@app.command()
def waiting(
    config: Config,
    keep: Annotated[str | None, typer.Option(help="Keep what was deleted there.")] = None,
    archive: Annotated[str | None, typer.Option(help="Put the others of it away.")] = None,
    as_json: AsJson = False,
) -> int:
    """List what is not synced and why: deletions, refusals, lost answers, tools in trouble."""
    return waiting_commands.waiting(Screen(as_json=as_json), config, keep, archive)


@app.command()
def reject(config: Config, digest: str) -> int:
    """Put the plan that waits aside; the next run makes a new one."""
    return waiting_commands.reject(Screen(), config, digest)


@app.command()
def release(
    config: Config,
    intent: str,
    made: Annotated[str, typer.Option(help="The id of the record that it made.")] = "",
) -> int:
    """Say what became of a quarantined create: --made RECORD, or nothing if it was not made."""
    return waiting_commands.release(Screen(), config, intent, made)


app.command()(measure_cli.measures)
listen_cli.add_to(app)


@app.command()
def schema() -> int:
    """Print the JSON schema of a configuration."""
    return commands.schema(Screen(as_json=True))


@app.command()
def sandbox(  # noqa: PLR0917  # one parameter an option, as Typer reads them
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 chooses a free one.")] = 8700,
    seed: Annotated[int, typer.Option(help="Same seed, same ids and times.")] = 7,
    scenario: str = "demo",
    items: int | None = None,
    faults: Path | None = None,
    latency_ms: int = 0,
    config_out: Path | None = None,
) -> int:
    """Serve Jira, Asana, Notion, Trello and Slack on loopback, with boards in the browser."""
    given: dict[str, Any] = {
        "port": port, "seed": seed, "scenario": scenario, "items": items, "faults": faults,
        "latency-ms": latency_ms, "config-out": config_out,
    }  # fmt: skip
    return commands.sandbox(given)


@app.command()
def demo(
    keep: Annotated[bool, typer.Option("--keep", help="Leave boards and Prefect up.")] = False,
    seed: int = 7,
) -> int:
    """Run the whole story on the sandbox: plan, approve, sync, edit, settle, alert."""
    from flows.demo import tell  # noqa: PLC0415  # the demo brings servers with it

    return tell(keep=keep, seed=seed)


cli_prefect.add_to(app)


def main() -> None:
    """Run the command line; every expected failure ends in a sentence and an exit code."""
    sys.exit(run(sys.argv[1:]))


STOPPED = 130
EXIT_CODES: tuple[tuple[type[SynclineError], int], ...] = (
    (UnsafePlan, 3),
    (StalePlan, 3),
    (ConfigurationError, 2),
    (StoreUnusable, 2),
    (ReplicaError, 4),
    (RetryLater, 4),
    (SynclineError, 5),
)


def run(arguments: list[str]) -> int:
    """Return the exit code of one call."""
    screen = Screen()
    try:
        # Without standalone mode Typer raises usage errors, and returns 130 for Ctrl-C.
        code = int(app(arguments or ["--help"], standalone_mode=False, prog_name="syncline") or 0)
    except typer.TyperException as error:
        screen.problem(f"{error.format_message().rstrip('.')}. {_help(arguments)}")
        return 2
    except SynclineError as error:
        screen.problem(str(error))
        return next(code for kind, code in EXIT_CODES if isinstance(error, kind))
    except Exception as error:  # noqa: BLE001  # the last net: a sentence, and the place
        screen.internal(error)
        return 5
    if code == STOPPED:
        screen.say("Stopped. Nothing is half-written: the next run goes on from here.")
    return code


def _help(arguments: list[str]) -> str:
    known = {command.callback.__name__ for command in app.registered_commands if command.callback}
    named = [word for word in arguments[:1] if word in known]
    return f"`{' '.join(['syncline', *named, '--help'])}` tells what there is."


if __name__ == "__main__":
    main()
