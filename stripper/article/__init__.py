"""The article: put together from labelled blocks, described, and written in several formats."""
