"""Rich text: what a client sends is checked and completed to what a reader gets."""

from __future__ import annotations

from typing import Any

from sandbox.notion.errors import invalid, invalid_body
from sandbox.notion.records import RichText
from sandbox.people import People

RUN_LIMIT = 2_000  # characters of one run
RUNS_LIMIT = 100  # runs of one rich text
URL_LIMIT = 2_000
MARKS = ("bold", "italic", "strikethrough", "underline", "code")
HUES = ("gray", "brown", "orange", "yellow", "green", "blue", "purple", "pink", "red")
COLORS = frozenset({"default", *HUES, *(f"{hue}_background" for hue in HUES)})
FORMULA_LIMIT = 1_000
SCHEMES = ("http://", "https://", "mailto:", "tel:", "/", "#")


def plain(text: str) -> RichText:
    """Return text without any mark; an empty one has no run, a long one several."""
    pieces = [text[at : at + RUN_LIMIT] for at in range(0, len(text), RUN_LIMIT)]
    return [_text_run(piece, None, completed_marks({}, "rich_text")) for piece in pieces]


def words(runs: RichText) -> str:
    """Return the plain text of runs."""
    return "".join(str(run["plain_text"]) for run in runs)


def completed(raw: Any, path: str, people: People) -> RichText:
    """Check the runs at this path of the body and fill in what a client may leave out."""
    if not isinstance(raw, list):
        raise invalid_body(path, "an array", raw)
    if len(raw) > RUNS_LIMIT:
        raise invalid_body(f"{path}.length", f"≤ `{RUNS_LIMIT}`", len(raw))
    runs = [_run(one, f"{path}[{index}]", people) for index, one in enumerate(raw)]
    return [run for run in runs if run["plain_text"]]  # empty runs do not survive saving


def _run(raw: Any, path: str, people: People) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise invalid_body(path, "an object", raw)
    marks = completed_marks(raw.get("annotations") or {}, f"{path}.annotations")
    if isinstance(raw.get("text"), dict):
        content, link = raw["text"].get("content"), raw["text"].get("link")
        return _text_run(_content(content, path), _link(link, path), marks)
    if isinstance(raw.get("mention"), dict):
        return _mention(raw["mention"], path, marks, people)
    if isinstance(raw.get("equation"), dict):
        formula = str(raw["equation"].get("expression", ""))
        if len(formula) > FORMULA_LIMIT:
            should = f"≤ `{FORMULA_LIMIT}`"
            raise invalid_body(f"{path}.equation.expression.length", should, len(formula))
        shown = {"type": "equation", "equation": {"expression": formula}}
        return {**shown, "annotations": marks, "plain_text": formula, "href": None}
    raise invalid_body(f"{path}.text", "defined", None)


def _content(content: Any, path: str) -> str:
    if not isinstance(content, str):
        raise invalid_body(f"{path}.text.content", "a string", content)
    # The API counts as JavaScript does: an emoji beyond the basic plane is two.
    length = len(content.encode("utf-16-le")) // 2
    if length > RUN_LIMIT:
        raise invalid_body(f"{path}.text.content.length", f"≤ `{RUN_LIMIT}`", length)
    return content


def _link(link: Any, path: str) -> str | None:
    if link is None:
        return None
    url = link.get("url") if isinstance(link, dict) else None
    if not isinstance(url, str) or len(url) > URL_LIMIT:
        raise invalid_body(f"{path}.text.link.url", f"a string of ≤ `{URL_LIMIT}`", url)
    if not url.startswith(SCHEMES):
        raise invalid("Invalid URL for link.")
    return url


def _text_run(content: str, url: str | None, marks: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "text",
        "text": {"content": content, "link": {"url": url} if url else None},
        "annotations": marks,
        "plain_text": content,
        "href": url,
    }


def completed_marks(raw: dict[str, Any], path: str) -> dict[str, Any]:
    """Complete the marks of a run; an unknown colour is refused."""
    color = raw.get("color", "default")
    if color not in COLORS:
        raise invalid_body(f"{path}.color", "a known colour", color)
    return {**{mark: bool(raw.get(mark, False)) for mark in MARKS}, "color": color}


def _mention(
    raw: dict[str, Any], path: str, marks: dict[str, Any], people: People
) -> dict[str, Any]:
    href = None
    if isinstance(raw.get("user"), dict):
        person = people.by_account(str(raw["user"].get("id")))
        if person is None:
            raise invalid_body(f"{path}.mention.user.id", "a user of the workspace", raw["user"])
        user = {"object": "user", "id": person.notion_id}
        mention, text = {"type": "user", "user": user}, f"@{person.name}"
    elif isinstance(raw.get("date"), dict):
        date = {"end": None, "time_zone": None, **raw["date"]}
        mention, text = {"type": "date", "date": date}, str(date.get("start"))
    elif kind := next((one for one in ("page", "database") if isinstance(raw.get(one), dict)), ""):
        page = str(raw[kind].get("id"))
        mention, text = {"type": kind, kind: {"id": page}}, "Untitled"
        href = f"https://www.notion.so/{page.replace('-', '')}"
    elif isinstance(raw.get("template_mention"), dict):
        held = raw["template_mention"]
        mention = {"type": "template_mention", "template_mention": held}
        text = "@Me" if "template_mention_user" in held else "@Today"
    elif isinstance(raw.get("custom_emoji"), dict):
        emoji = {"name": "emoji", "url": None, **raw["custom_emoji"]}
        mention, text = {"type": "custom_emoji", "custom_emoji": emoji}, f":{emoji['name']}:"
    else:  # link_preview and link_mention exist by hand alone
        raise invalid_body(f"{path}.mention", "of a type that can be created", raw)
    return {
        "type": "mention",
        "mention": mention,
        "annotations": marks,
        "plain_text": text,
        "href": href,
    }
