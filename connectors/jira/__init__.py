"""Jira Cloud: issues of some projects, or of a JQL, as Records."""

from connectors.jira.shelf import open_shelf
from connectors.jira.tracker import JiraTracker, open_tracker

__all__ = ["JiraTracker", "open_shelf", "open_tracker"]
