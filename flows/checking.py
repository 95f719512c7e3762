"""Ask a tool whose credentials these are; Prefect-free, for the check of a credentials block."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from connectors.gateway import Gateway
from syncline.domain.people import People
from syncline.ports import ChannelSettings


@dataclass(frozen=True)
class Account:
    """Credentials in the clear for one call; never printed."""

    tool: str
    url: str
    secrets: Mapping[str, str] = field(repr=False)


def account_of(account: Account) -> str:
    """Return whose credentials they are, in a sentence. Raises ReplicaError or RetryLater."""
    named = _ASK[account.tool](account)
    return f"{account.tool.capitalize()} answers at {account.url}: the account is {named}."


def _jira(account: Account) -> str:
    from connectors.jira.client import JiraClient  # noqa: PLC0415  # only when asked for

    email, token = account.secrets["email"], account.secrets["token"]
    return str(JiraClient(account.url, email, token, Gateway("jira")).myself()["displayName"])


def _asana(account: Account) -> str:
    from connectors.asana.client import AsanaClient  # noqa: PLC0415  # only when asked for

    client = AsanaClient(account.url, account.secrets["token"], Gateway("asana"))
    return str(client.me()["name"])


def _notion(account: Account) -> str:
    from connectors.notion.client import NotionClient  # noqa: PLC0415  # only when asked for

    return str(NotionClient(account.url, account.secrets["token"]).me()["name"])


def _trello(account: Account) -> str:
    from connectors.trello.client import TrelloClient  # noqa: PLC0415  # only when asked for

    key, token = account.secrets["key"], account.secrets["token"]
    return str(TrelloClient(account.url, key, token, Gateway("trello")).me()["username"])


def _slack(account: Account) -> str:
    from connectors.slack.channel import SlackChannel  # noqa: PLC0415  # only when asked for
    from connectors.slack.client import TIMEOUT, SlackClient  # noqa: PLC0415

    client = SlackClient(account.url, account.secrets["token"], TIMEOUT)
    return SlackChannel(client, People()).whoami()


def _mail(account: Account) -> str:
    from connectors.mail import open_channel  # noqa: PLC0415  # only when asked for

    user = account.secrets["user"]
    settings = ChannelSettings("mail", account.url, account.secrets, sender=user)
    return open_channel(settings).greet()


_ASK: Mapping[str, Callable[[Account], str]] = {
    "jira": _jira, "asana": _asana, "notion": _notion, "trello": _trello, "slack": _slack,
    "mail": _mail,
}  # fmt: skip
