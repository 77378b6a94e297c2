"""``python -m stripper``."""

from __future__ import annotations

import sys

from stripper.cli import main

if __name__ == "__main__":
    sys.exit(main())
