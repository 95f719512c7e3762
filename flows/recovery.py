"""The flow that settles by reading what a crash left open, and puts plans aside that timed out."""

from contextlib import ExitStack

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.artifacts import publish_table
from flows.lapsing import lapse
from flows.outlook import portfolios
from flows.requests import RecoveryRequest
from flows.runtime import House, open_house
from syncline.domain.errors import SynclineError
from syncline.domain.state import LeaseTaken
from syncline.engine.conclude import close_cut_off
from syncline.engine.recover import recover


@flow(flow_run_name="recover", retries=0, persist_result=False)
def recover_portfolios(request: RecoveryRequest) -> State[dict[str, object]]:
    """Read what became of open writes; close runs that were cut off; time held plans out.

    Nothing is written to any tool. A sync does the same before it begins: this is for the nights.
    """
    try:
        with ExitStack() as stack:
            names = request.portfolios or portfolios()
            opened = [stack.enter_context(open_house(name)) for name in names]
            rows = [recovered(house) for house in opened]
    except SynclineError as error:  # a sentence for its reader, not a traceback
        return Failed(name="Refused", message=str(error), data=error)
    publish_table("syncline-recovery", rows, f"{len(rows)} portfolios")
    message = "; ".join(f"{row['portfolio']}: {row['said']}" for row in rows)
    return Completed(message=message, data={"portfolios": rows})


def recovered(house: House) -> dict[str, object]:
    """Settle one portfolio, unless a run is at work there; a run does the same."""
    row: dict[str, object] = {"portfolio": house.portfolio.name}
    with house.leased() as session:
        if isinstance(session, LeaseTaken):
            return row | {"said": f"a run is at work ({session.holder}), and does this itself"}
        close_cut_off(session)
        done = recover(session)
        said = f"{done.settled} open writes settled, {done.waiting} wait for their tool"
        if lapsed := lapse(house, session):
            said += f". {lapsed}"
    return row | {"settled": done.settled, "waiting": done.waiting, "said": said}
