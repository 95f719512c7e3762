"""Print the page of the quirks: `python -m tests.quirks > docs/quirks.md`."""

import sys

from tests.quirks.rows import page, rows

sys.stdout.write(page(rows()))
