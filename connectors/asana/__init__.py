"""Asana: one project is one replica."""

from connectors.asana.shelf import open_shelf as open_shelf
from connectors.asana.tracker import open_tracker as open_tracker
