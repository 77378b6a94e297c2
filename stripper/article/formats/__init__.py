"""The formats that articles are written in, a module each."""
