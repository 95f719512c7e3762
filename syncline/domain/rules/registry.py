"""All rules, in the order of the catalogue."""

from collections.abc import Mapping

from syncline.domain.rules import (
    aging,
    commitments,
    completion,
    deadlines,
    delivery,
    dependencies,
    disagreement,
    knowledge,
    links,
    load,
    naming,
    outlooks,
    ownership,
    priorities,
    questions,
    silence,
    sizes,
    spans,
    sprints,
    tangles,
    tools,
    unmapped,
)
from syncline.domain.rules.shape import Rule, RuleId

RULES: tuple[Rule, ...] = (
    aging.AGED, silence.SILENT, silence.UNCONFIRMED, silence.FORGOTTEN, aging.RETURNING,
    aging.LAST_MILE, load.CROWDED,
    disagreement.DISAGREEING, delivery.DONE_TOO_SOON, delivery.DELIVERED, delivery.AHEAD_OF_PLAN,
    delivery.ONLY_ANNOUNCED, disagreement.OTHER_OWNER, disagreement.OTHER_PRIORITY,
    naming.DRIFTED, unmapped.NO_WORD, naming.ACROSS_TEAMS,
    spans.OUTLASTED, spans.EARLY, commitments.APART, deadlines.PASSED, commitments.SLIPPED,
    deadlines.CLOSE, commitments.UNDATED, deadlines.ON_A_DAY_OFF, spans.IMPOSSIBLE,
    outlooks.UNLIKELY, commitments.PILED_UP,
    completion.LEFT_BEHIND, completion.ALL_DONE, completion.LAGGING, links.WITHOUT_WORK,
    links.OFF_ROADMAP, links.ORPHANS, tangles.CIRCULAR, tangles.BROKEN, tangles.ALL_DROPPED,
    sizes.OVERSIZED,
    ownership.UNOWNED, ownership.DEPARTED, ownership.OUTLIVED, unmapped.NO_TEAM,
    unmapped.NO_PERSON,
    priorities.OVERTAKEN, priorities.OUTRANKED, priorities.HELD_UP, dependencies.TOO_LATE,
    dependencies.UNCONFIRMED, dependencies.CIRCULAR, sizes.GROWN, sprints.UNESTIMATED,
    sprints.UNDESCRIBED, sprints.CARRIED_OVER, links.UNPLANNED_SHARE,
    questions.UNDECIDED, tools.REFUSED, questions.HELD, tools.UNREADABLE, tools.UNSEEN,
    tools.NOISY, tools.OUT_OF_REACH,
    knowledge.UNWRITTEN, knowledge.OUTDATED, knowledge.UNTOLD,
)  # fmt: skip

BY_ID: Mapping[RuleId, Rule] = {rule.id: rule for rule in RULES}
PRIVATE = frozenset(rule.id for rule in RULES if rule.is_private)
