"""The command `measures`, as Typer reads it."""

from pathlib import Path
from typing import Annotated

import typer

from flows import measure_commands
from flows.screen import Screen

Config = Annotated[str, typer.Argument(help="A portfolio: a YAML file, or a name in config/.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
ToCsv = Annotated[Path | None, typer.Option("--csv", help="Write CSV files into this folder.")]
ToParquet = Annotated[
    Path | None, typer.Option("--parquet", help="Write Parquet files; needs the extra `export`.")
]


def measures(
    config: Config, csv: ToCsv = None, parquet: ToParquet = None, as_json: AsJson = False
) -> int:
    """Show consistency, coverage and what alerts are worth, by team; write what was kept daily."""
    return measure_commands.measures(Screen(as_json=as_json), config, csv, parquet)
