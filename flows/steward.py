"""The flow that tells a portfolio's steward what only Product Ops can mend."""

from contextlib import ExitStack

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from connectors.registry import CHANNELS
from flows.blocks import resolve_block
from flows.outlook import portfolios
from flows.requests import StewardRequest
from flows.runtime import House, open_house
from syncline.domain.errors import SynclineError
from syncline.domain.memo import Memo
from syncline.ports import NotDelivered


@flow(flow_run_name="tell the steward", retries=0, persist_result=False)
def tell_steward(request: StewardRequest) -> State[dict[str, object]]:
    """Send one message to the steward of a portfolio, or of each portfolio where none is named."""
    try:
        with ExitStack() as stack:
            names = [request.portfolio] if request.portfolio else portfolios()
            opened = [stack.enter_context(open_house(name)) for name in names]
            told, trouble = _told(opened, request.message)
    except SynclineError as error:  # a sentence for its reader, not a traceback
        return Failed(name="Refused", message=str(error), data=error)
    data: dict[str, object] = {"told": told, "trouble": trouble}
    if trouble:
        return Failed(message="; ".join(trouble), data=data)
    return Completed(message=f"told {', '.join(told)}", data=data)


def _told(opened: list[House], message: str) -> tuple[list[str], list[str]]:
    told: list[str] = []
    trouble: list[str] = []
    for house in opened:
        person, name = house.portfolio.steward, house.portfolio.name
        if not person:
            trouble.append(f"{name} names no steward: write steward: somebody@example.com")
        elif person not in told:
            settings = house.loaded.channel(house.loaded.channels[0], house.environ, resolve_block)
            memo = Memo(message, locale=house.portfolio.locale)
            sent = CHANNELS[settings.name](settings).send(person, memo)
            if isinstance(sent, NotDelivered):
                trouble.append(f"{person} was not told: {sent.reason}")
            else:
                told.append(person)
    return told, trouble
