"""One message to one reader, before a channel renders it: what is so, and what to do."""

from dataclasses import dataclass, field

from syncline.domain.item import RecordId, ReplicaName
from syncline.domain.people import Person

LONGEST = 600  # characters of one part; a title is at most some 250 in any tool
# What moves a cursor, colours, hides, or turns the direction of text. The joiners that emoji and
# Persian need stay.
_CONTROLS = dict.fromkeys(
    [
        *range(9), *range(14, 32), *range(127, 160), 0x61C, 0x180E, 0x200B, 0x200E, 0x200F,
        *range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xE0000, 0xE0080), 0xFEFF, 0xFFF9,
        0xFFFA, 0xFFFB, *range(0xD800, 0xE000),
    ]
)  # fmt: skip


def inert(text: str) -> str:
    """Return text on one line that controls no reader's screen, at most `LONGEST` characters."""
    flat = " ".join(text.translate(_CONTROLS).split())
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 1] + "…"


@dataclass(frozen=True, slots=True)
class Place:
    """A record that stands for the item of a line."""

    portfolio: str
    replica: ReplicaName
    record: RecordId


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that could use a look; `people` are named, and are the only ones mentioned.

    `places`: the records of its item, in the order of the configuration.
    """

    text: str
    action: str = ""
    link: str = ""
    people: tuple[Person, ...] = ()
    places: tuple[Place, ...] = ()

    @property
    def address(self) -> str:
        """Return the link where it is one that a browser may follow, else nothing."""
        safe = self.link.startswith(("https://", "http://127.0.0.1:", "http://localhost:"))
        return "" if not safe or set(self.link) & set("<>\"'|`\\ \n\r\t") else self.link


@dataclass(frozen=True, slots=True)
class Memo:
    """A whole message: a head, its lines, and what the reader may answer."""

    head: str
    lines: tuple[Line, ...] = ()
    foot: tuple[str, ...] = field(default=())
    locale: str = "en"

    def plain(self) -> tuple[str, ...]:
        """Return the message as plain, inert lines."""
        said = [f"• {inert(f'{line.text} {line.action}')}" for line in self.lines]
        return (inert(self.head), *said, *map(inert, self.foot))
