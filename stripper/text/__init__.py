"""Flattened text: its lines become blocks."""
