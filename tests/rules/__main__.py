"""Print the page of all rules: `python -m tests.rules > docs/rules.md`."""

import sys

from tests.rules.page import page

sys.stdout.write(page())
