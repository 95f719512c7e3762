"""Messages to one person at a time through Slack's Web API."""

from connectors.slack.channel import SlackChannel, open_channel

__all__ = ["SlackChannel", "open_channel"]
