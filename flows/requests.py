"""The parameters of the flows: what the forms of the Prefect UI ask for."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

DIGEST = r"^[0-9a-f]{12}$"


class SyncRequest(BaseModel):
    """Bring one portfolio into step, or only show what that would write."""

    model_config = ConfigDict(extra="forbid")  # a misspelt name must not mean its default

    portfolio: str = Field(
        title="Portfolio",
        description="The name of a file in config/ (without .yaml), or the path of one.",
        examples=["product", "config/examples/scaleup.yaml"],
        min_length=1,
    )
    mode: Literal["plan", "apply"] = Field(
        "plan",
        title="Mode",
        description="plan: show every write with its reason and write nothing. apply: do it.",
    )
    approve: str | None = Field(
        None,
        title="Approve a held plan",
        description="The digest of the plan that you have read. Exactly that plan is applied, "
        "or refused when it has changed since.",
        pattern=DIGEST,
    )
    items: list[str] = Field(
        default_factory=list,
        title="Only these items",
        description="Keys or ids, such as PAY-12; empty for everything.",
    )
    undo: str | None = Field(
        None,
        title="Undo this run",
        description="The name of a past run, as `syncline runs` lists it: take back what it wrote, "
        "except what anyone changed since. Empty for a sync.",
        min_length=1,
    )


class AlertRequest(BaseModel):
    """Tell owners, once, what is stale or where the tools disagree."""

    model_config = ConfigDict(extra="forbid")  # a misspelt name must not mean its default

    portfolios: list[str] = Field(
        default_factory=list,
        title="Portfolios",
        description="Names of files in config/; empty for all of them. "
        "One person gets one message over all of them.",
    )
    dry_run: bool = Field(
        default=False,
        title="Dry run",
        description="Show what would be told, and tell nobody.",
    )
