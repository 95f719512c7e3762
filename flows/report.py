"""The flow that shows how consistent the tools are, and what waits for a person."""

from collections.abc import Sequence
from contextlib import ExitStack

from prefect import flow
from prefect.artifacts import create_image_artifact, create_markdown_artifact
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.artifacts import key_of, page_of, publish_table
from flows.outlook import portfolios
from flows.picture import as_url, picture
from flows.requests import ReportRequest
from flows.runtime import House, open_house
from flows.settle_commands import conflict_row, proposal_row
from syncline.domain.errors import SynclineError
from syncline.engine.standing import standing

RUNS = 60  # of the past, on the picture


@flow(flow_run_name="report", retries=0, persist_result=False)
def report_consistency(request: ReportRequest) -> State[dict[str, object]]:
    """Publish for each portfolio: the share in step over time, conflicts, proposals, held plans."""
    try:
        with ExitStack() as stack:
            names = request.portfolios or portfolios()
            opened = [stack.enter_context(open_house(name)) for name in names]
            rows = [row for house in opened for row in [_published(house)]]
    except SynclineError as error:  # a sentence for its reader, not a traceback
        return Failed(name="Refused", message=str(error), data=error)
    return Completed(message=said(rows), data={"portfolios": rows})


def said(rows: Sequence[dict[str, object]]) -> str:
    """Return one sentence over all portfolios."""
    return "; ".join(
        f"{r['portfolio']}: {r['in step']} of {r['items']} items in step" for r in rows
    )


def _published(house: House) -> dict[str, object]:
    name, figures = house.portfolio.name, figures_of(house)
    runs = house.store.runs(RUNS)[::-1]
    title = f"{name}: {figures['in step']} of {figures['items']} items in step"
    create_image_artifact(as_url(picture(title, runs)), key_of(name, "consistency"), title)
    _waiting(house)
    held = house.store.held()
    if held:
        page = "\n".join([*(f"- {reason}" for reason in held.reasons), "", page_of(house, held)])
        create_markdown_artifact(page, key_of(name, "held"), f"{name}: a plan waits for a person")
    publish_table(key_of(name, "standing"), [figures], title)
    return figures


def _waiting(house: House) -> None:
    name, store = house.portfolio.name, house.store
    conflicts, proposals = store.conflicts(), store.proposals()
    states = store.load({c.item for c in conflicts} | {p.item for p in proposals})
    shown = [conflict_row(c, states[c.item]) for c in conflicts]
    publish_table(key_of(name, "conflicts"), shown, f"{name}: {len(shown)} open conflicts")
    asked = [proposal_row(p, states[p.item]) for p in proposals]
    publish_table(key_of(name, "proposals"), asked, f"{name}: {len(asked)} open proposals")


def figures_of(house: House) -> dict[str, object]:
    """Count a portfolio's Items, and how many of them agree in every tool."""
    store, now = house.store, standing(house.store)
    return {
        "portfolio": house.portfolio.name,
        "items": now.items,
        "in step": now.in_step,
        "with an open conflict": len({c.item for c in store.conflicts()}),
        "with an open proposal": len({p.item for p in store.proposals()}),
        "still to be written": len(store.unsettled()),
        "held plan": held.digest if (held := store.held()) else "none",
    }
