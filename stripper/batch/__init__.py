"""Many pages in, results out: from Python as an iterator, from the shell into one output."""

from stripper.batch.many import extract_many

__all__ = ["extract_many"]
