"""The commands that put Syncline on a Prefect server; wires only."""

from enum import StrEnum
from typing import Annotated

import typer

from flows import deploy_commands
from flows.screen import Screen

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
Server = Annotated[
    str | None, typer.Option(help="Address of the Prefect server, if not PREFECT_API_URL.")
]


class Switch(StrEnum):
    """What becomes of the schedules."""

    on = "on"
    off = "off"
    keep = "keep"


def deploy(
    server: Server = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be done.")] = (
        False
    ),
    schedules: Annotated[Switch, typer.Option(help="Turn every schedule on or off.")] = Switch.keep,
    notify: Annotated[
        str | None,
        typer.Option(
            help="Who hears of trouble: a notification block (slack-webhook/ops), or steward."
        ),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Put everything into a Prefect server; a second time there is nothing to do."""
    screen = Screen(as_json=as_json)
    return deploy_commands.deploy(screen, server, schedules.value, notify, dry=dry_run)


def serve(server: Server = None) -> int:
    """Run every deployment from this one process, without work pool and worker."""
    return deploy_commands.serve(Screen(), server)


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(deploy)
    app.command()(serve)
