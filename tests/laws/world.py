"""A tiny world of tools, people and faults that drives the real rules of the domain."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from syncline.domain.fields import Value, normal, same
from syncline.domain.item import Item, Record, Snapshot
from syncline.domain.plan import Change, Operation, Plan, Update
from syncline.domain.policy import Portfolio
from syncline.domain.reconcile import Memory, reconcile
from syncline.domain.state import Conflict, FieldChange, ItemState, Proposal, Row, Shadow
from syncline.domain.text import Document
from syncline.domain.toolbox import Observed, Tool, Toolbox
from syncline.domain.traits import Traits
from syncline.engine.settle import after_write, not_applied
from tests.laws.faults import CALM, Faults, Keystroke, Open, Outcome
from tests.laws.ghost import Ghost
from tests.laws.tools import FIELDS, POLICIES, Replica, paragraph, tokens

ITEM = "syn-item"
START = datetime(2026, 3, 2, 8, tzinfo=UTC)
VISIBLE_AFTER = 2  # rounds after which a write that cannot be seen did not happen


@dataclass
class World:
    """Replicas, the remembered state of one Item, and the ghost that judges."""

    replicas: Mapping[str, Replica]
    backwards: bool = False  # show everything to the rules in the other order
    ghost: Ghost = field(default_factory=Ghost)
    tick: int = 0
    made: int = 100
    state: ItemState = field(default_factory=lambda: ItemState(Item(ITEM, "task")))
    open: list[Open] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    written: int = 0
    faulty: int = 0

    # -- people -----------------------------------------------------------------------------

    def press(self, key: Keystroke) -> None:
        """Type something new and unique."""
        replica = list(self.replicas.values())[key.replica % len(self.replicas)]
        name = list(FIELDS)[key.field % len(FIELDS)]
        self.made += 1
        self.type(replica.name, name, self._novelty(replica, name, key))

    def _novelty(self, replica: Replica, name: str, key: Keystroke) -> Value:
        word, shown = str(self.made), replica.shown[name]
        match shown:
            case frozenset() if shown and key.field % 2:
                return shown - {sorted(shown)[key.replica % len(shown)]}
            case frozenset():
                return shown | {f"z{word}" if self.made % 3 == 0 else f"e{word}"}
            case Document():
                blocks = list(shown.blocks)
                at = key.replica % (len(blocks) + 1)
                blocks[at : at + 1] = [paragraph(word)]
                return Document(tuple(blocks))
            case _:
                return word + ("tail" if name == "title" else "")

    def type(self, replica: str, name: str, value: Value) -> None:
        """Put a value into a record, as a person who sees what it shows."""
        tool = self.replicas[replica]
        value = tool.project(name, value)
        seen, new = tokens(tool.shown[name]), tokens(value)
        if name == "labels":
            self.ghost.removed |= seen - new
        self._typed(name, new - seen or new, replica, () if name == "labels" else seen - new)
        tool.shown[name] = value

    def _typed(self, name: str, new: Iterable[str], replica: str, gone: Iterable[str]) -> None:
        """Note values made by somebody who saw `gone`; without a replica, by a decision."""
        saw = [self.ghost.latest[name, t] for t in gone]
        for token in sorted(new):
            own = self.ghost.latest.get((name, token))
            self.ghost.typed(name, token, [*saw, own] if own else saw, replica)

    def resolve(self, name: str, choice: int) -> None:
        """Settle a conflict by one of its candidates, as `engine.verdicts` does."""
        conflict = self.state.conflicts[name]
        sides = [conflict.candidates[r] for r in sorted(conflict.candidates)]
        value = sides[choice % len(sides)].value
        seen = {t for one in conflict.seen for t in tokens(one)}
        self._typed(name, tokens(value), "", seen - tokens(value))
        self._agree(name, value)
        open_ones = {f: c for f, c in self.state.conflicts.items() if f != name}
        self.state = replace(self.state, conflicts=open_ones)
        self.rows.append(replace(conflict, closed_at=self._now(), how="resolved"))

    def accept(self, key: tuple[str, str]) -> None:
        """Accept a proposal."""
        proposal = self._close(key, "accepted")
        seen = tokens(self.state.value(key[1])) - tokens(proposal.value)
        self._typed(key[1], tokens(proposal.value), "", seen)
        self._agree(key[1], proposal.value)

    def decline(self, key: tuple[str, str]) -> None:
        """Decline a proposal: the agreed value is written there again."""
        self._close(key, "declined")
        shadow = replace(self.state.shadows[key], version=0)
        self.state = replace(self.state, shadows={**self.state.shadows, key: shadow})

    def _close(self, key: tuple[str, str], how: str) -> Proposal:
        proposal = self.state.proposals[key]
        others = {k: p for k, p in self.state.proposals.items() if k != key}
        self.state = replace(self.state, proposals=others)
        self.rows.append(replace(proposal, closed_at=self._now(), how=how))
        return proposal

    def _agree(self, name: str, value: Value) -> None:
        former = self.state.agreed[name]
        agreed = replace(former, value=value, version=former.version + 1)
        self.state = replace(self.state, agreed={**self.state.agreed, name: agreed})

    # -- a run ------------------------------------------------------------------------------

    def run(self, faults: Faults = CALM) -> Plan:
        """Recover, observe, decide, account, apply."""
        self.tick += 1
        self._land()
        self._recover(faults)
        plan = self._account(self._observe(faults))
        for key in faults.meanwhile:
            self.press(key)
        self._apply(plan, faults)
        return plan

    def settle(self, rounds: int = 12) -> None:
        """Run without faults until nothing is left to do; then once more, which changes nothing."""
        for _ in range(rounds):
            if not self.run().operations and not self.open:
                break
        before, known = self.state, len(self.rows)
        assert not self.run().operations, "it does not come to rest"
        assert (self.state, len(self.rows)) == (before, known), "a quiet round changed something"

    def _now(self) -> datetime:
        return START + timedelta(hours=self.tick)

    def _land(self) -> None:
        for one in [o for o in self.open if o.late and self.tick > o.sent + 1]:
            tool = self.replicas[one.replica]
            if tool.shown[one.change.field] == one.before:
                tool.store(one.change.field, one.change.ask)
            self.open[self.open.index(one)] = replace(one, late=False)

    def _recover(self, faults: Faults) -> None:
        for one in [o for o in self.open if o.replica not in faults.incomplete]:
            change, key = one.change, (one.replica, one.change.field)
            kind, shown = FIELDS[key[1]].type, self.replicas[one.replica].shown[key[1]]
            if same(kind, shown, change.ask):
                former = self.state.shadows.get(key)
                self._shadow(key, after_write(kind, change, shown, former, answered=False))
            elif self.tick > one.sent + VISIBLE_AFTER:
                self._shadow(
                    key, not_applied(kind, self.state.shadows[key], change, shown, edited=False)
                )
            else:
                continue
            self.open.remove(one)

    def _shadow(self, key: tuple[str, str], shadow: Shadow) -> None:
        self.state = replace(self.state, shadows={**self.state.shadows, key: shadow})

    def _observe(self, faults: Faults) -> Observed:
        """List every replica; confirm what looks edited by a direct read, or leave it out."""
        seen: dict[str, tuple[Snapshot, ...]] = {}
        for name, tool in self._ordered():
            if name in faults.incomplete:
                continue
            listed = tool.indexed if name in faults.old and tool.indexed else tool.shown
            clean = all(
                (shadow := self.state.shadows.get((name, f)))
                and same(FIELDS[f].type, v, shadow.shown)
                for f, v in listed.items()
            )
            seen[name] = () if clean else (self._snapshot(tool),)
            tool.indexed = dict(tool.shown)
        return Observed(seen, frozenset(seen))

    def _ordered(self) -> list[tuple[str, Replica]]:
        return sorted(self.replicas.items(), reverse=self.backwards)

    def _snapshot(self, tool: Replica) -> Snapshot:
        shown = {f: normal(FIELDS[f].type, v) for f, v in tool.shown.items()}
        return Snapshot(
            tool.name, f"{tool.name}-1", f"{tool.name}-1", "", "task", shown, "", marker=ITEM
        )

    def _account(self, observed: Observed) -> Plan:
        blocked = frozenset((o.replica, o.change.field) for o in self.open)
        state = replace(self.state, blocked=blocked)
        toolbox = self._toolbox(observed)
        known = {ITEM: state} if state.records else {}
        decided = reconcile(toolbox, observed, Memory(known), now=self._now(), run=f"r{self.tick}")
        self.state = replace(decided.states.get(ITEM, state), blocked=frozenset())
        self.rows += decided.rows
        for batch in observed.snapshots.values():
            for snapshot in batch:
                for name, value in snapshot.fields.items():
                    if (snapshot.replica, name) not in blocked:
                        self.ghost.read(name, tokens(value))
        return decided.plan

    def _toolbox(self, observed: Observed) -> Toolbox:
        names = frozenset(FIELDS)
        traits = Traits("model", names, names, {}, 50, timedelta(hours=VISIBLE_AFTER))
        tools = {n: Tool(traits, r.project) for n, r in self._ordered() if n in observed.complete}
        carried = dict.fromkeys(self.replicas, names)
        order = tuple(name for name, _ in self._ordered())
        portfolio = Portfolio("p", order, FIELDS, POLICIES, carried=carried)
        records: list[Record] = list(self.state.records.values())
        return Toolbox(portfolio, tools).knowing({(r.replica, r.id): r.item for r in records})

    def _apply(self, plan: Plan, faults: Faults) -> None:
        outcomes = iter(faults.writes)
        for count, (op, change) in enumerate(_changes(plan.operations)):
            if faults.crash is not None and count >= faults.crash:
                return
            keys = faults.readback if count == 0 else ()
            self._write(op.replica, change, next(outcomes, "ok"), keys)

    def _write(
        self, replica: str, change: Change, outcome: Outcome, keys: Sequence[Keystroke]
    ) -> None:
        """Re-read, compare, call, and settle what is known of the outcome."""
        tool, kind = self.replicas[replica], FIELDS[change.field].type
        shown, key = tool.shown[change.field], (replica, change.field)
        if same(kind, shown, change.ask):
            self._shadow(key, Shadow(change.ask, change.ask, change.version))
            return
        self.faulty += outcome != "ok"
        if outcome == "rejected" or not same(kind, shown, change.expect):
            return
        self.written += 1
        self.ghost.judge_write(change.field, tokens(shown), tokens(change.ask), self.kept())
        if outcome in {"ok", "applied"}:
            tool.store(change.field, change.ask)
        if outcome != "ok":
            made = Open(replica, change, self.tick, shown, late=outcome == "late")
            self.open.append(made)
            return
        answer = tool.shown[change.field]
        for pressed in keys:
            self.press(pressed)
        stored = answer if tool.answers else tool.shown[change.field]
        former = self.state.shadows.get(key)
        self._shadow(key, after_write(kind, change, stored, former, answered=tool.answers))

    # -- the end ----------------------------------------------------------------------------

    def kept(self) -> frozenset[str]:
        """Return everything that stands verbatim in a conflict, a proposal or the history."""
        held: set[Value] = set()
        for row in [*self.rows, *self.state.conflicts.values(), *self.state.proposals.values()]:
            match row:
                case Conflict():
                    held |= {*row.seen, *(c.display for c in row.candidates.values())}
                case Proposal():
                    held |= {row.value}
                case FieldChange() if row.what in {"reverted", "replaced", "overruled"}:
                    held |= {row.old}
        return frozenset(token for value in held for token in tokens(value))

    def judge(self) -> None:
        """Ask the ghost about everything that was ever typed."""
        for name in FIELDS:
            shown = [self._visible(r, name) for r in self.replicas.values()]
            self.ghost.judge_end(name, shown, self.kept())

    def _visible(self, tool: Replica, name: str) -> frozenset[str]:
        """Return the tokens shown, with those that this tool can never show."""
        hidden = {t for (f, t) in self.ghost.latest if f == "labels" and t.startswith("z")}
        blind = hidden if tool.kind == "lossy" else set()
        return tokens(tool.shown[name]) | blind


def _changes(operations: Sequence[Operation]) -> Iterator[tuple[Update, Change]]:
    for op in operations:
        assert isinstance(op, Update), f"nothing but an update is expected, not {op}"
        for change in op.changes:
            yield op, change


def world(*replicas: Replica, backwards: bool = False) -> World:
    """Return a world in which every replica shows the same item, and one round has passed."""
    made = World({r.name: r for r in replicas}, backwards=backwards)
    start: dict[str, Value] = {
        "title": "000tail", "labels": frozenset({"e00"}), "status": "000", "priority": "000",
        "description": Document((paragraph("000"), paragraph("001"), paragraph("002"))),
    }  # fmt: skip
    for name, value in start.items():
        for token in sorted(tokens(value)):
            made.ghost.typed(name, token, (), "")
        for tool in replicas:
            tool.shown[name] = tool.project(name, value)
    made.settle()
    return made
