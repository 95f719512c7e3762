"""Alerts are over one store; two are refused without their passwords."""

from pathlib import Path

import pytest

from flows.outlook import houses
from flows.runtime import ROOT_VARIABLE
from syncline.domain.errors import ConfigurationError
from tests.proof.place import PORTFOLIO


def test_two_stores_are_named_without_their_passwords(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The addresses come from the environment, where passwords belong."""
    (tmp_path / "config").mkdir()
    monkeypatch.setenv(ROOT_VARIABLE, str(tmp_path))
    (tmp_path / "config" / "people.yaml").write_text("[]\n")
    for name in ("one", "two"):
        text = PORTFOLIO.substitute(
            url="http://127.0.0.1", jira="http://127.0.0.1", asana="http://127.0.0.1",
            epics="1" * 32, launches="1", store=f"env:{name.upper()}",
        )  # fmt: skip
        path = tmp_path / "config" / f"{name}.yaml"
        path.write_text(text.replace("portfolio: proof", f"portfolio: {name}"))
        monkeypatch.setenv(f"{name.upper()}_URL", f"postgresql://ines:s3cret@{name}.acme/state")
    with pytest.raises(ConfigurationError, match="2 portfolios use 2 stores") as told:
        houses(["one", "two"]).__enter__()
    assert "postgresql://ines:***@one.acme/state" in str(told.value)
    assert "s3cret" not in str(told.value)
