"""What people may type, or paste, to make a message do more than be read."""

SLACK = (
    "<!channel>", "<!here>", "<!everyone>", "<!subteam^S024BE7LH>", "<!subteam^S024BE7LH|@leads>",
    "<@U024BE7LH>", "<@W024BE7LH|boss>", "<#C024BE7LR>", "<#C024BE7LR|general>",
    "<https://evil.example>", "<https://evil.example|https://acme.example>", "<mailto:a@b.c|x>",
    "<!date^1392734382^Posted {date_num}|soon>", "<slack://open>", "*bold* _it_ ~no~ `code`",
    "```rm -rf```", "> quote", ">>> all quoted", ":rotating_light: :fire:", "&lt;!channel&gt;",
    "&amp;lt;!here&amp;gt;", "&#60;!channel&#62;", "<!channel", "!channel>", "<<!channel>>",
    "<!chan\u200bnel>", "<\u200b!channel>", "\uff1c!channel\uff1e", "<@U1><@U2><@U3>",
)  # fmt: skip
HTML = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>", '"><script>alert(1)</script>', "'><b>x</b>",
    "</title><script>alert(1)</script>", "</style><script>x</script>", "<!--", "-->", "]]>",
    "<iframe src=//evil.example>", "<body onload=x>", "<input autofocus onfocus=x>",
    "<math><mi//xlink:href='data:x,<script>x</script>'>", "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>", "<link rel=stylesheet href=//e>",
    "<style>*{display:none}</style>", "<div style='position:fixed'>x</div>", "<form action=//e>",
    "<object data=//evil.example>", "<embed src=//evil.example>", "<video src=x onerror=x>",
    "<details open ontoggle=x>", "&lt;script&gt;alert(1)&lt;/script&gt;", "&#x3C;script&#x3E;",
    "<scr<script>ipt>x</scr</script>ipt>", "<SCRIPT SRC=//e></SCRIPT>", "<img src='cid:x'>",
    "<img src=https://evil.example/pixel.gif width=1>", "<?php x ?>", "<% x %>", "{{7*7}}",
    "${7*7}", "#{7*7}", "<at>all</at>", "<button onclick=x>OK</button>", "<marquee>x</marquee>",
    "<a href=//evil.example>Open</a>", "data:text/html,<script>x</script>", "</div></body></html>",
    "<p style='color:red'>late</p>", "<table><tr><td>x", "<noscript><p title='</noscript>'>",
)  # fmt: skip
FORMULA = (
    "=1+1", '=HYPERLINK("http://evil.example","x")', "=cmd|' /C calc'!A0", "+1+1", "-1+1",
    "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1",
    '=IMPORTXML("http://e","//a")', '=WEBSERVICE("http://e")', '=DDE("cmd","x","y")',
    "%0A=1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM(1)", '"=1+1"', "'=1+1", ";=1+1",
    ",=1+1", "\u00a0=1+1", "\u200b=1+1", "\ufeff=1+1", "=\n1", "|calc", "=A1&B1",
    "+33612345678", "-", "=", "@", "=@SUM(A1)", '=IF(1,"a","b")',
)  # fmt: skip
MENTION = (
    "@channel", "@here", "@everyone", "@all", "@ines", "@[Inès](712020:abc)", "[~accountid:abc]",
    "[~ines]", "@team-payments", "@room", "@\u200beveryone", "<at id='1'>Inès</at>",
    "<at>everyone</at>", "<@!123456789>", "<@&123456789>", "@channel:matrix.org", "@ everyone",
    "\uff20here", "!here", "cc @lead @pm", "https://app.asana.com/0/profile/1", "@ops@acme.example",
    "mailto:everyone@acme.example", "[@all](https://e)", "@@here", "ops@acme.example", "#general",
)  # fmt: skip
MARKDOWN = (
    "[x](https://evil.example)", "![x](https://evil.example/p.gif)", "[x](javascript:alert(1))",
    "**bold**", "__bold__", "*it*", "_it_", "~~no~~", "`code`", "```\ncode\n```", "# Head",
    "- item", "1. item", "> quoted", "---", "| a | b |", "[x][1]", "[1]: https://evil.example", "<https://e>",
    "https://evil.example", "\\*not\\*", "&copy;", "&nbsp;", "$$x$$", "- [ ] task", "||spoiler||",
    "[click](<https://evil.example>)", "![](data:image/png;base64,AA)", "~sub~ ^sup^", "!!! note",
)  # fmt: skip
CONTROL = (
    "\x1b[31mred\x1b[0m", "\x1b[2J", "\x1b]0;title\x07", "\x1b]8;;https://e\x07x\x1b]8;;\x07",
    "\x9b31m", "\x9d0;title\x9c", "\x1b[1A\x1b[2K", "a\x08\x08b", "\x00", "a\x00b", "\x07", "\x7f",
    "a\rb", "a\r\nb", "a\nb", "a\vb", "a\fb", "a\x85b", "a\u2028b", "a\u2029b", "\x1bc",
    "\x1b[?25l", "\x1bP+q\x1b\\", "\x0e\x0f", "2026-03-01 ERROR forged\n2026-03-01 INFO ok",
    "x\r\nBcc: all@acme.example", "x\nSubject: other", "x\r\n\r\n<b>body</b>",
    "x\n.\nMAIL FROM:<a>", "=?utf-8?b?PGI+?=", "x\r\nContent-Type: text/html",
)  # fmt: skip
DIRECTION = (
    "\u202egnp.exe", "\u202dabc\u202c", "\u2066abc\u2069", "\u2067abc\u2069", "\u2068abc\u2069",
    "\u200fabc", "\u200eabc", "\u061cabc", "PAY-1 \u202edone", "a\u202bb\u202c", "a\u202ab",
    "\u2067\u2066abc", "\u202e" * 20, "a\u200bb", "a\u2060b", "a\ufeffb", "\U000e0041\U000e0042",
    "a\u2063b", "\u206aab", "\ufff9a\ufffab\ufffb", "Ze\u0301\u0335\u0336lgo", "x" * 5000,
    "\u0627\u0644\u0639\u0631\u0628\u064a\u0629", "\U0001f469\u200d\U0001f4bb", "\ud800".encode(
        "utf-8", "replace").decode(), "\u3000=1+1",
)  # fmt: skip
CORPUS = (*SLACK, *HTML, *FORMULA, *MENTION, *MARKDOWN, *CONTROL, *DIRECTION)
