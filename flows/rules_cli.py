"""The commands about alert rules, as `flows.cli` offers them; wires and prints only."""

from typing import Annotated

import typer

from flows.screen import Screen

rules = typer.Typer(help="List the alert rules, explain one, or replay them over the past.")
Config = Annotated[str, typer.Argument(help="A portfolio: a YAML file, or a name in config/.")]
OfPortfolio = Annotated[
    str | None, typer.Option("--config", help="With the thresholds and states of this portfolio.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]


@rules.command("list")
def list_rules(config: OfPortfolio = None, as_json: AsJson = False) -> int:
    """List every rule: how severe, who hears, and how far it goes."""
    from flows.rules_commands import listed  # noqa: PLC0415  # reads configurations

    return listed(Screen(as_json=as_json), config)


@rules.command("show")
def show_rule(
    rule: Annotated[str, typer.Argument(help="Like C3.")],
    config: OfPortfolio = None,
    as_json: AsJson = False,
) -> int:
    """Explain one rule: what it watches, why, its thresholds, and what it says."""
    from flows.rules_commands import shown  # noqa: PLC0415

    return shown(Screen(as_json=as_json), rule, config)


@rules.command("backtest")
def backtest_rules(
    config: Config,
    weeks: Annotated[int, typer.Option(min=1, max=52, help="How far to look back.")] = 8,
    rule: Annotated[list[str] | None, typer.Option("--rule", help="Only this rule.")] = None,
    as_json: AsJson = False,
) -> int:
    """Tell what the rules would have said in the past weeks, per person; tells nobody."""
    from flows.rules_commands import backtested  # noqa: PLC0415

    return backtested(Screen(as_json=as_json), config, weeks, rule or [])
