"""Every outside tool by its name in a configuration; naming one here does not import its client."""

from collections.abc import Callable, Mapping
from typing import Protocol

from syncline.ports import Channel, ChannelSettings, Inspector, ReplicaSettings, Tracker


class Connector(Tracker, Inspector, Protocol):
    """What every tracker of this package is: it syncs, and it can be inspected."""


def _jira(settings: ReplicaSettings) -> Connector:
    from connectors.jira import open_tracker  # noqa: PLC0415  # only when asked for

    return open_tracker(settings)


def _asana(settings: ReplicaSettings) -> Connector:
    from connectors.asana import open_tracker  # noqa: PLC0415  # only when asked for

    return open_tracker(settings)


def _notion(settings: ReplicaSettings) -> Connector:
    from connectors.notion import open_tracker  # noqa: PLC0415  # only when asked for

    return open_tracker(settings)


def _trello(settings: ReplicaSettings) -> Connector:
    from connectors.trello import open_tracker  # noqa: PLC0415  # only when asked for

    return open_tracker(settings)


def _memory(settings: ReplicaSettings) -> Connector:
    from connectors.memory import open_tracker  # noqa: PLC0415  # only when asked for

    return open_tracker(settings)


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

CHANNELS: Mapping[str, Callable[[ChannelSettings], Channel]] = {
    "slack": _slack,
    "mail": _mail,
    "teams": _apprise,
    "apprise": _apprise,
    "memory": _memory_channel,
}
"""`teams` is Microsoft Teams, and `apprise` any other service of that library."""
