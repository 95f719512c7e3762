"""What a run leaves to read in the Prefect UI, under a name for each portfolio."""

import json
import re
from collections.abc import Mapping, Sequence

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from flows.pages import SHOWN, plan_page
from flows.runtime import House
from syncline.domain.state import HeldPlan
from syncline.engine.conclude import Summary, held_plan
from syncline.engine.run import Result
from syncline.engine.session import Session


def key_of(portfolio: str, what: str) -> str:
    """Return a key that Prefect takes: it fails a flow for any other sign."""
    return "-".join(re.findall(r"[a-z0-9]+", f"{portfolio}-{what}".lower()))


def publish_plan(house: House, session: Session, result: Result) -> None:
    """Publish the Plan as Markdown, with why it waits when it does."""
    if result.plan is None:
        return
    held = held_plan(session, result.plan, result.waits)
    waits = [f"- {reason}" for reason in result.waits]
    if waits:
        approve = f"Run again with *Approve a held plan* = `{held.digest}`, or answer the run of "
        approve += f"*approve-plan* that asks for {house.portfolio.name}."
        waits = ["**This plan waits for a person, because**", "", *waits, "", approve, ""]
    create_markdown_artifact(
        key=key_of(house.portfolio.name, "plan"),
        markdown="\n".join([*waits, page_of(house, held)]),
        description=f"{house.portfolio.name}: every write with its reason",
    )


def page_of(house: House, held: HeldPlan) -> str:
    """Return the page of a plan; one that it has no room for is published whole beside it."""
    return shown(house.portfolio.name, held)


def shown(portfolio: str, held: HeldPlan) -> str:
    """Return the first rows of a plan, with a link to all of them where there are more."""
    operations = json.loads(held.rendered)["operations"]
    if sum(max(1, len(op.get("changes", ()))) for op in operations) <= SHOWN:
        return plan_page(held)
    whole, described = plan_page(held, limit=None), f"{portfolio}: all of {held.digest}"
    made = create_markdown_artifact(whole, key_of(portfolio, "whole-plan"), described)
    # Without a host: a worker calls the server by another name than a browser does.
    return plan_page(held, more=f"[All of them](/v2/artifacts/artifact/{made})")


def publish_question(portfolio: str, page: str) -> None:
    """Publish a plan that a person is asked about, where there is more room than in a form."""
    described = f"{portfolio}: this plan waits for an answer. Press Resume."
    create_markdown_artifact(page, key_of(portfolio, "question"), described)


def publish_result(portfolio: str, summary: Summary) -> None:
    """Publish how the run ended, with its numbers."""
    numbers = {key: value for key, value in summary.document().items() if key != "notes"}
    rows = [{"what": key, "value": str(value)} for key, value in numbers.items()]
    rows += [{"what": "note", "value": note} for note in summary.notes[:100]]
    described = f"{portfolio}: {summary.outcome}"
    create_table_artifact(key=key_of(portfolio, "result"), table=rows, description=described)


def publish_table(key: str, rows: Sequence[Mapping[str, object]], description: str) -> None:
    """Publish a table; an empty one says so."""
    shown = [{k: str(v) for k, v in row.items()} for row in rows] or [{"": "nothing"}]
    create_table_artifact(key=key, table=shown, description=description)
