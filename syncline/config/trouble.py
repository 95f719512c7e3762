"""Why a file is not YAML, said for somebody who does not know YAML."""

from ruamel.yaml.error import MarkedYAMLError

from syncline.config.problems import printable
from syncline.config.scalars import has_typographic_quotes, has_wide_spaces


class Refused(Exception):  # becomes a Problem where the file's name is known
    """Stop reading at a line."""

    def __init__(self, line: int, message: str, remedy: str) -> None:
        self.line, self.message, self.remedy = line, message, remedy
        super().__init__(message)


_EARLIER = ("end of stream", "expected ':'")  # what began earlier is wrong, not where it shows


def not_text(data: bytes, at: int) -> Refused:
    """Say which byte is not UTF-8, and what it would be on an old Windows."""
    line = data.count(b"\n", 0, at) + 1
    column = at - (data.rfind(b"\n", 0, at) + 1) + 1
    seen = f"byte 0x{data[at]:02X} at column {column} (offset {at}) is not UTF-8"
    meant = data[at : at + 1].decode("cp1252", "ignore")
    if meant.isprintable() and meant:
        seen += f'; in Windows-1252 it is "{meant}"'
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        seen = "the file is UTF-16"
    return Refused(line, seen, "Save the file with the encoding UTF-8.")


def explain(text: str, error: MarkedYAMLError) -> Refused:
    """Say where the parser stopped and what people usually typed there."""
    mark = error.problem_mark or error.context_mark
    if error.context_mark and any(sign in str(error.problem) for sign in _EARLIER):
        mark = error.context_mark
    number = mark.line if mark else 0
    lines = text.splitlines()
    line = lines[number] if number < len(lines) else ""
    message, remedy = _reason(line, printable(error.problem or "this is no YAML"))
    if error.context_mark and error.context_mark.line < number:
        message += f" (what it belongs to starts in line {error.context_mark.line + 1})"
    return Refused(number + 1, message, remedy)


def _reason(line: str, problem: str) -> tuple[str, str]:
    before = line[: len(line) - len(line.lstrip())]
    if "\t" in before or "'\\t'" in problem or "\\x09" in problem:
        return "the line begins with a tab", "Indent with spaces; YAML allows no tabs there."
    if has_typographic_quotes(line):
        return f"{problem}; the line has typographic quotes", 'Write straight quotes: "text".'
    if has_wide_spaces(line):
        return f"{problem}; the line has a no-break space", "Type its spaces again."
    if "mapping values are not allowed" in problem:
        return "a colon stands inside a value", 'Put the whole value in quotes: "a: b".'
    if any(sign in problem for sign in ("'@'", "'`'", "'%'")):
        return f"YAML reserves a sign here ({problem})", "Put the value in quotes."
    return problem, "Check the indentation, the brackets and the quotes above this line."
