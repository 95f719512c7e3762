"""Where the composition root looks: at the project, never at the folder one happens to be in."""

from pathlib import Path

import pytest

from flows.runtime import find_config, portfolio_names, root, store_url
from syncline.domain.errors import ConfigurationError


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a project with two portfolios, and stand in another folder."""
    config = tmp_path / "project" / "config"
    config.mkdir(parents=True)
    for name in ("product", "agency", "_shared", "people"):
        (config / f"{name}.yaml").write_text("", encoding="utf-8")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    monkeypatch.setenv("SYNCLINE_ROOT", str(tmp_path / "project"))
    return tmp_path / "project"


def test_without_the_variable_the_root_is_the_checkout(tmp_path: Path) -> None:
    """An empty variable counts as none."""
    checkout = Path(__file__).resolve().parents[2]
    assert root({}) == root({"SYNCLINE_ROOT": ""}) == checkout
    assert root({"SYNCLINE_ROOT": str(tmp_path)}) == tmp_path


def test_a_name_is_a_file_of_config(project: Path) -> None:
    """Whatever stands under this name in the current folder."""
    Path("product").mkdir()
    Path("product.yaml").write_text("", encoding="utf-8")
    assert find_config("product") == project / "config" / "product.yaml"


def test_a_path_is_taken_as_the_shell_completes_it(project: Path) -> None:
    """From the current folder where it exists there, else from the project."""
    here = Path("mine.yaml")
    here.write_text("", encoding="utf-8")
    assert find_config("mine.yaml").resolve() == here.resolve()
    assert find_config("config/agency.yaml") == project / "config" / "agency.yaml"
    assert find_config(str(here.resolve())) == here.resolve()


@pytest.mark.parametrize("name", ["nowhere", "people", "_shared", "PRODUCT", "product "])
def test_a_name_that_is_none_is_told_with_those_that_are(project: Path, name: str) -> None:
    """The sentence holds the names that would have been right."""
    with pytest.raises(ConfigurationError, match="agency, product"):
        find_config(name)


def test_shared_files_and_people_are_no_portfolios(project: Path) -> None:
    """Alerts over all of config/ leave them out."""
    assert portfolio_names() == ["agency", "product"]


def test_a_relative_store_is_beside_the_project(project: Path) -> None:
    """Its folder is made; nothing appears in the current folder."""
    assert store_url("sqlite:///.syncline/x.db") == f"sqlite:///{project / '.syncline' / 'x.db'}"
    assert (project / ".syncline").is_dir()
    assert not list(Path.cwd().iterdir())


@pytest.mark.parametrize(
    "url",
    ["sqlite:////var/lib/syncline/x.db", "sqlite:///:memory:", "postgresql+psycopg://db/syncline"],
)
def test_any_other_store_is_left_as_it_is_written(project: Path, url: str) -> None:
    """Absolute paths, memory and servers."""
    assert store_url(url) == url


def test_a_folder_that_cannot_be_made_is_told_with_the_remedy(project: Path) -> None:
    """A file stands in its way."""
    (project / ".syncline").write_text("", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"\.syncline cannot be created .* Name a folder"):
        store_url("sqlite:///.syncline/x.db")
