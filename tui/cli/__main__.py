"""`python -m tui.cli` is `etaoin`."""

import sys

from tui.cli import main

sys.exit(main())
