"""What every test can ask for: the shared specifications and payloads, and loopback only."""

import os
import socket
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import make_url

from tests import authority
from tests.postgres import ABSENT, VARIABLE, Server
from tests.traffic import session as traffic

ROOT = Path(__file__).resolve().parents[1]
# A server, where its address stands, how many tests must pass there (CI sets it), and their mark.
SERVERS = (
    ("PostgreSQL", VARIABLE, "SYNCLINE_TESTS_ON_POSTGRES", "postgres"),
    ("Redis", "SYNCLINE_TEST_REDIS", "SYNCLINE_TESTS_ON_REDIS", "redis"),
)
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


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Give a PostgreSQL server; without an address a test skips, without an answer it fails."""
    url = os.environ.get(VARIABLE)
    if not url:
        pytest.skip(ABSENT)
    given = Server(make_url(url))
    yield given
    given.close()


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Return a way to put a line of figures under the summary of the whole session."""
    return lambda line: record_property("figure", line)


TRAFFIC = pytest.StashKey[Path]()  # where the sandboxes of this session write their exchanges
SEEN = pytest.StashKey[tuple[str, list[str]]]()  # the figure of the traffic, and what is wrong


def pytest_configure(config: pytest.Config) -> None:
    """Have the traffic of all processes written down; the workers inherit what is set here."""
    if hasattr(config, "workerinput"):
        return
    if folder := traffic.begin():
        config.stash[TRAFFIC] = folder
    if authority.VARIABLE not in os.environ:
        kept = TemporaryDirectory(prefix="syncline-authority-")
        config.add_cleanup(kept.cleanup)
        os.environ[authority.VARIABLE] = authority.one_authority(Path(kept.name))


SLOW = (
    "tests/sandbox/", "tests/proof/", "tests/e2e/", "tests/conformance/", "tests/recorded/",
    "tests/listen/",
)  # fmt: skip


# Whole files go to one process each; the longest begin first, so that none is left for the end.
LONGEST = (
    "tests/e2e/test_prefect", "tests/simulation/", "tests/proof/", "tests/e2e/", "tests/scale/",
    "tests/large/", "tests/laws/", "tests/mutants/", "tests/store/", "tests/engine/test_undo",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep what talks real HTTP out of `make check`, the reference tool apart; longest first."""
    for item in items:
        reference = "memory" in item.name and "conformance" in item.nodeid
        if item.nodeid.startswith(SLOW) and not reference:
            item.add_marker(pytest.mark.slow)
    rank = {item.nodeid: len(LONGEST) for item in items}
    for number, prefix in reversed(list(enumerate(LONGEST))):
        rank |= {item.nodeid: number for item in items if item.nodeid.startswith(prefix)}
    items.sort(key=lambda item: rank[item.nodeid])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures of every test, also of those that ran in another process."""
    reports = [r for kind in ("passed", "failed") for r in terminalreporter.stats.get(kind, [])]
    counts = [(name, _passed(terminalreporter, at, mark)) for name, at, _, mark in SERVERS]
    lines = [f"on {name}: {count} tests passed" for name, count in counts if count]
    figure, wrong = terminalreporter.config.stash.get(SEEN, ("", []))
    lines += [figure] if figure else []
    lines += [
        str(value)
        for report in reports
        for name, value in getattr(report, "user_properties", ())
        if name == "figure"
    ]
    if lines:
        terminalreporter.section("figures")
        for line in sorted(lines):
            terminalreporter.write_line(line)
    if wrong:
        terminalreporter.section("traffic against the vendors' specifications")
        for line in wrong:
            terminalreporter.write_line(line)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell the missing server once, not once for each test that would use it."""
    report = yield
    if report.skipped and isinstance(report.longrepr, tuple) and ABSENT in report.longrepr[2]:
        report.longrepr = (str(ROOT / "tests"), 0, ABSENT)
    return report


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a session for traffic without an explanation, or too few tests on a server."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if hasattr(session.config, "workerinput") or not reporter:
        return
    _check_traffic(session)
    for name, at, least, mark in SERVERS:
        ran, wanted = _passed(reporter, at, mark), int(os.environ.get(least, "0"))
        if ran < wanted and session.exitstatus == pytest.ExitCode.OK:
            reporter.write_line(f"\nonly {ran} tests passed on {name}; {least} says {wanted}")
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _check_traffic(session: pytest.Session) -> None:
    config = session.config
    if TRAFFIC not in config.stash:
        return
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    whole = whole and not (config.option.keyword or config.option.markexpr)
    found = traffic.end(config.stash[TRAFFIC], SHARED / "specs", whole=whole)
    config.stash[SEEN] = found.figure, found.lines
    if found.failed and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _passed(reporter: pytest.TerminalReporter, variable: str, mark: str) -> int:
    """Count the tests that passed on a server, by their names; none without one."""
    passed = reporter.stats.get("passed", []) if variable in os.environ else []
    return sum(mark in report.nodeid for report in passed)


_connect = socket.socket.connect


def _loopback_only(self: socket.socket, address: Any) -> None:
    host = address[0] if isinstance(address, tuple) else "local"
    if host not in {"127.0.0.1", "::1", "localhost", "local", "0.0.0.0"}:
        raise AssertionError(f"a test tried to reach {host}; only loopback is allowed")
    _connect(self, address)


socket.socket.connect = _loopback_only  # type: ignore[method-assign,assignment]  # a net under all tests
