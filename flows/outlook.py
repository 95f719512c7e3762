"""Alerts over several portfolios of one store; Prefect-free, shared by flow and command line."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from connectors.addresses import HOSTS, checked
from connectors.comment import CommentChannel, Writer
from connectors.registry import CHANNELS
from flows.blocks import resolve_block
from flows.runtime import House, alive, holder, open_house, portfolio_names, root, uptime
from syncline.domain.errors import ConfigurationError
from syncline.domain.people import People
from syncline.domain.state import Lease, LeaseTaken
from syncline.engine.desk import ALERTS, Desk, Told
from syncline.engine.evaluate import Evaluated, evaluate
from syncline.engine.notify import alert_rows
from syncline.engine.rounds import go_round
from syncline.engine.session import holding
from syncline.ports import Channel, Noting
from syncline.store import address


@dataclass(frozen=True)
class Outlook:
    """What fires now, over all opened portfolios."""

    evaluated: tuple[Evaluated, ...]
    rows: tuple[Mapping[str, str], ...]


@contextmanager
def houses(names: Sequence[str]) -> Iterator[list[House]]:
    """Open every named portfolio, or all of config/. Raises ConfigurationError for two stores."""
    with ExitStack() as stack:
        opened = [stack.enter_context(open_house(name)) for name in names or portfolios()]
        stores = {house.portfolio.store_url for house in opened}
        if len(stores) != 1:
            raise ConfigurationError(
                f"{len(opened)} portfolios use {len(stores)} stores "
                f"({', '.join(sorted(map(address, stores)))}). "
                "Alerts are sent over the portfolios of one store: name portfolios of one store."
            )
        yield opened


def portfolios() -> list[str]:
    """Return every portfolio file of config/."""
    named = portfolio_names()
    if not named:
        raise ConfigurationError(
            f"{root() / 'config'} holds no portfolio. Copy one from config/examples/, "
            "or name the file: syncline alerts PATH."
        )
    return named


def look(opened: Sequence[House], *, keep: bool = False) -> Outlook:
    """Run the rules of every portfolio; `keep`: and keep the forecasts of the day.

    Raises ConfigurationError: a round whose channels cannot be opened keeps nothing.
    """
    if keep:
        channels(opened)
    now = opened[0].clock.now()
    alerts = opened[0].database.portfolio(ALERTS)
    found = tuple(
        evaluate(h.portfolio, h.people, h.store, now, keep=keep, alerts=alerts) for h in opened
    )
    people = People(p for house in opened for p in house.people.persons)
    return Outlook(found, tuple(alert_rows(found, alerts.episodes(), people, now)))


def tell_owners(opened: Sequence[House], outlook: Outlook) -> Told | LeaseTaken:
    """Do one round of alerts over all portfolios, under the alerts' own lease."""
    house = opened[0]
    store = house.database.portfolio(ALERTS)
    with holding(store, house.clock, holder(), alive) as lease:
        if not isinstance(lease, Lease):
            return lease
        people = People(p for h in opened for p in h.people.persons)
        rules = {h.portfolio.name: h.portfolio for h in opened}
        by_name = {h.portfolio.name: h for h in opened}
        desk = Desk(
            store, lease, channels(opened), people, house.clock, rules, uptime(house.clock),
            {name: h.store for name, h in by_name.items()}, lambda home: by_name[home].leased(),
        )  # fmt: skip
        return go_round(desk, outlook.evaluated)


def said_of(told: Told | LeaseTaken | None) -> list[str]:
    """Return sentences on why somebody was not told now."""
    if isinstance(told, LeaseTaken):
        return ["Another round is telling owners now."]
    if told is None:
        return []
    waits = f"{told.waiting} wait for the hour of their reader." if told.waiting else ""
    return [sentence for sentence in (told.held, waits) if sentence]


def channels(opened: Sequence[House]) -> tuple[Channel, ...]:
    """Open the channels of the first portfolio, the preferred one first, and comments in each.

    Makes no request.
    """
    house = opened[0]
    named = house.loaded.channels
    settings = [house.loaded.channel(name, house.environ, resolve_block) for name in named]
    for one in settings:
        if one.name in HOSTS:  # a mail server of one's own is where it is
            checked(one.name, one.url, house.environ)
    made = tuple(CHANNELS[one.name](one) for one in settings)
    return (*made, *comments([one for one in opened if one.loaded.comments]))


def comments(opened: Sequence[House]) -> Iterator[Channel]:
    """Open the channel that comments on items, where a portfolio wants it; makes no request."""
    writers = {
        (house.portfolio.name, name): Writer(house.tools[name], tracker)
        for house in opened
        for name, tracker in house.trackers.items()
        if house.loaded.sheet.replicas[name].access == "write" and isinstance(tracker, Noting)
    }
    if writers:
        yield CommentChannel(writers, People(p for h in opened for p in h.people.persons))
