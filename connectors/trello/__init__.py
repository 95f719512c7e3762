"""Trello: one board is one replica."""

from connectors.trello.tracker import open_tracker as open_tracker
