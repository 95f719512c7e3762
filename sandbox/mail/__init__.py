"""A mailbox: an SMTP server that takes every message and shows it under /_sandbox/mail."""
