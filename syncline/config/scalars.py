"""Plain YAML scalars: the 1.2 core schema, and the signs of a word processor."""

import re

from syncline.config.problems import quoted

Scalar = str | int | float | bool | None

_WORDS: dict[str, Scalar] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
# A number with leading zeros, a sign or 19 digits is an identifier of some tool: left as text.
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
_QUOTES = "“”„«»‘’‹›"
_WIDE_SPACES = "\u00a0\u202f\u2007"


def plain(text: str) -> Scalar:
    """Read an unquoted scalar; dates, yes/no and on/off stay text, as YAML 1.2 has it."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def typographic(text: str) -> tuple[str, str] | None:
    """Return what is wrong and the remedy when a word processor changed quotes or spaces."""
    if text and (text[0] in _QUOTES or (text[-1] in _QUOTES and text[-1] not in "’›")):
        inner = text.strip(_QUOTES + _WIDE_SPACES + " ")
        return (
            f"{quoted(text)} has typographic quotes, which YAML reads as part of the text",
            f'Write straight quotes: "{inner}", or none.',
        )
    if any(space in text for space in (*(f":{s}" for s in _WIDE_SPACES),)) or (
        text and text[0] in _WIDE_SPACES
    ):
        return (
            f"{quoted(text)} has a no-break space, which YAML does not read as a space",
            "Type the spaces around the colon again, as ordinary ones.",
        )
    return None


def has_typographic_quotes(line: str) -> bool:
    """Tell whether a line holds quotes of a word processor."""
    return any(sign in line for sign in _QUOTES)


def has_wide_spaces(line: str) -> bool:
    """Tell whether a line holds spaces that do not break."""
    return any(sign in line for sign in _WIDE_SPACES)
