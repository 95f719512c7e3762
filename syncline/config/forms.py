"""How single values are written: shares, working days, times, addresses, references."""

import re
from collections.abc import Sequence
from datetime import date, time
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from syncline.config.problems import quoted
from syncline.domain.schedule import WEEKDAYS, Digest, QuietHours

RESERVED = frozenset({"any", "hold", "category", "otherwise"})
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def wrong(message: str, remedy: str) -> PydanticCustomError:
    """Return the error of a value: what is wrong, and what to write instead."""
    context = {"message": message, "remedy": remedy}
    return PydanticCustomError("wrong", "{message}. {remedy}", context)


def _matched(value: Any, pattern: str, wanted: str, remedy: str) -> re.Match[str]:
    found = re.fullmatch(pattern, value) if isinstance(value, str) else None
    if not found:
        raise wrong(f"{quoted(value)} is no {wanted}", remedy)
    return found


def _name(value: Any) -> str:
    remedy = "Write letters, digits, - and _, beginning with a letter."
    name = _matched(value, r"[A-Za-z][\w-]{0,59}", "name", remedy).group()
    if name in RESERVED:
        raise wrong(f"{quoted(value)} has a meaning of its own here", "Choose another name.")
    return name


def _email(value: Any) -> str:
    pattern = r"[^@\s<>\"]{1,64}@[^@\s<>\"]+\.[^@\s<>\".]+"
    return _matched(value, pattern, "e-mail address", "Write one, like ines@example.com.").group()


def _share(value: Any) -> float:
    if isinstance(value, float) and 0 <= value <= 1:
        return value
    found = _matched(value, r"(\d{1,3}(?:\.\d+)?) ?%", "share", "Write a percentage, like 10%.")
    if float(found[1]) > 100:
        raise wrong(f"{quoted(value)} is more than everything", "Write at most 100%.")
    return float(found[1]) / 100


def _days(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    remedy = "Write a number of working days, like 3 wd."
    return int(_matched(value, r"(\d{1,4}) ?wd", "number of working days", remedy)[1])


def _clock(text: str) -> time:
    hours, minutes = text.split(":")
    try:
        return time(int(hours), int(minutes))
    except ValueError:
        raise wrong(f"{quoted(text)} is no time of day", "Write one like 09:15.") from None


def _digest(value: Any) -> Digest:
    if isinstance(value, Digest):
        return value
    day = "|".join(WEEKDAYS)
    pattern = rf"(?:({day})(?:-({day}))?|((?:{day})(?:, ?(?:{day}))+)|daily) (\d\d?:\d\d)"
    remedy = 'Write days and a time, like "Mon 09:15", "Mon-Fri 09:15" or "daily 09:00".'
    first, last, several, at = _matched(value, pattern, "time of a digest", remedy).groups()
    if several:
        return Digest(frozenset(map(WEEKDAYS.index, re.split(", ?", several))), _clock(at))
    if not first:
        return Digest(frozenset(range(7)), _clock(at))
    start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    return Digest(frozenset((start + n) % 7 for n in range((end - start) % 7 + 1)), _clock(at))


def _quiet(value: Any) -> QuietHours:
    if isinstance(value, QuietHours):
        return value
    remedy = 'Write two times, like "19:00-08:30".'
    found = _matched(value, r"(\d\d?:\d\d) ?- ?(\d\d?:\d\d)", "pair of quiet hours", remedy)
    return QuietHours(_clock(found[1]), _clock(found[2]))


def _day(value: Any) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise wrong(f"{quoted(value)} is no day", "Write one like 2026-08-15.") from None


def _closure(value: Any) -> tuple[date, date]:
    if isinstance(value, tuple):
        return value
    first, _, last = str(value).partition("..")
    start = _day(first)
    end = _day(last) if last else start
    if not 0 <= (end - start).days <= 366:
        remedy = "Write the earlier day first, at most a year apart."
        raise wrong(f"{quoted(value)} is no period", remedy)
    return start, end


_UNITS = {"B": 1, "kB": 1_000, "MB": 1_000_000}


def _size(value: Any) -> int:
    remedy = "Write a size, like 500 kB or 10 MB."
    found = _matched(value, r"(\d{1,6}) ?(B|kB|MB)", "size", remedy)
    return int(found[1]) * _UNITS[found[2]]


def _url(value: Any) -> str:
    remedy = "Write an https:// address; http:// only for this machine."
    try:
        parts = urlsplit(value if isinstance(value, str) else "")
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise wrong("this is no web address", remedy) from None
    if parts.username is not None:
        raise wrong(
            "the address holds a user or a password", "Write them in credentials: env:NAME."
        )
    local = host in LOOPBACK and parts.scheme == "http"
    if (not local and parts.scheme not in {"https", "memory"}) or not host:
        raise wrong(f"{quoted(value)} is no safe web address", remedy)
    if re.search(r"[\s\x00-\x1f]", value):
        raise wrong(f"{quoted(value)} has spaces in it", remedy)
    return str(value).rstrip("/")


def _channel_url(value: Any) -> str:
    if not isinstance(value, str) or not value.startswith(("smtp://", "smtps://")):
        return _url(value)
    if not re.fullmatch(r"smtps?://[\w.-]+(:\d{1,5})?", value):
        remedy = "Write smtps://HOST:PORT; user and password go into credentials: env:NAME."
        raise wrong("this is no address of a mail server", remedy)
    return value


def _reference(value: Any) -> str:
    """Accept a reference to secrets; never repeat what stands there, it may be one."""
    if isinstance(value, str) and re.fullmatch(r"(env:[A-Z][A-Z0-9_]*|block:[a-z0-9-]+)", value):
        return value
    seen = "what stands here is no reference to a secret (it is not shown, it may be one)"
    raise wrong(seen, "Write env:NAME (reads NAME_TOKEN from the environment) or block:NAME.")


def _store(value: Any) -> str:
    remedy = "Write sqlite:///FILE, postgresql+psycopg://HOST/NAME, or env:NAME (reads NAME_URL)."
    if not isinstance(value, str) or re.search(r"\s", value):
        raise wrong("this is no address of a store", remedy)
    if re.match(r"[\w+]+://[^/@]*:[^/@]*@", value):
        raise wrong("the address holds a password (it is not shown)", "Write env:NAME instead.")
    if not re.match(r"(sqlite:///.|postgresql\+psycopg://.|env:[A-Z][A-Z0-9_]*$)", value):
        raise wrong("this is no address of a store", remedy)
    return value


def _identifier(value: Any) -> Any:
    """Take an unquoted number for an identifier, as people paste it."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def several(value: Any) -> Any:
    """Take one value for a list of one."""
    return value if isinstance(value, list | tuple) else [value]


def _names_or(word: str) -> Any:
    def names(value: Any) -> Any:
        return () if value in (word, [word]) else several(value)

    return names


Text = Annotated[str, Field(min_length=1, max_length=500)]
Query = Annotated[str, Field(min_length=1, max_length=5000)]
Name = Annotated[str, BeforeValidator(_name, json_schema_input_type=str)]
Email = Annotated[str, BeforeValidator(_email, json_schema_input_type=str)]
Share = Annotated[float, BeforeValidator(_share, json_schema_input_type=str | float)]
Days = Annotated[int, BeforeValidator(_days, json_schema_input_type=str | int)]
Digests = Annotated[Digest, BeforeValidator(_digest, json_schema_input_type=str)]
Quiet = Annotated[QuietHours, BeforeValidator(_quiet, json_schema_input_type=str)]
Day = Annotated[date, BeforeValidator(_day, json_schema_input_type=str)]
Size = Annotated[int, BeforeValidator(_size, json_schema_input_type=str)]
Closure = Annotated[tuple[date, date], BeforeValidator(_closure, json_schema_input_type=str)]
Url = Annotated[str, BeforeValidator(_url, json_schema_input_type=str)]
ChannelUrl = Annotated[str, BeforeValidator(_channel_url, json_schema_input_type=str)]
Reference = Annotated[str, BeforeValidator(_reference, json_schema_input_type=str)]
StoreUrl = Annotated[str, BeforeValidator(_store, json_schema_input_type=str)]
Identifier = Annotated[str, BeforeValidator(_identifier, json_schema_input_type=str | int)]
OneOrMore = str | Sequence[str]
Texts = Annotated[
    tuple[Identifier, ...], BeforeValidator(several, json_schema_input_type=OneOrMore)
]
Authority = Annotated[
    tuple[str, ...], BeforeValidator(_names_or("any"), json_schema_input_type=OneOrMore)
]
Winners = Annotated[
    tuple[str, ...], BeforeValidator(_names_or("hold"), json_schema_input_type=OneOrMore)
]
