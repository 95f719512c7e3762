"""The forms of the deployments: what their flows take, and which portfolios there are."""

from collections.abc import Sequence
from typing import Any

from prefect import Flow
from prefect.utilities.callables import ParameterSchema, parameter_schema

from flows.requests import AlertRequest, RecoveryRequest, ReportRequest, SyncRequest

ONE, SEVERAL = "portfolio", "portfolios"
# What automations start keeps the name that it is given, also of a portfolio that is gone.
BY_HAND = {form.__name__ for form in (SyncRequest, AlertRequest, ReportRequest, RecoveryRequest)}


def form_of(flow: Flow[..., Any], portfolios: Sequence[str]) -> ParameterSchema:
    """Return the form of a flow, in which a person chooses among these portfolios."""
    made = parameter_schema(flow)
    for name, form in made.definitions.items():
        if name in BY_HAND:
            fields: dict[str, dict[str, Any]] = form["properties"]
            if ONE in fields:
                fields[ONE] |= {"enum": list(portfolios), "examples": portfolios[:1]}
                fields[ONE]["description"] = "One of config/, as it was deployed."
            if SEVERAL in fields:
                fields[SEVERAL]["items"]["enum"] = list(portfolios)
    return made
