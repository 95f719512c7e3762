"""A question, and what became of it, in the words of its reader."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from syncline.domain.fields import Value, is_empty, shown_text
from syncline.domain.item import is_voice
from syncline.domain.missing import RECORD
from syncline.domain.people import Person
from syncline.domain.rules.shape import Said
from syncline.domain.state import Conflict, Proposal
from syncline.engine.questions import Option, Question
from syncline.words import say


def spelled(question: Question, person: Person, on: date, marks: Sequence[str] = ()) -> str:
    """Return every value with where it stands, author and time, each with what chooses it."""
    said = [_option(question, option, person, on) for option in question.options]
    if marks:
        said = [f"{mark} {one}" for mark, one in zip(marks, said, strict=False)]
    return " · ".join(said)


def _option(question: Question, option: Option, person: Person, on: date) -> str:
    locale, at = person.locale, option.at and option.at.astimezone(ZoneInfo(person.timezone))
    named = [say(locale, "question-above", {}, on) if is_voice(p) else p for p in option.places]
    where = ", ".join(named) or say(locale, "question-agreed", {}, on)
    value = _deletion(question, option, locale, on) or shown(option.shown, person, on)
    known = f"{'who' if option.by else ''}{'when' if at else ''}" or "nothing"
    told: dict[str, Said] = {"places": where, "value": value, "known": known}
    told |= {
        "by": option.by or "",
        "day": at.date() if at else "",
        "time": f"{at:%H:%M}" if at else "",
    }
    return say(locale, "question-option", told, on)


def _deletion(question: Question, option: Option, locale: str, on: date) -> str:
    """Say what would become of an item that was deleted somewhere; nothing of any other."""
    if question.about.field != RECORD:
        return ""
    return say(locale, "question-archive" if option.places else "question-keep", {}, on)


def shown(value: Value, person: Person, on: date) -> Said:
    """Return a value as people read it; a date is still one, for the language to write."""
    if is_empty(value):
        return say(person.locale, "value-empty", {}, on)
    if isinstance(value, bool):
        return say(person.locale, "value-yes" if value else "value-no", {}, on)
    if isinstance(value, datetime):
        at = value.astimezone(ZoneInfo(person.timezone))
        return say(person.locale, "value-moment", {"day": at.date(), "time": f"{at:%H:%M}"}, on)
    return value if isinstance(value, date | int | float) else shown_text(value)


def decided(name: str, question: Question, option: Option, person: Person, on: date) -> str:
    """Say what the next sync writes after a choice."""
    about = question.about
    told: dict[str, Said] = {"name": name, "field": about.field}
    told |= {"place": about.replica if isinstance(about, Proposal) else ""}
    told |= {"value": shown(option.shown, person, on)}
    return say(person.locale, _outcome(about, chosen=bool(option.places)), told, on)


def _outcome(about: Conflict | Proposal, *, chosen: bool) -> str:
    """Return which sentence says what follows; `chosen`: a value that stands in a tool."""
    if not isinstance(about, Proposal):
        return "reply-taken"
    if about.field == RECORD:
        return "reply-archived" if chosen else "reply-stays"
    if chosen:
        return "reply-taken"
    return "reply-own" if is_voice(about.replica) else "reply-kept"
