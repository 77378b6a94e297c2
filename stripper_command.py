"""What the command ``stripper`` runs: beside the package, whose import takes a while, so that Ctrl-C is quiet then too."""

from __future__ import annotations


def main() -> int:
    """Run the command; its exit status."""
    try:
        from stripper.cli import main as run

        return run()
    except KeyboardInterrupt:
        return 130
