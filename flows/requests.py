"""The parameters of the flows: what the forms of the Prefect UI ask for."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, WithJsonSchema, model_validator

DIGEST = r"^[0-9a-f]{12}$"
DAY, ZONE = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", r"([Zz]|[+-]\d{2}:?\d{2})"
MOMENT = rf"^{DAY}[Tt ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?{ZONE}$"
# A server checks a form by its schema before a run exists, so what `_fits` says is said there, too.
UNSCOPED = {"items": {"maxItems": 0}, "replicas": {"maxItems": 0}, "since": {"type": "null"}}
FITTING: dict[str, Any] = {
    "dependentSchemas": {
        "only": {
            "if": {"properties": {"only": {"type": "array", "minItems": 1}}},
            "then": {"required": ["approve"], "properties": {"approve": {"type": "string"}}},
        },
        "undo": {
            "if": {"properties": {"undo": {"type": "string"}}},
            "then": {"properties": {
                **UNSCOPED, "only": {"maxItems": 0}, "census": {"const": False},
            }},
        },
        "census": {
            "if": {"properties": {"census": {"const": True}}}, "then": {"properties": UNSCOPED},
        },
    }
}  # fmt: skip
Moment = Annotated[
    AwareDatetime, WithJsonSchema({"type": "string", "format": "date-time", "pattern": MOMENT})
]
Name = Annotated[str, Field(min_length=1)]


class Form(BaseModel):
    """What every form is: a misspelt name must not mean its default."""

    model_config = ConfigDict(extra="forbid")


class Limits(Form):
    """When this one run waits for a person, or is refused. Empty: as the portfolio says."""

    changes: int | None = Field(
        default=None,
        title="Wait above this many operations",
        description="Lower than in the portfolio; a higher number changes nothing.",
        examples=[10],
        ge=0,
    )
    share: int | None = Field(
        default=None,
        title="Wait above this share of a tool's records, in %",
        description="Lower than in the portfolio; a higher number changes nothing.",
        examples=[5],
        ge=0,
        le=100,
    )
    archives: int | None = Field(
        default=None,
        title="Wait above this many records put away",
        description="Lower than in the portfolio; a higher number changes nothing.",
        examples=[0],
        ge=0,
    )
    stop_share: int | None = Field(
        default=None,
        title="Refuse above this share of a tool's records, in %",
        description="May be higher than in the portfolio, for one large change that is meant: "
        "the plan then still waits for a person.",
        examples=[60],
        ge=0,
        le=100,
    )


class SyncRequest(Form):
    """Bring one portfolio into step, or only show what that would write."""

    model_config = ConfigDict(json_schema_extra=FITTING)

    portfolio: str = Field(
        title="Portfolio",
        description="The name of a file in config/ (without .yaml), or the path of one.",
        examples=["product", "config/examples/scaleup.yaml"],
        min_length=1,
    )
    mode: Literal["plan", "apply"] = Field(
        default="plan",
        title="Mode",
        description="plan: show every write with its reason and write nothing. apply: do it.",
        examples=["plan"],
    )
    approve: str | None = Field(
        default=None,
        title="Approve a held plan",
        description="The digest of the plan that you have read. Exactly that plan is applied, "
        "or refused when it has changed since.",
        examples=["0123456789ab"],
        pattern=DIGEST,
    )
    only: list[Name] = Field(
        default_factory=list,
        title="Of the approved plan only these items",
        description="Numbers, keys or titles as the plan shows them; empty for all of it. "
        "What is left out waits as a plan of its own.",
        examples=[["1", "PAY-12"]],
    )
    by: str = Field(
        default="",
        title="On whose word",
        description="Who approved the plan or asks for this run, for the record.",
        examples=["Inès"],
        max_length=100,
    )
    items: list[Name] = Field(
        default_factory=list,
        title="Only these items",
        description="Keys or ids, such as PAY-12; empty for everything.",
        examples=[["PAY-12"]],
    )
    replicas: list[Name] = Field(
        default_factory=list,
        title="Only these replicas",
        description="Two or more names of the portfolio's replicas; empty for all. "
        "The others are neither read nor written, and follow with the next run.",
        examples=[["delivery", "roadmap"]],
    )
    since: Moment | None = Field(
        default=None,
        title="Only what changed since",
        description="Look at everything again and take the known items of which a record changed "
        "at or after this moment. With a time zone.",
        examples=["2026-03-02T08:00:00+01:00"],
    )
    census: bool = Field(
        default=False,
        title="Read everything",
        description="List every record, whatever was read before: finds what no list of changes "
        "shows. Otherwise this happens once a day.",
    )
    limits: Limits = Field(
        default_factory=Limits,
        title="Limits of this run",
        description="Other limits than the portfolio's, for this run.",
    )
    undo: str | None = Field(
        default=None,
        title="Undo this run",
        description="The name of a past run, as `syncline runs` lists it: take back what it wrote, "
        "except what anyone changed since. Empty for a sync.",
        examples=["r-20260302-082000-417f"],
        min_length=1,
    )

    @model_validator(mode="after")
    def _fits(self) -> "SyncRequest":
        if self.only and not self.approve:
            raise ValueError(
                "'Of the approved plan only these items' needs 'Approve a held plan': "
                "give the digest of the plan that they stand in"
            )
        narrow: tuple[list[str] | datetime | None, ...] = (self.items, self.replicas, self.since)
        if self.undo and (any(narrow) or self.only or self.census):
            raise ValueError("'Undo this run' takes back all of a run: leave the scope empty")
        if self.census and any(narrow):
            raise ValueError("'Read everything' and a scope exclude each other: leave one empty")
        return self

    @property
    def named(self) -> str:
        """Return what a person reads as the run's name."""
        what = "undo" if self.undo else "census" if self.census else self.mode
        scope = [*self.items[:3], *self.replicas, *([f"{self.since:%F}"] if self.since else [])]
        parts = [what, self.portfolio, *scope, self.approve or ""]
        return " ".join(part for part in parts if part)


Portfolios = Annotated[
    list[Name],
    Field(
        title="Portfolios",
        description="Names of files in config/; empty for all of them.",
        examples=[["product"]],
    ),
]


class AlertRequest(Form):
    """Tell owners, once, what is stale or where the tools disagree."""

    portfolios: list[Name] = Field(
        default_factory=list,
        title="Portfolios",
        description="Names of files in config/; empty for all of them. "
        "One person gets one message over all of them.",
        examples=[["product"]],
    )
    dry_run: bool = Field(
        default=False,
        title="Dry run",
        description="Show what would be told, and tell nobody.",
    )


class ReportRequest(Form):
    """Show how consistent the tools are, and what waits for a person."""

    portfolios: Portfolios = []


class RecoveryRequest(Form):
    """Settle by reading what a crash left open; put plans aside that nobody answered in time."""

    portfolios: Portfolios = []


class ApproveRequest(Form):
    """Show the plan that waits and ask a person for the verdict."""

    portfolio: str = Field(
        title="Portfolio",
        description="The name of a file in config/ (without .yaml).",
        examples=["product"],
        min_length=1,
    )


class StewardRequest(Form):
    """Tell the steward of a portfolio something that only Product Ops can mend."""

    portfolio: str = Field(
        default="",
        title="Portfolio",
        description="Whose steward; empty for the stewards of all portfolios.",
        examples=["product"],
    )
    message: str = Field(
        title="Message",
        description="One or two sentences, sent as they are.",
        examples=["The nightly sync fails: Jira refuses the token."],
        min_length=1,
        max_length=2000,
    )
