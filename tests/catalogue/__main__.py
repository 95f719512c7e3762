"""Print the page of the catalogue: `python -m tests.catalogue > docs/catalogue.md`."""

import sys

from tests.catalogue.rows import page, rows

sys.stdout.write(page(rows()))
