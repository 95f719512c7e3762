"""Telling others of changes: signed deliveries to loopback addresses, and their lies."""
