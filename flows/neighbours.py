"""The portfolios beside one another in config/: of two that list the same records, people hear."""

from collections.abc import Iterator
from contextlib import suppress

from flows.runtime import find_config, open_clock, portfolio_names
from syncline.config import Loaded, Problem, load, overlaps
from syncline.domain.errors import ConfigurationError


def overlapping(loaded: Loaded) -> list[Problem]:
    """Return where a portfolio lists the records of another one in config/."""
    return overlaps(loaded, _readable())


def all_overlapping() -> list[Problem]:
    """Return the same of every portfolio in config/."""
    known = list(_readable())
    return [found for one in known for found in overlaps(one, known)]


def _readable() -> Iterator[Loaded]:
    """Yield every portfolio in config/ that can be read; `lint` of another one tells of it."""
    for name in portfolio_names():
        with suppress(ConfigurationError):
            yield load(find_config(name), today=open_clock({}).now().date())
