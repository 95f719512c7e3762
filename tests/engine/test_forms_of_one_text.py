"""One text in several forms: composed or not, with signs that a tool takes away."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from connectors.memory import Quirks
from connectors.memory.records import Native
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import store, titles

COMPOSED = "Révision de l'été Å ﬁ"
FORMS = {form: unicodedata.normalize(form, COMPOSED) for form in ("NFC", "NFD")}


def rewriting(change: Callable[[str], str]) -> Quirks:
    """Return a tool that stores texts as it likes."""

    def rewrite(_field: str, value: Native) -> Native:
        return change(value) if isinstance(value, str) else value

    return Quirks(rewrite=rewrite)


@pytest.mark.parametrize("form", FORMS)
def test_two_forms_of_one_title_are_one_item_and_no_edit(tmp_path: Path, form: str) -> None:
    """B stores what it is given in another form; nothing is doubled or goes on for ever."""
    other = {"NFC": "NFD", "NFD": "NFC"}[form]
    wilful = rewriting(lambda text: unicodedata.normalize(other, text))  # type: ignore[arg-type]
    team = Team3(tmp_path / "s.db", portfolio("A", "B", "C"), quirks={"B": wilful})
    made = team.tools["A"].add({"title": FORMS[form], "status": "planned"}, kind="epic")
    team.tools["C"].add({"title": FORMS[other], "status": "planned"}, kind="epic")
    for _ in range(3):
        team.settle()
    assert not team.plan().operations
    assert [len(titles(team, name)) for name in "ABC"] == [1, 1, 1]
    team.tools["A"].edit(made, "priority", FORMS[form])
    team.sync()
    team.clock.pass_by(minutes=10)
    assert team.sync().summary.operations == 0
    assert team.tools["A"].record(made).fields["priority"] == FORMS[form], "its author's bytes"
    assert team.store
    team.store.close()


TAKEN: dict[str, tuple[str, Callable[[str], str]]] = {
    "emoji": ("Launch 🚀 now", lambda text: "".join(c for c in text if ord(c) < 0x10000)),
    "invisible": ("zero\u200bwidth \u202eabc", lambda text: text.replace("\u202e", "")),
    "spaces": ("trailing  space ", lambda text: text.strip()),
    "tab": ("tab\there", lambda text: text.replace("\t", " ")),
}


def typed_beside(path: Path, case: str, *, answers: bool) -> Team3:
    """Type a text into A where B takes something away; run until nothing is left to do."""
    typed, change = TAKEN[case]
    quirks = replace(rewriting(change), answers=answers)
    team = Team3(path / "s.db", portfolio("A", "B", "C"), quirks={"B": quirks})
    made = team.tools["A"].add({"title": "E", "status": "planned"}, kind="epic")
    team.settle()
    team.tools["A"].edit(made, "priority", typed)
    for _ in range(3):
        team.clock.pass_by(minutes=10)
        team.sync()
    assert not team.plan().operations
    return team


@pytest.mark.parametrize("case", TAKEN)
def test_what_a_tool_takes_away_and_tells_is_lost_there_alone(tmp_path: Path, case: str) -> None:
    """The others keep what was typed, and no run after the next has anything to do."""
    team = typed_beside(tmp_path, case, answers=True)
    typed = TAKEN[case][0]
    assert team.values("A", "priority")["E"] == typed
    kept = str(team.values("C", "priority")["E"])
    assert kept.split() == typed.replace("\u200b", "").split()
    assert team.store
    team.store.close()


@pytest.mark.parametrize("case", TAKEN)
def test_what_a_tool_takes_away_without_a_word_comes_to_rest(tmp_path: Path, case: str) -> None:
    """A read cannot tell it from an edit; it ends, and history has what was typed."""
    team = typed_beside(tmp_path, case, answers=False)
    (item,) = store(team).items()
    past = [str(change.new) for change in store(team).history(item.id)]
    assert TAKEN[case][0] in past
    assert team.store
    team.store.close()
