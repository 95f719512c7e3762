"""Text that is inert in any markup: an outside service may read Markdown, HTML or mentions; pure.

What carries meaning in one of them is replaced by a sign that looks like it, because nobody can
escape for a service that is not known.
"""

from syncline.domain.memo import Line, Memo, inert

_SIGNS = str.maketrans("<>&*_`~[](){}|@#\\!=$^", "‹›＆∗＿ʼ∼［］（）｛｝¦＠＃＼！＝＄＾")
_LEADING = "-+>=."


def defanged(text: str) -> str:
    """Return text in which no sign means anything to a service."""
    flat = inert(text).translate(_SIGNS).replace("://", "꞉//")
    return f"\u2009{flat}" if flat[:1] in _LEADING else flat


def body(memo: Memo) -> str:
    """Return the message below its title, one paragraph a line."""
    return "\n\n".join([*(_line(line) for line in memo.lines), *map(defanged, memo.foot)])


def _line(line: Line) -> str:
    names = "".join(f" {defanged(person.name or person.email)}" for person in line.people)
    said = f"• {defanged(line.text)}{names} {defanged(line.action)}".rstrip()
    return f"{said}\n{line.address}" if line.address else said
