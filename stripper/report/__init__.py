"""Show what was decided, and why, as self-contained HTML."""
