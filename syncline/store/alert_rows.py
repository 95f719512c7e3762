"""What a store keeps for alerts: episodes, outbox, answers, measures, and forecasts of a day."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from syncline.domain.state import (
    Answer,
    Beat,
    Episode,
    ForecastAt,
    Measure,
    Message,
    Score,
    Transition,
)
from syncline.store import journal
from syncline.store.database import Database
from syncline.store.rows import Query, fetched, put

T = TypeVar("T")


class AlertRows:
    """The part of a store that answers for alerts."""

    def __init__(self, database: Database, portfolio: str) -> None:
        self.portfolio = portfolio
        self._database = database

    def keep_forecasts(self, rows: Sequence[ForecastAt]) -> None:
        """Put forecasts without a lease: they are a cache, and the same whoever computes them."""
        with self._database.writing() as transaction:
            put(transaction, self.portfolio, rows)

    def forecasts(self, day: date) -> tuple[ForecastAt, ...]:
        """Return what was computed on a day."""
        return self._all(ForecastAt, journal.forecast_on(self.portfolio, day))

    def episodes(self, *states: str) -> tuple[Episode, ...]:
        """Return alert episodes in these states (in any, without one), oldest first."""
        return self._all(Episode, journal.in_states(Episode, self.portfolio, states))

    def messages(self, *states: str) -> tuple[Message, ...]:
        """Return outbox lines in these states (in any, without one), oldest first."""
        return self._all(Message, journal.in_states(Message, self.portfolio, states))

    def transitions(self, episode: str | None = None) -> tuple[Transition, ...]:
        """Return the steps of one episode, or of all, oldest first."""
        return self._all(Transition, journal.steps(self.portfolio, episode))

    def answers(self) -> tuple[Answer, ...]:
        """Return what people said about episodes, oldest first."""
        return self._all(Answer, journal.in_order(Answer, self.portfolio))

    def beat(self) -> Beat | None:
        """Return when alerts last went their round."""
        return next(iter(self._all(Beat, journal.in_order(Beat, self.portfolio))), None)

    def measures(self) -> tuple[Measure, ...]:
        """Return what was measured, oldest first."""
        return self._all(Measure, journal.in_order(Measure, self.portfolio))

    def scores(self) -> tuple[Score, ...]:
        """Return every answer to the monthly pulse."""
        return self._all(Score, journal.in_order(Score, self.portfolio))

    def _all(self, kind: type[T], query: Query) -> tuple[T, ...]:
        with self._database.reading() as transaction:
            return fetched(transaction, kind, query)
