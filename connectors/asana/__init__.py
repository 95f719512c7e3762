"""Asana: one project is one replica."""

from connectors.asana.tracker import open_tracker as open_tracker
