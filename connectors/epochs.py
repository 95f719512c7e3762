"""The epochs of portfolios, kept in the description of the field that holds the markers.

Several portfolios may share the field, and what people wrote there stays as it is.
"""

import hashlib
import re

LONGEST = 280  # characters; Notion takes no longer description
_KEPT = re.compile(r"\s*\[Syncline, please leave: ([0-9a-f: ]*)\]")


def epoch_in(description: str, portfolio: str) -> int | None:
    """Return the epoch that a description keeps for a portfolio."""
    return _epochs(description).get(_name(portfolio))


def keeping(description: str, portfolio: str, epoch: int) -> str:
    """Return a description that keeps an epoch, with those of other portfolios while they fit."""
    said = _KEPT.sub("", description)
    epochs = {_name(portfolio): epoch} | {
        name: kept for name, kept in _epochs(description).items() if name != _name(portfolio)
    }
    while True:
        entries = " ".join(f"{name}:{kept:x}" for name, kept in epochs.items())
        text = f"{said} [Syncline, please leave: {entries}]".strip()
        if len(text) <= LONGEST or len(epochs) == 1:
            return text
        epochs.popitem()


def _epochs(description: str) -> dict[str, int]:
    found = _KEPT.search(description)
    entries = (entry.partition(":") for entry in (found[1].split() if found else ()))
    return {name: int(kept, 16) for name, _, kept in entries if name and kept}


def _name(portfolio: str) -> str:
    """Return a short name, of which several fit; two of a company's portfolios never share it."""
    return hashlib.sha256(portfolio.encode()).hexdigest()[:8]
