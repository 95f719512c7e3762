"""What people typed into a tool is shown as text: it moves no cursor and colours nothing."""

import json

import pytest

from flows.screen import Screen

TYPED = (
    "Pay \x1b[2J\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b31m \r\n"
    "Plan: nothing to do [bold]x[/] \u202eabc"
)
CONTROLS = ("\x1b", "\x07", "\x9b", "\r", "\u202e")


@pytest.mark.parametrize("how", ["show", "say", "problem", "table"])
def test_synced_text_controls_no_terminal(capsys: pytest.CaptureFixture[str], how: str) -> None:
    """Every control character is gone or spelled out, and one line stays one."""
    screen = Screen()
    if how == "table":
        screen.table("Plan", ["title"], [[TYPED]])
    else:
        getattr(screen, how)(TYPED)
    seen = capsys.readouterr()
    shown = seen.out + seen.err
    assert "Pay" in shown
    assert not [sign for sign in CONTROLS if sign in shown]


def test_markup_in_synced_text_is_shown_as_it_was_typed(capsys: pytest.CaptureFixture[str]) -> None:
    """Brackets are brackets."""
    screen = Screen()
    screen.show("[bold red]Pay[/] [link=https://x]y[/link]")
    assert capsys.readouterr().out.strip() == "[bold red]Pay[/] [link=https://x]y[/link]"


def test_a_json_document_spells_out_what_controls_a_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A program reads the same text; a terminal sees no control character."""
    Screen(as_json=True).document({"title": TYPED})
    shown = capsys.readouterr().out
    assert json.loads(shown) == {"title": TYPED}
    assert not [sign for sign in CONTROLS if sign in shown]
