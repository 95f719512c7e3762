"""Properties that must be there so that something can hang on records, as `doctor` checks them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from connectors.hung.shelf import Place
from syncline.ports import Finding, ReplicaSettings


def fix_of(place: Place) -> str | None:
    """Say what would make a place, None where it is there."""
    return f"add the {place.label} {place.native}" if place.found is None else None


@dataclass(frozen=True, slots=True)
class Checks:
    """The findings about the places of one replica."""

    settings: ReplicaSettings

    def of(self, places: Iterable[Place]) -> Iterator[Finding]:
        """Say of each place that it is there, or what to do."""
        return map(self._finding, places)

    def _finding(self, place: Place) -> Finding:
        where = f"fields.{place.field}.in.{self.settings.name}"
        if place.found is None:
            what = f'{place.field}: there is no {place.label} "{place.native}"'
            fix = fix_of(place) if self.settings.access == "write" else None
            remedy = f"Add it, or name another one under {where}"
            return Finding(self.settings.name, what, fine=False, remedy=remedy, fix=fix)
        if place.found not in place.holds:
            what = f'{place.field}: "{place.native}" is a {place.found}, which cannot hold it'
            remedy = f"Name another one under {where}, or rename it"
            return Finding(self.settings.name, what, fine=False, remedy=remedy)
        return Finding(self.settings.name, f'{place.field}: "{place.native}"', fine=True)
