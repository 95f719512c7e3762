"""A memo as an e-mail in HTML and in plain text; nothing that was typed is markup; pure."""

from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from html import escape

from syncline.domain.memo import Line, Memo, inert
from syncline.domain.people import Person
from syncline.words import say

SUBJECT_LIMIT = 150
_FONT = "font:16px/1.5 -apple-system,'Segoe UI',Roboto,Arial,sans-serif"
_PAGE = f"""\
<!DOCTYPE html>
<html lang="{{lang}}"><head><meta charset="utf-8">\
<meta name="viewport" content="width=device-width"><title>{{head}}</title></head>
<body style="margin:0;background:#f5f5f2;color:#1f2328;{_FONT}">
<div style="max-width:600px;margin:0 auto;padding:24px 16px">
<h1 style="font-size:20px;line-height:1.3;margin:0 0 16px">{{head}}</h1>
{{lines}}
{{foot}}
</div></body></html>
"""
_BOX = "background:#ffffff;border:1px solid #d9d9d4;border-radius:8px;padding:12px 16px"
_LINE = f"""\
<div style="{_BOX};margin:0 0 8px">
<p style="margin:0">{{text}}{{people}}</p>{{action}}{{link}}
</div>"""
_ACTION = '\n<p style="margin:6px 0 0;color:#4a5058">{}</p>'
_LINK = '\n<p style="margin:6px 0 0"><a href="{}" style="color:#0b5cad">{}</a></p>'
_FOOT = '<p style="margin:12px 0 0;font-size:13px;color:#5a6068">{}</p>'


def letter(memo: Memo, sender: str, to: str, at: datetime) -> EmailMessage:
    """Return the e-mail, ready to be sent."""
    made = EmailMessage(policy=SMTP)
    made["From"] = Address("Syncline", addr_spec=sender)
    made["To"] = Address(addr_spec=to)
    made["Subject"] = _subject(memo.head) or "Syncline"
    made["Date"] = format_datetime(at)
    made["Message-ID"] = make_msgid("syncline", domain=sender.rpartition("@")[2])
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no absence notice comes back
    made["Content-Language"] = memo.locale
    made.set_content(text(memo))
    made.add_alternative(page(memo), subtype="html")
    return made


def _subject(head: str) -> str:
    return inert(head).removesuffix(":").rstrip()[:SUBJECT_LIMIT]


def text(memo: Memo) -> str:
    """Return the plain text part."""
    said = [inert(memo.head), ""]
    for line in memo.lines:
        names = "".join(f" {_name(person)}" for person in line.people)
        said.append(f"• {inert(line.text)}{names}")
        said += [f"  {inert(line.action)}"] * bool(line.action)
        said += [f"  {line.address}"] * bool(line.address)
    return "\n".join([*said, "", *map(inert, memo.foot)]).rstrip() + "\n"


def page(memo: Memo) -> str:
    """Return the HTML part: no script, no picture, no style sheet, nothing from elsewhere."""
    return _PAGE.format(
        lang=escape(memo.locale),
        head=escape(inert(memo.head)),
        lines="\n".join(_line(line, memo.locale) for line in memo.lines),
        foot="\n".join(_FOOT.format(escape(inert(one))) for one in memo.foot),
    )


def _line(line: Line, locale: str) -> str:
    opened = say(locale, "mail-open", {}, date.min)  # it names no day
    return _LINE.format(
        text=escape(inert(line.text)),
        people="".join(f" {escape(_name(person))}" for person in line.people),
        action=_ACTION.format(escape(inert(line.action))) if line.action else "",
        link=_LINK.format(escape(line.address), opened) if line.address else "",
    )


def _name(person: Person) -> str:
    return inert(person.name or person.email)
