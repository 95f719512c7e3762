"""What `deploy` and `serve` do; Prefect is imported only here."""

import os
from collections import Counter
from collections.abc import Sequence

from flows.neighbours import all_overlapping
from flows.runtime import portfolio_names, root
from flows.screen import Screen
from syncline.domain.errors import ConfigurationError

QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "WARNING",
}  # fmt: skip
SWITCH = {"on": True, "off": False, "keep": None}
MISSING = 4


def deploy(
    screen: Screen, server: str | None, schedules: str, notify: str | None, *, dry: bool
) -> int:
    """Put pool, variable, deployments and automations on a server; say what was done."""
    _prepared(server)
    import httpx  # noqa: PLC0415  # Prefect's client lets its errors through
    from prefect import get_client  # noqa: PLC0415  # two seconds, and it reads the settings

    from flows.deployment.everything import Asked, deploy  # noqa: PLC0415

    asked = Asked(dry, SWITCH[schedules], notify)
    try:
        with get_client(sync_client=True) as client:
            client.hello().raise_for_status()
            did = deploy(client, asked)
    except (OSError, httpx.TransportError, httpx.HTTPStatusError) as error:
        return _unreachable(screen, error)
    rows = [(d.kind, d.name, d.what, d.why) for d in did]
    changed = [row for row in rows if row[2] in {"created", "updated"}]
    _shown(screen, "would be done" if dry else "done", changed)
    _shown(screen, "left over", [row for row in rows if row[2] == "left over"])
    counts = Counter(d.what for d in did)
    screen.show(", ".join(f"{count} {what}" for what, count in sorted(counts.items())) + ".")
    if not changed:
        screen.show("No change: the server has all of it.")
    notices = [str(one) for one in all_overlapping()]
    for notice in notices:
        screen.say(notice)
    screen.document({
        "dry_run": dry,
        "notices": notices,
        "did": [{"kind": d.kind, "name": d.name, "what": d.what, "why": d.why} for d in did],
        "counts": dict(counts),
    })  # fmt: skip
    return 0


def _shown(screen: Screen, title: str, rows: Sequence[tuple[str, str, str, str]]) -> None:
    if rows:
        screen.table(title, ("what", "name", "", "why"), rows)


def serve(screen: Screen, server: str | None) -> int:
    """Serve every deployment from this process, without a work pool or a worker."""
    _prepared(server)
    import httpx  # noqa: PLC0415  # Prefect's client lets its errors through
    from prefect import get_client  # noqa: PLC0415  # two seconds, and it reads the settings

    from flows.deployment.serving import serve  # noqa: PLC0415

    try:
        with get_client(sync_client=True) as client:
            client.hello().raise_for_status()
            screen.say(f"Serving {', '.join(portfolio_names())}; Ctrl-C ends it.")
            serve(client)
    except (OSError, httpx.TransportError, httpx.HTTPStatusError) as error:
        return _unreachable(screen, error)
    return 0


def _prepared(server: str | None) -> None:
    """Point this process at the server, before Prefect reads its settings."""
    if not portfolio_names():
        raise ConfigurationError(
            f"{root() / 'config'} holds no portfolio, so there is nothing to deploy. Copy one from "
            "config/examples/."
        )
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    if server:
        if not server.startswith(("http://", "https://")):
            raise ConfigurationError(
                f"--server {server}: write its address, such as http://127.0.0.1:4200."
            )
        plain = server.rstrip("/").removesuffix("/api")
        os.environ["PREFECT_API_URL"] = f"{plain}/api"
    elif not os.environ.get("PREFECT_API_URL"):
        raise ConfigurationError(
            "No Prefect server is named. Start one (`prefect server start`) and write "
            "--server http://127.0.0.1:4200, or set PREFECT_API_URL."
        )


def _unreachable(screen: Screen, error: Exception) -> int:
    screen.problem(
        f"Prefect does not answer as it should at {os.environ['PREFECT_API_URL']} "
        f"({' '.join(str(error).split())}). Start it with `prefect server start`, or name another "
        "one with --server."
    )
    return MISSING
