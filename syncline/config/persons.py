"""The shape of people.yaml: one person, the accounts, and how it is reached."""

from typing import Literal

from pydantic import Field, StrictBool, TypeAdapter

from syncline.config.forms import Closure, Day, Digests, Email, Identifier, Text
from syncline.config.strict import Strict


class AccountSheet(Strict):
    """Native account ids; addresses are matched without them where a tool shows them."""

    jira: Identifier | None = None
    asana: Identifier | None = None
    notion: Identifier | None = None
    trello: Identifier | None = None
    slack: Identifier | None = None
    teams: Identifier | None = None
    apprise: Identifier | None = None
    memory: Identifier | None = None


class PersonSheet(Strict):
    """One person."""

    email: Email = Field(examples=["ines@example.com"])
    name: str = ""
    accounts: AccountSheet = AccountSheet()
    aliases: tuple[Email, ...] = ()
    active: StrictBool = True
    locale: Text | None = None
    timezone: Text | None = None
    delegate: Email | None = None
    contract_end: Day | None = Field(None, description="the last day; after it nobody writes there")
    calendar: Text | None = Field(None, description="working days: a country, like FR or ES-MD")
    away: tuple[Closure, ...] = Field((), description="leave: 2026-08-03..2026-08-21")
    channel: Literal["slack", "mail", "teams", "apprise", "comment", "memory"] | None = Field(
        None, description="where this person wants to be written to"
    )
    digest: Digests | None = Field(None, description='like "Mon 09:15", in this person\'s zone')


PEOPLE: TypeAdapter[tuple[PersonSheet, ...]] = TypeAdapter(tuple[PersonSheet, ...])
