"""The portfolio of a scenario with a board of Trello's beside the three other tools."""

from sandbox.scenarios.config import people_yaml, portfolio_yaml
from tests.proof.place import Place

TOOLS = ("jira", "asana", "notion", "trello")


class FourTools(Place):
    """Four replicas of the same epics, one in each tool."""

    def write(self) -> None:
        """Write the portfolio as the command `sandbox --config-out` does."""
        written = portfolio_yaml(self.world, self.sandbox.url)
        written = written.replace("fields:\n", "fields:\n  comments: {}\n")
        lines = [line for line in written.splitlines() if not line.startswith("store:")]
        self.config.write_text("\n".join([*lines, "store: sqlite:///state/proof.db", ""]))
        (self.folder / "people.yaml").write_text(people_yaml(self.world), encoding="utf-8")

    @property
    def environ(self) -> dict[str, str]:
        """Return what a run finds in its environment."""
        trello = self.sandbox.access()["trello"]
        mine = {"TRELLO_KEY": trello["key"], "TRELLO_TOKEN": trello["token"]}
        return {**super().environ, **mine, "SLACK_TOKEN": "unused"}

    def round(self) -> dict[str, int]:
        """Let time pass and run; return how many writes went to each tool."""
        self.later(900)
        mark = self.mark()
        assert self.sync().summary.outcome == "OK"
        return {tool: n for tool in TOOLS if (n := self.writes(mark, tool).total())}
