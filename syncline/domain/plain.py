"""Plain strings in normal form: what no tool keeps is not a difference."""

import unicodedata

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u2060\ufeff"))


def clean_line(text: str) -> str:
    """Return `text` in NFC with plain spaces and newline line ends.

    NBSP becomes a space (the asana client replaces it while reading); zero-width characters go,
    except the joiner that emoji need.
    """
    flat = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    return unicodedata.normalize("NFC", flat.translate(_INVISIBLE))


def one_line(text: str) -> str:
    """Return `text` on one line with single spaces, as titles are in every tool."""
    return " ".join(clean_line(text).split())
