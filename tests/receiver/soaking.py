"""A hundred thousand deliveries that nobody may believe, for `make soak`."""

import resource
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from flows.receiver.gate import Gate
from syncline.store import open_store
from tests.receiver.forging import forged
from tests.receiver.genuine import doors

FORGED = 100_000
WARM = 2_000
MOST = 8.0  # MiB that the process may grow by


def believed(seed: int, say: Callable[[str], None]) -> bool:
    """Tell whether any forgery of this seed was believed, or left something in memory."""
    with tempfile.TemporaryDirectory(prefix="syncline-soak-") as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'inbox.db'}")
        gate = Gate(doors(), store.inbox("soak"), lambda: datetime.now(UTC))
        for sent in forged(seed, WARM):
            gate.admit(sent.tool, sent.headers, sent.body)
        before = _peak()
        for sent in forged(seed + 1, FORGED):
            gate.admit(sent.tool, sent.headers, sent.body)
        grown, waiting = _peak() - before, store.inbox("soak").waiting(1)
        store.close()
    wrong = sum(gate.counts[why] for why in gate.counts if why not in {"forged", "oversized"})
    say(f"{gate.counts.total():,} forged webhooks: {wrong} believed, {grown:.1f} MiB more memory")
    return bool(wrong or waiting or grown > MOST)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
