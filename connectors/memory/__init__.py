"""The reference tool: a tracker and a channel in memory, without a wire."""

from connectors.memory.channel import MemoryChannel, open_channel
from connectors.memory.faults import Fault, FaultScript
from connectors.memory.records import Foreign, MemoryRecord, Quirks
from connectors.memory.shelf import open_shelf
from connectors.memory.tool import MemoryTool, tool_at
from connectors.memory.tracker import MemoryTracker, open_tracker

__all__ = [
    "Fault", "FaultScript", "Foreign", "MemoryChannel", "MemoryRecord", "MemoryTool",
    "MemoryTracker", "Quirks", "open_channel", "open_shelf", "open_tracker", "tool_at",
]  # fmt: skip
