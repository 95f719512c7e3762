"""Start the flows from the command line, on the configured Prefect or one of its own."""

import logging
import os
from typing import Any

from syncline.domain.errors import SynclineError

os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "90")
os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")

from prefect.client.schemas.objects import State  # the settings above are read at import

from flows.alerts import alert_owners
from flows.requests import AlertRequest, SyncRequest
from flows.sync import sync_portfolio

Document = dict[str, object]


def launch_sync(
    portfolio: str, approve: str | None, items: list[str], undo: str | None = None
) -> Document:
    """Run the sync flow in this process and return its summary. Raises what the flow raised."""
    request = SyncRequest(
        portfolio=portfolio, mode="apply", approve=approve, items=items, undo=undo
    )
    return _result(sync_portfolio(request, return_state=True))


def launch_alerts(
    portfolios: list[str],
) -> tuple[list[dict[str, str]], dict[str, list[str]], list[str], list[str]]:
    """Run the alerts flow in this process; return alerts, what was told, what failed, notes."""
    found = _result(alert_owners(AlertRequest(portfolios=portfolios), return_state=True))
    return found["alerts"], found.get("told", {}), found.get("failed", []), found["notes"]  # type: ignore[return-value]  # as flows.alerts.document makes it


def _result(state: State[Any]) -> Document:
    found = state.result(raise_on_failure=False)
    if isinstance(found, SynclineError):
        raise found
    if isinstance(found, BaseException):
        logging.getLogger(__name__).debug("flow failed", exc_info=found)
        raise found
    return dict(found)
