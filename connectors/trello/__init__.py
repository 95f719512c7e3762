"""Trello: one board is one replica."""

from connectors.trello.shelf import open_shelf as open_shelf
from connectors.trello.tracker import open_tracker as open_tracker
