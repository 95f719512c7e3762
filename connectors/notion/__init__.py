"""The Notion connector: one data source as a replica."""

from connectors.notion.shelf import open_shelf
from connectors.notion.tracker import NotionTracker, open_tracker

__all__ = ["NotionTracker", "open_shelf", "open_tracker"]
