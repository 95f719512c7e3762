"""Prefect blocks for the credentials of every tool and channel.

A portfolio names one as `credentials: block:NAME`. What is secret is a SecretStr: Prefect stores it
encrypted, shows it masked, and it stands in no log and no error.
"""

import smtplib
import ssl
from typing import ClassVar

from prefect.blocks.core import Block
from pydantic import Field, SecretStr

from flows.checking import Account, account_of
from syncline.config.replicas import ADDRESSES


class Credentials(Block):
    """What all credentials have in common: they can be handed on, and checked."""

    slug: ClassVar[str] = ""
    secrets: ClassVar[tuple[str, ...]] = ("token",)
    tool: ClassVar[str] = ""

    def values_by_key(self) -> dict[str, str]:
        """Return what a portfolio asks for, in the clear; for the call alone."""
        found = ((key, getattr(self, key)) for key in self.secrets)
        return {k: v.get_secret_value() if isinstance(v, SecretStr) else str(v) for k, v in found}

    def check(self) -> str:
        """Ask the tool who this is; return a sentence. Raises ReplicaError or RetryLater."""
        account = Account(self.tool, self._address(), self.values_by_key())
        return account_of(account)

    def _address(self) -> str:
        return str(getattr(self, "url", "") or ADDRESSES.get(self.tool, ""))


class JiraCredentials(Credentials):
    """A Jira Cloud account: its e-mail address and an API token.

    Make the token at https://id.atlassian.com/manage-profile/security/api-tokens. Use an account of
    its own for Syncline, with *Browse* and *Edit issues* in the projects that are synced.
    """

    _block_type_name = "Syncline: Jira credentials"
    slug: ClassVar[str] = "syncline-jira"
    _block_type_slug = slug
    secrets: ClassVar[tuple[str, ...]] = ("email", "token")
    tool: ClassVar[str] = "jira"

    email: str = Field(title="E-mail", description="Of the account.", examples=["bot@acme.fr"])
    token: SecretStr = Field(title="API token", description="Of that account.")
    url: str = Field(
        title="Site", description="Address of the site.", examples=["https://acme.atlassian.net"]
    )


class AsanaCredentials(Credentials):
    """An Asana personal access token.

    Make it in the developer console of Asana. Its account is a member of the synced projects.
    """

    _block_type_name = "Syncline: Asana credentials"
    slug: ClassVar[str] = "syncline-asana"
    _block_type_slug = slug
    tool: ClassVar[str] = "asana"

    token: SecretStr = Field(title="Token", description="A personal access token.")
    url: str = Field(default="", title="Address", description="Empty for Asana's own.")


class NotionCredentials(Credentials):
    """The secret of a Notion integration.

    Make an internal integration, and connect it with the databases that are synced.
    """

    _block_type_name = "Syncline: Notion credentials"
    slug: ClassVar[str] = "syncline-notion"
    _block_type_slug = slug
    tool: ClassVar[str] = "notion"

    token: SecretStr = Field(title="Token", description="The integration's secret.")
    url: str = Field(default="", title="Address", description="Empty for Notion's own.")


class TrelloCredentials(Credentials):
    """A Trello API key with a token of the account that works on the boards.

    Make a Power-Up for the key, and authorise a token with it for reading and writing.
    """

    _block_type_name = "Syncline: Trello credentials"
    slug: ClassVar[str] = "syncline-trello"
    _block_type_slug = slug
    secrets: ClassVar[tuple[str, ...]] = ("key", "token")
    tool: ClassVar[str] = "trello"

    key: SecretStr = Field(title="API key", description="Of the Power-Up.")
    token: SecretStr = Field(title="Token", description="Of the account.")
    url: str = Field(default="", title="Address", description="Empty for Trello's own.")


class SlackCredentials(Credentials):
    """A Slack bot token, with the scopes chat:write, im:write and users:read.email."""

    _block_type_name = "Syncline: Slack credentials"
    slug: ClassVar[str] = "syncline-slack"
    _block_type_slug = slug
    tool: ClassVar[str] = "slack"

    token: SecretStr = Field(title="Bot token", description="Begins with xoxb-.")
    url: str = Field(default="", title="Address", description="Empty for Slack's own.")


class SmtpCredentials(Credentials):
    """A mail server that takes messages, and the account that sends them."""

    _block_type_name = "Syncline: SMTP credentials"
    slug: ClassVar[str] = "syncline-smtp"
    _block_type_slug = slug
    secrets: ClassVar[tuple[str, ...]] = ("host", "port", "user", "password", "sender")
    tool: ClassVar[str] = "smtp"

    host: str = Field(title="Host", description="Name of the server.", examples=["smtp.acme.fr"])
    port: int = Field(default=587, title="Port", description="Usually 587.", ge=1, le=65535)
    user: str = Field(default="", title="User", description="Empty where none is asked for.")
    password: SecretStr = Field(
        default=SecretStr(""), title="Password", description="Of that user."
    )
    sender: str = Field(
        default="", title="Sender", description="The From address.", examples=["syncline@acme.fr"]
    )
    tls: bool = Field(default=True, title="STARTTLS", description="Off on loopback alone.")

    def check(self) -> str:
        """Greet the server and log in; return a sentence. Raises OSError or SMTPException."""
        with smtplib.SMTP(self.host, self.port, timeout=10) as server:
            server.ehlo()
            if self.tls:
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password.get_secret_value())
        return f"{self.host}:{self.port} takes messages."


KINDS: tuple[type[Credentials], ...] = (
    JiraCredentials, AsanaCredentials, NotionCredentials, TrelloCredentials, SlackCredentials,
    SmtpCredentials,
)  # fmt: skip
