"""How many Items of a portfolio are in step: nothing waits for a person, nothing to be written."""

from dataclasses import dataclass

from syncline.ports import Store


@dataclass(frozen=True)
class Standing:
    """Items of a portfolio, and those that agree in every tool."""

    items: int
    in_step: int


def standing(store: Store) -> Standing:
    """Count what is in step now; what is asked costs what is open, whatever there is besides."""
    disputed = {conflict.item for conflict in store.conflicts()}
    proposed = {proposal.item for proposal in store.proposals()}
    items = store.size()
    return Standing(items, items - len(disputed | proposed | store.unsettled()))
