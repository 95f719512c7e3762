"""A portfolio's YAML, parsed once, at the edge, into domain types."""

from syncline.config.credentials import BlockResolver
from syncline.config.loading import Loaded, load
from syncline.config.overlap import overlaps
from syncline.config.problems import BrokenConfiguration, Problem
from syncline.config.schema import json_schema

__all__ = [
    "BlockResolver", "BrokenConfiguration", "Loaded", "Problem", "json_schema",
    "load", "overlaps",
]  # fmt: skip
