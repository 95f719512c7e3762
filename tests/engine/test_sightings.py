"""What looks as it did when it was clean is clean, unless the state has changed meanwhile."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from connectors.memory import Quirks
from syncline.domain.fields import Value
from syncline.domain.item import Edited, Snapshot
from syncline.domain.state import Lease
from syncline.domain.text import Block, Document, Run, plain
from syncline.engine.sightings import Known, Sightings
from tests.engine.conftest import Team3
from tests.engine.moves import rows, seeded, shows, store

ROOT = Path(__file__).resolve().parents[2]
FIRST = date(2026, 5, 4)
FIELDS: dict[str, Value] = {
    "title": "Checkout", "status": None, "target": FIRST, "parent": "7",
    "labels": frozenset({"a", "b", "c", "d"}),
    "description": Document((Block("bullet", (Run("new", frozenset({"strong", "em"})),), 1),)),
}  # fmt: skip
SHOWN = Snapshot(
    "A", "1", "A-1", "https://a.example/1", "epic", FIELDS, "r1", "syn-a", ties={"tie": "A-9"},
    refused={"owner": "two people", "start": "a range"}, deferred=frozenset({"start"}),
)  # fmt: skip
KNOWN: Known = {"1": ("syn-a", None), "7": ("syn-7", None)}


class Word(StrEnum):
    """A text of a type of its own, as connectors may use."""

    CHECKOUT = "Checkout"


def censused(team: Team3) -> None:
    """Let a day pass, so that everything is listed, and nothing of it is new."""
    team.clock.pass_by(hours=25)
    summary = team.sync().summary
    assert (summary.outcome, summary.operations) == ("OK", 0), summary


def seen(team: Team3) -> int:
    """Count the sightings."""
    return len(rows(team.path)["sightings"])


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect what the store is asked."""
    asked: list[str] = []

    def note(driver: sqlite3.Connection, *_: object) -> None:
        driver.set_trace_callback(asked.append)

    event.listen(Engine, "checkout", note)
    yield asked
    event.remove(Engine, "checkout", note)


def test_a_second_census_loads_no_state(three: Team3) -> None:
    """The first one reads every shadow and remembers; the second one compares digests."""
    seeded(three)
    with statements() as first:
        censused(three)
    assert any("FROM shadows" in statement for statement in first)
    assert seen(three) == 9
    with statements() as second:
        censused(three)
    assert not any("FROM shadows" in statement for statement in second)


def test_a_census_asks_once_what_is_known(three: Team3) -> None:
    """One question for each tool, however many pages; a listing of changes asks for those alone."""
    ids = seeded(three)
    censused(three)
    three.tools["A"].edit(ids["A"][0], "title", "Renamed")
    with statements() as changes:
        three.sync()
    with statements() as census:
        censused(three)
    asked = [[s for s in told if "JOIN sightings" in s] for told in (changes, census)]
    assert len(asked[1]) == 3
    assert ["IN (" in s for s in asked[0] + asked[1]] == [True] * len(asked[0]) + [False] * 3
    assert asked[0]


def test_a_tool_that_goes_back_to_what_was_seen_has_been_edited(three: Team3) -> None:
    """Syncline writes B over A, somebody types A again: that is an edit, in a census too."""
    ids = seeded(three)
    censused(three)
    three.tools["A"].edit(ids["A"][0], "status", "in_progress")
    assert three.sync().summary.applied == 2
    three.tools["C"].edit(ids["C"][0], "status", "planned")
    three.clock.pass_by(hours=25)
    assert three.sync().summary.applied == 2
    assert set(shows(three, "Epic 0", "status").values()) == {"planned"}


def test_an_edit_between_two_censuses_is_carried(three: Team3) -> None:
    """A record that does not look as it did is compared, whichever way it is listed."""
    ids = seeded(three)
    censused(three)
    three.tools["B"].edit(ids["B"][1], "title", "Renamed")
    three.clock.pass_by(hours=25)
    assert three.sync().summary.applied == 2
    assert seen(three) == 9 - 3  # none of that Item's records is what it was
    censused(three)
    assert seen(three) == 9


def test_a_record_that_comes_back_is_looked_at(three: Team3) -> None:
    """It looks as it did before it went, and its absence ends all the same."""
    ids = seeded(three)
    censused(three)
    three.tools["B"].move(ids["B"][0], "archived")
    three.clock.pass_by(hours=25)
    three.sync()
    assert [a.replica for a in store(three).absences()] == ["B"]
    three.tools["B"].move(ids["B"][0], "listed")
    three.clock.pass_by(hours=25)
    three.sync()
    assert store(three).absences() == ()


def test_a_new_record_amid_clean_ones_is_read_whole(three: Team3) -> None:
    """What its listing left out is read before it is made elsewhere: nothing is made empty."""
    three.quirks["C"] = three.tools["C"].quirks = Quirks(deferred_body=True)
    seeded(three)
    censused(three)
    body = plain("Why it matters.")
    made = {"title": "New", "status": "planned", "description": body}
    three.tools["C"].add(made, kind="epic")
    three.clock.pass_by(hours=25)
    assert three.sync().summary.applied >= 2
    assert [r.fields.get("description") for r in three.tools["A"].records()].count(body) == 1


def test_a_dry_run_keeps_no_sighting(three: Team3) -> None:
    """It may look at those that are there, and writes nothing at all."""
    seeded(three)
    three.clock.pass_by(hours=25)
    before = rows(three.path)
    three.plan()
    assert rows(three.path) == before


@pytest.fixture
def sightings(three: Team3) -> Sightings:
    """Return the sightings of one tool."""
    return Sightings(three.session(Lease("", 0, "")), "A")


@pytest.mark.parametrize(
    "changed",
    [
        {"key": "A-2"},
        {"url": "https://a.example/2"},
        {"marker": None},
        {"marker": "syn-b"},
        {"ties": {}},
        {"ties": {"tie": "A-8"}},
        {"ties": {"tie": "A-9", "link": ""}},
        {"ties": {"A-9": "tie"}},
        {"key": "A-1https:", "url": "//a.example/1"},
        {"refused": {"owner": "three people"}},
        {"refused": {"start": "a range"}},
        {"deferred": frozenset()},
        {"revision": "r2"},  # of what was left out
        {"fields": {**FIELDS, "title": "Checkou"}},
        {"fields": {**FIELDS, "status": "planned"}},
        {"fields": {**FIELDS, "status": "None"}},
        {"fields": {**FIELDS, "status": 0.0}},
        {"fields": {**FIELDS, "target": float(FIRST.toordinal())}},
        {"fields": {k: v for k, v in FIELDS.items() if k != "status"}},  # not shown is not empty
        {"fields": {**FIELDS, "title": "planned", "status": "Checkout"}},
        {"fields": {**FIELDS, "target": date(2026, 5, 5)}},
        {"fields": {**FIELDS, "target": datetime(2026, 5, 4, tzinfo=UTC)}},  # a moment, not a day
        {"fields": {**FIELDS, "labels": frozenset({"a,b", "c", "d"})}},
        {"fields": {**FIELDS, "labels": frozenset()}},
        {"fields": {**FIELDS, "labels": None}},
        {"fields": {**FIELDS, "description": None}},
        {"fields": {**FIELDS, "description": Document((Block("bullet", (Run("new"),), 1),))}},
        {"fields": {**FIELDS, "parent": None}},
    ],
)
def test_whatever_is_compared_is_digested(sightings: Sightings, changed: dict[str, Any]) -> None:
    """Each part alone makes another digest."""
    assert sightings.digest(replace(SHOWN, **changed), KNOWN) != sightings.digest(SHOWN, KNOWN)


def test_a_moment_that_moves_within_its_day_is_another(sightings: Sightings) -> None:
    """A clean record whose time alone is edited must be compared."""
    times = [
        datetime(2026, 5, 4, hour, minute, tzinfo=UTC) for hour in (9, 10) for minute in (0, 1)
    ]
    shown = (replace(SHOWN, fields={**FIELDS, "target": at}) for at in times)
    assert len({sightings.digest(one, KNOWN) for one in shown}) == len(times)


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "story"},
        {"hints": {"project": "PAY"}},
        {"edits": {"title": Edited("ines@acme.fr", None)}},
        {"updated": datetime(2026, 3, 2, tzinfo=UTC)},
        {"fields": dict(reversed(FIELDS.items()))},
        {"fields": {**FIELDS, "title": Word.CHECKOUT}},
        {"fields": {**FIELDS, "no field of this portfolio": "x"}},
        {"refused": {"owner": "two people"}},  # what was left out cannot say what it refuses
    ],
)
def test_what_is_not_compared_is_not_digested(
    sightings: Sightings, changed: dict[str, Any]
) -> None:
    """Who edited it, and when, does not make a record another one."""
    assert sightings.digest(replace(SHOWN, **changed), KNOWN) == sightings.digest(SHOWN, KNOWN)


def test_a_revision_counts_only_for_what_was_left_out(sightings: Sightings) -> None:
    """A record that was shown whole may have a new revision for a field that nobody maps."""
    whole = replace(SHOWN, deferred=frozenset())
    again = replace(whole, revision="r2")
    assert sightings.digest(again, KNOWN) == sightings.digest(whole, KNOWN)


def test_what_was_left_out_counts_without_a_refusal_too(sightings: Sightings) -> None:
    """Its stamp, and that it was left out at all."""
    part = replace(SHOWN, refused={})
    others = (replace(part, revision="r2"), replace(part, deferred=frozenset()))
    assert len({sightings.digest(shown, KNOWN) for shown in (part, *others)}) == 3


def test_a_parent_that_has_become_another_item_looks_different(sightings: Sightings) -> None:
    """The record names the same parent; what that stands for has changed."""
    former = sightings.digest(SHOWN, KNOWN)
    assert sightings.digest(SHOWN, {**KNOWN, "7": ("syn-8", None)}) != former
    assert sightings.digest(SHOWN, {"1": ("syn-a", None)}) != former


def test_another_configuration_has_other_digests(three: Team3) -> None:
    """Nothing looks as it did under other words, fields or types."""
    session = three.session(Lease("", 0, ""))
    other = replace(session, fingerprints={"A": "5f1c:"})
    fewer = {k: v for k, v in session.portfolio.fields.items() if k != "owner"}
    narrow = replace(session, portfolio=replace(session.portfolio, fields=fewer))
    made = {Sightings(s, "A").digest(SHOWN, KNOWN) for s in (session, other, narrow)}
    assert len(made) == 3


DIGEST = """
import sys
from pathlib import Path
from tests.engine.conftest import Team3, portfolio
from tests.engine.test_sightings import KNOWN, SHOWN
from syncline.domain.state import Lease
from syncline.engine.sightings import Sightings
team = Team3(Path(sys.argv[1]), portfolio("A", "B", "C"))
print(Sightings(team.session(Lease("", 0, "")), "A").digest(SHOWN, KNOWN).hex())
team.store.close()
"""


def test_a_digest_is_the_same_in_every_process(tmp_path: Path) -> None:
    """The order of a set is another one in each; the digest is not."""
    made = set()
    for seed in ("1", "2", "3"):
        environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", DIGEST, str(tmp_path / "s.db")]
        made.add(subprocess.check_output(command, env=environ, text=True, cwd=tmp_path))
    assert len(made) == 1
