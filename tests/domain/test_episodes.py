"""Alert episodes: one opening, one resolution, and a digest that a person can read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from syncline.domain.alerts import LINES_A_DIGEST, Alert, digest_lines, episodes
from syncline.domain.rules.shape import Finding, Severity
from syncline.domain.state import Episode
from syncline.words import say

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


def alert(item: str = "i", *, days: int = 3, severity: Severity = "S3") -> Alert:
    """Return silence on an item of Ines."""
    finding = Finding("A3", severity, {"days": days})
    return Alert("p", item, f"PAY-{item} Pay later", "ines@acme.fr", finding)


def after(
    *known: Episode, firing: tuple[Alert, ...] = (), frozen: frozenset[str] = frozenset(),
    now: datetime = LATER, locale: str = "en",
) -> tuple[Episode, ...]:  # fmt: skip
    """Return what opens or resolves."""
    return episodes(firing, known, now=now, locale={"ines@acme.fr": locale}, say=say, frozen=frozen)


def test_an_episode_opens_once() -> None:
    """It fires again tomorrow with other numbers: nothing new."""
    (opened,) = after(firing=(alert(),), now=NOW)
    assert (opened.state, opened.opened_at) == ("firing", NOW)
    assert after(opened, firing=(alert(days=4),)) == ()


def test_two_firings_of_one_thing_are_one_episode() -> None:
    """The fingerprint holds no values."""
    assert len(after(firing=(alert(days=3), alert(days=4)))) == 1


def test_an_episode_resolves_when_its_rule_no_longer_fires() -> None:
    """And not a second time."""
    (opened,) = after(firing=(alert(),), now=NOW)
    (resolved,) = after(opened)
    assert (resolved.id, resolved.state, resolved.resolved_at) == (opened.id, "resolved", LATER)
    assert after(resolved) == ()


def test_missing_data_is_no_resolution() -> None:
    """A portfolio whose last sync was incomplete keeps its episodes; another one does not."""
    (opened,) = after(firing=(alert(),), now=NOW)
    other = replace(opened, id="e", home="q", fingerprint="q|A3|i|ines@acme.fr")
    assert [e.home for e in after(opened, other, frozen=frozenset({"p"}))] == ["q"]


def test_what_fires_again_is_a_new_episode() -> None:
    """The old one stays as it ended."""
    (opened,) = after(firing=(alert(),), now=NOW)
    (resolved,) = after(opened)
    (again,) = after(resolved, firing=(alert(),), now=LATER + timedelta(days=1))
    assert again.state == "firing"
    assert again.id != opened.id


def test_the_text_is_in_the_readers_language() -> None:
    """French for who reads French; English for a language that nobody wrote."""
    (french,) = after(firing=(alert(),), locale="fr")
    assert "rien n’a bougé depuis 3 jours ouvrés" in french.text
    (other,) = after(firing=(alert(),), locale="eo")
    assert "nothing has moved for 3 working days" in other.text


def test_a_title_with_braces_is_only_a_title() -> None:
    """What people type is never a format."""
    odd = replace(alert(), name="{days} {0} {oops}")
    (opened,) = after(firing=(odd,))
    assert "{days} {0} {oops}" in opened.text


def due(*severities: str) -> list[Episode]:
    """Return open episodes of these severities."""
    (one,) = after(firing=(alert(),), now=NOW)
    return [replace(one, id=str(n), severity=s, text=f"{s} {n}.") for n, s in enumerate(severities)]


def test_the_most_severe_comes_first() -> None:
    """Then the oldest."""
    lines = digest_lines(due("S3", "S1", "S4", "S2"), "en", say, NOW.date())
    assert [line[2:4] for line in lines[1:]] == ["S1", "S2", "S3", "S4"]


@pytest.mark.parametrize(
    ("count", "locale", "head", "more"),
    [
        (1, "en", "One of your items could use a look:", None),
        (5, "en", "5 of your items could use a look:", None),
        (8, "en", "8 of your items could use a look:", "... and 3 more."),
        (1, "fr", "Un de vos sujets mérite un coup d’œil :", None),
        (8, "fr", "8 de vos sujets méritent un coup d’œil :", "... et 3 de plus."),
    ],
)
def test_a_digest_has_at_most_five_lines(
    count: int, locale: str, head: str, more: str | None
) -> None:
    """A list that nobody reads helps nobody; what is left is counted."""
    lines = digest_lines(due(*["S3"] * count), locale, say, NOW.date())
    assert lines[0] == head
    told = [line for line in lines if line.startswith("• ")]
    assert len(told) == min(count, LINES_A_DIGEST)
    assert (lines[-1] if count > LINES_A_DIGEST else None) == more


def test_every_line_ends_with_one_thing_to_do() -> None:
    """A message helps its reader."""
    (line,) = digest_lines(after(firing=(alert(),)), "en", say, NOW.date())[1:]
    assert line.endswith(say("en", "A3-do", {}, NOW.date()))
