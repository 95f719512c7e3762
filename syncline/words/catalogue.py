"""Sentences by key, with plurals, numbers and dates as the reader's language writes them.

Source: Project Fluent, https://projectfluent.org. Values are never read as patterns.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from babel.dates import format_date
from fluent.runtime import FluentBundle, FluentResource

from syncline.domain.rules.shape import Said

FALLBACK = "en"
LOCALES = ("en", "fr")
_DAY = {"en": "d MMM", "fr": "d MMMM"}


def say(locale: str, key: str, values: Mapping[str, Said], on: date) -> str:
    """Return one sentence; English where there is no other. Raises KeyError for an unknown key.

    `on`: the reader's today, whose year goes without saying.
    """
    return spoken(locale, key, values, on)[0]


def sketched(locale: str, key: str) -> str:
    """Return a sentence with the names of its values in their places, in its commonest form."""
    _, unknown = spoken(locale, key, {}, date.min)
    names = {one.rpartition(" ")[2] for one in unknown}
    return say(locale, key, {name: f"{{{name}}}" for name in names}, date.min)


def spoken(
    locale: str, key: str, values: Mapping[str, Said], on: date
) -> tuple[str, tuple[str, ...]]:
    """Return one sentence, and what is wrong with it: a value that is missing stays a name."""
    language = locale.partition("-")[0]
    if language not in LOCALES or not _bundle(language).has_message(key):
        language = FALLBACK
    pattern = _bundle(language).get_message(key).value
    if pattern is None:
        raise KeyError(key)
    given = {name: _said(value, language, on) for name, value in values.items()}
    text, errors = _bundle(language).format_pattern(pattern, given)
    return str(text), tuple(map(str, errors))


@cache
def _bundle(language: str) -> FluentBundle:
    """Read the catalogue of a language; values are not wrapped in direction marks."""
    bundle = FluentBundle([language], use_isolating=False)
    for file in sorted(files(__package__).joinpath(language).iterdir(), key=lambda one: one.name):
        if file.name.endswith(".ftl"):
            bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    return bundle


def _said(value: Said, language: str, on: date) -> str | int | float:
    """Return a value as Fluent takes it; a date is already in the reader's words."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        form = _DAY[language] + ("" if value.year == on.year else " y")
        return format_date(value, form, locale=language)
    return value
