"""Messages as a person sees them: `python -m tests.samples` writes docs/alerts/ anew.

Texts always; pictures where a headless Chromium is there, and a font that has signs
(`apt-get install chromium fonts-noto-color-emoji`).
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

from connectors.apprise.text import body, defanged
from connectors.comment import CommentChannel
from connectors.mail.rendering import page, text
from connectors.memory.channel import MemoryChannel
from connectors.slack.blocks import blocks
from syncline.domain.alerts import Alert
from syncline.domain.delivery import Parcel, Waiting
from syncline.domain.fields import CORE_FIELDS
from syncline.domain.item import Item, Record
from syncline.domain.memo import Memo
from syncline.domain.people import People, Person
from syncline.domain.policy import Portfolio
from syncline.domain.rules.shape import Finding, Said
from syncline.domain.state import Candidate, Conflict, Episode, Lease, Row
from syncline.engine.desk import Desk
from syncline.engine.memos import worded
from syncline.ports import Store
from tests.blank import open_file

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "alerts"
SITE = "https://acme.atlassian.net/browse/"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars", "--force-device-scale-factor=1", "--window-size=720,430",
)  # fmt: skip
NOW = datetime(2026, 3, 30, 7, 15, tzinfo=UTC)
INES = "ines@acme.fr"
TITLES = {
    "en": ("PAY-142 Pay in 3", "PAY-150 Refunds", "ONB-7 First login"),
    "fr": ("PAY-142 Paiement en 3x", "PAY-150 Remboursements", "ONB-7 Première connexion"),
}
LATE = {"target": date(2026, 3, 20), "days": 6}
SIDES = {
    "delivery": (date(2026, 4, 11), "karim@acme.fr", datetime(2026, 3, 27, 16, 12, tzinfo=UTC)),
    "roadmap": (date(2026, 3, 28), INES, datetime(2026, 3, 27, 8, 40, tzinfo=UTC)),
}
ASKED = Conflict(
    "c-3fk2a9q4", "C", "target",
    {place: Candidate(value, 1, value, by, at) for place, (value, by, at) in SIDES.items()},
    tuple(value for value, _, _ in SIDES.values()), NOW - timedelta(days=3),
)  # fmt: skip


def samples() -> Iterator[tuple[str, Memo]]:
    """Yield each message that people know, in each language, under its name, as it is sent."""
    with tempfile.TemporaryDirectory(prefix="syncline-samples-") as folder:
        store = open_file(Path(folder) / "state.db")
        rules = Portfolio("pay", ("roadmap", "delivery"), CORE_FIELDS)
        desk = Desk(
            store.portfolio("alerts"), Lease("", 0, ""), (), People(), _Clock(),
            {"pay": rules}, stores={"pay": _items(store.portfolio("pay"))},
        )  # fmt: skip
        for locale, titles in TITLES.items():
            person = Person(INES, locale=locale, timezone="Europe/Paris")
            for channel in (MemoryChannel("slack"), CommentChannel({}, People())):
                named = "slack" if channel.name == "slack" else "mail"
                for name, due in _parcels(titles).items():
                    yield f"{name}.{locale}.{named}", worded(desk, person, due, channel).memo
        store.close()


class _Clock:
    def now(self) -> datetime:
        return NOW

    wall = now


def _items(store: Store) -> Store:
    """Keep three items with their places, and the question about one of them."""
    lease = store.acquire("samples", NOW, ttl=timedelta(hours=1), alive=lambda _: True)
    assert isinstance(lease, Lease)
    rows: list[Row] = [ASKED]
    for item, key in (("A", "PAY-142"), ("B", "PAY-150"), ("C", "ONB-7")):
        rows += [Item(item, "epic"), Record(item, "delivery", key, key, SITE + key)]
    store.commit(lease, rows, NOW)
    return store


def _parcels(titles: tuple[str, ...]) -> dict[str, Parcel]:
    """Return the messages: a digest, a question, and the summary of a first round."""
    late = _waiting("C4", "A", titles[0], LATE)
    quiet = [
        _waiting("A3", f"B{n}" if n else "B", name, {"days": 8 - n})
        for n, name in enumerate((titles[1], *(f"PAY-{151 + n}" for n in range(4))))
    ]
    more = tuple(_waiting("A3", f"D{n}", "", {}) for n in range(35))
    asked = _waiting("G1", "C", titles[2], {"field": "target", "days": 1, "case": "conflict"})
    return {
        "digest": Parcel("digest", ((late,), tuple(quiet)), more[:3]),
        "question": Parcel("digest", ((asked,),)),
        "summary": Parcel("summary", ((late,), tuple(quiet)), more),
    }


def _waiting(rule: str, item: str, name: str, values: dict[str, Said]) -> Waiting:
    found = Finding(rule, "S2", values, (item,), str(values.get("field", "")))
    alert = Alert("pay", item, name, INES, found)
    made = Episode(item, "pay", alert.fingerprint, rule, item, INES, "S2", "", "", NOW)
    return Waiting(made, alert)


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
