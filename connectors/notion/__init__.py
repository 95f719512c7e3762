"""The Notion connector: one data source as a replica."""

from connectors.notion.tracker import NotionTracker, open_tracker

__all__ = ["NotionTracker", "open_tracker"]
