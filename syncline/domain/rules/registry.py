"""All rules, in the order of the catalogue."""

from collections.abc import Mapping

from syncline.domain.rules import deadlines, disagreement, silence, tools
from syncline.domain.rules.shape import Rule, RuleId

RULES: tuple[Rule, ...] = (
    silence.SILENT,
    disagreement.DISAGREEING,
    deadlines.PASSED,
    tools.UNREADABLE,
)

BY_ID: Mapping[RuleId, Rule] = {rule.id: rule for rule in RULES}
