"""The command line as a process: it starts quickly, from anywhere, and never shows a trace."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.office import Office

SCRIPT = str(Path(sys.executable).with_name("syncline"))
HEAVY = ("prefect", "jira", "asana", "notion_client", "slack_sdk", "sandbox", "uvicorn")


def typed(*words: str, folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, from some folder."""
    return subprocess.run(
        words, cwd=folder, env=os.environ | environ, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip


@pytest.mark.parametrize("words", [("--help",), (), ("plan", "--help")], ids=repr)
def test_help_costs_neither_prefect_nor_the_clients(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Exit 0, and the import log names none of the heavy packages."""
    call = (sys.executable, "-X", "importtime", "-m", "flows.cli", *words)
    ended = typed(*call, folder=tmp_path)
    assert ended.returncode == 0
    assert "Usage: syncline" in ended.stdout
    imported = {line.rpartition("|")[2].strip() for line in ended.stderr.splitlines()}
    assert "typer" in imported
    assert not imported.intersection(HEAVY)


def test_a_plan_without_prefect_does_not_import_it(fresh: Office, tmp_path: Path) -> None:
    """The whole dry run, from another folder, by name."""
    call = (sys.executable, "-X", "importtime", "-m", "flows.cli", "plan", "demo", "--json")
    ended = typed(*call, folder=tmp_path)
    assert ended.returncode == 1
    assert ended.stdout.startswith("{")
    imported = {line.rpartition("|")[2].strip() for line in ended.stderr.splitlines()}
    assert "jira" in imported
    assert "prefect" not in imported


def test_the_script_is_installed_and_ends_with_its_codes(fresh: Office, tmp_path: Path) -> None:
    """The codes of `run` reach the shell."""
    path = str(fresh.config)
    for words, code in ((("lint", path), 0), (("plan", path), 1), (("plan", "nowhere"), 2)):
        ended = typed(SCRIPT, *words, folder=tmp_path)
        assert ended.returncode == code
        assert "Traceback" not in ended.stderr


def test_a_reader_that_goes_away_leaves_no_trace(fresh: Office, tmp_path: Path) -> None:
    """`syncline schema | head -1` is no failure to talk about."""
    call = f"'{SCRIPT}' schema | head -1; '{SCRIPT}' plan demo --json | head -1"
    ended = typed("bash", "-c", call, folder=tmp_path)
    assert ended.stdout == "{\n{\n"
    assert ended.stderr == ""


def test_the_store_is_beside_the_project_and_never_in_the_current_folder(
    fresh: Office, tmp_path: Path
) -> None:
    """A sync from elsewhere leaves nothing behind there."""
    ended = typed(SCRIPT, "sync", "demo", "--yes", "--no-prefect", folder=tmp_path)
    assert ended.returncode == 3
    assert fresh.database.exists()
    assert not list(tmp_path.iterdir())


def test_no_output_shows_a_token(fresh: Office, tmp_path: Path) -> None:
    """Not in a plan, not in an explanation, not in a refusal, not in the store."""
    secrets = [value for name, value in os.environ.items() if name.endswith("_TOKEN") and value]
    told = [typed(SCRIPT, "sync", "demo", "--yes", "--no-prefect", folder=tmp_path)]
    told.append(typed(SCRIPT, "doctor", "demo", "--json", folder=tmp_path))
    told.append(typed(SCRIPT, "doctor", "demo", folder=tmp_path, JIRA_TOKEN="wrong-and-secret"))
    text = "".join(ended.stdout + ended.stderr for ended in told) + repr(fresh.state())
    assert told[-1].returncode == 4
    assert not [secret for secret in [*secrets, "wrong-and-secret"] if secret in text]


def test_a_prefect_server_that_is_not_there_is_named(fresh: Office, tmp_path: Path) -> None:
    """Exit 4, with its address and what to do."""
    ended = typed(SCRIPT, "deploy", "--server", "http://127.0.0.1:9", folder=tmp_path)
    assert (ended.returncode, ended.stdout) == (4, "")
    assert "http://127.0.0.1:9" in ended.stderr
    assert "prefect server start" in ended.stderr
