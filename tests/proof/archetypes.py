"""A shipped example, connected to a sandbox that holds such an organisation."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from sandbox import Sandbox
from sandbox.hands import Hands
from sandbox.jira.records import Issue
from sandbox.notion.records import Page
from sandbox.scenarios.config import people_yaml
from syncline.engine.run import Result
from tests.proof.place import OVERLAPS, Place

EXAMPLES = Path(__file__).resolve().parents[2] / "config" / "examples"


class Archetype(Place):
    """One example: only addresses, containers and the store are not as it is shipped."""

    def __init__(
        self, sandbox: Sandbox, folder: Path, example: str, containers: Mapping[str, Any]
    ) -> None:
        self.example, self.containers = example, containers
        super().__init__(sandbox, folder)

    def write(self) -> None:
        """Write the example, with what it extends, beside people who exist."""
        yaml, url = YAML(), self.sandbox.url
        for name in (self.example, "_agency"):
            sheet = yaml.load((EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8"))
            for replica, settings in sheet["replicas"].items():
                self._connect(replica, settings, url)
            if name == self.example:
                sheet["store"] = "sqlite:///state/proof.db"
            with (self.folder / f"{name}.yaml").open("w", encoding="utf-8") as file:
                yaml.dump(sheet, file)
        (self.folder / "people.yaml").write_text(people_yaml(self.world), encoding="utf-8")

    def _connect(self, replica: str, settings: dict[str, Any], url: str) -> None:
        homes = {"asana": "/asana/api/1.0", "notion": "/notion", "trello": "/trello"}
        if settings.get("tool") == "jira":
            settings["site"] = f"{url}/jira"
        elif settings.get("tool"):
            settings["url"] = url + homes[settings["tool"]]
        settings |= self.containers.get(replica, {})

    @property
    def config(self) -> Path:
        """Return the portfolio's file."""
        return self.folder / f"{self.example}.yaml"

    @property
    def environ(self) -> dict[str, str]:
        """Return what a run finds in its environment."""
        trello, mine = self.sandbox.access()["trello"], super().environ
        guest = {"ACME_JIRA_EMAIL": mine["JIRA_EMAIL"], "ACME_JIRA_TOKEN": mine["JIRA_TOKEN"]}
        return {**mine, **guest, "TRELLO_KEY": trello["key"], "TRELLO_TOKEN": trello["token"]}

    def carried(self) -> Result:
        """Let every overlap pass, and run."""
        self.later(OVERLAPS)
        result = self.sync()
        assert result.summary.outcome == "OK", result.summary
        return result

    def begun(self) -> Result:
        """See the first plan wait, approve exactly that, and find nothing left to do."""
        held = self.sync()
        assert held.waits, held.summary
        done = self.sync(held.summary.digest)
        assert done.summary.outcome == "OK", done.summary
        assert self.quiet()
        return held

    def quiet(self) -> bool:
        """Tell whether a run writes nothing."""
        self.later(OVERLAPS)
        result = self.sync()
        assert result.plan is not None, result.summary
        return result.plan.operations == ()

    def by(self, person: str) -> Hands:
        """Return what a person does."""
        return Hands(self.sandbox.access(), person)

    # -- what is there ----------------------------------------------------------------------

    def issue(self, title: str) -> Issue:
        """Return an issue by its title."""
        return next(i for i in self.world.jira.issues.values() if i["summary"] == title)

    def page(self, title: str) -> Page:
        """Return a page of any data source by its title."""
        return next(p for p in self.world.notion.pages.values() if self.cell(p, "Name") == title)

    def cell(self, page: Page, name: str) -> Any:
        """Return a property of a page in plain words."""
        assert page.source
        prop = page.source.find(name)
        assert prop
        return plain(page.values.get(prop.raw_id))


def plain(value: Any) -> Any:
    """Take the words out of a property's value."""
    match value:
        case {"name": name}:
            return name
        case {"start": start}:
            return start
        case [{"plain_text": _}, *_]:
            return "".join(part["plain_text"] for part in value)
        case []:
            return ""
    return getattr(value, "name", value)
