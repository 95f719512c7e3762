"""Whom of a portfolio no message reaches, so that its steward hears; makes no request."""

from collections.abc import Mapping
from datetime import datetime

from syncline.domain.people import People
from syncline.domain.policy import Portfolio
from syncline.domain.reader import Reader
from syncline.domain.refusals import unreached
from syncline.ports import COMMENT, Store


def cut_off(
    portfolio: Portfolio, people: People, alerts: Store, now: datetime
) -> Mapping[str, str]:
    """Return who could not be told of an item of a portfolio, with why.

    Not who has left: that others hear in their place is what should be. `alerts`: their own store.
    """
    failed = [m for m in alerts.messages("FAILED") if m.channel != COMMENT and m.kind != "pulse"]
    if not failed:
        return {}
    last = unreached([*failed, *alerts.messages("OK")], now)
    mine = {episode.id for episode in alerts.episodes() if episode.home == portfolio.name}
    return {m.person: m.note for m in last if m.episode in mine and _belongs(people, m.person, now)}


def _belongs(people: People, address: str, now: datetime) -> bool:
    person = people.by_email(address)
    return person is None or Reader(person).is_active(now)
