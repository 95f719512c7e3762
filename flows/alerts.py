"""The flow that tells owners, once, what is stale or misaligned."""

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.artifacts import publish_table
from flows.outlook import Outlook, houses, look, said_of, tell_owners
from flows.requests import AlertRequest
from syncline.domain.errors import SynclineError
from syncline.domain.state import LeaseTaken
from syncline.engine.desk import Told


@flow(flow_run_name="alert owners", retries=0, persist_result=False)
def alert_owners(request: AlertRequest) -> State[dict[str, object]]:
    """Evaluate the rules over every portfolio's store and send one digest to each owner."""
    try:
        with houses(request.portfolios) as opened:
            outlook = look(opened, keep=not request.dry_run)
            told = None if request.dry_run else tell_owners(opened, outlook)
    except SynclineError as error:  # a sentence for its reader, not a traceback
        return Failed(name="Refused", message=str(error), data=error)
    publish_table("syncline-alerts", outlook.rows, f"{len(outlook.rows)} alerts")
    if isinstance(told, Told):
        sent = [{"told": person, "lines": " / ".join(lines)} for person, lines in told.sent.items()]
        publish_table("syncline-alerts-sent", sent, f"{len(sent)} people told")
    return Completed(message=said(outlook, told), data=document(outlook, told))


def said(outlook: Outlook, told: Told | LeaseTaken | None) -> str:
    """Return one sentence on what was found and told."""
    found = f"{len(outlook.rows)} alerts"
    if isinstance(told, LeaseTaken):
        return f"{found}; another run is telling owners now"
    return found if told is None else f"{found}; {len(told.sent)} people told"


def document(outlook: Outlook, told: Told | LeaseTaken | None) -> dict[str, object]:
    """Return what was found and told, JSON-ready."""
    made: dict[str, object] = {"alerts": [dict(row) for row in outlook.rows]}
    if isinstance(told, Told):
        made["told"] = {person: list(lines) for person, lines in told.sent.items()}
        made |= {"opened": told.opened, "resolved": told.resolved, "failed": list(told.failed)}
    made["notes"] = said_of(told)
    return made
