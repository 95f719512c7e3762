"""Markers as the product writes them: `syn-` and 26 characters, one per item."""

from hashlib import sha256

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def marker(name: str) -> str:
    """Return the marker of the item of this name; same name, same marker."""
    number = int.from_bytes(sha256(name.encode()).digest(), "big")
    return "syn-" + "".join(ALPHABET[number >> (5 * place) & 31] for place in range(26))
