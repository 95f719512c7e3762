"""What Syncline itself says on a record, to one person; it is carried to no other tool."""

from dataclasses import dataclass

from syncline.domain.memo import inert
from syncline.domain.plain import clean_line

SIGN = "— Syncline (alert)"
"""The last line of each of them: by it they are told from what people say, in every tool."""
_JOINER = "\u2060"  # nobody sees it, and what it stands in is no address


@dataclass(frozen=True, slots=True)
class Note:
    """A comment of Syncline's own; `account`: the only one in it who is mentioned, as `name`."""

    account: str
    name: str
    parts: tuple[str, ...]

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Return its paragraphs, in which no address is live; the last one is the sign."""
        said = (inert(part).replace("://", f":{_JOINER}//") for part in self.parts)
        return (*filter(None, said), SIGN)


def is_note(text: str) -> bool:
    """Tell whether a comment, as plain text, is one of Syncline's own."""
    return clean_line(text).strip().split("\n")[-1].strip() == SIGN
