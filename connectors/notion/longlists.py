"""Lists of which a page shows the first 25: the people or pages of one property, put together."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from connectors.notion.native import (
    Held,
    NativePage,
    Property,
    Related,
    Users,
    read_property,
)
from connectors.notion.shapes import Malformed
from syncline.domain.errors import CannotRead


def completed(page: NativePage, prop: Property, items: Sequence[Any]) -> NativePage:
    """Return a page with all items of one property. Raises CannotRead."""
    try:
        parts = [
            read_property(prop.name, one, f"{prop.name}[{index}]").value
            for index, one in enumerate(items)
        ]
    except Malformed as wrong:
        raise CannotRead("notion", page.id, str(wrong)) from None
    whole: Held = prop.value
    if isinstance(prop.value, Related):
        whole = Related(tuple(i for one in parts if isinstance(one, Related) for i in one.ids))
    elif isinstance(prop.value, Users):
        whole = Users(tuple(u for one in parts if isinstance(one, Users) for u in one.users))
    others = (one if one.id != prop.id else replace(one, value=whole) for one in page.properties)
    return replace(page, properties=tuple(others))
