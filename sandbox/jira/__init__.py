"""Jira Cloud: REST v2 and v3, as far as a synchroniser and the official client need it."""
