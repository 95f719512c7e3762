"""Messages as a person sees them: `python -m tests.samples` writes docs/alerts/ anew.

Texts always; pictures where a headless Chromium is there (`apt-get install chromium`).
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

from connectors.apprise.text import body, defanged
from connectors.mail.rendering import page, text
from connectors.slack.blocks import blocks
from syncline.domain.memo import Line, Memo
from syncline.words import say

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "alerts"
ON = date(2026, 3, 30)
SITE = "https://acme.atlassian.net/browse/"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars", "--force-device-scale-factor=1", "--window-size=720,430",
)  # fmt: skip
WORDS = {
    "en": {"A": "PAY-142 Pay in 3", "B": "PAY-150 Refunds", "C": "ONB-7 First login",
           "asked": "1️⃣ delivery: 11 Apr, karim@acme.fr, 2026-03-27 17:12 · "
                    "2️⃣ roadmap: 28 Mar, ines@acme.fr, 2026-03-27 09:40"},
    "fr": {"A": "PAY-142 Paiement en 3x", "B": "PAY-150 Remboursements",
           "C": "ONB-7 Première connexion",
           "asked": "1️⃣ delivery : 11 avr., karim@acme.fr, 2026-03-27 17:12 · "
                    "2️⃣ roadmap : 28 mars, ines@acme.fr, 2026-03-27 09:40"},
}  # fmt: skip


def samples() -> Iterator[tuple[str, Memo]]:
    """Yield each message that people know, in each language, under its name."""
    for locale, named in WORDS.items():

        def said(key: str, locale: str = locale, **values: Any) -> str:
            return say(locale, key, values, ON)

        late = said("C4", name=named["A"], target=date(2026, 3, 20), days=6)
        quiet = said("A3", name=named["B"], days=8)
        same = said("digest-same", count=4, names="PAY-151, PAY-160")
        lines = (
            Line(late, said("C4-do"), SITE + "PAY-142"),
            Line(f"{quiet} {same}", said("A3-do"), SITE + "PAY-150"),
        )
        colon = " :" if locale == "fr" else ":"
        asked = f"{named['C']}{colon} {named['asked']}"
        for channel, choose, sign in (
            ("slack", "digest-choose", "digest-signs"),
            ("mail", "digest-choose-label", "digest-labels"),
        ):
            foot = (said(sign),)
            more = (said("digest-more", count=3), *foot)
            question = Line(asked, said(choose), SITE + "ONB-7")
            name = f"{locale}.{channel}"
            yield f"digest.{name}", Memo(said("digest-head", count=10), lines, more, locale)
            yield f"question.{name}", Memo(said("digest-head", count=1), (question,), foot, locale)
            head = said("summary-head", count=41)
            yield f"summary.{name}", Memo(head, lines[:1], foot, locale)


def plain(memo: Memo, channel: str) -> str:
    """Return what a channel makes of a message, as text."""
    if channel == "mail":
        return text(memo).rstrip() + "\n"
    shown = json.dumps(blocks(memo), ensure_ascii=False, indent=1)
    teams = f"{defanged(memo.head)}\n\n{body(memo)}"
    parts = ("\n".join(memo.plain()), f"== as blocks ==\n\n{shown}", f"== in Teams ==\n\n{teams}")
    return "\n\n".join(parts) + "\n"


def drawn(memo: Memo) -> str:
    """Return the blocks of a message as a page that looks as Slack draws them."""
    return SLACK.format("".join(_block(block) for block in blocks(memo)))


def _block(block: dict[str, Any]) -> str:
    if block["type"] == "header":
        return f"<h1>{block['text']['text']}</h1>"  # it is escaped for Slack, and so for HTML
    if block["type"] == "context":
        return "".join(f"<small>{part['text']}</small>" for part in block["elements"])
    items = block["elements"][0]["elements"]
    return (
        "<ul>"
        + "".join(f"<li>{''.join(map(_leaf, one['elements']))}</li>" for one in items)
        + "</ul>"
    )


def _leaf(leaf: dict[str, Any]) -> str:
    if leaf["type"] == "link":
        return f"<a href='#'>{escape(leaf['text'])}</a>"
    if leaf["type"] == "user":
        return f"<b>@{escape(leaf['user_id'])}</b>"
    said = escape(leaf["text"])
    return f"<i>{said}</i>" if leaf.get("style", {}).get("italic") else said


SLACK = """<!DOCTYPE html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 20px; background: #fff; color: #1d1c1d;
  font: 15px/1.5 Arial, sans-serif }}
.who {{ font-weight: 700 }}
.app {{ background: #eee; font-size: 10px; padding: 1px 3px; border-radius: 2px }}
.face {{ float: left; width: 36px; height: 36px; border-radius: 6px; background: #2f6f5e;
  color: #fff; text-align: center; font: 700 20px/36px Arial }}
.said {{ margin-left: 46px }}
h1 {{ font-size: 18px; margin: 2px 0 8px }}
ul {{ margin: 0; padding-left: 22px }}
li {{ margin-bottom: 6px }}
small {{ display: block; color: #616061; font-size: 12px; margin-top: 6px }}
a {{ color: #1264a3; text-decoration: none }}</style>
<div class="face">S</div><div class="said">
<span class="who">Syncline</span> <span class="app">APP</span>
{}</div>"""


def shoot(html: str, picture: Path) -> None:
    """Draw a page with Chromium, in a profile that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(html, encoding="utf-8")
        command = ["chromium", *FLAGS, f"--user-data-dir={folder}/profile"]
        command += [f"--screenshot={picture}", source.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)


def main() -> int:
    """Write every sample anew."""
    FOLDER.mkdir(exist_ok=True)
    draws = shutil.which("chromium") is not None
    for name, memo in samples():
        channel = name.rpartition(".")[2]
        (FOLDER / f"{name}.txt").write_text(plain(memo, channel), encoding="utf-8")
        if draws:
            shoot(page(memo) if channel == "mail" else drawn(memo), FOLDER / f"{name}.png")
    sys.stdout.write("texts and pictures\n" if draws else "texts only: there is no chromium\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
