"""Where a difference between tools is ended: in any of them, in one, or in each for itself."""

from collections.abc import Collection

from syncline.domain.item import FieldName, ReplicaName
from syncline.domain.policy import Portfolio
from syncline.domain.rules.shape import Values


def remedy(
    portfolio: Portfolio, name: FieldName, homes: Collection[ReplicaName] | None = None
) -> Values:
    """Return `how` a difference in a field is ended, and `where`, for the words.

    any: wherever it is set, the others follow. there: only one decides. each: nothing follows,
    because the tools are only compared.
    """
    policy = portfolio.policy(name, homes)
    if not policy.authority:
        return {"how": "any", "where": ""}
    how = "each" if policy.elsewhere == "compare" else "there"
    return {"how": how, "where": policy.authority[0]}
