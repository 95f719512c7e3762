"""Names behind an "@" in text from elsewhere, which call nobody; pure."""

import re

JOINER = "\u2060"  # nobody sees it, no name goes on behind it, and the normal form is without it
_LIVE = re.compile(r"(?<![A-Za-z0-9])@(?=\w)")  # behind a letter it is an e-mail address


def inert(text: str) -> str:
    """Return a text in which no mention is live; e-mail addresses stay as they are."""
    return _LIVE.sub(f"@{JOINER}", text)
