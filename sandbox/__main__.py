"""Start the sandbox in the foreground: `python -m sandbox`."""

import sys

from sandbox.server import main

sys.exit(main())
