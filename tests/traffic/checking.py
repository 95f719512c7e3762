"""One exchange against the documents of its vendor: what was asked, and what was answered."""

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.traffic.exchanges import Exchange
from tests.traffic.notion import STATUSES, Notion
from tests.traffic.openapi import Document, Operation, coerced
from tests.traffic.schemas import Problem, Schemas, formats

FILES = {
    "jira": "jira-platform-v3.openapi.json.gz",
    "jira software": "jira-software.openapi.json",
    "asana": "asana_oas.yaml.gz",
    "trello": "trello.openapi.json",
    "slack": "slack_web_openapi_v2.json.gz",
}
UNSERVED = "(unknown)"  # the route of what an emulator does not have
CREDENTIAL = "token"  # Slack takes it in a header, the query or the body alike
ADF = "adf-57.7.22.schema.json"
NAMES = ("Asana", "Jira platform", "Jira Software", "Trello", "Slack", "Notion", "ADF")


@dataclass(frozen=True)
class Violation:
    """Say what in an exchange is not as its vendor's document has it."""

    tool: str
    route: str
    side: str  # request or response
    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.tool} {self.route} {self.side}: {self.place or '(whole)'}: {self.what}"


class Specifications:
    """The documents of all vendors, each read when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._documents: dict[str, Document] = {}

    def violations(self, exchange: Exchange) -> Iterator[Violation]:
        """Yield what is wrong; a fault's answer and a refused request are not checked."""
        if exchange.tool == "notion":
            yield from self._of_notion(exchange)
        else:
            yield from self._of_document(exchange)
        if exchange.tool == "jira":
            for side, body in (("request", exchange.sent), ("response", exchange.answer)):
                if _checked(exchange, side):
                    yield from _at(exchange, side, self._of_texts(body), exchange.route)

    def _of_notion(self, exchange: Exchange) -> Iterator[Violation]:
        endpoint = self._notion.endpoint(exchange.method, exchange.path)
        if endpoint is None:
            yield from _unknown(exchange)
            return
        name = f"{endpoint.method} {endpoint.path}"
        if _checked(exchange, "request"):
            asked = self._notion.asked(endpoint, exchange.path, exchange.query, exchange.sent)
            yield from _at(exchange, "request", asked, name)
        if _checked(exchange, "response"):
            if exchange.status not in STATUSES:
                yield from _at(exchange, "response", [_undocumented(exchange)], name)
            found = self._notion.answered(endpoint, exchange.status, exchange.answer)
            yield from _at(exchange, "response", found, name)

    def _of_document(self, exchange: Exchange) -> Iterator[Violation]:
        agile = exchange.path.startswith("/rest/agile/")
        document = self._document("jira software" if agile else exchange.tool)
        path = re.sub(r"^/rest/api/(2|latest)/", "/rest/api/3/", exchange.path)
        operation = document.operation(exchange.method, path)
        if exchange.tool == "slack":  # any method may be called either way; the document has one
            operation = operation or document.operation("GET", path)
        if operation is None:
            yield from _unknown(exchange)
            return
        if _checked(exchange, "request"):
            asked = _asked(document, operation, exchange)
            yield from _at(exchange, "request", asked, operation.name)
        if _checked(exchange, "response"):
            answered = _answered(document, operation, exchange)
            yield from _at(exchange, "response", answered, operation.name)

    def _of_texts(self, body: Any) -> Iterator[Problem]:
        for steps, text in _documents(body, ()):
            for problem in self._adf[0].problems(self._adf[1], text):
                yield Problem("/".join((*steps, problem.place)), f"ADF: {problem.what}")

    def _document(self, tool: str) -> Document:
        if tool not in self._documents:
            self._documents[tool] = Document(_read(self._folder / FILES[tool]))
        return self._documents[tool]

    @cached_property
    def _notion(self) -> Notion:
        return Notion(self._folder)

    @cached_property
    def _adf(self) -> tuple[Schemas, Any]:
        raw = _read(self._folder / ADF)
        return Schemas(raw["definitions"], formats()), raw["definitions"]["doc_node"]


def _read(file: Path) -> Any:
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rt", encoding="utf-8") as lines:
        return YAML(typ="safe").load(lines) if ".yaml" in file.name else json.load(lines)


def _checked(exchange: Exchange, side: str) -> bool:
    if side == "request":
        return not exchange.refused
    served = exchange.route != UNSERVED or exchange.status != 404
    return exchange.fault is None and exchange.status > 0 and served


def _unknown(exchange: Exchange) -> Iterator[Violation]:
    if exchange.status < 400 and exchange.fault is None and exchange.route != UNSERVED:
        name = f"{exchange.method} {exchange.route}"
        yield Violation(exchange.tool, name, "request", "", "the document has no such operation")


def _undocumented(exchange: Exchange) -> Problem:
    return Problem("", f"status {exchange.status} is not documented")


def _at(exchange: Exchange, side: str, found: Iterable[Problem], name: str) -> Iterator[Violation]:
    for problem in found:
        yield Violation(exchange.tool, name, side, problem.place, problem.what)


def _asked(document: Document, operation: Operation, exchange: Exchange) -> Iterator[Problem]:
    if operation.body is not None:
        for problem in document.problems(operation.body, exchange.sent):
            yield Problem(f"body/{problem.place}", problem.what)
    given = _arguments(operation, exchange)
    for name, values in given.items():
        if name not in operation.parameters:
            yield Problem(f"?{name}", "unknown parameter")
            continue
        value = coerced(operation.parameters[name].schema, document.definitions, values)
        for problem in document.problems(operation.parameters[name].schema, value):
            yield Problem(f"?{name}", problem.what)
    for parameter in operation.parameters.values():
        if parameter.required and parameter.name not in {*given, CREDENTIAL}:
            yield Problem(f"?{parameter.name}", "missing parameter")


def _arguments(operation: Operation, exchange: Exchange) -> dict[str, list[Any]]:
    given: dict[str, list[Any]] = {}
    for name, value in exchange.query:
        given.setdefault(name, []).append(value)
    if operation.arguments and isinstance(exchange.sent, dict):
        given |= {name: [value] for name, value in exchange.sent.items()}
    return {name: values for name, values in given.items() if name != CREDENTIAL}


def _answered(document: Document, operation: Operation, exchange: Exchange) -> Iterator[Problem]:
    status = str(exchange.status)
    if status not in operation.responses and "default" not in operation.responses:
        yield _undocumented(exchange)
        return
    if exchange.tool == "slack" and not (exchange.answer or {}).get("ok"):
        status = "default"  # a refusal has status 200 too
    asked = any(name == "opt_fields" for name, _ in exchange.query)
    schemas = operation.whole if asked else operation.responses
    schema = schemas.get(status, schemas.get("default"))
    if schema is None:
        return
    if exchange.text:
        yield Problem("", "text instead of JSON")
        return
    yield from document.problems(schema, exchange.answer)


def _documents(body: Any, steps: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every ADF document inside a body, with its place."""
    if isinstance(body, dict):
        if body.get("type") == "doc" and "version" in body:
            yield steps, body
            return
        for name, inner in body.items():
            yield from _documents(inner, (*steps, str(name)))
    elif isinstance(body, list):
        for inner in body:
            yield from _documents(inner, (*steps, "*"))
