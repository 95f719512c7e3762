"""The forms of the flows: what they take, and how they refuse in words."""

import pytest
from prefect.utilities.schema_tools.validation import ValidationError as Unfit
from prefect.utilities.schema_tools.validation import validate
from pydantic import BaseModel, ValidationError

from flows.alerts import alert_owners
from flows.deployment.forms import form_of
from flows.narrowing import limited
from flows.requests import (
    AlertRequest,
    ApproveRequest,
    Limits,
    RecoveryRequest,
    ReportRequest,
    StewardRequest,
    SyncRequest,
)
from flows.steward import tell_steward
from flows.sync import sync_portfolio
from flows.verdict import Verdict
from syncline.domain.policy import Safety

FORM = form_of(sync_portfolio, ["p"]).model_dump_for_openapi()
WRONG = {
    "no portfolio": ({}, "portfolio", "Field required"),
    "an empty portfolio": ({"portfolio": ""}, "portfolio", "at least 1 character"),
    "a mode that is none": ({"portfolio": "p", "mode": "destroy"}, "mode", "'plan' or 'apply'"),
    "a digest that is none": ({"portfolio": "p", "approve": "xyz"}, "approve", "pattern"),
    "a digest in capitals": ({"portfolio": "p", "approve": "B" * 12}, "approve", "pattern"),
    "a digest and more": ({"portfolio": "p", "approve": "b" * 13}, "approve", "pattern"),
    "one item without a list": ({"portfolio": "p", "items": "PAY-1"}, "items", "list"),
    "items of no approved plan": ({"portfolio": "p", "only": ["1"]}, "", "needs 'Approve a held"),
    "an undo of a part": ({"portfolio": "p", "undo": "r-1", "items": ["x"]}, "", "takes back all"),
    "a census of a part": ({"portfolio": "p", "census": True, "items": ["x"]}, "", "exclude each"),
    "a time without a zone": ({"portfolio": "p", "since": "2026-03-02T08:00:00"}, "since", "zone"),
    "a time that is none": ({"portfolio": "p", "since": "soon"}, "since", "datetime"),
    "an hour that is none": ({"portfolio": "p", "since": "2026-03-02T25:00Z"}, "since", "datetime"),
    "a plan of an undo": ({"portfolio": "p", "undo": "r-1", "census": True}, "", "takes back all"),
    "an item without a name": ({"portfolio": "p", "items": [""]}, "items", "at least 1 char"),
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
    assert error["loc"][:1] == ((field,) if field else ())
    assert said in error["msg"]


@pytest.mark.parametrize("given", [given for given, _, _ in WRONG.values()], ids=WRONG)
def test_a_server_refuses_a_wrong_form_before_a_run_exists(given: dict[str, object]) -> None:
    """By the schema of the deployment, with a field that is wrong."""
    with pytest.raises(Unfit) as refused:
        validate({"request": given}, FORM, raise_on_error=True)
    named = [name for name in SyncRequest.model_fields if name in str(refused.value)]
    assert named or "aprove" in str(refused.value)


@pytest.mark.parametrize(
    "given",
    [
        {"since": "2026-03-02T08:00:00+01:00", "replicas": ["a", "b"]},
        {"since": "2026-03-02T08:00:00.000Z", "census": False, "undo": None, "only": []},
        {"census": True, "items": [], "replicas": [], "since": None},
        {"approve": "b" * 12, "only": ["1"], "by": "Inès", "mode": "apply"},
        {"undo": "r-1", "only": [], "items": [], "census": False, "approve": "b" * 12},
        {"undo": None, "only": None, "items": ["PAY-1"], "limits": {"share": 5}},
    ],
)
def test_a_server_takes_what_makes_sense(given: dict[str, object]) -> None:
    """Also with fields that a form sends empty."""
    validate({"request": {"portfolio": "p", **given}}, FORM, raise_on_error=True)
    shown = {name: value for name, value in given.items() if value is not None}
    assert SyncRequest.model_validate({"portfolio": "p", **shown})


def test_a_person_chooses_among_the_portfolios_that_there_are() -> None:
    """Whatever automations start keeps the name that it is given."""
    with pytest.raises(Unfit, match="'nosuch' is not one of"):
        validate({"request": {"portfolio": "nosuch"}}, FORM, raise_on_error=True)
    alerts = form_of(alert_owners, ["p"]).model_dump_for_openapi()
    validate({"request": {"portfolios": ["p"]}}, alerts, raise_on_error=True)
    with pytest.raises(Unfit, match="'nosuch' is not one of"):
        validate({"request": {"portfolios": ["nosuch"]}}, alerts, raise_on_error=True)
    steward = form_of(tell_steward, ["p"]).model_dump_for_openapi()
    told = {"portfolio": "gone", "message": "It fails."}
    validate({"request": told}, steward, raise_on_error=True)


def test_alerts_are_over_all_portfolios_and_real_unless_told() -> None:
    """The schedule sends no parameters at all."""
    assert AlertRequest().model_dump() == {"portfolios": [], "dry_run": False}


FORMS = [SyncRequest, AlertRequest, ReportRequest, RecoveryRequest, ApproveRequest, StewardRequest]


@pytest.mark.parametrize("form", [*FORMS, Limits, Verdict])
def test_every_field_has_a_title_and_a_description(form: type[BaseModel]) -> None:
    """The form in the UI explains itself, and says in its head what it is for."""
    schema = form.model_json_schema()
    assert schema["description"]
    for field in schema["properties"].values():
        assert field["title"]
        assert field["description"].endswith(".")
        shown = field if "$ref" not in field and field.get("type") != "boolean" else {"examples": 1}
        assert shown.get("examples") or "enum" in field or form is Verdict


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({}, "plan product"),
        ({"mode": "apply"}, "apply product"),
        ({"mode": "apply", "census": True}, "census product"),
        ({"items": ["PAY-1", "PAY-2"]}, "plan product PAY-1 PAY-2"),
        ({"mode": "apply", "approve": "b" * 12}, "apply product " + "b" * 12),
        ({"since": "2026-03-02T08:00:00+01:00"}, "plan product 2026-03-02"),
        ({"undo": "r-1"}, "undo product"),
    ],
)
def test_a_run_has_a_name_that_a_person_can_read(given: dict[str, object], name: str) -> None:
    """What it does, for whom, and what it is limited to."""
    assert SyncRequest.model_validate({"portfolio": "product", **given}).named == name


def test_limits_let_no_more_through_than_the_portfolio() -> None:
    """Lower ones hold; only the hard stop may be raised, and what passes it waits."""
    stands = Safety(approve_changes=50, approve_share=0.1, max_archives=5, stop_share=0.3)
    lower = limited(stands, Limits(changes=10, share=5, archives=0, stop_share=60))
    assert (lower.approve_changes, lower.approve_share) == (10, 0.05)
    assert (lower.max_archives, lower.stop_share) == (0, 0.6)
    assert limited(stands, Limits(changes=1000, share=90, archives=99)) == stands
    assert limited(stands, Limits()) == stands
