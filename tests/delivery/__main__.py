"""A whole month of alerts: `python -m tests.delivery [SEED]`; ends with 1 when a law is broken."""

import random
import sys
import tempfile
import time
from pathlib import Path

from tests.delivery.judge import LAWS, judged
from tests.delivery.month import Month


def main() -> int:
    """Play one month of 2,000 items and 200 owners, hour by hour."""
    given = sys.argv[1:]
    seed = int(given[0]) if given else random.SystemRandom().randrange(10**6)
    began = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        month = Month(seed, Path(folder) / "month.db")
        month.play()
        found = judged(month)
    sys.stdout.write(f"seed {seed}: {found}; {time.process_time() - began:.0f} core-seconds\n")
    laws = [getattr(found, law) for law in LAWS]
    for law in laws:
        for one in law[:5]:
            sys.stdout.write(f"  {one}\n")
    return 1 if any(laws) or found.median_lines > 6 else 0


if __name__ == "__main__":
    sys.exit(main())
