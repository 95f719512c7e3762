"""Text and addresses in Markdown: plain text is no markup, and calls nobody; pure."""

import re
from collections.abc import Sequence
from urllib.parse import quote

from connectors.trello.markdown.mentions import inert
from syncline.domain.text import Run, words

_SAFE = re.compile(r"(?:https?|mailto|tel):\S", re.IGNORECASE)
_UNSENDABLE = re.compile("[\0\ud800-\udfff]")  # neither in UTF-8 nor in CommonMark
_MARKUP = re.compile(r"[\\`*\[\]~]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?]|\Z)|&(?=#?\w+;)|!\Z")
_LIVE = re.compile(r"(?<=\w):(?=//)|(?<=[\w.+-])@(?=\w)|(?<=www)\.", re.IGNORECASE)


def escaped(text: str, *, linked: bool = False) -> str:
    """Return plain text as Markdown; an address in it is a link only if it is `linked`."""
    made = _MARKUP.sub(r"\\\g<0>", inert(sendable(text)))
    return made if linked else _LIVE.sub(r"\\\g<0>", made)


def sendable(text: str) -> str:
    """Return a text without what UTF-8 or CommonMark lacks."""
    return _UNSENDABLE.sub("\ufffd", text)


def safe_link(link: str | None) -> str | None:
    """Return an address that no click can run, without spaces; None for all others."""
    if not link or not _SAFE.match(link):
        return None
    return re.sub(r"[\s\0-\x1f\x7f\ud800-\udfff]", _percent, link)


def destination(url: str, title: str = "") -> str:
    """Return what stands in the brackets of a link or an image."""
    url = re.sub(r"[\0-\x1f\ud800-\udfff]", _percent, url)
    if not url or re.search(r"[()<>\\\s]", url):
        url = "<" + re.sub(r"[<>\\]|&(?=#?\w+;)", r"\\\g<0>", url) + ">"
    else:
        url = re.sub(r"&(?=#?\w+;)", r"\\&", url)
    quoted = re.sub(r'["\\]|&(?=#?\w+;)', r"\\\g<0>", " ".join(title.split("\n")))
    return f'({url} "{quoted}")' if title else f"({url})"


def alt(runs: Sequence[Run]) -> str:
    """Return the text of an image, on one line."""
    return escaped(" ".join(words(runs).split("\n")).strip())


def _percent(found: re.Match[str]) -> str:
    return quote(found[0], errors="replace")
