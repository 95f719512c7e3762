"""The letters of a body, by which the wiki text of a changelog is told to be a document; pure."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from connectors.jira.richtext.naming import inline_name
from connectors.jira.richtext.nodes import attributes, children
from syncline.domain.fields import Value
from syncline.domain.plain import clean_line
from syncline.domain.text import Block, Document, Run

_NATIVE = re.compile(r"\{adf(?::[^}\n]*)?\}(.*?)\{adf\}", re.DOTALL)  # what has no wiki text
_SIGNS = re.compile(
    r"(?<!\\)\{(?:code|noformat|quote|panel|color)(?::[^}\n]*)?\}"  # {panel:bgColor=#deebff}
    r"|\[~[\w.:@-]+\]"  # a mention
    r"|\[[^\]\n]*\|smart-(?:link|card|embed)\]"
    r"|!(?:https?://[^!\n]*|[^!\s|]+\|[^!\n]*)!"  # an image
    r"|^h[1-6]\. "
    r"|\|[^\[\]|\n]*(?=\])",  # the target of a link, after its words
    re.MULTILINE,
)
_SILENT = (
    "mention",
    "inlineCard",
    "inlineExtension",
    "blockCard",
    "media",
    "mediaInline",
    "mediaSingle",
)


def wiki_letters(words: str) -> str:
    """Return the letters and digits of wiki text that a reader would see."""
    parts = _NATIVE.split(words)  # every other one is JSON
    shown = (_json_text(p) if at % 2 else _SIGNS.sub(" ", p) for at, p in enumerate(parts))
    return _letters("".join(shown))


def document_letters(body: Value) -> str:
    """Return the letters and digits of a document that its wiki text would show, too."""
    blocks = body.blocks if isinstance(body, Document) else ()
    return _letters("".join(text for block in blocks for text in _block_text(block)))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, clean_line(text)))


def _block_text(block: Block) -> Iterator[str]:
    if block.native:
        yield _json_text(block.native.source)
    elif block.kind != "image":
        yield from map(_run_text, block.runs)
        for cell in block.cells:
            yield from map(_run_text, cell)


def _run_text(run: Run) -> str:
    silent = run.native and json.loads(run.native.source).get("type") in _SILENT
    return "" if silent else run.text


def _json_text(source: str) -> str:
    try:
        return "".join(_texts(json.loads(source)))
    except ValueError:
        return source


def _texts(node: Any) -> Iterator[str]:
    if not isinstance(node, Mapping) or node.get("type") in _SILENT:
        return
    saying = node.get("type") in ("date", "emoji", "placeholder", "status")
    yield (
        inline_name(node)
        if saying
        else str(node.get("text") or attributes(node).get("title") or "")
    )
    for child in children(node):
        yield from _texts(child)
