"""What every test can ask for: the shared specifications and payloads, and loopback only."""

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("SYNCLINE_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """Return a finder of shared test data; a test that asks for what is absent is skipped."""

    def find(relative: str) -> Path:
        path = SHARED / relative
        if not path.exists():
            pytest.skip(f"{relative} is not beside this checkout (set SYNCLINE_SHARED)")
        return path

    return find


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Return a way to put a line of figures under the summary of the whole session."""
    return lambda line: record_property("figure", line)


SLOW = ("tests/sandbox/", "tests/proof/", "tests/e2e/", "tests/conformance/", "tests/recorded/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep what talks real HTTP out of `make check`; the reference tool stays in."""
    for item in items:
        reference = "memory" in item.name and "conformance" in item.nodeid
        if item.nodeid.startswith(SLOW) and not reference:
            item.add_marker(pytest.mark.slow)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures of every test, also of those that ran in another process."""
    reports = [r for kind in ("passed", "failed") for r in terminalreporter.stats.get(kind, [])]
    lines = [
        str(value)
        for report in reports
        for name, value in getattr(report, "user_properties", ())
        if name == "figure"
    ]
    if lines:
        terminalreporter.section("figures")
        for line in sorted(lines):
            terminalreporter.write_line(line)


_connect = socket.socket.connect


def _loopback_only(self: socket.socket, address: Any) -> None:
    host = address[0] if isinstance(address, tuple) else "local"
    if host not in {"127.0.0.1", "::1", "localhost", "local", "0.0.0.0"}:
        raise AssertionError(f"a test tried to reach {host}; only loopback is allowed")
    _connect(self, address)


socket.socket.connect = _loopback_only  # type: ignore[method-assign,assignment]  # a net under all tests
