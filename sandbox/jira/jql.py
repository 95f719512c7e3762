"""Read JQL: a query becomes a tree of clauses, or a JqlError with Jira's own sentence."""

import re
from dataclasses import dataclass

OPERATORS = ("=", "!=", "<", ">", "<=", ">=", "~", "!~", "IN", "NOT IN", "IS", "IS NOT")
TOKEN = re.compile(
    r"""\s*(?:
      (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<sign>>=|<=|!=|!~|&&|\|\||[=~<>!(),&|])
    | (?P<word>[^\s"'=~<>!(),&|]+)
    )""",
    re.VERBOSE,
)
RESERVED = re.compile(r"[+;?*/%^$#@{}]")
ESCAPE = re.compile(r"\\(.)")
SPELLED = {"&&": "AND", "&": "AND", "||": "OR", "|": "OR", "!": "NOT"}


class JqlError(ValueError):
    """Say why a query is refused, in Jira's words."""


@dataclass(frozen=True)
class Token:
    """Hold one word, string or sign, and where it stands (from 1)."""

    text: str
    kind: str  # word, string, sign, end
    at: int

    @property
    def upper(self) -> str:
        """Return the keyword that this may be; a quoted string is never one."""
        return "" if self.kind == "string" else self.text.upper()


@dataclass(frozen=True)
class Value:
    """Hold an operand; kind is text, empty or function."""

    text: str
    kind: str = "text"


@dataclass(frozen=True)
class Clause:
    """Hold one comparison."""

    field: str
    operator: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Group:
    """Join parts with AND, OR or (one part) NOT."""

    word: str
    parts: tuple["Node", ...]


Node = Clause | Group


@dataclass(frozen=True)
class Query:
    """Hold a whole query; the order is (field, descending) pairs."""

    where: Node | None
    order: tuple[tuple[str, bool], ...] = ()


def parse(text: str) -> Query:
    """Read a query."""
    return _Parser(_tokens(text)).query()


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    position = 0
    while text[position:].strip():
        match = TOKEN.match(text, position)
        if match is None:
            raise JqlError(
                "Error in the JQL Query: The quoted string "
                f"'{text[position:].strip()[1:]}' has not been completed. "
                f"(line 1, character {position + 1})"
            )
        tokens.append(_token(match))
        position = match.end()
    return [*tokens, Token("", "end", len(text) + 1)]


def _token(match: re.Match[str]) -> Token:
    kind = match.lastgroup or "sign"
    text, at = match[kind], match.start(kind) + 1
    if kind == "string":
        return Token(ESCAPE.sub(r"\1", text[1:-1]), kind, at)
    if kind == "word" and (bad := RESERVED.search(text)):
        raise JqlError(
            f"Error in the JQL Query: The character '{bad[0]}' is a reserved JQL character. You "
            f"must enclose it in a string or use the escape '\\u{ord(bad[0]):04x}' instead. "
            f"(line 1, character {at + bad.start()})"
        )
    return Token(SPELLED.get(text, text), kind, at)


class _Parser:
    """Descend through the grammar: or, and, not, clause."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens

    @property
    def next(self) -> Token:
        return self.tokens[0]

    def take(self) -> Token:
        return self.tokens.pop(0)

    def taken(self, keyword: str) -> bool:
        if self.next.upper != keyword:
            return False
        self.take()
        return True

    def fail(self, expected: str) -> JqlError:
        got = self.next
        what = "the end of the query" if got.kind == "end" else f"'{got.text}'"
        return JqlError(
            f"Error in the JQL Query: Expecting {expected} but got {what}. "
            f"(line 1, character {got.at})"
        )

    def query(self) -> Query:
        bare = self.next.kind == "end" or self.next.upper == "ORDER"
        where = None if bare else self.joined("OR")
        order = self.order() if self.taken("ORDER") else ()
        if self.next.kind != "end":
            raise self.fail("either 'OR' or 'AND'")
        return Query(where, order)

    def joined(self, word: str) -> Node:
        below = self.negated if word == "AND" else lambda: self.joined("AND")
        parts = [below()]
        while self.taken(word):
            parts.append(below())
        return parts[0] if len(parts) == 1 else Group(word, tuple(parts))

    def negated(self) -> Node:
        if self.taken("NOT"):
            return Group("NOT", (self.negated(),))
        if self.taken("("):
            inner = self.joined("OR")
            if not self.taken(")"):
                raise self.fail("')'")
            return inner
        return self.clause()

    def clause(self) -> Clause:
        if self.next.kind not in ("word", "string"):
            raise self.fail("either a value, list or function")
        field = self.take().text
        operator = self.operator()
        if operator in ("IN", "NOT IN"):
            return Clause(field, operator, self.values())
        return Clause(field, operator, (self.value(),))

    def operator(self) -> str:
        word = self.next.upper
        if word == "NOT" and self.tokens[1].upper == "IN":
            self.take()
            self.take()
            return "NOT IN"
        if word not in OPERATORS:
            shown = ", ".join(f"'{name}'" for name in OPERATORS[:-1])
            got = self.next.text or "the end of the query"
            raise JqlError(
                f"Error in the JQL Query: Expecting operator but got '{got}'. The valid operators "
                f"are {shown} and 'IS NOT'. (line 1, character {self.next.at})"
            )
        self.take()
        return "IS NOT" if word == "IS" and self.taken("NOT") else word

    def values(self) -> tuple[Value, ...]:
        if not self.taken("("):
            raise self.fail("'('")
        found = [self.value()]
        while self.taken(","):
            found.append(self.value())
        if not self.taken(")"):
            raise self.fail("')'")
        return tuple(found)

    def value(self) -> Value:
        if self.next.kind not in ("word", "string"):
            raise self.fail("either a value, list or function")
        token = self.take()
        if token.upper in ("EMPTY", "NULL"):
            return Value(token.text, "empty")
        if token.kind == "word" and self.taken("("):
            if not self.taken(")"):
                raise self.fail("')'")
            return Value(token.text, "function")
        return Value(token.text)

    def order(self) -> tuple[tuple[str, bool], ...]:
        if not self.taken("BY"):
            raise self.fail("'BY'")
        order = [self.sorting()]
        while self.taken(","):
            order.append(self.sorting())
        return tuple(order)

    def sorting(self) -> tuple[str, bool]:
        if self.next.kind not in ("word", "string"):
            raise self.fail("a field name")
        field = self.take().text
        descending = self.taken("DESC")
        if not descending:
            self.taken("ASC")
        return field, descending
