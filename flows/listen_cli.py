"""The commands that concern webhooks, as `flows.cli` offers them; wires and prints only."""

from typing import Annotated

import typer

from flows.screen import Screen

Config = Annotated[str, typer.Argument(help="A portfolio: a YAML file, or a name in config/.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="0 chooses a free one.")]
Host = Annotated[str, typer.Option(help="Where to listen.")]
Url = Annotated[str, typer.Option(help="The address as the tools reach it.")]


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
