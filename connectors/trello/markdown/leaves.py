"""A block that nothing stands below, as lines of Markdown; pure."""

import re
from collections.abc import Mapping
from dataclasses import replace

from connectors.trello.markdown.escaping import alt, destination, safe_link, sendable
from connectors.trello.markdown.inline import NOTHING, inline, is_image, markdown_of
from connectors.trello.markdown.mentions import inert
from syncline.domain.text import Block, Run, words

_DIVIDER = "___"  # never the underline of a heading, nor the signs of lists in lists


def leaf(block: Block, titles: Mapping[str, str]) -> list[str]:
    """Return the lines of a block; `titles`: of its links, by address."""
    match block.kind:
        case "heading":
            return [_heading(block, titles)]
        case "code":
            return _code(block)
        case "divider":
            return [_DIVIDER]
        case "image":
            return _image(block, titles)
        case "opaque" if markdown := markdown_of(block.native):
            return markdown.split("\n")
        case _:
            return _paragraph(block.runs or (Run("a block"),), titles)


def _paragraph(runs: tuple[Run, ...], titles: Mapping[str, str]) -> list[str]:
    text = inline(runs, titles)
    return f"{NOTHING}{text}".split("\n") if is_image(runs) else text.split("\n")


def _heading(block: Block, titles: Mapping[str, str]) -> str:
    flat = (replace(run, text=run.text.replace("\n", " ")) for run in block.runs)
    text = re.sub(r"(^|\s)(#+)$", r"\1\\\2", inline(flat, titles))
    return f"{'#' * int(block.detail)} {text}"


def _code(block: Block) -> list[str]:
    text = inert(sendable(words(block.runs)))
    language = inert(sendable(" ".join(block.detail.split())))
    sign = "~" if "`" in language else "`"
    longest = max(map(len, re.findall(f"{sign}+", text)), default=0)
    fence = sign * max(3, longest + 1)
    info = re.sub(r"\\|&(?=#?\w+;)", r"\\\g<0>", language)
    return [f"{fence} {info}" if sign == "~" else fence + info, *text.split("\n"), fence]


def _image(block: Block, titles: Mapping[str, str]) -> list[str]:
    """Return an image, or its words where its address is none of the web."""
    url = safe_link(block.detail)
    if not url or not url.lower().startswith("http"):
        return _paragraph((Run(words(block.runs) or "image"),), titles)
    return [f"![{alt(block.runs)}]{destination(url, titles.get(url, ''))}"]
