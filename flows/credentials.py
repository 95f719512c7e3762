"""Prefect blocks for the credentials of every tool and channel.

A portfolio names one as `credentials: block:NAME`. What is secret is a SecretStr: Prefect stores it
encrypted, shows it masked, and it stands in no log and no error. No block has a logo: the pages of
a server of one's own load nothing from elsewhere.
"""

from typing import ClassVar

from prefect.blocks.core import Block
from pydantic import Field, HttpUrl, SecretStr

from flows.checking import Account, account_of
from syncline.config.loading import CHANNELS
from syncline.config.replicas import ADDRESSES

ASKED = "Asked by check(); a run goes where the portfolio says."


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
        return str(getattr(self, "url", "")) or {**CHANNELS, **ADDRESSES}[self.tool]


class JiraCredentials(Credentials):
    """A Jira Cloud account: its e-mail address and an API token.

    Make the token at https://id.atlassian.com/manage-profile/security/api-tokens. Use an account of
    its own for Syncline, with *Browse* and *Edit issues* in the projects that are synced.
    """

    _block_type_name = "Syncline: Jira credentials"
    slug: ClassVar[str] = "syncline-jira"
    _block_type_slug = slug
    _documentation_url = HttpUrl(
        "https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/"
    )
    secrets: ClassVar[tuple[str, ...]] = ("email", "token")
    tool: ClassVar[str] = "jira"

    email: str = Field(title="E-mail", description="Of the account.", examples=["bot@acme.fr"])
    token: SecretStr = Field(title="API token", description="Of that account.")
    url: str = Field(
        title="Site", description=f"Address of the site. {ASKED}",
        examples=["https://acme.atlassian.net"],
    )  # fmt: skip


class AsanaCredentials(Credentials):
    """An Asana personal access token.

    Make it in the developer console of Asana (https://app.asana.com/0/my-apps), with an account of
    its own for Syncline that is a member of the synced projects.
    """

    _block_type_name = "Syncline: Asana credentials"
    slug: ClassVar[str] = "syncline-asana"
    _block_type_slug = slug
    _documentation_url = HttpUrl("https://developers.asana.com/docs/personal-access-token")
    tool: ClassVar[str] = "asana"

    token: SecretStr = Field(title="Token", description="A personal access token.")
    url: str = Field(default="", title="Address", description=f"Empty for Asana's own. {ASKED}")


class NotionCredentials(Credentials):
    """The secret of a Notion integration.

    Make an internal integration at https://www.notion.so/my-integrations, let it read, update and
    insert content and see users with their addresses, and connect it with the databases that are
    synced.
    """

    _block_type_name = "Syncline: Notion credentials"
    slug: ClassVar[str] = "syncline-notion"
    _block_type_slug = slug
    _documentation_url = HttpUrl("https://developers.notion.com/reference/authorization")
    tool: ClassVar[str] = "notion"

    token: SecretStr = Field(title="Token", description="The integration's secret.")
    url: str = Field(default="", title="Address", description=f"Empty for Notion's own. {ASKED}")


class TrelloCredentials(Credentials):
    """A Trello API key with a token of the account that works on the boards.

    Make a Power-Up at https://trello.com/power-ups/admin for the key, and authorise a token with it
    for reading and writing.
    """

    _block_type_name = "Syncline: Trello credentials"
    slug: ClassVar[str] = "syncline-trello"
    _block_type_slug = slug
    _documentation_url = HttpUrl(
        "https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/"
    )
    secrets: ClassVar[tuple[str, ...]] = ("key", "token")
    tool: ClassVar[str] = "trello"

    key: SecretStr = Field(title="API key", description="Of the Power-Up.")
    token: SecretStr = Field(title="Token", description="Of the account.")
    url: str = Field(default="", title="Address", description=f"Empty for Trello's own. {ASKED}")


class SlackCredentials(Credentials):
    """The bot token of a Slack app.

    Make an app for the workspace at https://api.slack.com/apps, give its bot the scopes chat:write,
    im:write, users:read, users:read.email and reactions:read (*OAuth & Permissions*), install it,
    and copy the bot token. A channel that a team reads has to invite the bot.
    """

    _block_type_name = "Syncline: Slack credentials"
    slug: ClassVar[str] = "syncline-slack"
    _block_type_slug = slug
    _documentation_url = HttpUrl("https://api.slack.com/authentication/token-types")
    tool: ClassVar[str] = "slack"

    token: SecretStr = Field(title="Bot token", description="Begins with xoxb-.")
    url: str = Field(default="", title="Address", description=f"Empty for Slack's own. {ASKED}")


class SmtpCredentials(Credentials):
    """The account that sends e-mail: a user of a mail server, and its password.

    Ask whoever runs the server for an account of its own for Syncline; most providers want a
    password made for one application. Server and sender stand in the portfolio: `channels: mail`,
    with `url` and `from`. A server that asks nobody to log in needs no block.
    """

    _block_type_name = "Syncline: SMTP credentials"
    slug: ClassVar[str] = "syncline-smtp"
    _block_type_slug = slug
    _documentation_url = HttpUrl("https://www.rfc-editor.org/rfc/rfc6409")
    secrets: ClassVar[tuple[str, ...]] = ("user", "password")
    tool: ClassVar[str] = "mail"

    user: str = Field(title="User", description="Often an address.", examples=["syncline@acme.fr"])
    password: SecretStr = Field(title="Password", description="Of that user.")
    url: str = Field(
        title="Server", pattern=r"^smtps?://",
        description=f"As in the portfolio: smtps://, or smtp:// with STARTTLS. {ASKED}",
        examples=["smtps://smtp.acme.fr:465", "smtp://smtp.acme.fr:587"],
    )  # fmt: skip


KINDS: tuple[type[Credentials], ...] = (
    JiraCredentials, AsanaCredentials, NotionCredentials, TrelloCredentials, SlackCredentials,
    SmtpCredentials,
)  # fmt: skip
