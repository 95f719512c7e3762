"""Messages to one person at a time by e-mail, over SMTP."""

from connectors.mail.channel import MailChannel, open_channel

__all__ = ["MailChannel", "open_channel"]
