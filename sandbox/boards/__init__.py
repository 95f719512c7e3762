"""Boards for a person: the tools side by side in a browser, where cards can be edited."""
