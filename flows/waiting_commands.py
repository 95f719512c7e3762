"""What the commands for all that waits do: `waiting`, `reject`, `release`."""

from collections.abc import Iterator

from flows.person import me
from flows.runtime import House, open_house
from flows.screen import Screen
from flows.settle_commands import deciding
from syncline.domain.backoff import DEAD_AFTER
from syncline.domain.errors import ConfigurationError
from syncline.domain.state import Absence, Intent, Postponed, Trouble
from syncline.engine import verdicts

Line = tuple[str, str, str, str]
OPEN = ("SENT", "UNKNOWN", "QUARANTINED")


def waiting(screen: Screen, config: str, keep: str | None, archive: str | None) -> int:
    """List what is not synced and why: deletions, refusals, lost answers, tools in trouble."""
    if keep or archive:
        return _settled(screen, config, keep, archive)
    with open_house(config) as house:
        lines = list(_lines(house))
        held = house.store.held()
    rows = [dict(zip(("what", "where", "item", "why"), line, strict=True)) for line in lines]
    screen.document({"held": held.digest if held else None, "waiting": rows})
    if lines:
        screen.table(f"{len(lines)} wait", ("what", "where", "item", "why"), lines)
    else:
        screen.show("Nothing waits.")
    if held:
        screen.show(f"Plan {held.digest} waits since {held.at:%Y-%m-%d %H:%M} UTC.")
        screen.show(
            f"Approve: sync {config} --approve {held.digest}; or: reject {config} {held.digest}"
        )
    return 0


def _lines(house: House) -> Iterator[Line]:
    store = house.store
    absences, letters = store.absences(), store.postponed()
    intents = store.intents(*OPEN)
    items = {a.item for a in absences} | {p.item for p in letters}
    states = store.load(items | {i.operation.item for i in intents})
    names = {item: state.name for item, state in states.items()}
    yield from (_trouble(t) for t in store.troubles())
    yield from (_absence(a, names) for a in absences)
    yield from (_letter(p, names) for p in letters)
    yield from (_intent(i, names) for i in intents)


def _trouble(trouble: Trouble) -> Line:
    why = f"since {trouble.since:%Y-%m-%d %H:%M}: {trouble.reason}"
    return ("not read", trouble.replica, "", why)


def _absence(absence: Absence, names: dict[str, str]) -> Line:
    certain = "deleted" if absence.certain else absence.presence.lower()
    decided = f"; {absence.how}" if absence.how else ""
    why = f"{absence.reason}, since {absence.first_at:%Y-%m-%d %H:%M}{decided}"
    return (certain, absence.replica, names.get(absence.item, absence.item), why)


def _letter(letter: Postponed, names: dict[str, str]) -> Line:
    why = f"{letter.reason} ({letter.attempts} times); again after {letter.until:%Y-%m-%d %H:%M}"
    what = "dead letter" if letter.attempts >= DEAD_AFTER else "refused"
    return (what, letter.replica, names.get(letter.item, letter.item), why)


def _intent(intent: Intent, names: dict[str, str]) -> Line:
    op = intent.operation
    what = "quarantined" if intent.state == "QUARANTINED" else "answer lost"
    why = f"{type(op).__name__.lower()} {intent.id}: {intent.note or 'it was cut off'}"
    return (what, op.replica, names.get(op.item, op.item), why)


def _settled(screen: Screen, config: str, keep: str | None, archive: str | None) -> int:
    """Decide about every deletion in one replica at once."""
    if keep and archive:
        raise ConfigurationError("Say either --keep REPLICA or --archive REPLICA.")
    replica = keep or archive or ""
    with open_house(config) as house, deciding(house) as session:
        if replica not in house.portfolio.replicas:
            known = ", ".join(house.portfolio.replicas)
            raise ConfigurationError(f"{config} has no replica {replica}; it has {known}.")
        screen.show(
            verdicts.settle_deletions(session, replica, "archive" if archive else "kept", by=me())
        )
    return 0


def reject(screen: Screen, config: str, digest: str) -> int:
    """Put a held plan aside; the next run makes a new one."""
    with open_house(config) as house, deciding(house) as session:
        screen.show(verdicts.reject(session, digest))
    return 0


def release(screen: Screen, config: str, intent: str, made: str) -> int:
    """Say what became of a create that nobody can look up."""
    with open_house(config) as house, deciding(house) as session:
        screen.show(verdicts.release(session, intent, made))
    return 0
