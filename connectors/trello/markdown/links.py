"""Addresses that Trello turns into links by itself, as a rule for markdown-it."""

import re

from markdown_it.rules_inline import StateInline

_SCHEME = re.compile(r"(?:^|[^a-z0-9.+-])(https?)$", re.IGNORECASE)
_REST = re.compile(r"://[^\s<>\[\]`\\]+")
_NAME = re.compile(r"[\w.+-]+$")
_DOMAIN = re.compile(r"@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
_LONGEST_NAME = 64  # characters before the "@", by RFC 5321


def bare_link(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (as markdown-it calls it)
    """Read `https://…` and `name@domain` as links; what is escaped is none."""
    found = None if state.linkLevel else _found(state.src, state.pos)
    if not found:
        return False
    before, after, href = found
    if not silent:
        if not state.pending.endswith(before):
            return False
        state.pending = state.pending[: len(state.pending) - len(before)]
        state.push("link_open", "a", 1).attrs = {"href": href}
        state.push("text", "", 0).content = before + after
        state.push("link_close", "a", -1)
    state.pos += len(after)
    return True


def _found(text: str, at: int) -> tuple[str, str, str] | None:
    """Return the parts of an address before and from `at` on, and where it leads."""
    if text[at] == ":":
        scheme, rest = _SCHEME.search(text[max(0, at - 6) : at]), _REST.match(text, at)
        after = _trimmed(rest[0]) if scheme and rest else ""
        if scheme and len(after) > len("://"):
            return scheme[1], after, scheme[1] + after
    elif text[at] == "@":
        name, domain = _NAME.search(text[max(0, at - _LONGEST_NAME) : at]), _DOMAIN.match(text, at)
        if name and domain:
            return name[0], domain[0], f"mailto:{name[0]}{domain[0]}"
    return None


def _trimmed(address: str) -> str:
    """Leave the signs that end a sentence or a word's markup out of its last address."""
    while address[-1] in "?!.,:;*_~'\"" or (
        address[-1] == ")" and address.count(")") > address.count("(")
    ):
        address = address[:-1]
    return address
