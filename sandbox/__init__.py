"""Jira, Asana, Notion, Trello and Slack over real HTTP on loopback, to test and to try out."""

from sandbox.server import Sandbox

__all__ = ["Sandbox"]
