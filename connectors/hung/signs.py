"""Links to siblings as attachments: each has a name that says what it is and who wrote it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from connectors.hung.shelf import Call, Held, HeldOf, Shelf
from connectors.hung.walking import while_there
from syncline.domain import homed
from syncline.domain.attachments import copied
from syncline.domain.errors import Rejected
from syncline.domain.fields import Cannot
from syncline.domain.item import RecordId, ReplicaName
from syncline.domain.siblings import Sibling, sibling_of

_NAME = re.compile(r"^(?:(?P<name>\S+) )?in (?P<home>\S+) · Syncline$")


def spelled(link: Sibling) -> str:
    """Return the name of an attachment that leads to a sibling."""
    return f"{link.label} · Syncline"


def read_sign(held: Held) -> Sibling | None:
    """Read an attachment; None for what is no link of ours."""
    found = None if held.file else _NAME.match(held.name)
    return Sibling(found["home"], found["name"] or "", held.url) if found else None


def is_ours(name: str) -> bool:
    """Tell whether a name is one that Syncline gives; only then it matters who put it there."""
    return copied(name) is not None or _NAME.match(name) is not None


class AttachedSigns:
    """The links to siblings on a shelf whose links have no key of their own to be known by."""

    def __init__(self, shelf: Shelf, tool: str, home: ReplicaName) -> None:
        self._shelf, self._tool, self._home = shelf, tool, home

    def shown(self, record: RecordId, held: HeldOf) -> frozenset[str] | Cannot:
        """Return the links that a record shows."""
        here = held[record]
        return here if isinstance(here, Cannot) else _elements(here)

    def calls(self, record: RecordId, ask: frozenset[str], expect: frozenset[str]) -> list[Call]:
        """Return the calls; a new address is there before the old one goes."""
        held = self._shelf.held([record])[record]
        if isinstance(held, Cannot):
            raise Rejected(self._tool, record, held.reason)
        signs = [(one, link) for one in held if (link := read_sign(one))]
        wanted, known = self._links(ask), self._links(expect)
        there, right = {link.key for _, link in signs}, {link.element for _, link in signs}
        added = [
            link for key, link in sorted(wanted.items())
            if link.element not in right and (key in there or key not in known)
        ]  # fmt: skip
        return [
            *(partial(self._shelf.add_link, record, spelled(one), one.url) for one in added),
            *(
                partial(while_there, partial(self._shelf.remove, record, one))
                for one in _leaving(signs, wanted, known)
            ),
        ]

    def _links(self, elements: frozenset[str]) -> dict[str, Sibling]:
        others = map(sibling_of, homed.copies(sibling_of, elements, self._home))
        return {link.key: link for link in others}


def _leaving(
    signs: Sequence[tuple[Held, Sibling]],
    wanted: Mapping[str, Sibling],
    known: Mapping[str, Sibling],
) -> Iterator[Held]:
    """Yield our own links that lead elsewhere now, that nobody wants, or that stand twice."""
    seen: set[str] = set()
    for one, link in signs:
        stays = wanted.get(link.key) == link and link.key not in seen
        if stays:
            seen.add(link.key)
        elif one.mine and link.key in {*wanted, *known}:
            yield one


def _elements(held: Sequence[Held]) -> frozenset[str]:
    return frozenset(link.element for one in held if (link := read_sign(one)))
