"""Markdown as Trello has it: read with the lines that each block stands on, and written."""
