"""A hundred thousand deliveries that nobody may believe, for `make soak`."""

import resource
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from flows.receiver.gate import Gate
from syncline.ports.inbound import Inbox
from syncline.store import open_store
from tests.receiver.forging import forged
from tests.receiver.genuine import doors, genuine

FORGED = 100_000
REPLAYED = 5_000
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
        again = replays_believed(seed, REPLAYED, store.inbox("replays"))
        store.close()
    say(f"{REPLAYED:,} replayed webhooks, with restarts between them: {again} believed")
    wrong = sum(gate.counts[why] for why in gate.counts if why not in {"forged", "oversized"})
    say(f"{gate.counts.total():,} forged webhooks: {wrong} believed, {grown:.1f} MiB more memory")
    return bool(wrong or again or waiting or grown > MOST)


def replays_believed(seed: int, rounds: int, inbox: Inbox) -> int:
    """Deliver over days, restart often, replay what came before; return how often it was kept."""
    rng, sent, number, wrong = Random(seed), [], 0, 0
    gate = Gate(doors(), inbox, lambda: datetime.now(UTC))
    for _ in range(rounds):
        number += rng.choice([1, 60, 3_600, 30 * 3_600])
        sent.append(genuine("jira", number))
        gate.admit("jira", sent[-1].headers, sent[-1].body)
        if rng.random() < 0.5:
            gate = Gate(doors(), inbox, lambda: datetime.now(UTC))
        again = rng.choice(sent)
        before = gate.counts["kept"]
        gate.admit("jira", again.headers, again.body)
        wrong += gate.counts["kept"] - before
    return wrong


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
