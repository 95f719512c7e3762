"""What a call of Asana is asked with: one action of a batch, and one page of a list."""

from typing import Any

from connectors.asana.answers import Json

PAGE = 100  # records a page, the most that Asana gives


def get(path: str, options: Json, data: Json | None = None) -> Json:
    """Return one reading action of a batch."""
    return {"method": "get", "relative_path": path, "options": options, "data": data or {}}


def paged(fields: str, offset: str | None) -> dict[str, Any]:
    """Return the options of one page with these fields."""
    opts: dict[str, Any] = {"opt_fields": fields, "limit": PAGE}
    return opts | {"offset": offset} if offset else opts
