"""Slack's Web API, as far as notices, digests and acknowledgements need it."""
