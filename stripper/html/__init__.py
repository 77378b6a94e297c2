"""HTML in: decode bytes, parse to a tree, read the head, segment into blocks."""
