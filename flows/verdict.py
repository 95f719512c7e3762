"""The form on which a person answers a plan that waits."""

from typing import Annotated, Literal

from prefect.input import RunInput
from pydantic import ConfigDict, Field

from flows.requests import DIGEST
from syncline.domain.errors import ConfigurationError
from syncline.domain.item import ItemId
from syncline.domain.state import HeldPlan
from syncline.engine.picking import chosen

APPROVE, REJECT, PART = "approve", "reject", "approve only these"


class Verdict(RunInput):
    """Answer for exactly the plan above; nothing else is written."""

    model_config = ConfigDict(extra="forbid")

    decision: Literal["approve", "reject", "approve only these"] = Field(
        title="Decision",
        description="approve: write exactly this plan, or nothing where it has changed meanwhile. "
        "reject: write nothing; the next run makes a new plan, and asks again if that waits. "
        "approve only these: write the items below, and let the rest wait.",
        examples=[APPROVE],
    )
    only: list[Annotated[str, Field(min_length=1)]] = Field(
        default_factory=list,
        title="Only these items",
        description="Numbers, keys or titles as the plan above shows them. "
        "For 'approve only these' alone; empty otherwise.",
        examples=[["1", "PAY-12"]],
    )
    by: str = Field(
        default="",
        title="Your name",
        description="Who decides, for the record.",
        examples=["Inès"],
        max_length=100,
    )
    plan: str = Field(
        title="Plan",
        description="The digest of the plan above. Leave it as it is: the answer is for this plan.",
        pattern=DIGEST,
    )


def picks(verdict: Verdict, held: HeldPlan) -> frozenset[ItemId]:
    """Return the Items that a verdict names. Raises ConfigurationError that says what is wrong."""
    if verdict.plan != held.digest:
        raise ConfigurationError(
            f"The answer was for plan {verdict.plan}; the plan shown is {held.digest}. "
            "Leave the field *Plan* as it is."
        )
    if verdict.decision == PART and not verdict.only:
        raise ConfigurationError(
            "'approve only these' needs items: write their numbers into *Only these items*."
        )
    if verdict.decision != PART and verdict.only:
        raise ConfigurationError(
            f"The decision is '{verdict.decision}', and items are named. To write those alone, "
            "choose 'approve only these'; otherwise empty *Only these items*."
        )
    return chosen(held, verdict.only)
