"""Every outside tool by its name in a configuration; naming one here does not import its client."""

from collections.abc import Callable, Mapping
from typing import Protocol

from connectors.hung import hung
from syncline.ports import Channel, ChannelSettings, Inspector, ReplicaSettings, Tracker
from syncline.ports.inbound import Hooks, Inbound


class Connector(Tracker, Inspector, Protocol):
    """What every tracker of this package is: it syncs, and it can be inspected."""


def _jira(settings: ReplicaSettings) -> Connector:
    from connectors.jira import open_shelf, open_tracker  # noqa: PLC0415  # only when asked for

    return hung(settings, open_tracker, open_shelf)


def _asana(settings: ReplicaSettings) -> Connector:
    from connectors.asana import open_shelf, open_tracker  # noqa: PLC0415  # only when asked for

    return hung(settings, open_tracker, open_shelf)


def _notion(settings: ReplicaSettings) -> Connector:
    from connectors.notion import open_shelf, open_tracker  # noqa: PLC0415  # only when asked for

    return hung(settings, open_tracker, open_shelf)


def _trello(settings: ReplicaSettings) -> Connector:
    from connectors.trello import open_shelf, open_tracker  # noqa: PLC0415  # only when asked for

    return hung(settings, open_tracker, open_shelf)


def _memory(settings: ReplicaSettings) -> Connector:
    from connectors.memory import open_shelf, open_tracker  # noqa: PLC0415  # only when asked for

    return hung(settings, open_tracker, open_shelf)


def _jira_inbound() -> Inbound:
    from connectors.jira.inbound import JiraInbound  # noqa: PLC0415  # only when asked for

    return JiraInbound()


def _asana_inbound() -> Inbound:
    from connectors.asana.inbound import AsanaInbound  # noqa: PLC0415  # only when asked for

    return AsanaInbound()


def _notion_inbound() -> Inbound:
    from connectors.notion.inbound import NotionInbound  # noqa: PLC0415  # only when asked for

    return NotionInbound()


def _trello_inbound() -> Inbound:
    from connectors.trello.inbound import TrelloInbound  # noqa: PLC0415  # only when asked for

    return TrelloInbound()


def _jira_hooks(settings: ReplicaSettings) -> Hooks:
    from connectors.jira.hooks import open_hooks  # noqa: PLC0415  # only when asked for

    return open_hooks(settings)


def _asana_hooks(settings: ReplicaSettings) -> Hooks:
    from connectors.asana.hooks import open_hooks  # noqa: PLC0415  # only when asked for

    return open_hooks(settings)


def _trello_hooks(settings: ReplicaSettings) -> Hooks:
    from connectors.trello.hooks import open_hooks  # noqa: PLC0415  # only when asked for

    return open_hooks(settings)


def _slack(settings: ChannelSettings) -> Channel:
    from connectors.slack import open_channel  # noqa: PLC0415  # only when asked for

    return open_channel(settings)


def _mail(settings: ChannelSettings) -> Channel:
    from connectors.mail import open_channel  # noqa: PLC0415  # only when asked for

    return open_channel(settings)


def _apprise(settings: ChannelSettings) -> Channel:
    from connectors.apprise import open_channel  # noqa: PLC0415  # only when asked for

    return open_channel(settings)


def _memory_channel(settings: ChannelSettings) -> Channel:
    from connectors.memory import open_channel  # noqa: PLC0415  # only when asked for

    return open_channel(settings)


TRACKERS: Mapping[str, Callable[[ReplicaSettings], Connector]] = {
    "jira": _jira,
    "asana": _asana,
    "notion": _notion,
    "trello": _trello,
    "memory": _memory,
}

INBOUND: Mapping[str, Callable[[], Inbound]] = {
    "jira": _jira_inbound,
    "asana": _asana_inbound,
    "notion": _notion_inbound,
    "trello": _trello_inbound,
}
"""The tools that tell of changes by webhook."""

HOOKS: Mapping[str, Callable[[ReplicaSettings], Hooks]] = {
    "jira": _jira_hooks,
    "asana": _asana_hooks,
    "trello": _trello_hooks,
}
"""The tools whose webhooks can be made by a call; Notion's are made in its interface alone."""

CHANNELS: Mapping[str, Callable[[ChannelSettings], Channel]] = {
    "slack": _slack,
    "mail": _mail,
    "teams": _apprise,
    "apprise": _apprise,
    "memory": _memory_channel,
}
"""`teams` is Microsoft Teams, and `apprise` any other service of that library."""
