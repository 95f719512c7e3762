"""Documents as data from one seed: every kind of block, over the awkward parts of Unicode."""

import random
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from syncline.domain.normaltext import normal_document
from syncline.domain.text import Block, BlockKind, Document, Native, Run

ALPHABETS: dict[str, Sequence[str]] = {
    "ascii": ("plan", "the launch", "a.b", "x_y", "42", "C:\\temp"),
    "latin": ("été", "naïve", "Straße", "œuvre", "İstanbul"),
    "decomposed": tuple(unicodedata.normalize("NFD", w) for w in ("été", "Ångström", "한국어")),
    "composed": tuple(unicodedata.normalize("NFC", w) for w in ("été", "Ångström", "한국어")),
    "right to left": ("שלום", "مرحبا", "שלום world 12", "\u202bنص\u202c", "\u200fא\u200e"),
    "combining": ("e\u0301\u0323", "Z\u0351\u036b\u0343", "क्षि", "ก็"),
    "emoji": ("👩‍👩‍👧", "🏳️‍🌈", "👍🏽", "🇫🇷", "1️⃣", "🫱🏻‍🫲🏿", "☑️"),
    "zero width": ("a\u200bb", "a\u200db", "\ufeffa", "a\u2060b", "soft\u00adhyphen"),
    "spaces": ("a\u00a0b", "\u00a0a", "a\u2009b", "  a  b ", "a\u3000b", "\ta"),
    "lines": ("a\nb", "a\r\nb", "a\u2028b", "a\n\nb", "a\u0085b"),
    "astral": ("𝔘𝔫𝔦", "𠮷野家", "🀄", "𐍈"),
    "markup": (
        "<script>alert(1)</script>", "*a* **b** _c_", "# a", "- a", "1. a", "> a", "| a | b |",
        "[x](javascript:alert(1))", "&lt;b&gt; &amp;", "```", "---", "{color:red}x{color}",
        "<img src=x onerror=alert(1)>", "]]>", "{{x}}", "h1. a", "⟦x⟧", "\\*", "h\n===",
    ),
    "mentions": (
        "@Ines Moreau", "@ines", "<@U02INES>", "[~accountid:5b10a284]", "@everyone", "@channel",
        '<a data-asana-gid="7"/>', "@[Ines](user:7)", "#general", "<!here>",
    ),
}  # fmt: skip
MARKS = ("strong", "em", "underline", "strike", "code", "sub", "sup", "color:#ff5630")
LINKS = (
    "https://acme.example/a?b=1&c=2", "https://acme.example/été/(x)", "mailto:ines@acme.example",
    "javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "java\tscript:alert(1)",
)  # fmt: skip
SIMPLE: tuple[BlockKind, ...] = ("paragraph", "bullet", "number", "quote", "toggle")


class Writer:
    """Write one document; `mention`: what a live mention is at its home, as (text, native)."""

    def __init__(self, seed: int, mention: tuple[str, Native] | None) -> None:
        self._dice, self._mention = random.Random(seed), mention

    def document(self) -> Document | None:
        """Return up to nine blocks in normal form; None when nothing is left."""
        count = self._dice.choice((1, 2, 3, 4, 6, 9))
        return normal_document(Document(tuple(self._block() for _ in range(count))))

    def _block(self) -> Block:
        dice = self._dice
        kind = dice.choice((*SIMPLE, *SIMPLE, "heading", "task", "callout", "code", "divider",
                            "image", "row", "row"))  # fmt: skip
        level = dice.choice((0, 0, 0, 1, 2))
        match kind:
            case "divider":
                return Block("divider", level=level)
            case "row":
                cells = tuple(self._runs(2) for _ in range(dice.randint(1, 3)))
                return Block("row", (), level, dice.choice(("", "header", "start")), cells)
            case "image":
                return Block("image", self._runs(1), level, "https://acme.example/i.png")
        details = {
            "heading": "123456", "task": ("", "done"), "code": ("", "python"),
            "callout": ("info", "note", "success", "warning", "error"),
        }  # fmt: skip
        detail = dice.choice(details.get(kind, ("",)))
        return Block(kind, self._runs(3), level, detail)

    def _runs(self, most: int) -> tuple[Run, ...]:
        return tuple(self._run() for _ in range(self._dice.randint(1, most)))

    def _run(self) -> Run:
        dice = self._dice
        if self._mention and dice.random() < 0.12:
            text, native = self._mention
            return Run(text, native=native)
        words = (dice.choice(ALPHABETS[dice.choice(tuple(ALPHABETS))]) for _ in range(2))
        run = Run(dice.choice(("", " ")).join(words))
        if dice.random() < 0.3:
            run = replace(run, marks=frozenset(dice.sample(MARKS, dice.choice((1, 1, 2)))))
        return replace(run, link=dice.choice(LINKS)) if dice.random() < 0.12 else run
