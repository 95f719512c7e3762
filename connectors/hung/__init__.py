"""What hangs on a record: links to its siblings, and files; one way for every tool."""

from connectors.hung.opening import hung, introduce

__all__ = ["hung", "introduce"]
