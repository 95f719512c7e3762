"""Many schedules in a row: what they add up to, and one line that says so."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.simulation.playing import Played, played

NEVER = {
    "lost edits or silent conflicts": ("I2",), "duplicates": ("I4", "I5"),
    "resurrections": ("law 7",), "unevidenced deletes": ("I9",),
}  # fmt: skip
TWICE = 20  # every so many seeds one is played twice, and must go the same way


@dataclass
class Crowd:
    """What a number of schedules have counted together."""

    schedules: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    failed: list[Played] = field(default_factory=list)
    hash: str = ""  # of the last one

    def play(self, seeds: Iterable[int]) -> "Crowd":
        """Play every seed, and every twentieth twice (I24)."""
        for seed in seeds:
            self.take(played(seed))
            if seed % TWICE == 0:
                self._again(seed)
        return self

    def take(self, one: Played) -> None:
        """Add what one schedule counted."""
        self.schedules += 1
        self.counts += one.counts
        self.hash = one.hash
        if one.broken:
            self.failed.append(one)

    def _again(self, seed: int) -> None:
        twin = played(seed)
        self.counts["played twice"] += 1
        if twin.hash != self.hash:
            twin.broken.append(twin.differs(self.hash))
            self.failed.append(twin)

    @property
    def kinds(self) -> dict[str, int]:
        """Return how often each kind of fault was met."""
        found = {
            k.removeprefix("fault "): n for k, n in self.counts.items() if k.startswith("fault ")
        }
        others = ("crashes", "stolen leases", "clock jumps", "schema edits")
        return dict(sorted((found | {k: self.counts[k] for k in others if self.counts[k]}).items()))

    @property
    def violations(self) -> Counter[str]:
        """Return how often each law was broken."""
        return Counter(broken.law for one in self.failed for broken in one.broken)

    def line(self) -> str:
        """Say all of it in one line."""
        c = self.counts
        kinds = ", ".join(f"{n} {kind}" for kind, n in self.kinds.items())
        return (
            f"simulation: {self.schedules} schedules, N=4, {c['runs']} runs "
            f"({c['runs with threads']} with threads), {c['restored stores']} restored and "
            f"{c['lost stores']} lost stores, "
            f"{c['undone runs']} undone, "
            f"{c['edits']} edits "
            f"({c['moments typed']} of moments), "
            f"{c['decisions']} decisions, {c['writes']} writes; {len(self.kinds)} kinds of fault "
            f"({kinds}); {c['plans compared']} plans compared, {c['played twice']} played twice; "
            f"{c['covered in the window']} edits covered in the documented window, "
            f"{c['put away before a lost create was looked up']} records put away and "
            f"{c['typed into a half-made record']} edits left out in the two others; "
            f"{self._verdict()}"
        )

    def _verdict(self) -> str:
        """Return what was found of the five things that must never be, and of everything else."""
        left = self.violations
        told = [f"{sum(left.pop(law, 0) for law in laws)} {what}" for what, laws in NEVER.items()]
        other = ", ".join(f"{n} of {law}" for law, n in sorted(left.items())) or "0"
        return f"{', '.join(told)}; violations of other laws: {other}"
