"""`undo`, `history` and `runs` as a person types them."""

import pytest

from tests.e2e.office import Office
from tests.e2e.test_cli import proposed, retitled


def carried(office: Office, count: int) -> str:
    """Rename epics, carry that with a sync; return the run."""
    retitled(office, count)
    document = office.sync("--json").document
    office.later()
    return str(document["run"])


def names(office: Office) -> list[str]:
    """Return the title of every epic as it is agreed."""
    office.sync()
    records = office.records("delivery")
    told = [office.run("explain", "demo", record, "--json").document for record in records]
    return sorted(f["value"] for item in told for f in item["fields"] if f["field"] == "title")


def test_a_run_is_shown_asked_and_taken_back(office: Office) -> None:
    """The plan first, exit 1; nobody to ask is exit 2; its digest does it; then all rests."""
    before = names(office)
    run = carried(office, 2)
    calls = office.writes()
    shown = office.run("undo", "demo", run, "--no-prefect", "--json")
    assert shown.code == 1
    assert len(shown.document["operations"]) == 6
    asked = office.run("undo", "demo", run, "--no-prefect")
    assert (asked.code, f"undo of {run}" in asked.out) == (2, True)
    assert "use --yes" in asked.err
    assert office.writes() == calls

    done = office.run(
        "undo", "demo", run, "--no-prefect", "--approve", shown.document["digest"], "--json"
    )
    assert (done.code, done.document["applied"]) == (0, 6)
    office.later()
    assert names(office) == before
    assert office.run("plan", "demo").code == 0


def test_what_was_changed_since_is_named_on_the_screen(office: Office) -> None:
    """With who, where and when; the others are taken back."""
    page = office.records("specs")[0]
    run = carried(office, 3)
    title = {"title": [{"text": {"content": "Mine"}}]}
    office.hands("nina").edit_in_notion(page, {"title": title})
    office.later()
    ended = office.run("undo", "demo", run, "--no-prefect", "--yes")
    assert ended.code == 0
    assert "left alone: specs" in ended.err
    assert "made it Mine in specs on 2026-" in ended.err
    office.later()
    assert [name for name in names(office) if "Renamed" in name or name == "Mine"] == ["Mine"]


def test_a_large_undo_waits_for_its_digest(office: Office) -> None:
    """Exit 3 with the number, then exactly that plan; a wrong digest is exit 3 as well."""
    config = office.config.read_text(encoding="utf-8")
    run = carried(office, 3)
    office.config.write_text(config.replace("changes: 50", "changes: 5"), "utf-8")
    assert "changes: 5," in office.config.read_text(encoding="utf-8")
    held = office.run("undo", "demo", run, "--no-prefect", "--yes", "--json")
    assert (held.code, held.document["outcome"]) == (3, "HELD")
    stale = office.run("undo", "demo", run, "--no-prefect", "--approve", "0" * 12)
    assert (stale.code, held.document["digest"] in stale.err) == (3, True)
    approved = ("--approve", held.document["digest"])
    assert office.run("undo", "demo", run, "--no-prefect", *approved).code == 0


def test_runs_tell_what_can_be_undone(office: Office) -> None:
    """Until it was, and by which run; that one can be undone in turn."""
    run = carried(office, 1)
    found = {row["run"]: row for row in office.run("runs", "demo", "--json").document}
    assert (found[run]["what"], found[run]["undo"]) == ("sync", "can be")
    first = office.run("runs", "demo", "--json").document[-1]
    assert first["undo"] == "", "it only set markers"
    undo = office.run("undo", "demo", run, "--no-prefect", "--yes", "--json").document["run"]
    found = {row["run"]: row for row in office.run("runs", "demo", "--json").document}
    assert found[run]["undo"] == f"was, by {undo}"
    assert (found[undo]["what"], found[undo]["undo"]) == (f"undo of {run}", "can be")
    assert "syncline undo demo RUN" in office.run("runs", "demo").out


def test_history_tells_every_change(office: Office) -> None:
    """What, from, to, where, who and in which run, as a table and as one document."""
    run = carried(office, 1)
    undo = office.run("undo", "demo", run, "--no-prefect", "--yes", "--json").document["run"]
    [record] = [r for r in office.records("specs") if "Renamed" in office.run(
        "history", "demo", r, "--field", "title"
    ).out]  # fmt: skip
    told = office.run("history", "demo", record, "--field", "title", "--json").document
    whats = [(change["what"], change["where"], change["run"]) for change in told["changes"]]
    assert ("adopted", "specs", run) in whats
    assert ("written", "delivery", run) in whats
    assert ("undone", None, undo) in whats
    assert whats.index(("adopted", "specs", run)) < whats.index(("undone", None, undo))
    adopted = next(c for c in told["changes"] if (c["what"], c["run"]) == ("adopted", run))
    assert (adopted["new"], adopted["old"].startswith("Renamed")) == ("Renamed 0", False)
    whole = office.run("history", "demo", record, "--json").document["changes"]
    assert {change["field"] for change in whole} > {"title"}
    screen = office.run("history", "demo", record).out
    assert f"{len(whole)} changes" in screen
    assert "Renamed 0" in screen


WRONG = {
    "an unknown run": (["undo", "demo", "r-none", "--yes"], "syncline runs"),
    "an empty run": (["undo", "demo", "", "--yes"], "syncline runs"),
    "no run": (["undo", "demo"], "'run'"),
    "a digest that is none": (["undo", "demo", "r-none", "--approve", "yes"], "digest"),
    "history of nothing": (["history", "demo", "NO-1"], "NO-1"),
    "history of an empty key": (["history", "demo", ""], "not known"),
}


@pytest.mark.parametrize(("words", "named"), WRONG.values(), ids=WRONG)
def test_bad_input_is_one_sentence(office: Office, words: list[str], named: str) -> None:
    """Exit 2, nothing on stdout, not a row changed and nothing written."""
    before, calls = office.state(), office.writes()
    ended = office.run(*words)
    assert (ended.code, ended.out) == (2, "")
    assert named in ended.err
    assert "Internal failure" not in ended.err
    assert (office.state(), office.writes()) == (before, calls)


def test_runs_without_anything_to_undo_are_told(office: Office) -> None:
    """Only markers; nothing at all; undone already; a field that no item has."""
    office.sync()
    idle, marked = (row["run"] for row in office.run("runs", "demo", "--json").document[:2])
    for run in (idle, marked):
        ended = office.run("undo", "demo", run, "--yes")
        assert (ended.code, "nothing to take back" in ended.err) == (2, True)
    run = carried(office, 1)
    assert office.run("undo", "demo", run, "--no-prefect", "--yes").code == 0
    before = office.state()
    twice = office.run("undo", "demo", run, "--yes")
    assert (twice.code, "already" in twice.err) == (2, True)
    field = office.run("history", "demo", office.records("specs")[0], "--field", "colour")
    assert (field.code, "title" in field.err) == (2, True)
    assert office.state() == before


def test_an_explanation_names_who_decides_and_what_waits(office: Office) -> None:
    """A proposal stays in sight, with its name."""
    name = proposed(office)
    told = office.run("explain", "demo", office.records("delivery")[0], "--json").document
    (title,) = [field for field in told["fields"] if field["field"] == "title"]
    assert name in title["why"]
    assert title["decided_by"] == "specs"
