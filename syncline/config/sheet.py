"""The shape of a portfolio's YAML. Its descriptions become `config/schema.json`."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StrictBool

from syncline.config.forms import (
    Authority,
    ChannelUrl,
    Closure,
    Days,
    Digests,
    Email,
    Name,
    Quiet,
    Reference,
    Share,
    Size,
    StoreUrl,
    Text,
    Winners,
)
from syncline.config.links import Link
from syncline.config.quantities import RuleWord
from syncline.config.replicas import ReplicaSheet
from syncline.config.strict import Strict
from syncline.config.words import WordList
from syncline.domain.fields import FieldType
from syncline.domain.policy import Elsewhere, OnMissing, Reach


class TeamSheet(Strict):
    """A team: whose items, who answers, how far alerts go. Any further key is a hint's value."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Text]

    pm: Email | None = Field(None, description="product manager, e-mail")
    lead: Email | None = Field(None, description="team lead, e-mail")
    slack: Text | None = Field(None, description='channel of the team, like "#payments"')
    alerts: Reach = Field("off", description="how far alerts go")
    rules: dict[str, Reach] = Field(
        default_factory=dict, description="rule -> how far it goes for this team, like {C5: shadow}"
    )


class FieldSheet(Strict):
    """One canonical field: who decides, and where it lives."""

    authority: Authority = Field((), description="any, a replica, or an ordered list of replicas")
    elsewhere: Elsewhere | None = Field(None, description="what an edit without authority becomes")
    on_conflict: Winners = Field((), description="hold, or an ordered list of replicas")
    set_once: StrictBool = Field(default=False, description="written where empty, never changed")
    computed: StrictBool = Field(default=False, description="flows out, is never read back")
    tolerance: Days | None = Field(None, description="dates this close agree, like 3 wd")
    carried: Literal["link", "copy"] | None = Field(
        None, alias="as", description="attachments: link (default), or copy"
    )
    limit: Size | None = Field(None, description="of a file that is copied, like 10 MB")
    type: FieldType | None = Field(None, description="type of a field that is not a core field")
    native: dict[str, Text | Literal[False]] = Field(
        default_factory=dict,
        alias="in",
        description="replica -> native field, where it is not the tool's own; false = not there",
    )


class Approve(Strict):
    """Above these a plan waits for a person."""

    changes: Annotated[int, Field(ge=0, strict=True)] = 50
    share: Share = 0.10


class StopAbove(Strict):
    """Above this a plan is refused."""

    share: Share = 0.30


class SafetySheet(Strict):
    """When to stop and ask."""

    first_run: Literal["approve", "apply"] = "approve"
    approve_above: Approve = Approve()
    stop_above: StopAbove = StopAbove()
    max_archives: Annotated[int, Field(ge=0, strict=True)] = 5
    on_missing: OnMissing = "ask"


class HoldSheet(Strict):
    """How long a rule must be true before anybody is told, and be over before it ends."""

    runs: Annotated[int, Field(ge=1, le=20, strict=True)] = 2
    hours: Annotated[int, Field(ge=0, le=100, strict=True)] = 4
    keep: Days = 1


class AlertsSheet(Strict):
    """Which rules run, and when people hear of them."""

    pack: Literal["scrum", "kanban", "portfolio"] = "scrum"
    digest: Digests | None = Field(default=None, description='like "Mon 09:15" or "Mon-Fri 09:15"')
    quiet_hours: Quiet | None = Field(default=None, description='like "19:00-08:30"')
    escalation: Literal["off", "on"] = Field(
        default="off", description="on: what is severe and stays is told to lead, then steward"
    )
    pulse: Literal["off", "on"] = Field(
        default="off", description="on: readers are asked once a month whether it helps"
    )
    answers: Name | None = Field(
        default=None, description="a field in which people may answer, besides labels"
    )
    hold: HoldSheet | None = Field(
        default=None, alias="for", description="how long a rule must be true, and be over"
    )
    rules: dict[str, RuleWord | dict[str, RuleWord]] = Field(
        default_factory=dict,
        description='rule -> "off", "2 wd", or {state, severity, thresholds; by priority or team}',
    )


class ChannelSheet(Strict):
    """Where messages go out."""

    credentials: Reference | None = Field(None, examples=["env:SLACK"])
    url: ChannelUrl | None = Field(
        None,
        description="base URL of the API, or smtps://HOST:PORT, where it is not the tool's own",
    )
    sender: Email | None = Field(None, alias="from", description="whom an e-mail is from")


class CalendarSheet(Strict):
    """A country's holidays, with or without a region, and the days on which the firm is closed."""

    country: Text = Field(examples=["FR"])
    region: Text | None = None


class Sheet(Strict):
    """A portfolio: the replicas that are kept consistent, and the rules."""

    portfolio: Name = Field(description="name of this portfolio", examples=["product"])
    extends: Text | None = Field(None, description="file beside this one that it builds on")
    locale: Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = Field(
        "en", description="language of messages", examples=["fr"]
    )
    timezone: Text = Field("UTC", description="IANA name", examples=["Europe/Paris"])
    calendar: Text | CalendarSheet | None = Field(
        None, description="country of holidays, like FR or ES-MD; {country, region}"
    )
    closures: tuple[Closure, ...] = Field((), description="days off: 2026-08-03..2026-08-21")
    people: Text | None = Field(None, description="file of people, beside this one")
    steward: Email | None = Field(None, description="approvals, sync trouble, items without owner")
    teams: dict[Name, TeamSheet] = Field(default_factory=dict)
    team_of: dict[str, dict[str, Text]] = Field(
        default_factory=dict, description="replica -> {native field: attribute of the team}"
    )
    replicas: dict[Name, ReplicaSheet] = Field(
        min_length=1, examples=["{roadmap: {tool: notion, ...}, delivery: {tool: jira, ...}}"]
    )
    links: tuple[Link, ...] = Field((), description="which records belong together")
    fields: dict[Name, FieldSheet] = Field(
        min_length=1, description="what is synced", examples=["{title: {authority: any}}"]
    )
    values: dict[str, WordList] = Field(
        default_factory=dict, description="vocabularies: word -> what each tool says"
    )
    safety: SafetySheet = SafetySheet()
    alerts: AlertsSheet = AlertsSheet()
    channels: dict[
        Literal["slack", "mail", "teams", "apprise", "comment", "memory"], ChannelSheet
    ] = Field(default_factory=dict, description="where messages go out; the first is preferred")
    store: StoreUrl | None = Field(
        None, description="relative to the project root", examples=["sqlite:///.syncline/x.db"]
    )
