"""Jira, Asana, Notion and Slack over real HTTP on loopback, for tests and demonstrations."""

from sandbox.server import Sandbox

__all__ = ["Sandbox"]
