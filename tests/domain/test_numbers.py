"""Numbers and sets: what two tools write differently and mean alike."""

import itertools

import pytest

from syncline.domain.fields import FieldType, from_json, same, to_json


@pytest.mark.parametrize(("left", "right"), [(3, 3.0), (0, -0.0), (1e3, 1000)])
def test_one_number_in_two_spellings_is_one(left: float, right: float) -> None:
    """An integer in one tool is a decimal in another."""
    assert same(FieldType.NUMBER, left, right)
    assert same(FieldType.NUMBER, from_json(to_json(left)), right)


@pytest.mark.parametrize(
    ("left", "right"), [(3, 3.5), (0, None), (1, -1), (0.1, 0.11), (1e9, 1e9 + 1)]
)
def test_two_numbers_are_two(left: float, right: float | None) -> None:
    """Zero is a value, and so is the second decimal."""
    assert not same(FieldType.NUMBER, left, right)


def test_the_last_bit_of_a_sum_is_no_edit() -> None:
    """A tool that adds up shows 0.30000000000000004 for what another one shows as 0.3."""
    assert same(FieldType.NUMBER, 0.1 + 0.2, 0.3)


def test_the_order_of_several_values_is_no_edit() -> None:
    """Tools show labels as they like."""
    labels = ("web", "mobile", "needs design", "été")
    for order in itertools.permutations(labels):
        assert same(FieldType.SET, frozenset(order), frozenset(labels))
        assert to_json(frozenset(order)) == to_json(frozenset(labels))
