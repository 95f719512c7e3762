"""Jira Cloud: issues of some projects, or of a JQL, as Records."""

from connectors.jira.opening import open_tracker
from connectors.jira.shelf import open_shelf
from connectors.jira.tracker import JiraTracker

__all__ = ["JiraTracker", "open_shelf", "open_tracker"]
