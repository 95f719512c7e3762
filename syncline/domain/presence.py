"""Records that their replica does not show: what is noticed of them, and when it counts."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from syncline.domain.item import Absent, Record, ReplicaName
from syncline.domain.policy import Safety
from syncline.domain.state import APART, DELETED, Absence, ItemState

AT_ONCE = 20  # deletions in one replica above which nobody is asked one by one


def noticed(state: ItemState, replica: ReplicaName, absent: Absent, now: datetime) -> Absence:
    """Return what is known of a Record after one more look that did not show it.

    Two looks that agree, some time apart, make a deletion certain; any other look begins anew.
    What Syncline put away itself stays that. Law: a look that teaches nothing changes nothing.
    """
    former = state.absent.get(replica)
    if former and (former.how == "archived" or _same(former, absent)):
        late = not former.certain and former.presence in DELETED
        return replace(former, last_at=now) if late and former.how != "archived" else former
    return Absence(
        state.item.id, replica, absent.id, absent.presence, absent.reason, now, now,
        versions=state.versions,
    )  # fmt: skip


def _same(former: Absence, absent: Absent) -> bool:
    """Tell whether two looks agree; what was in the trash may be gone for good one day."""
    return former.presence == absent.presence or {former.presence, absent.presence} <= DELETED


def to_look_at(absences: Iterable[Absence], now: datetime, most: int) -> set[str]:
    """Return the Records to read again by id: uncertain deletions, and a few that may be back."""
    waiting = [a for a in absences if not a.certain and a.presence != "ARCHIVED"]
    doubtful = [a for a in waiting if a.presence in DELETED and now - a.last_at >= APART]
    maybe_back = [a for a in waiting if a.presence not in DELETED]
    few = maybe_back if len(maybe_back) + len(doubtful) <= most else []
    return {a.record for a in (*doubtful, *few)}


def stem(record: Record) -> str:
    """Return what the keys of one container begin with: PAY-12 is of PAY-."""
    head, dash, tail = record.key.rpartition("-")
    return head + dash if tail.isdigit() else ""


def most_at_once(safety: Safety, linked: int) -> int:
    """Return how many records of a replica one run may put away without asking."""
    return min(safety.max_archives, max(1, linked * 2 // 100))
