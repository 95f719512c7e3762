"""`syncline demo`: the whole story, as a person sees it who has just installed Syncline."""

import logging
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from flows.demo_servers import prefect_server

LIMIT = 150  # seconds, on a busy machine; the promise is 90 on a quiet one
CHAPTERS = 9
pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def test_the_demo_tells_its_whole_story_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """Exit 0 from another folder, every chapter, a last round of 0 operations, and no trace."""
    began = time.monotonic()
    script = str(Path(sys.executable).with_name("syncline"))
    ended = subprocess.run(
        [script, "demo"], cwd=tmp_path, capture_output=True, text=True, timeout=2 * LIMIT,
        check=False,
    )  # fmt: skip
    seconds = time.monotonic() - began
    logging.getLogger(__name__).info("the demo took %.0f s", seconds)
    assert ended.returncode == 0, ended.stdout[-1000:] + ended.stderr[-3000:]
    for number in range(1, CHAPTERS + 1):
        assert f"\n{number}. " in ended.stdout
    last = ended.stdout.rpartition("$ syncline sync")[2]
    assert "operations 0, applied 0" in last
    assert "Done in" in last
    for noise in ("Traceback", "Error logging to API", "Internal failure", "Warning:"):
        assert noise not in ended.stderr + ended.stdout
    assert not list(tmp_path.iterdir())
    assert seconds < LIMIT


def test_the_pages_of_the_demos_prefect_ask_the_server_that_they_came_from(
    tmp_path: Path,
) -> None:
    """On a port of its own, or else `make play` shows pages that cannot load anything."""
    until = time.monotonic() + LIMIT
    with prefect_server(tmp_path) as api:
        while time.monotonic() < until:
            with suppress(httpx.HTTPError):
                told = httpx.get(f"{api.removesuffix('/api')}/ui-settings", timeout=5).json()
                assert told["api_url"] == api
                return
            time.sleep(0.2)
    pytest.fail("Prefect has not answered")
