"""What `syncline measures` does: show what was measured, or write it to files."""

import csv
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path

from flows.runtime import open_house
from flows.screen import Screen
from syncline.domain.errors import ConfigurationError
from syncline.domain.measures import Pulse, measured, neutral, pulse
from syncline.domain.outbox import Measure
from syncline.engine.desk import ALERTS
from syncline.engine.facts import gather
from syncline.engine.measure import scene

Rows = Sequence[Measure] | Sequence[Pulse]


def measures(screen: Screen, config: str, to_csv: Path | None, to_parquet: Path | None) -> int:
    """Show the measures of today; write all that were kept, with today's, where that is asked."""
    with open_house(config) as house:
        alerts, now = house.database.portfolio(ALERTS), house.clock.now()
        today = measured(scene(gather(house.portfolio, house.people, house.store, now),
                               house.store, alerts))  # fmt: skip
        kept = [one for one in alerts.measures() if one.home == house.portfolio.name]
        answers = pulse(alerts.scores())
    every = [one for one in kept if one.day != now.date()] + today
    for folder, write in ((to_csv, _csv), (to_parquet, _parquet)):
        if folder:
            write(folder, {"measures": every, "pulse": answers})
            screen.say(f"{folder}: {len(every)} measures, {len(answers)} answers of the pulse.")
    rows = [(one.team or "(all)", one.name, f"{one.value:.3g}", str(one.size)) for one in today]
    if rows:
        screen.table("today", ("team", "measure", "value", "of"), rows)
    else:
        screen.show("Nothing can be measured yet: no item has been synced.")
    documents = {"measures": [_plain(one) for one in every], "pulse": [asdict(p) for p in answers]}
    screen.document(documents)
    return 0


def _plain(one: Measure) -> dict[str, object]:
    return {**asdict(one), "day": one.day.isoformat()}


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"{folder} cannot be created ({error.strerror}). Name a folder that you may write to."
        ) from error
    return folder


def _csv(folder: Path, tables: dict[str, Rows]) -> None:
    """Write one file a table; no cell is taken for a formula."""
    for name, rows in tables.items():
        kind = Measure if name == "measures" else Pulse
        with (_made(folder) / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(field.name for field in fields(kind))
            for row in rows:
                writer.writerow(_cell(value) for value in asdict(row).values())


def _cell(value: object) -> object:
    return neutral(value) if isinstance(value, str) else value


def _parquet(folder: Path, tables: dict[str, Rows]) -> None:
    """Write one file a table, with columns of their own types."""
    try:
        import pyarrow as pa  # noqa: PLC0415  # an extra, and large
        from pyarrow import parquet  # noqa: PLC0415  # as above
    except ImportError as error:
        raise ConfigurationError(
            "Parquet needs pyarrow: pip install 'syncline[export]', or write --csv."
        ) from error
    kinds = {"str": pa.string(), "int": pa.int64(), "float": pa.float64(), "date": pa.date32()}
    for name, rows in tables.items():
        kind = Measure if name == "measures" else Pulse
        columns = [(field.name, kinds[_type(field.type)]) for field in fields(kind)]
        schema = pa.schema(columns)
        table = pa.Table.from_pylist([asdict(row) for row in rows], schema=schema)
        parquet.write_table(table, _made(folder) / f"{name}.parquet")


def _type(annotated: object) -> str:
    return annotated if isinstance(annotated, str) else str(getattr(annotated, "__name__", ""))
