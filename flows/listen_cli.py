"""The commands that concern webhooks, as `flows.cli` offers them; wires and prints only."""

from typing import Annotated

import typer

from flows.screen import Screen

hooks = typer.Typer(help="List, make and remove the webhooks of a portfolio in its tools.")
Config = Annotated[str, typer.Argument(help="A portfolio: a YAML file, or a name in config/.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="0 chooses a free one.")]
Host = Annotated[str, typer.Option(help="Where to listen.")]
Url = Annotated[str, typer.Option(help="The address as the tools reach it.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]


def listen(  # noqa: PLR0917  # one parameter an option, as Typer reads them
    config: Config,
    port: Port = 8787,
    host: Host = "127.0.0.1",
    url: Url = "",
    every: Annotated[float, typer.Option(min=1, help="Seconds between whole syncs.")] = 300,
    polled: Annotated[
        list[str] | None, typer.Option("--polled", help="A replica without webhooks.")
    ] = None,
    pair: Annotated[
        list[str] | None, typer.Option("--pair", help="A replica whose handshake is expected.")
    ] = None,
) -> int:
    """Receive webhooks and carry each edit within seconds; polls besides, until Ctrl-C."""
    from flows.listen_commands import ListenCall  # noqa: PLC0415  # brings a web server
    from flows.listen_commands import listen as stay  # noqa: PLC0415

    call = ListenCall(config, host, port, url, every, tuple(polled or ()), tuple(pair or ()))
    return stay(Screen(), call)


@hooks.command("list")
def list_hooks(config: Config, as_json: AsJson = False) -> int:
    """List the webhooks of a portfolio, as its tools know them."""
    from flows.hooks_commands import listed  # noqa: PLC0415  # brings a web server

    return listed(Screen(as_json=as_json), config)


@hooks.command()
def register(
    config: Config,
    url: Annotated[str, typer.Option(help="The address as the tools reach `syncline listen`.")],
    as_json: AsJson = False,
) -> int:
    """Make what is missing, and renew what expires; a second time there is nothing to do."""
    from flows.hooks_commands import register as made  # noqa: PLC0415  # brings a web server

    return made(Screen(as_json=as_json), config, url)


@hooks.command()
def remove(config: Config, as_json: AsJson = False) -> int:
    """Delete the webhooks of a portfolio, and the secrets that were kept of them."""
    from flows.hooks_commands import remove as removed  # noqa: PLC0415  # brings a web server

    return removed(Screen(as_json=as_json), config)


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(listen)
    app.add_typer(hooks, name="hooks")
