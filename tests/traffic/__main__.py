"""Print the page, `python -m tests.traffic > docs/traffic.md`, or check a folder of exchanges."""

import sys
from pathlib import Path

from tests.conftest import SHARED
from tests.traffic.explained import explanations, page
from tests.traffic.session import checked

if len(sys.argv) == 1:
    sys.stdout.write(page(explanations()))
else:
    verdict = checked(Path(sys.argv[1]), SHARED / "specs")
    verdict.stale = ()  # only a run of all tests can tell
    sys.stdout.write("\n".join([*verdict.report(), verdict.figure, ""]))
    sys.exit(bool(verdict.unexplained))
