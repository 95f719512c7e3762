"""`syncline measures`: tables for people, files for spreadsheets, views for databases."""

import csv
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pyarrow import parquet

from flows.measure_commands import _csv, _parquet
from syncline.domain.measures import Pulse
from syncline.domain.outbox import LABEL, Answer, Episode, Measure, Message, Score
from syncline.domain.precision import VERDICTS, verdicts
from syncline.domain.state import Lease
from syncline.engine.desk import ALERTS
from tests.blank import open_file
from tests.injection.corpus import CORPUS

NOW = datetime(2026, 3, 30, 9, tzinfo=UTC)
ROW = Measure(date(2026, 3, 30), "p", "=cmd|' /C calc'!A0", "coverage", 0.5, 4)
PULSE = Pulse("2026-03", "web", 1, 5, 4.2, 0.8)


def test_a_file_for_spreadsheets_holds_no_formula(tmp_path: Path) -> None:
    """Whatever a team is called."""
    rows = [Measure(ROW.day, said, said, "coverage", 0.5, 4) for said in CORPUS]
    _csv(tmp_path / "out", {"measures": rows, "pulse": [PULSE]})
    with (tmp_path / "out" / "measures.csv").open(encoding="utf-8", newline="") as file:
        head, *read = list(csv.reader(file))
    assert head == ["day", "home", "team", "name", "value", "size"]
    assert len(read) == len(CORPUS)
    assert not any(cell[:1] in set("=+-@\t\r\n") and cell for row in read for cell in row[1:3])
    assert (tmp_path / "out" / "pulse.csv").read_text(encoding="utf-8").count("\n") == 2


def test_parquet_keeps_types(tmp_path: Path) -> None:
    """Days are days, and numbers numbers; an empty table has its columns all the same."""
    _parquet(tmp_path, {"measures": [ROW], "pulse": []})
    assert parquet.read_table(tmp_path / "measures.parquet").to_pylist()[0]["day"] == ROW.day
    assert parquet.read_table(tmp_path / "pulse.parquet").num_rows == 0


def test_what_is_kept_can_be_asked_for_in_sql(tmp_path: Path) -> None:
    """Four views; the pulse shows nothing of fewer than five answers."""
    path = tmp_path / "s.db"
    store = open_file(path)
    alerts = store.portfolio(ALERTS)
    lease = alerts.acquire("t", NOW, ttl=NOW - NOW.replace(hour=8), alive=lambda _: True)
    assert isinstance(lease, Lease)
    told = Episode("e", "p", "f", "A3", "i", "x@a.fr", "S3", "", "", NOW, team="web")
    few = [Score("2026-03", "app", 1, 3)] * 4
    alerts.commit(lease, [
        ROW, told, Message("e", "x@a.fr", "slack", "OK", NOW), Answer("e", "done", "x", NOW, "A3"),
        Answer("e", "ack", "y", NOW, "A3"),
        *few, *[Score("2026-03", "web", 1, 5)] * 5,
    ], NOW)  # fmt: skip
    assert alerts.measures() == (ROW,)
    store.close()
    with closing(sqlite3.connect(path)) as database:
        ask = database.execute
        assert ask("SELECT portfolio, value FROM measured").fetchall() == [("p", 0.5)]
        assert ask("SELECT * FROM rule_verdicts").fetchall() == [("p", "A3", 1, 0, 2)]
        assert ask("SELECT team, answers, satisfied FROM pulse").fetchall() == [("web", 5, 1.0)]
        assert ask("SELECT told FROM told_episodes").fetchall() == [("OK",)]


def test_verdicts_in_sql_are_those_that_demote(tmp_path: Path) -> None:
    """Of each portfolio; a person's word once a day, the last one; a label for its item."""
    path = tmp_path / "s.db"
    store = open_file(path)
    alerts = store.portfolio(ALERTS)
    lease = alerts.acquire("t", NOW, ttl=NOW - NOW.replace(hour=8), alive=lambda _: True)
    assert isinstance(lease, Lease)
    homes = {"1": "p", "2": "p", "3": "p", "4": "q"}
    told = [Episode(n, home, n, "A3", n, "x", "S3", "", "", NOW) for n, home in homes.items()]
    later = NOW + timedelta(hours=1)
    answers = [
        *(Answer(n, "useless", "x", NOW, "A3", "slack") for n in "12"),  # one click on two lines
        Answer("2", "useful", "x", later, "A3", "slack"),  # and another mind
        *(Answer(n, "mute", "y", NOW, "A3", LABEL) for n in "13"),
        Answer("4", "useful", "x", NOW, "A3", "slack"),
        Answer("3", "ack", "x", NOW, "A3", "slack"),
    ]
    alerts.commit(lease, [*told, *answers], NOW)
    mine = [one for one in alerts.answers() if homes[one.episode] == "p"]
    counted = Counter(VERDICTS[one.sign] for one in verdicts(a for a in mine if a.sign in VERDICTS))
    store.close()
    with closing(sqlite3.connect(path)) as database:
        found = database.execute("SELECT * FROM rule_verdicts ORDER BY portfolio").fetchall()
    assert found == [("p", "A3", counted[True], counted[False], 6), ("q", "A3", 1, 0, 1)]
    assert counted == {True: 1, False: 2}
