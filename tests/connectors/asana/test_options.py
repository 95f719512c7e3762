"""Options of a custom field: what is closed can be read, and is not chosen."""

import pytest

from syncline.domain.errors import Unmapped
from syncline.domain.item import Snapshot
from tests.connectors.asana.place import Place


def test_a_disabled_option_is_read_and_not_written(place: Place) -> None:
    """Asana goes on showing it where it was chosen, and refuses it anywhere else."""
    field = place.project.settings[1].field
    high, low = field.options
    old, new = place.add("Old", custom={"Priority": "P0"}), place.add("New")
    high.enabled = False
    shown = place.tracker.read([old.gid], {"priority"})[old.gid]
    assert isinstance(shown, Snapshot)
    assert shown.fields["priority"] == high.name
    with pytest.raises(Unmapped, match=f'has no open option "{high.name}"'):
        place.tracker.apply(place.update(new, priority=high.name))
    place.tracker.apply(place.update(new, priority=low.name))
