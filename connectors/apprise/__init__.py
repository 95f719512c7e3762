"""Messages to Microsoft Teams and whatever else the library Apprise speaks to."""

from connectors.apprise.channel import AppriseChannel, open_channel

__all__ = ["AppriseChannel", "open_channel"]
