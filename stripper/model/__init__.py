"""The classifier: what was learned, how it is stored, and how it decides."""
