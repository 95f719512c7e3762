"""Jira Cloud: issues of some projects, or of a JQL, as Records."""

from connectors.jira.tracker import JiraTracker, open_tracker

__all__ = ["JiraTracker", "open_tracker"]
