"""Each rule fires, nearly fires, is guarded, and resolves; nothing else does that."""

import pytest

from syncline.domain.rules.registry import BY_ID, RULES
from syncline.words import LOCALES, spoken
from tests.rules.examples import TODAY, Example
from tests.rules.page import EXAMPLES

FIRING = [one for one in EXAMPLES if one.what == "fires"]


def named(one: Example) -> str:
    """Name an example."""
    return f"{one.rule} {one.what} {one.said}"


@pytest.mark.parametrize("one", EXAMPLES, ids=named)
def test_a_rule_says_of_each_example_what_it_must(one: Example) -> None:
    """Exactly one finding where it fires, with these values; none elsewhere."""
    if one.what != "fires":
        assert one.found == []
        return
    (found,) = one.found
    assert {**found.values, **(one.finds or {})} == found.values
    assert one.severity in {None, found.severity}


@pytest.mark.parametrize("rule", BY_ID)
def test_a_rule_has_every_kind_of_example(rule: str) -> None:
    """It fires, nearly fires, resolves; and is guarded and lacks data where that can be."""
    kinds = {one.what for one in EXAMPLES if one.rule == rule}
    wanted = {"fires", "near miss", "resolved"}
    assert wanted | ({"guard", "missing"} if BY_ID[rule].guards else set()) <= kinds


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("one", FIRING, ids=named)
def test_what_is_found_can_be_said(one: Example, locale: str) -> None:
    """Message and action find every value they name."""
    (found,) = one.found
    values = {**found.values, "name": "PAY-1 Pay later"}
    for key in (one.rule, BY_ID[one.rule].action):
        text, wrong = spoken(locale, key, values, TODAY)
        assert not wrong
        assert "{" not in text
        assert text[-1] in ".?!", text


def test_rules_are_complete_and_in_order() -> None:
    """Each says what it watches and why, with a full stop; no id stands there twice."""
    assert len(BY_ID) == len(RULES)
    assert [rule.id for rule in RULES] == sorted(BY_ID, key=lambda i: (i[0], int(i[1:])))
    for rule in RULES:
        assert rule.definition.endswith(".")
        assert rule.why.endswith(".")
        assert set(rule.mutes) <= set(BY_ID), rule.id


@pytest.mark.parametrize("one", FIRING, ids=named)
def test_a_fingerprint_holds_no_value(one: Example) -> None:
    """Another number or date does not make another episode."""
    (found,) = one.found
    parts = found.fingerprint.split("|")
    assert parts[0] == one.rule
    for value in found.values.values():
        said = not isinstance(value, str) or value.isdigit()
        assert not (said and str(value) in parts[1 + len(found.items) :])
