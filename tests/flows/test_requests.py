"""The forms of the flows: what they take, and how they refuse in words."""

import pytest
from pydantic import BaseModel, ValidationError

from flows.requests import AlertRequest, SyncRequest

WRONG = {
    "no portfolio": ({}, "portfolio", "Field required"),
    "an empty portfolio": ({"portfolio": ""}, "portfolio", "at least 1 character"),
    "a mode that is none": ({"portfolio": "p", "mode": "destroy"}, "mode", "'plan' or 'apply'"),
    "a digest that is none": ({"portfolio": "p", "approve": "xyz"}, "approve", "pattern"),
    "a digest in capitals": ({"portfolio": "p", "approve": "B" * 12}, "approve", "pattern"),
    "a digest and more": ({"portfolio": "p", "approve": "b" * 13}, "approve", "pattern"),
    "one item without a list": ({"portfolio": "p", "items": "PAY-1"}, "items", "list"),
    "a field that it does not have": ({"portfolio": "p", "aprove": "b" * 12}, "aprove", "Extra"),
}


def test_looking_is_the_default() -> None:
    """A form that is sent off with nothing but a name writes nothing."""
    request = SyncRequest.model_validate({"portfolio": "product"})
    assert (request.mode, request.approve, request.items) == ("plan", None, [])


@pytest.mark.parametrize(("given", "field", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_form_names_its_field(given: dict[str, object], field: str, said: str) -> None:
    """The message holds the field and what it wants instead."""
    with pytest.raises(ValidationError) as refused:
        SyncRequest.model_validate(given)
    [error] = refused.value.errors()
    assert error["loc"] == (field,)
    assert said in error["msg"]


def test_alerts_are_over_all_portfolios_and_real_unless_told() -> None:
    """The schedule sends no parameters at all."""
    assert AlertRequest().model_dump() == {"portfolios": [], "dry_run": False}


@pytest.mark.parametrize("form", [SyncRequest, AlertRequest])
def test_every_field_has_a_title_and_a_description(form: type[BaseModel]) -> None:
    """The form in the UI explains itself, and says in its head what it is for."""
    schema = form.model_json_schema()
    assert schema["description"]
    for field in schema["properties"].values():
        assert field["title"]
        assert field["description"].endswith(".")
