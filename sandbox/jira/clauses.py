"""What JQL means: each clause becomes a test of an issue, or an error in Jira's words."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.jira import adf, operands
from sandbox.jira.catalog import STATUSES
from sandbox.jira.fields import ROADMAP_ITEM, START_DATE, STORY_POINTS
from sandbox.jira.jql import Clause, JqlError, Node, Value
from sandbox.jira.operands import Asker
from sandbox.jira.records import Issue

if TYPE_CHECKING:
    from sandbox.jira.state import JiraState

Test = Callable[[Issue], bool]
Compare = Callable[[Any, Any], bool]

_COMPARE: Mapping[str, Compare] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
CHOICES = ("=", "!=", "IN", "NOT IN", "IS", "IS NOT")
SCALES = (*CHOICES, "<", "<=", ">", ">=")
WORDS = ("~", "!~", "IS", "IS NOT")


@dataclass(frozen=True)
class Kind:
    """Describe how one field is searched: what an issue has, and what an operand stands for."""

    has: Callable[[JiraState, Issue], Any]  # a tuple for choices, else one value or None
    reads: Callable[[Asker, str, str], Any]  # (asker, field, literal) -> comparable
    operators: tuple[str, ...]


def _one(name: str) -> Callable[[JiraState, Issue], Any]:
    return lambda _, issue: (issue[name],) if issue[name] else ()


def _of_project(state: JiraState, issue: Issue) -> tuple[str, ...]:
    return (state.projects[issue.project].category.casefold(),)


def _category(state: JiraState, issue: Issue) -> tuple[str, ...]:
    return (STATUSES[issue["status"]].category,)


def _text(state: JiraState, issue: Issue) -> str:
    document = issue["description"]
    return f"{issue['summary']}\n{adf.plain(document) if document else ''}"


_ISSUE = Kind(lambda _, issue: (issue.id,), operands.issue, CHOICES)
_PROJECT = Kind(lambda _, issue: (issue.project,), operands.project, CHOICES)
_TYPE = Kind(_one("issuetype"), operands.kind, CHOICES)
_STATUS = Kind(_one("status"), operands.status, CHOICES)
_DUE = Kind(lambda _, issue: issue["duedate"], operands.day, SCALES)
_START = Kind(lambda _, issue: issue[START_DATE], operands.day, SCALES)
_POINTS = Kind(lambda _, issue: issue[STORY_POINTS], operands.number, SCALES)
_ROADMAP = Kind(_one(ROADMAP_ITEM), operands.text, CHOICES)
_RESOLVED = Kind(lambda _, issue: issue["resolutiondate"], operands.moment, SCALES)

KINDS: Mapping[str, Kind] = {
    "project": _PROJECT,
    "category": Kind(_of_project, operands.project_category, CHOICES),
    "issuetype": _TYPE,
    "type": _TYPE,
    "status": _STATUS,
    "statuscategory": Kind(_category, operands.category, CHOICES),
    "priority": Kind(_one("priority"), operands.priority, CHOICES),
    "resolution": Kind(_one("resolution"), operands.resolution, CHOICES),
    "labels": Kind(lambda _, issue: issue["labels"], operands.text, CHOICES),
    "parent": Kind(_one("parent"), operands.issue, CHOICES),
    "assignee": Kind(_one("assignee"), operands.person, CHOICES),
    "reporter": Kind(_one("reporter"), operands.person, CHOICES),
    **dict.fromkeys(("key", "issuekey", "issue", "id"), _ISSUE),
    "created": Kind(lambda _, issue: issue.created, operands.moment, SCALES),
    "createddate": Kind(lambda _, issue: issue.created, operands.moment, SCALES),
    "updated": Kind(lambda _, issue: issue.updated, operands.moment, SCALES),
    "updateddate": Kind(lambda _, issue: issue.updated, operands.moment, SCALES),
    "resolved": _RESOLVED,
    "resolutiondate": _RESOLVED,
    "due": _DUE,
    "duedate": _DUE,
    **dict.fromkeys(("start date", "start date[date]", "cf[10015]"), _START),
    **dict.fromkeys(("story point estimate", "cf[10016]"), _POINTS),
    **dict.fromkeys(("roadmap item", "roadmap item[url field]", "cf[10050]"), _ROADMAP),
    "summary": Kind(lambda _, issue: issue["summary"], operands.text, WORDS),
    "description": Kind(
        lambda _, issue: adf.plain(issue["description"] or {}), operands.text, WORDS
    ),
    "text": Kind(_text, operands.text, WORDS),
}


def kind(field: str) -> Kind:
    """Return how a field is searched."""
    found = KINDS.get(field.lower())
    if found is None:
        raise JqlError(f"Field '{field}' does not exist or you do not have permission to view it.")
    return found


def compiled(node: Node, asker: Asker) -> Test:
    """Turn a tree of clauses into one test of an issue."""
    if isinstance(node, Clause):
        return _clause(node, asker)
    tests = [compiled(part, asker) for part in node.parts]
    if node.word == "NOT":
        return lambda issue: not tests[0](issue)
    if node.word == "AND":
        return lambda issue: all(test(issue) for test in tests)
    return lambda issue: any(test(issue) for test in tests)


def _clause(clause: Clause, asker: Asker) -> Test:
    found = kind(clause.field)
    if clause.operator not in found.operators:
        raise JqlError(
            f"The operator '{clause.operator.lower()}' is not supported by the "
            f"'{clause.field}' field."
        )
    named = [value for value in clause.values if not _empty(clause, value)]
    empty = len(named) < len(clause.values)
    if clause.operator.startswith("IS") and not empty:
        raise JqlError(
            f"The operator '{clause.operator.lower()}' only supports the operands EMPTY and NULL."
        )
    wanted = [_operand(found, clause, value, asker) for value in named]
    if found.operators is WORDS and not empty:
        return _words(found, clause.operator, str(wanted[0]), asker.state)
    if found.operators is SCALES:
        return _scale(found, clause.operator, wanted, asker.state, empty=empty)
    ids = frozenset(id_ for want in wanted for id_ in (want if _many(want) else (want,)))
    return _choice(found, clause.operator, ids, asker.state, empty=empty)


def _many(wanted: Any) -> bool:
    """Tell whether an operand stands for several ids, as a status name does."""
    return isinstance(wanted, frozenset)


def _empty(clause: Clause, value: Value) -> bool:
    """Tell whether an operand means `no value`: EMPTY, NULL, or the resolution Unresolved."""
    unresolved = clause.field.lower() == "resolution" and value.text.lower() == "unresolved"
    return value.kind == "empty" or unresolved


def _operand(found: Kind, clause: Clause, value: Value, asker: Asker) -> Any:
    if value.kind == "function":
        return operands.called(asker, value.text, day=found.reads is operands.day)
    return found.reads(asker, clause.field, value.text)


def _choice(
    found: Kind, sign: str, wanted: frozenset[Any], state: JiraState, *, empty: bool
) -> Test:
    """Test membership; a negative test never finds an empty field (unless asked for EMPTY)."""
    negative = sign in ("!=", "NOT IN", "IS NOT")

    def test(issue: Issue) -> bool:
        has = found.has(state, issue) or ()
        if isinstance(has, str):
            has = (has,)
        hit = not wanted.isdisjoint(has) or (empty and not has)
        return (bool(has) and not hit) if negative else hit

    return test


def _scale(found: Kind, sign: str, wanted: list[Any], state: JiraState, *, empty: bool) -> Test:
    """Compare on a scale; an empty field is only found by IS EMPTY."""
    negative = sign in ("!=", "NOT IN", "IS NOT")
    compare = _COMPARE.get(sign)

    def test(issue: Issue) -> bool:
        has = found.has(state, issue)
        if has is None:
            return empty and not negative
        if compare and wanted:
            return compare(has, wanted[0])
        return (has in wanted) != negative

    return test


def _words(found: Kind, sign: str, phrase: str, state: JiraState) -> Test:
    """Find every word of a phrase (a `*` at the end of one is a prefix), in any case."""
    exact = phrase.startswith('"') and phrase.endswith('"') and len(phrase) > 1
    words = [phrase.strip('"')] if exact else phrase.split()
    patterns = [re.compile(_pattern(word), re.IGNORECASE) for word in words]

    def test(issue: Issue) -> bool:
        has = found.has(state, issue)
        hit = all(pattern.search(has) for pattern in patterns)
        return hit if sign == "~" else not hit

    return test


def _pattern(word: str) -> str:
    prefix = word.endswith("*")
    return r"(?<!\w)" + re.escape(word.rstrip("*")) + ("" if prefix else r"(?!\w)")
