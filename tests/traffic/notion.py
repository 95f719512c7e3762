"""Notion's endpoints with the JSON Schemas of their parameters and answers."""

import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.traffic.schemas import Problem, Schema, Schemas, formats

# No schema of errors is published in machine-readable form; this is the documented object.
_ERROR: Schema = {
    "type": "object",
    "properties": {
        "object": {"const": "error"},
        "status": {"type": "integer"},
        "code": {
            "enum": [
                "invalid_json", "invalid_request_url", "invalid_request", "validation_error",
                "missing_version", "unauthorized", "restricted_resource", "object_not_found",
                "conflict_error", "rate_limited", "internal_server_error", "bad_gateway",
                "service_unavailable", "gateway_timeout", "service_overload",
            ]
        },
        "message": {"type": "string"},
        "request_id": {"type": "string"},
        "additional_data": {"type": "object"},
    },
    "required": ["object", "status", "code", "message"],
    "additionalProperties": False,
}  # fmt: skip
STATUSES = (200, 400, 401, 403, 404, 409, 429, 500, 502, 503, 504, 529)


@dataclass(frozen=True)
class Endpoint:
    """Hold one endpoint; `word` begins the names of its schemas, e.g. CreatePage."""

    method: str
    path: str
    word: str
    pattern: re.Pattern[str]


class Notion:
    """All endpoints of the vendor's client, read from the folder of the specifications."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        raw = json.loads((folder / "notion-endpoints-js-5.26.0.json").read_text(encoding="utf-8"))
        ordered = sorted(raw.items(), key=lambda one: one[1]["path"].count("{"))
        self._endpoints = [
            Endpoint(one["method"].upper(), one["path"], name[0].upper() + name[1:], _named(one))
            for name, one in ordered
        ]

    def endpoint(self, method: str, path: str) -> Endpoint | None:
        """Return the endpoint of a request, if there is one."""
        for endpoint in self._endpoints:
            if endpoint.method == method and endpoint.pattern.fullmatch(path):
                return endpoint
        return None

    def asked(self, endpoint: Endpoint, path: str, query: Any, sent: Any) -> list[Problem]:
        """Check path, query and body, which one schema describes together."""
        matched = endpoint.pattern.fullmatch(path)
        given: dict[str, Any] = dict(matched.groupdict()) if matched else {}
        for name, value in query:
            if name == "filter_properties":
                given.setdefault(name, []).append(value)
            else:
                given[name] = int(value) if name == "page_size" and value.isdigit() else value
        if not isinstance(sent, dict | None):
            return [Problem("", "the body is no object")]
        return self._problems(f"{endpoint.word}Parameters", given | (sent or {}))

    def answered(self, endpoint: Endpoint, status: int, answer: Any) -> list[Problem]:
        """Check an answer, or an error."""
        if status >= 400:
            return self._errors.problems(_ERROR, answer)
        return self._problems(f"{endpoint.word}Response", answer)

    def _problems(self, name: str, value: Any) -> list[Problem]:
        for area, schemas in self._areas:
            if name in area:
                return schemas.problems(area[name], value)
        return [Problem("", f"no schema is named {name}")]

    @cached_property
    def _errors(self) -> Schemas:
        return Schemas({}, formats())

    @cached_property
    def _areas(self) -> list[tuple[Mapping[str, Schema], Schemas]]:
        found = []
        for file in sorted((self._folder / "notion-types-5.26.0").glob("*.schema.json.gz")):
            with gzip.open(file) as packed:
                definitions = json.load(packed)["definitions"]
            found.append((definitions, Schemas(definitions, formats())))
        return found


def _named(raw: Mapping[str, Any]) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(raw["path"])))
