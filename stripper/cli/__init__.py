"""The command ``stripper``.  Run ``stripper --help``."""

from stripper.cli.command import main

__all__ = ["main"]
