"""The catalogues say the same in every language, kindly, and as that language is written."""

import re
from datetime import date
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

import syncline.words
from syncline.domain.rules.registry import RULES
from syncline.words import LOCALES, say, sketched, spoken

HOME = Path(syncline.words.__file__).parent
ON = date(2026, 3, 2)
BLAME = {
    "en": r"\boverdue\b|\bfail(ed|ure)?\b|\bviolat\w*|non-compliant|you must|you forgot|you should"
    r"|\burgent\b|\bimmediately\b|\basap\b",
    "fr": r"en retard\s*!|non[ -]conforme|vous devez|\boubli\w*|\brelanc\w*|\bmanquement\w*"
    r"|il faut que vous|\bimmédiatement\b|\burgent\b",
}


class Names(Visitor):  # type: ignore[misc]  # fluent.syntax has no types
    """Gathers the values that a pattern names."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802  # its name
        self.found.add(node.id.name)


def entries(locale: str) -> dict[str, ast.Message]:
    """Return every message of a language."""
    found: dict[str, ast.Message] = {}
    for path in sorted((HOME / locale).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, ast.Junk), f"{path}: {entry.content}"
            if isinstance(entry, ast.Message):
                assert entry.id.name not in found, entry.id.name
                found[entry.id.name] = entry
    return found


def values(message: ast.Message) -> set[str]:
    """Return the values that a message names."""
    names = Names()
    names.visit(message)
    return names.found


def text(locale: str) -> str:
    """Return what people read, without comments."""
    files = sorted((HOME / locale).glob("*.ftl"))
    lines = [line for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    return "\n".join(line for line in lines if not line.startswith("#"))


@pytest.mark.parametrize("locale", LOCALES)
def test_every_language_says_everything_with_the_same_values(locale: str) -> None:
    """A missing sentence, or a value that one language leaves out, would be found by a reader."""
    english, other = entries("en"), entries(locale)
    assert set(other) == set(english)
    assert {k: values(m) for k, m in other.items()} == {k: values(m) for k, m in english.items()}


def test_every_rule_has_a_message_and_an_action() -> None:
    """And no sentence stands there for a rule that is gone."""
    known = set(entries("en"))
    assert {key for rule in RULES for key in (rule.id, rule.action)} <= known
    left = {key.partition("-")[0] for key in known if re.fullmatch(r"[A-H]\d+.*", key)}
    assert left == {rule.id for rule in RULES}


@pytest.mark.parametrize("locale", LOCALES)
def test_nobody_is_blamed(locale: str) -> None:
    """A message helps its reader; words that police are refused."""
    assert re.findall(BLAME[locale], text(locale), re.IGNORECASE) == []
    assert "!" not in text(locale)


def test_the_lint_of_tone_finds_what_it_is_for() -> None:
    """Every banned word is found in a sentence that has it."""
    english = ("This is overdue!", "It failed.", "a violation", "You must act", "you forgot it")
    french = ("En retard !", "non conforme", "Vous devez", "un oubli", "une relance", "manquement")
    assert all(re.search(BLAME["en"], one, re.IGNORECASE) for one in english)
    assert all(re.search(BLAME["fr"], one, re.IGNORECASE) for one in french)


def test_french_signs_have_their_narrow_space() -> None:
    """U+202F before : ; ! ? % and inside guillemets; a typographic apostrophe."""
    french = re.sub(r"\{[^{}]*\}|^[\w-]+ = ", "", text("fr"), flags=re.MULTILINE)
    assert re.findall(r"[^\u202f\n]{3}[;!?%»]|\w:(?!\w)|«[^\u202f]", french) == []
    assert "'" not in french


@pytest.mark.parametrize(
    ("locale", "key", "given", "wanted"),
    [
        ("en", "C4", {"days": 1}, "x: its target was 28 Mar, one working day ago, and it is still"),
        ("fr", "C4", {"days": 1}, "x\u202f: son échéance était le 28 mars, il y a un jour ouvré."),
        ("fr-FR", "C4", {"days": 1234}, "il y a 1\u202f234 jours ouvrés."),
        ("eo", "C4", {"days": 2}, "2 working days ago"),  # nobody wrote it: English
    ],
)
def test_a_sentence_is_as_its_language_writes_it(
    locale: str, key: str, given: dict[str, int], wanted: str
) -> None:
    """Plural, date, number, and the space of thousands."""
    assert wanted in say(locale, key, {"name": "x", "target": date(2026, 3, 28), **given}, ON)


def test_another_year_is_said() -> None:
    """The reader's own year goes without saying."""
    given = {"name": "x", "target": date(2025, 12, 1), "days": 3}
    assert "1 Dec 2025" in say("en", "C4", given, ON)
    assert "1 décembre 2025" in say("fr", "C4", given, ON)


@pytest.mark.parametrize(
    "odd", ["{ $days }", "{days} {0}", "-term", "\u2068x", "<b>&amp;", "@here"]
)
def test_what_people_type_is_never_a_pattern(odd: str) -> None:
    """It comes out as it went in."""
    assert odd in say("en", "A3", {"name": odd, "days": 3}, ON)


def test_a_missing_value_is_no_traceback() -> None:
    """It stays a name, and whoever asks is told."""
    text, wrong = spoken("en", "A3", {"name": "x"}, ON)
    assert wrong
    assert text.startswith("x")


@pytest.mark.parametrize("locale", LOCALES)
def test_a_sentence_can_be_shown_without_values(locale: str) -> None:
    """Each value stays a name in its place, and of several forms it is the commonest."""
    said = sketched(locale, "C4")
    assert {"{name}", "{target}", "{days}"} <= set(re.findall(r"\{\w+\}", said))
    assert all(sketched(locale, rule.id) and sketched(locale, rule.action) for rule in RULES)


def test_an_unknown_key_is_refused() -> None:
    """Rather than said as nothing."""
    with pytest.raises(KeyError):
        say("en", "no-such-sentence", {}, ON)
